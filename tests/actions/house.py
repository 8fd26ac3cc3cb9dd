"""A small agency in a folder of its own: real store, real ledger, a handful of invented people."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import TypeVar

from proviso.actions import begin, people, tools
from proviso.actions.agency import Agency
from proviso.db import agency as agency_db
from proviso.db import entries
from proviso.db.store import Store, Tx
from proviso.identity.keyring import Keyring
from proviso.identity.keys import open_keys
from proviso.journal import Journal
from proviso.model import Person, PersonnelType, Role, Tool, ToolClass, ToolStatus, Training
from proviso.policy import Packs
from proviso.settings import Settings

T = TypeVar("T")
PACKS = Path(__file__).parents[2] / "src" / "proviso" / "packs"
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
        tools.add(tx, replace(CHAT, status_by="marcus.bell"), actor="system", at=NOW)

    store.write(fill)
    return House(store)


def open_agency(folder: Path, pack: str = "dhs-139-07", packs: Path = PACKS) -> Agency:
    """The same house as an agency, with a policy pack in force; `packs` is another folder of packs."""
    house = open_house(folder)
    keys = open_keys(folder / "keys")
    agency = Agency(
        store=house.store,
        journal=Journal.open(folder),
        packs=Packs(folder=packs, pack=pack),
        digest_key=keys.digest,
        sealing_key=Keyring.open(folder / "keys"),
        session_key=keys.session,
        settings=Settings(home=folder),
    )
    house.do(lambda tx: begin.first_start(tx, agency, at=NOW))
    return agency


def get_ready(tx: Tx, agency: Agency, person_id: str, *, but: str = "", at: datetime = NOW) -> None:
    """Do a person's steps, all of them or all but one."""
    if but != "approval":
        people.approve(tx, person_id, actor="elena.sorokin", at=at)
    for kind in Training:
        if but != kind.value:
            people.record_training(tx, person_id, kind, at, "learning system", actor="system", at=at)
    if but != "sign":
        version = agency.packs.base().rules_version
        people.sign(tx, person_id, version, "00" * 32, actor=person_id, at=at)
    if but != "account":
        email = f"{person_id}@dcs.example"
        people.attest_account(tx, person_id, CHAT.id, email, True, True, actor=person_id, at=at)
