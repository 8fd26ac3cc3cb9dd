"""The agency's components, who answers for which office, and whom people write to for help."""

from __future__ import annotations

from datetime import datetime

from proviso.db import agency as db
from proviso.db.agency import Office
from proviso.db.store import Tx
from proviso.errors import NotAllowedError, UsageError
from proviso.journal import record
from proviso.model import Role
from proviso.model.agency_events import ComponentNamed, ContactNamed, OfficeNamed

from .roles import SYSTEM, get_person, require_role
from .wording import clean_line, says_something

MOST = 80
"""Characters of an id, a name, a number or an address."""


def name_component(tx: Tx, component: str, title: str, *, actor: str, at: datetime) -> None:
    """Name a component, such as FRO, Flood Recovery Office; an id that is there gets another name."""
    _require_admin(tx, actor, to="name a component")
    component_id, named = clean_line(component), _said(title, "Give the component a name.")
    if not component_id.isalnum() or len(component_id) > MOST:
        raise UsageError(f"{component!r} is no id of a component.", hint="It has letters and digits, as in FRO.")
    db.put_component(tx, component_id, named)
    record(tx, at, ComponentNamed(actor=actor, component=component_id))


def name_office(
    tx: Tx, role: Role, person_id: str, title: str, *, phone: str = "", mail: str = "", actor: str, at: datetime
) -> Office:
    """Say who answers for an office; they must have its role, so that the pages open to them."""
    _require_admin(tx, actor, to="name who answers for an office")
    person = get_person(tx, person_id)
    if role not in person.roles:
        raise NotAllowedError(
            f"{person.name} does not have the role {role.value}.",
            hint=f"Give it first: proviso person roles {person_id} --add {role.value}",
        )
    office = Office(
        role=role.value,
        person_id=person_id,
        name=_said(title, "Give the office a name."),
        phone=clean_line(phone)[:MOST],
        mail=clean_line(mail)[:MOST],
    )
    db.put_office(tx, office)
    record(tx, at, OfficeNamed(actor=actor, office=role.value, person=person_id))
    return office


def name_contact(tx: Tx, address: str, *, actor: str, at: datetime) -> None:
    """Say whom people write to when a page does not help them."""
    _require_admin(tx, actor, to="name the address for help")
    said = clean_line(address)
    if "@" not in said.strip("@") or len(said) > MOST or " " in said:
        raise UsageError(f"{address!r} is no address.", hint="It looks like ai-help@example.gov.")
    db.put(tx, "help", said)
    record(tx, at, ContactNamed(actor=actor))


def _require_admin(tx: Tx, actor: str, *, to: str) -> None:
    if actor != SYSTEM:
        require_role(tx, actor, Role.ADMIN, to=to)


def _said(typed: str, missing: str) -> str:
    said = clean_line(typed)[:MOST]
    if not says_something(said):
        raise UsageError(missing)
    return said
