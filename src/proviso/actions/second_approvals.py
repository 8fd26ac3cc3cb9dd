"""A second approval beside the supervisor's, where a component's rules ask for one (139-07.7.b)."""

from __future__ import annotations

from datetime import datetime

from proviso.db import records
from proviso.db import second_approvals as db
from proviso.db.store import Tx
from proviso.errors import ConflictError, NotAllowedError, NotFoundError
from proviso.identity.ids import new_id
from proviso.journal import record
from proviso.model import Role, SecondApproval
from proviso.model.local_rules_events import SecondApprovalGiven, SecondApprovalRevoked

from .outbox import notify
from .roles import get_person, require_other, require_role

WHO = (Role.COMPONENT_CIO, Role.LEADER)
TO = "give a second approval"


def second(tx: Tx, approval_id: str, *, actor: str, at: datetime) -> SecondApproval:
    """The CIO or the head of the person's component approves, too; never who approved first, never for themselves."""
    found = records.approval(tx, approval_id)
    if found is None:
        raise NotFoundError("There is no such approval.", hint="The list shows who waits for a second one.")
    person_id, approval, stands = found
    _require_right(tx, person_id, actor)
    require_other(actor, approval.approved_by, to="second what you approved")
    if not stands:
        raise ConflictError("The supervisor’s approval was taken back, so there is nothing to second.")
    known = db.of_approval(tx, approval_id)
    if known is not None:
        return known
    given = SecondApproval(id=new_id(), person_id=person_id, approval_id=approval_id, approved_by=actor, approved_at=at)
    db.add(tx, given)
    record(tx, at, SecondApprovalGiven(actor=actor, person=person_id, approval=approval_id, second=given.id))
    notify(
        tx,
        person_id,
        "second-approval",
        subject="You have the second approval that you need",
        lines=("A rule of your component asks for it.", "What it closed is open to you now."),
        path="/tools",
        at=at,
        key=given.id,
    )
    return given


def revoke(tx: Tx, second_id: str, *, actor: str, at: datetime) -> SecondApproval:
    """Take a second approval back; the next use that needs it is denied."""
    found = db.get(tx, second_id)
    if found is None:
        raise NotFoundError("There is no such second approval.")
    _require_right(tx, found.person_id, actor)
    if found.revoked_at is None:
        db.revoke(tx, second_id, actor, at)
        record(tx, at, SecondApprovalRevoked(actor=actor, person=found.person_id, second=second_id))
    return found


def _require_right(tx: Tx, person_id: str, actor: str) -> None:
    require_other(actor, person_id, to=f"{TO} for")
    require_role(tx, actor, *WHO, to=TO)
    person, me = get_person(tx, person_id), get_person(tx, actor)
    if person.component != me.component:
        raise NotAllowedError(f"{person.name} is in {person.component}, and you answer for {me.component}.")
