"""What becomes of a request that waits (139-07.2.c.1): passed on, moved when a supervisor leaves, reminded of."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

from proviso.db import people as db
from proviso.db.store import Tx
from proviso.errors import ConflictError, NotAllowedError, UsageError
from proviso.journal import record
from proviso.model import ApprovalRequest, Role
from proviso.model.step_events import ApprovalPassedOn, ApprovalReminded

from .approvals import open_request, open_request_of, tell_who_answers
from .approvers import approver_of, require_approver
from .outbox import notify
from .roles import get_person, require_other, require_self

A_DAY = timedelta(days=1)
"""A person reminds once in it."""


def pass_on(tx: Tx, request_id: str, to: str, *, actor: str, at: datetime) -> ApprovalRequest:
    """Whoever has a request asks another supervisor to answer this one; never the person who asked."""
    request = open_request(tx, request_id)
    person = get_person(tx, request.person_id)
    require_approver(tx, actor, person, to="pass this on", at=at, request=request)
    if to == actor:
        raise UsageError("That is you.", hint="Name another supervisor, or answer it yourself.")
    if to == person.id:
        raise NotAllowedError(f"{person.name} asked, and cannot answer it.", hint="Name another supervisor.")
    other = get_person(tx, to)
    if not other.is_active:
        raise UsageError(f"{other.name} no longer works here.", hint="Name another supervisor.")
    if not other.roles.intersection({Role.SUPERVISOR, Role.LEADER}) or Role.AUDITOR in other.roles:
        raise UsageError(f"{other.name} is no supervisor.", hint="Only a supervisor can answer in your place.")
    return _hand_over(tx, request, to, "asked", actor=actor, at=at)


def move_on(tx: Tx, person_id: str, because: str, *, actor: str, at: datetime) -> None:
    """The request of a person follows to who answers now; it ends with a person who has left."""
    request = open_request_of(tx, person_id)
    if request is None:
        return
    person = get_person(tx, person_id)
    if not person.is_active:
        db.put_request(tx, replace(request, state="ended", answered_at=at))
        return
    approver = approver_of(tx, person)
    if approver is not None and approver.person_id != request.supervisor_id:
        _hand_over(tx, request, approver.person_id, because, actor=actor, at=at)


def move_all_on(tx: Tx, supervisor_id: str, *, actor: str, at: datetime) -> None:
    """A supervisor leaves: what waits for them goes to the next one up, or to the CIO's office."""
    for request in db.requests_for(tx, supervisor_id):
        move_on(tx, request.person_id, "left", actor=actor, at=at)


def _hand_over(tx: Tx, request: ApprovalRequest, to: str, because: str, *, actor: str, at: datetime) -> ApprovalRequest:
    is_asked = because == "asked"
    moved = replace(
        request,
        supervisor_id=to,
        passed_by=actor if is_asked else "",
        passed_from=request.supervisor_id if is_asked else "",
        passed_at=at if is_asked else None,
        reminded_at=None,
    )
    db.put_request(tx, moved)
    event = ApprovalPassedOn(actor=actor, request=request.id, person=request.person_id, supervisor=to, because=because)
    record(tx, at, event)
    tell_who_answers(tx, moved, at)
    return moved


def may_remind(request: ApprovalRequest, at: datetime) -> bool:
    """Whether a day has passed since it was asked or reminded of."""
    return at - (request.reminded_at or request.asked_at) >= A_DAY


def remind(tx: Tx, request_id: str, *, actor: str, at: datetime) -> ApprovalRequest:
    """The person reminds whoever has their request, once a day."""
    request = open_request(tx, request_id)
    require_self(tx, actor, request.person_id, to="remind of this")
    require_other(actor, request.supervisor_id, to="remind")
    if not may_remind(request, at):
        raise ConflictError("A reminder goes out once a day.", hint="You can send the next one tomorrow.")
    reminded = replace(request, reminded_at=at)
    db.put_request(tx, reminded)
    event = ApprovalReminded(
        actor=actor, request=request.id, person=request.person_id, supervisor=request.supervisor_id
    )
    record(tx, at, event)
    notify(
        tx,
        request.supervisor_id,
        "approval-reminder",
        subject=f"{get_person(tx, request.person_id).name} waits for your answer",
        lines=("The request is for AI tools.", "Approve or decline; it takes a minute."),
        path=f"/team/requests/{request.id}",
        at=at,
        key=f"reminder:{request.id}:{at.date().isoformat()}",
    )
    return reminded
