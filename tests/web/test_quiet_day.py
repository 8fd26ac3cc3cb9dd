"""What a new agency still lacks, said on the Home of those who can bring it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from proviso.actions.agency import Agency
from proviso.db import agency as agency_db
from proviso.db import people, tools
from proviso.db.store import Tx
from proviso.model import Role, Tool, ToolClass, ToolStatus
from proviso.web.quiet_day import ANSWERING

from .console import Browser
from .house import person, small_agency

ADA, ANA = "ada.king", "ana.whitfield"


@pytest.fixture
def agency(tmp_path: Path) -> Iterator[Agency]:
    made = small_agency(tmp_path)

    def fill(tx: Tx) -> None:
        for name, role in (("Ada King", Role.ADMIN), ("Ana Whitfield", Role.CIO)):
            people.add(tx, person(name, roles=frozenset({Role.PERSONNEL, role}), story="New."))

    made.store.write(fill)
    yield made
    made.store.close()


def name(agency: Agency, *roles: Role) -> None:
    def fill(tx: Tx) -> None:
        for role in roles:
            agency_db.put_office(tx, agency_db.Office(role=role.value, person_id=ANA, name=role.value, phone=""))

    agency.store.write(fill)


def test_who_can_bring_what_is_missing_reads_it_on_home(agency: Agency) -> None:
    b = Browser(agency)
    words = b.sign_in(ADA).get("/")
    assert "8 offices have nobody yet who answers: the privacy office, the civil rights office, the counsel’s" in words
    assert "Name them in a shell with “proviso agency office”." in words
    name(agency, *(set(ANSWERING) - {Role.RECORDS}))
    assert "1 office has nobody yet who answers: records officers." in b.get("/")
    name(agency, Role.RECORDS)
    assert "No tool is on the list yet. The CIO’s office adds the first one." in b.get("/")
    assert "No tool is on the list yet. Add the first one; then its review begins." in b.sign_in(ANA).get("/")
    account = "Set up your account Opens with the first tool. Cannot start yet"
    assert account in b.sign_in("maya.okafor").get("/steps")
    b.sign_in(ANA)
    tool = Tool(id="chat", name="Chat", vendor="V", tool_class=ToolClass.COMMERCIAL, status=ToolStatus.IN_REVIEW)
    agency.store.write(lambda tx: tools.add(tx, tool))
    assert "No tool is on the list yet" not in b.get("/")
    assert "Nothing waits for you today." in b.sign_in(ADA).get("/")
