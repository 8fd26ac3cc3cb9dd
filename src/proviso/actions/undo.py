"""Undoing a supervisor's answer: for ten minutes, by who gave it, while nothing was used under it (139-07.2.c.1).

Nothing in the ledger is changed: an undo is an entry of its own, and the request waits again.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

from proviso.db import history, records, tools, uses
from proviso.db import people as db
from proviso.db.store import Tx
from proviso.errors import ConflictError, NotFoundError
from proviso.journal import record
from proviso.model import Approval, ApprovalRequest, ToolClass
from proviso.model.events import ApprovalRevoked, ApprovalUndone

from .letters import tell_undone
from .roles import get_person, require_active, require_supervisor

WINDOW = timedelta(minutes=10)
OVER = "The ten minutes are over."
LOOKED_AT = 100
"""How many of the newest uses are looked at: more than anybody makes in ten minutes by hand."""


def undo_approval(tx: Tx, approval_id: str, *, actor: str, at: datetime) -> Approval:
    """Take a fresh approval back as if it had not been given; the request that it answered waits again."""
    found = records.approval(tx, approval_id)
    if found is None:
        raise NotFoundError(f"There is no approval {approval_id}.")
    person_id, approval, _ = found
    _require_who_answered(tx, actor, approval.approved_by, person_id, at)
    why_not = why_no_undo(tx, approval_id, actor=actor, at=at)
    if why_not:
        raise ConflictError(why_not, hint="Take the approval back instead: the next use is denied.")
    request = _answered(tx, person_id, approval)
    records.revoke_approval(tx, approval_id, actor, at, "undone")
    record(tx, at, ApprovalRevoked(actor=actor, approval=approval_id, person=person_id))
    if request is not None:
        db.put_request(tx, _waits_again(request))
    event = ApprovalUndone(
        actor=actor, person=person_id, request="" if request is None else request.id, approval=approval_id
    )
    record(tx, at, event)
    tell_undone(tx, person_id, at=at)
    return approval


def undo_decline(tx: Tx, request_id: str, *, actor: str, at: datetime) -> ApprovalRequest:
    """Take a fresh "no" back: the request waits again, and the reason is gone from the person's page."""
    request = db.get_request(tx, request_id)
    if request is None:
        raise NotFoundError(f"There is no request {request_id}.")
    _require_who_answered(tx, actor, request.answered_by, request.person_id, at)
    why_not = why_no_undo_of_decline(tx, request_id, actor=actor, at=at)
    if why_not:
        raise ConflictError(why_not, hint="Approve the person when they ask again.")
    again = _waits_again(request)
    db.put_request(tx, again)
    record(tx, at, ApprovalUndone(actor=actor, person=request.person_id, request=request_id, approval=""))
    tell_undone(tx, request.person_id, at=at)
    return again


def _require_who_answered(tx: Tx, actor: str, answered_by: str, person_id: str, at: datetime) -> None:
    """Whoever gave the answer may be somebody whom the supervisor asked."""
    if actor == answered_by:
        require_active(tx, actor, to="undo this")
    else:
        require_supervisor(tx, actor, get_person(tx, person_id), to="undo this", at=at)


def _waits_again(request: ApprovalRequest) -> ApprovalRequest:
    return replace(request, state="open", answered_by="", answered_at=None)


def why_no_undo(tx: Tx, approval_id: str, *, actor: str, at: datetime) -> str:
    """Why this approval cannot be undone any more, in a sentence; empty when it can."""
    found = records.approval(tx, approval_id)
    if found is None or not found[2]:
        return "It was taken back already."
    person_id, approval, _ = found
    if approval.approved_by != actor:
        return f"{get_person(tx, approval.approved_by).name} gave it, so only they can undo it."
    used = _used(tx, person_id, approval.approved_at)
    if used:
        return f"{get_person(tx, person_id).name} used {used} since, so it stands in the record."
    return OVER if at - approval.approved_at > WINDOW else ""


def why_no_undo_of_decline(tx: Tx, request_id: str, *, actor: str, at: datetime) -> str:
    """Why this "no" cannot be undone any more, in a sentence; empty when it can."""
    request = db.get_request(tx, request_id)
    if request is None or request.state != "declined":
        return "This request is not declined."
    if any(r.state == "open" for r in db.requests_of(tx, request.person_id)):
        return f"{get_person(tx, request.person_id).name} has asked again. Answer the new request."
    fresh = history.lately(tx, request_id, at - WINDOW, ("ApprovalDeclined",))
    by = next((e.record.data["actor"] for e in fresh if e.record.data["request"] == request_id), None)
    if by is None:
        return OVER
    return "" if by == actor else f"{get_person(tx, by).name} answered it, so only they can undo it."


def _used(tx: Tx, person_id: str, since: datetime) -> str:
    """The name of a tool that was used since; the agency's own tools need no approval."""
    for use in uses.search(tx, person=person_id, allowed=True, since=since, limit=LOOKED_AT):
        tool = tools.get(tx, use.tool_id)
        if tool is None or tool.tool_class is not ToolClass.INTERNAL:
            return tool.name if tool is not None else use.tool_id
    return ""


def _answered(tx: Tx, person_id: str, approval: Approval) -> ApprovalRequest | None:
    """The request that this approval answered: the person's newest, unless another approval came in between."""
    asked = db.requests_of(tx, person_id)
    newest = asked[-1] if asked else None
    if newest is None or newest.state != "granted" or newest.asked_at > approval.approved_at:
        return None
    others = (a for a in records.standing_approvals(tx, person_id) if a.id != approval.id)
    return None if any(newest.asked_at <= a.approved_at <= approval.approved_at for a in others) else newest
