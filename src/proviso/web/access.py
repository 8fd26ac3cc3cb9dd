"""Who may see one decision: its owner, an auditor, and the office that answers an objection to it."""

from __future__ import annotations

from proviso.db import objections, people, uses
from proviso.db.store import Tx
from proviso.errors import NotFoundError
from proviso.identity.ids import read_id
from proviso.model import Decision, Objection, Role

from .desk import Desk
from .session import NotYoursError


def read_decision(desk: Desk, tx: Tx, typed_id: str) -> Decision:
    """The decision of an address, if this reader may see it.

    A code that does not exist is answered like one of somebody else, so that nobody can try codes out."""
    decision = uses.get(tx, read_id(typed_id))
    if decision is None and desk.has(Role.AUDITOR):
        raise NotFoundError("There is no decision with this code.", hint="Check the eight letters and digits.")
    if decision is None or not may_see(desk, tx, decision):
        raise NotYoursError("This decision is not yours.", hint="Ask its owner or an auditor.")
    return decision


def may_see(desk: Desk, tx: Tx, decision: Decision) -> bool:
    """The owner, an auditor, or an office that was asked about it."""
    if decision.person_id == desk.me.id or desk.has(Role.AUDITOR):
        return True
    return any(is_for(desk, tx, o) for o in objections.by_decision(tx, decision.id))


def is_for(desk: Desk, tx: Tx, objection: Objection) -> bool:
    """Whether the reader's office answers this objection; a supervisor answers for their own people only."""
    if objection.office not in {role.value for role in desk.me.roles}:
        return False
    if objection.office != Role.SUPERVISOR.value:
        return True
    person = people.get(tx, objection.person_id)
    return person is not None and person.supervisor_id == desk.me.id
