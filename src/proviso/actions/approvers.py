"""Who answers for a person's request now (139-07.2.c.1): the supervisor, or whoever acts when there is none to ask."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from proviso.db import agency as agency_db
from proviso.db import delegates, people
from proviso.db.store import Tx
from proviso.errors import NotAllowedError
from proviso.model import ApprovalRequest, Person, Role

from .roles import delegate_of, get_person, require_active, require_other

SUPERVISOR, NEXT_UP, OFFICE = "supervisor", "next_up", "office"


@dataclass(frozen=True, slots=True, kw_only=True)
class Approver:
    """Who answers, and as what."""

    person_id: str
    acts_as: str
    """`supervisor`; `next_up`, where the supervisor has left; `office`, where nobody above is there either."""


def approver_of(tx: Tx, person: Person) -> Approver | None:
    """Who answers for this person; None where nobody can, and then an administrator names a supervisor.

    A supervisor who has left is replaced by the next one up, and at the end by the CIO's office. Nobody is their own
    approver, also where the directory says so, and supervisors in a circle are asked once each.
    """
    if person.supervisor_id is None:
        return None
    for place, above in enumerate(_above(tx, person)):
        if above.is_active and above.id != person.id:
            return Approver(person_id=above.id, acts_as=NEXT_UP if place else SUPERVISOR)
    offices = agency_db.offices(tx)
    for role in (Role.CIO_OFFICE, Role.CIO):
        office = offices.get(role.value)
        held = None if office is None else people.get(tx, office.person_id)
        if held is not None and held.is_active and held.id != person.id:
            return Approver(person_id=held.id, acts_as=OFFICE)
    return None


def _above(tx: Tx, person: Person) -> Iterator[Person]:
    """The supervisor, theirs, and so on; each once."""
    seen, above = {person.id}, person.supervisor_id
    if above == person.id:  # the directory says so by mistake: the office answers
        return
    while above is not None and above not in seen:
        seen.add(above)
        found = people.get(tx, above)
        if found is None:
            return
        yield found
        above = found.supervisor_id


def require_approver(
    tx: Tx, actor: str, person: Person, *, to: str, at: datetime, request: ApprovalRequest | None = None
) -> None:
    """Only who answers for this person, whom they named in their place, or whom they asked about this one request."""
    require_other(actor, person.id, to=f"{to} for")
    require_active(tx, actor, to)
    if person.supervisor_id is None:
        raise NotAllowedError(f"{person.name} has no supervisor yet.", hint="An administrator can name one.")
    approver = approver_of(tx, person)
    if approver is None:
        raise NotAllowedError(
            f"Nobody is there to {to} for {person.name}.", hint="An administrator names a supervisor."
        )
    allowed = {approver.person_id, delegate_of(tx, approver.person_id, at)}
    if request is not None and request.passed_by:
        allowed.add(request.supervisor_id)
    if actor not in allowed:
        name = get_person(tx, approver.person_id).name
        raise NotAllowedError(f"Only {name} can {to} for {person.name}.", hint=f"{name} can ask someone else to do it.")


def may_approve(tx: Tx, actor: str, person: Person, *, at: datetime, request: ApprovalRequest | None = None) -> bool:
    """Whether `require_approver` would let this person act."""
    try:
        require_approver(tx, actor, person, to="approve this", at=at, request=request)
    except NotAllowedError:
        return False
    return True


def waiting_for(tx: Tx, actor: str, at: datetime) -> list[ApprovalRequest]:
    """The requests that this person can answer now, oldest first: their own, and those of whom they stand in for."""
    whose = [actor, *(s for s in delegates.naming(tx, actor) if delegate_of(tx, s, at) == actor)]
    found = [request for one in whose for request in people.requests_for(tx, one) if request.person_id != actor]
    return sorted(found, key=lambda request: request.asked_at)
