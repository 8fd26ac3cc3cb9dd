"""Who may see one decision, who may object to it, and who answers."""

from __future__ import annotations

from proviso.actions import views
from proviso.actions.agency import Agency
from proviso.db import agency as agency_db
from proviso.db import objections, people, uses
from proviso.db.store import Tx
from proviso.errors import NotFoundError
from proviso.identity.ids import read_id
from proviso.model import Decision, Objection, Person, Role
from proviso.policy import Rule

from .denial import NO_OBJECTION
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


def may_object(agency: Agency, decision: Decision) -> bool:
    """Whether the pack names an office that answers an objection to the rule that leads."""
    if decision.allowed or not decision.reasons or decision.reasons[0].kind in NO_OBJECTION:
        return False
    rule = objectable_rule(agency, decision)
    return bool(rule.office and rule.objections)


def objectable_rule(agency: Agency, decision: Decision) -> Rule:
    """The rule that leads, in the pack of that day."""
    return agency.packs.by_ref(decision.pack).rule(decision.reasons[0].rule)


def office_name(tx: Tx, role: str) -> str:
    """The office that answers, as people call it."""
    if role == Role.SUPERVISOR.value:
        return "Your supervisor"
    found = agency_db.offices(tx).get(role)
    return found.name if found is not None else role.replace("_", " ").capitalize()


def log_view(desk: Desk, person: Person, page: str) -> None:
    """Somebody looks at another person's record: an entry in the ledger, every time."""
    if desk.me.id != person.id:
        desk.write(lambda tx: views.look_at(tx, person.id, page, actor=desk.me.id, at=desk.now))


def log_list(desk: Desk, page: str) -> None:
    """Somebody opens a list of people: an entry in the ledger before the page is sent, once an hour."""
    with desk.read() as tx:
        is_known = views.saw_lately(tx, page, actor=desk.me.id, at=desk.now)
    if not is_known:
        desk.write(lambda tx: views.look_at_list(tx, page, actor=desk.me.id, at=desk.now))
