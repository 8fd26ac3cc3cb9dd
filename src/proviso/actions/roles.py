"""Who may act: separation of duties, said in a sentence (139-07.2.c.1, 139-07.5.w)."""

from __future__ import annotations

from datetime import datetime

from proviso.db import delegates, people
from proviso.db.store import Tx
from proviso.errors import NotAllowedError, NotFoundError, UsageError
from proviso.model import Person, Role

SYSTEM = "system"
"""The actor of first start and of feeds; it may list and record, never approve, answer or waive."""

MOST_ABOVE = 50
"""Supervisors above one another: more are a mistake in the directory."""

OFFICE_NAMES = {
    Role.PRIVACY: "the privacy office",
    Role.CIVIL_RIGHTS: "the civil rights office",
    Role.SECURITY: "the security office",
    Role.COUNSEL: "counsel",
    Role.TRAINING: "the training office",
    Role.CIO: "the CIO",
    Role.CIO_OFFICE: "the CIO's office",
    Role.COMPONENT_CIO: "a component's CIO",
    Role.LEADER: "the head of an office",
    Role.INCIDENT: "the incident officer",
    Role.RECORDS: "the records officer",
    Role.ADMIN: "an administrator",
    Role.SUPERVISOR: "a supervisor",
    Role.EXPERT: "an expert",
    Role.AUDITOR: "an auditor",
    Role.PERSONNEL: "a person of the agency",
}


def get_person(tx: Tx, person_id: str) -> Person:
    """The person, or an error that says that there is none."""
    person = people.get(tx, person_id)
    if person is None:
        raise NotFoundError(f"There is no person {person_id!r}.", hint="Ids look like maya.okafor; see People.")
    return person


def require_role(tx: Tx, actor: str, *roles: Role, to: str) -> None:
    """Only these offices may do this; `to` completes "to …"."""
    person = require_active(tx, actor, to)
    if not person.roles.intersection(roles):
        offices = " or ".join(OFFICE_NAMES[role] for role in roles)
        raise NotAllowedError(
            f"It takes {offices} to {to}. {person.name} is neither."
            if len(roles) > 1
            else f"It takes {offices} to {to}. {person.name} is not."
        )


def require_self(tx: Tx, actor: str, person_id: str, *, to: str) -> None:
    """Nobody may do this for somebody else."""
    if actor != person_id:
        raise NotAllowedError(f"Only {get_person(tx, person_id).name} can {to}.")
    require_active(tx, actor, to)


def require_other(actor: str, person_id: str | None, *, to: str) -> None:
    """Nobody may do this for themselves."""
    if actor == person_id:
        raise NotAllowedError(f"You cannot {to} yourself. Someone else does that.")


def require_supervisor(tx: Tx, actor: str, person: Person, *, to: str, at: datetime | None = None) -> None:
    """Only the person's supervisor, or whom the supervisor named in their place, may do this (139-07.2.c.1).

    Without `at`, somebody who was named for some days only may not."""
    require_other(actor, person.id, to=f"{to} for")
    require_active(tx, actor, to)
    if person.supervisor_id is None:
        raise NotAllowedError(f"{person.name} has no supervisor yet.", hint="An administrator can name one.")
    if actor not in {person.supervisor_id, delegate_of(tx, person.supervisor_id, at)}:
        name = get_person(tx, person.supervisor_id).name
        raise NotAllowedError(f"Only {name} can {to} for {person.name}.", hint=f"{name} can ask someone else to do it.")


def require_no_circle(tx: Tx, person_id: str, supervisor_id: str | None) -> None:
    """Nobody is above themselves: a circle of supervisors would approve itself (139-07.2.c.1)."""
    above = supervisor_id
    for _ in range(MOST_ABOVE):
        if above is None:
            return
        if above == person_id:
            raise UsageError(
                "These supervisors would stand in a circle: nobody would be above them.",
                hint="Name somebody who does not report to this person.",
            )
        found = people.get(tx, above)
        above = None if found is None else found.supervisor_id
    raise UsageError("More than 50 supervisors stand above this person.", hint="Name the one who approves.")


def delegate_of(tx: Tx, supervisor_id: str, at: datetime | None = None) -> str | None:
    """Whom a supervisor named to act in their place at this moment; it ends by itself."""
    named = delegates.of(tx, supervisor_id)
    return named.person_id if named is not None and named.holds(at) else None


def require_active(tx: Tx, actor: str, to: str) -> Person:
    """It takes a person who works here, and an auditor changes nothing."""
    if actor == SYSTEM:
        raise NotAllowedError(f"It takes a person to {to}.")
    person = get_person(tx, actor)
    if not person.is_active:
        raise NotAllowedError(f"{person.name} no longer works here, and cannot {to}.")
    if Role.AUDITOR in person.roles:
        raise NotAllowedError(f"An auditor reads everything and changes nothing: {person.name} cannot {to}.")
    return person
