"""The second agency of the demo: the City of Port Ellery, five people and two tools under a policy that masks."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from proviso.actions import begin, packs, people, tools
from proviso.actions.agency import Agency
from proviso.actions.opening import CITY
from proviso.actions.roles import get_person
from proviso.db.store import Tx
from proviso.model import Person, PersonnelType, Role, Tool, ToolClass, ToolStatus, Training

from .files import table
from .steps import Signs, Step, Work, put_agency, signing_of

SYSTEM = "system"


def city_steps(agency: Agency, now: datetime) -> Iterator[Step]:
    """The agency, its directive, its list of tools, and the people with their steps."""
    facts = table("city")
    first = now + timedelta(days=facts["begins"])
    base = agency.packs.base()
    yield first, lambda tx, at: _begin(agency, tx, at)
    for row in facts["person"]:
        yield first + timedelta(minutes=1), _joins(_person(row))
    yield first + timedelta(minutes=2), lambda tx, at: packs.activate(tx, base, actor=SYSTEM, at=at)
    for row in facts["tool"]:
        yield first + timedelta(hours=1), _lists(_tool(row), ToolStatus(row["status"]), facts["cio"])
    signs = signing_of(agency)
    for place, row in enumerate(facts["person"]):
        if row["is_ready"]:
            yield first + timedelta(days=1 + place), _gets_ready(row, signs, facts["tool"])


def _begin(agency: Agency, tx: Tx, at: datetime) -> None:
    begin.start_ledger(tx, agency.journal.origin, at=at)
    put_agency(tx, table("city"), CITY)


def _person(row: dict[str, Any]) -> Person:
    return Person(
        id=row["id"],
        name=row["name"],
        email=f"{row['id']}@{table('city')['agency']['domain']}",
        component=row["component"],
        personnel_type=PersonnelType.EMPLOYEE,
        title=row["title"],
        roles=frozenset({Role.PERSONNEL, *map(Role, row.get("roles", ()))}),
        supervisor_id=row.get("supervisor"),
        story=row["story"],
    )


def _tool(row: dict[str, Any]) -> Tool:
    return Tool(
        id=row["id"],
        name=row["name"],
        vendor=row["vendor"],
        tool_class=ToolClass(row["class"]),
        status=ToolStatus.IN_REVIEW,
        summary=row["summary"],
    )


def _joins(person: Person) -> Work:
    return lambda tx, at: people.add(tx, person, actor=SYSTEM, at=at)


def _lists(tool: Tool, status: ToolStatus, cio: str) -> Work:
    """The city's list was there before: it is taken over as it stood."""
    is_open = status not in {ToolStatus.SUGGESTED, ToolStatus.IN_REVIEW}
    held = replace(tool, status=ToolStatus.APPROVED if is_open else status, status_by=cio)

    def work(tx: Tx, at: datetime) -> None:
        tools.add(tx, held, actor=SYSTEM, at=at)
        if status is not held.status:
            tools.change(tx, tool.id, status=status, reason="reviewed", actor=cio, at=at)

    return work


def _gets_ready(row: dict[str, Any], signs: Signs, listed: list[dict[str, Any]]) -> Work:
    """Asked, approved, trained, signed, and an account of the city for each approved tool."""
    person_id, email = row["id"], f"{row['id']}@{table('city')['agency']['domain']}"

    def work(tx: Tx, at: datetime) -> None:
        asked = people.request_approval(tx, person_id, actor=person_id, at=at)
        people.approve(tx, person_id, request_id=asked.id, actor=row["supervisor"], at=at)
        for training in Training:
            people.record_training(tx, person_id, training, at, "learning system", actor=SYSTEM, at=at)
        signs(tx, get_person(tx, person_id), at)
        for tool in listed:
            if tool["status"] == "approved":
                people.attest_account(tx, person_id, tool["id"], email, True, True, actor=person_id, at=at)

    return work
