"""A small agency for the tests of the pages: a real store in a folder of the test, a few people, no network."""

from __future__ import annotations

import re
from pathlib import Path

from starlette.testclient import TestClient

from proviso.actions.agency import Agency
from proviso.actions.opening import open_agency
from proviso.app import create_app
from proviso.db import agency as agency_db
from proviso.db import people
from proviso.db.store import Tx
from proviso.model import Person, PersonnelType, Role
from proviso.settings import Settings

BASE = "http://127.0.0.1"
STAFF = (
    ("Maya Okafor", "Analyst", {Role.PERSONNEL}, "Ready. Writes hazard plans."),
    ("Elena Sorokin", "Supervisor", {Role.PERSONNEL, Role.SUPERVISOR}, "Approves people."),
    ("Joan Castellanos", "Privacy officer", {Role.PERSONNEL, Role.PRIVACY}, "Answers for Privacy."),
    ("Alice Tran", "Auditor", {Role.AUDITOR}, "Reads all, changes nothing."),
)


def small_agency(home: Path, *, demo: bool = True, **settings: object) -> Agency:
    """An agency with four people and two offices."""
    agency = open_agency(Settings(home=home, demo=demo, **settings))  # type: ignore[arg-type]  # the test's own fields

    def fill(tx: Tx) -> None:
        agency_db.put(tx, "name", "Department of Coastal Safety")
        agency_db.put(tx, "help", "ai-help@dcs.example")
        agency_db.put_component(tx, "FRO", "Flood Recovery Office")
        for name, title, roles, story in STAFF:
            people.add(tx, person(name, title, frozenset(roles), story))
        agency_db.put_office(
            tx, agency_db.Office(role="security", person_id="ingrid.solberg", name="Security", phone="555-0142")
        )

    agency.store.write(fill)
    return agency


def person(name: str, title: str = "", roles: frozenset[Role] = frozenset({Role.PERSONNEL}), story: str = "") -> Person:
    """One person of the Flood Recovery Office."""
    handle = name.lower().replace(" ", ".")
    return Person(
        id=handle,
        name=name,
        email=f"{handle}@dcs.example",
        component="FRO",
        personnel_type=PersonnelType.EMPLOYEE,
        title=title,
        roles=roles,
        story=story,
    )


def client(agency: Agency, **options: object) -> TestClient:
    """A browser without JavaScript; it follows no redirect unless told to."""
    return TestClient(create_app(agency), base_url=BASE, follow_redirects=False, **options)  # type: ignore[arg-type]  # options of the client


def token(page: str) -> str:
    """The CSRF token of a page."""
    found = re.search(r'name="csrf" value="([^"]+)"', page)
    assert found, "the page has no token"
    return found.group(1)


def sign_in(browser: TestClient, person_id: str, then: str = "") -> None:
    """Sign in by the picker."""
    page = browser.get("/sign-in").text
    answer = browser.post("/sign-in", data={"csrf": token(page), "person": person_id, "next": then})
    assert answer.status_code == 303
