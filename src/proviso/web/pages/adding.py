"""The form that adds a person (139-07 fn3)."""

from __future__ import annotations

from dataclasses import dataclass, field

from starlette.requests import Request
from starlette.responses import Response

from proviso.actions import people as change_people
from proviso.actions.handles import is_reserved
from proviso.db import agency as agency_db
from proviso.db import people
from proviso.db.store import Tx
from proviso.model import Person, PersonnelType, Role

from ..desk import at_desk, typed
from .people import KINDS, supervisor_choices, supervisor_of

PERSON_FIELDS = ("name", "email", "title", "component", "personnel_type", "supervisor_id")


@dataclass(frozen=True, slots=True, kw_only=True)
class AddPage:
    """The form that adds a person."""

    components: tuple[tuple[str, str], ...]
    kinds: tuple[tuple[str, str], ...]
    supervisors: tuple[tuple[str, str], ...]
    typed: dict[str, str]
    errors: dict[str, str] = field(default_factory=dict)


def add_person_form(request: Request) -> Response:
    """The form that adds a person."""
    desk = at_desk(request)
    desk.only("the administrator", Role.ADMIN)
    with desk.read() as tx:
        page = _add_page(tx, typed(None, *PERSON_FIELDS))
    return desk.page("person_add.html", page, title="Add a person")


def _add_page(tx: Tx, values: dict[str, str], errors: dict[str, str] | None = None) -> AddPage:
    return AddPage(
        components=tuple(agency_db.components(tx).items()),
        kinds=KINDS,
        supervisors=supervisor_choices(tx),
        typed=values,
        errors=errors or {},
    )


def add_person(request: Request) -> Response:
    """Add a person (139-07 fn3); none of the steps is done for them."""
    desk = at_desk(request)
    desk.only("the administrator", Role.ADMIN)
    values = typed(desk.form, *PERSON_FIELDS)
    with desk.read() as tx:
        errors = _person_errors(tx, values)
        if errors:
            return desk.page("person_add.html", _add_page(tx, values, errors), title="Add a person", status=422)
        supervisor = supervisor_of(tx, values["supervisor_id"])
    person = Person(
        id=handle(values["name"]),
        name=values["name"],
        email=values["email"],
        title=values["title"],
        component=values["component"],
        personnel_type=PersonnelType(values["personnel_type"]),
        supervisor_id=supervisor.id if supervisor else None,
        engagement_starts=desk.today,
    )
    desk.write(lambda tx: change_people.add(tx, person, actor=desk.me.id, at=desk.now))
    return desk.go(f"/people/{person.id}", f"{person.name} is in the directory. Next: five steps, shown at sign-in.")


def _person_errors(tx: Tx, values: dict[str, str]) -> dict[str, str]:
    errors = {}
    if len(values["name"].split()) < 2 or not handle(values["name"]):
        errors["name"] = "Give the first and the last name."
    elif is_reserved(handle(values["name"])) or people.get(tx, handle(values["name"])) is not None:
        errors["name"] = "Somebody has this name already. Add a middle name or initial."
    if "@" not in values["email"].strip("@"):
        errors["email"] = "Give the agency e-mail address."
    elif people.by_email(tx, values["email"]) is not None:
        errors["email"] = "Somebody has this address already."
    if values["component"] not in agency_db.components(tx):
        errors["component"] = "Choose the component."
    if values["personnel_type"] not in dict(KINDS):
        errors["personnel_type"] = "Choose one."
    if supervisor_of(tx, values["supervisor_id"]) is None:
        errors["supervisor_id"] = "Choose the supervisor: without one, nobody can approve."
    return errors


def handle(name: str) -> str:
    """`Maya Okafor` becomes `maya.okafor`."""
    words = ("".join(c for c in word if c.isascii() and c.isalnum()) for word in name.lower().split())
    return ".".join(word for word in words if word)
