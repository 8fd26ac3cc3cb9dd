"""A small agency in a folder of its own: real store, real ledger, a handful of invented people."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import TypeVar

from proviso.actions import people, tools
from proviso.db import agency as agency_db
from proviso.db import entries
from proviso.db.store import Store, Tx
from proviso.journal import Journal
from proviso.model import Person, PersonnelType, Role, Tool, ToolClass, ToolStatus

T = TypeVar("T")
NOW = datetime(2026, 11, 20, 15, 0, tzinfo=UTC)


class House:
    """The store with words for tests: `do` writes, `look` reads."""

    def __init__(self, store: Store) -> None:
        self.store = store

    def do(self, work: Callable[[Tx], T]) -> T:
        return self.store.write(work)

    def look(self, reading: Callable[[Tx], T]) -> T:
        with self.store.read() as tx:
            return reading(tx)

    def events(self) -> list[str]:
        return self.look(lambda tx: [entry.record.event for entry in entries.page(tx, 0, 1000)])


def person(handle: str, *roles: Role, supervisor: str | None = None) -> Person:
    return Person(
        id=handle,
        name=handle.replace(".", " ").title(),
        email=f"{handle}@dcs.example",
        component="FRO",
        personnel_type=PersonnelType.EMPLOYEE,
        roles=frozenset({Role.PERSONNEL, *roles}),
        supervisor_id=supervisor,
    )


PEOPLE = (
    person("maya.okafor", supervisor="elena.sorokin"),
    person("tom.reyes", supervisor="elena.sorokin"),
    person("elena.sorokin", Role.SUPERVISOR, supervisor="lee.marsh"),
    person("lee.marsh", Role.LEADER, Role.SUPERVISOR),
    person("ruth.delgado", Role.COMPONENT_CIO, Role.SUPERVISOR),
    person("joan.castellanos", Role.PRIVACY),
    person("ingrid.solberg", Role.SECURITY),
    person("lena.fox", Role.TRAINING),
    person("ana.whitfield", Role.CIO),
    person("marcus.bell", Role.CIO_OFFICE, supervisor="ana.whitfield"),
    person("henry.osei", Role.INCIDENT),
    person("yusuf.karim", Role.ADMIN),
    person("alice.tran", Role.AUDITOR),
)
CHAT = Tool(
    id="northlight-chat",
    name="Northlight Chat",
    vendor="Northlight",
    tool_class=ToolClass.COMMERCIAL,
    status=ToolStatus.APPROVED,
)


def open_house(folder: Path) -> House:
    """A house in this folder, with its people and one tool."""
    journal = Journal.open(folder)
    store = Store.open(folder / "proviso.db", seal=journal.seal)

    def fill(tx: Tx) -> None:
        agency_db.put(tx, "name", "Department of Coastal Safety")
        for one in PEOPLE:
            people.add(tx, one, actor="system", at=NOW)
        tools.add(tx, CHAT, actor="marcus.bell", at=NOW)

    store.write(fill)
    return House(store)
