"""The form that changes a person: name, address, title, component, supervisor, roles (139-07 fn3, 139-07.2.c.1)."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field

from starlette.requests import Request
from starlette.responses import Response

from proviso.actions import people as change_people
from proviso.db import agency as agency_db
from proviso.db import people
from proviso.db.bodies import body
from proviso.db.store import Tx
from proviso.errors import NotAllowedError, NotFoundError, UsageError
from proviso.model import Person, PersonnelType, Role

from ..access import log_view
from ..desk import Desk, at_desk, typed
from ..session import ROLE_NAMES
from .people import KINDS, as_date, supervisor_choices, supervisor_of

FIELDS = ("name", "email", "title", "component", "personnel_type", "supervisor_id", "starts", "ends", "seen")
ROLES = tuple((role.value, ROLE_NAMES[role][:1].upper() + ROLE_NAMES[role][1:]) for role in Role if role != "personnel")


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangePage:
    """The entry of a person, to be changed."""

    id: str
    title: str
    answer: str
    components: tuple[tuple[str, str], ...]
    kinds: tuple[tuple[str, str], ...]
    supervisors: tuple[tuple[str, str], ...]
    roles: tuple[tuple[str, str], ...]
    chosen: frozenset[str]
    """Roles."""
    typed: dict[str, str]
    errors: dict[str, str] = field(default_factory=dict)


def show_change(request: Request) -> Response:
    """The form, with what the entry says now."""
    desk, person = _desk(request)
    log_view(desk, person, "person")
    with desk.read() as tx:
        page = _page(tx, person, _typed(person), frozenset(role.value for role in person.roles))
    return desk.page("person_change.html", page, title=page.title)


def _desk(request: Request) -> tuple[Desk, Person]:
    desk = at_desk(request)
    desk.only("the administrator", Role.ADMIN)
    with desk.read() as tx:
        person = people.get(tx, request.path_params["person_id"])
    if person is None:
        raise NotFoundError("Nobody has this handle.", hint="Search by name under People.")
    return desk, person


def _typed(person: Person) -> dict[str, str]:
    return {
        "name": person.name,
        "email": person.email,
        "title": person.title,
        "component": person.component,
        "personnel_type": person.personnel_type.value,
        "supervisor_id": person.supervisor_id or "",
        "starts": person.engagement_starts.isoformat() if person.engagement_starts else "",
        "ends": person.engagement_ends.isoformat() if person.engagement_ends else "",
        "seen": _seen(person),
    }


def _seen(person: Person) -> str:
    """Tells whether the entry changed since the form was opened."""
    return hashlib.sha256(body(person).encode()).hexdigest()[:16]


def _page(
    tx: Tx, person: Person, values: dict[str, str], chosen: frozenset[str], errors: dict[str, str] | None = None
) -> ChangePage:
    return ChangePage(
        id=person.id,
        title=f"Change {person.name}",
        answer="A new component, supervisor or title ends the approvals that stand, and the supervisor is asked anew.",
        components=(("", "Choose"), *agency_db.components(tx).items()),
        kinds=KINDS,
        supervisors=_with_own(tx, supervisor_choices(tx), person),
        roles=ROLES,
        chosen=chosen,
        typed=values,
        errors=errors or {},
    )


def _with_own(tx: Tx, choices: tuple[tuple[str, str], ...], person: Person) -> tuple[tuple[str, str], ...]:
    """The supervisor of today can always be kept."""
    own = person.supervisor_id
    if not choices or own is None or own in dict(choices):
        return choices
    found = people.get(tx, own)
    return (*choices, (own, found.name if found else own))


def change(request: Request) -> Response:
    """Change the entry; a form with errors, or one that is out of date, comes back with all that was typed."""
    desk, person = _desk(request)
    values = typed(desk.form, *FIELDS)
    chosen = frozenset(desk.form.all("roles"))
    with desk.read() as tx:
        errors = _errors(tx, person, values, chosen)
        supervisor = supervisor_of(tx, values["supervisor_id"])
    fields = {
        "name": values["name"],
        "email": values["email"],
        "title": values["title"],
        "component": values["component"],
        "personnel_type": PersonnelType(values["personnel_type"]) if "personnel_type" not in errors else None,
        "supervisor_id": supervisor.id if supervisor else person.supervisor_id if values["supervisor_id"] else None,
        "engagement_starts": as_date(values["starts"]),
        "engagement_ends": as_date(values["ends"]),
        "roles": frozenset({Role.PERSONNEL, *(Role(role) for role in chosen if role in dict(ROLES))}),
    }
    changed = {name: value for name, value in fields.items() if getattr(person, name) != value}
    if not errors and changed:
        try:
            desk.write(lambda tx: change_people.change(tx, person.id, actor=desk.me.id, at=desk.now, **changed))
        except NotAllowedError:
            raise
        except UsageError as fault:
            errors["supervisor_id"] = f"{fault.message} {fault.hint}".strip()
    if errors:
        with desk.read() as tx:
            page = _page(tx, person, {**values, "seen": _seen(person)}, chosen, errors)
        return desk.page("person_change.html", page, title=page.title, status=422)
    if not changed:
        return desk.go(f"/people/{person.id}", "Nothing changed: the entry says this already.")
    anew = change_people.ENDS_APPROVALS.intersection(changed)
    return desk.go(f"/people/{person.id}", "Changed." + (" The supervisor is asked anew." if anew else ""))


def _errors(tx: Tx, person: Person, values: dict[str, str], chosen: frozenset[str]) -> dict[str, str]:
    errors = {}
    if values["seen"] != _seen(person):
        errors["name"] = (
            f"The entry changed since you opened it. It says now: {person.name}, {person.title or 'no title'}, "
            f"{person.component or 'no component'}. Your words are kept below; send them again if they still hold."
        )
    elif not values["name"]:
        errors["name"] = "Give the name."
    other = people.by_email(tx, values["email"])
    if "@" not in values["email"].strip("@"):
        errors["email"] = "Give the agency e-mail address."
    elif other is not None and other.id != person.id:
        errors["email"] = "Somebody else has this address."
    if values["component"] not in agency_db.components(tx):
        errors["component"] = "Choose the component."
    if values["personnel_type"] not in dict(KINDS):
        errors["personnel_type"] = "Choose one."
    keeps = values["supervisor_id"] in {"", person.supervisor_id}
    if not keeps and supervisor_of(tx, values["supervisor_id"]) is None:
        errors["supervisor_id"] = "Nobody who supervises has this handle or address."
    for name in ("starts", "ends"):
        if values[name] and as_date(values[name]) is None:
            errors[name] = "Give the day as a date."
    if Role.AUDITOR.value in chosen and len(chosen) > 1:
        errors["roles"] = "An auditor reads everything and changes nothing: no other role goes with it."
    return errors
