"""Undoing what an office answered, and what a supervisor passed on: for ten minutes, by who did it (ux section 5).

The mail of such an answer waits for these minutes, and an undo takes it out of the outbox: nobody reads "You were
right" about an answer that is gone. Nothing in the ledger is changed: an undo is an entry of its own.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from proviso.db import objections, records, suggestions, tools, uses
from proviso.db import people as db
from proviso.db.store import Tx
from proviso.errors import ConflictError, NotAllowedError, NotFoundError
from proviso.journal import record
from proviso.model import ApprovalRequest, Objection, ObjectionState, Suggestion, SuggestionState, ToolStatus
from proviso.model.step_events import ApprovalPassedOn
from proviso.model.undo_events import ObjectionAnswerUndone, SuggestionAnswerUndone

from .letters import answer_key, tell_request_went_back
from .outbox import is_waiting, withdraw
from .roles import get_person, require_active
from .suggestions import mail_key
from .undo import OVER, WINDOW

MAIL_LEFT = "Its mail has left, so it stands."


def undo_objection_answer(tx: Tx, objection_id: str, *, actor: str, at: datetime) -> Objection:
    """Take a fresh answer to an objection back: it waits again, and the correction that it made is gone. The text that
    came with it is not brought back: it was destroyed with the answer."""
    found = _objection(tx, objection_id)
    _require_same(tx, actor, found.answered_by or "")
    why_not = why_no_undo_of_answer(tx, objection_id, actor=actor, at=at)
    if why_not:
        raise ConflictError(why_not)
    withdraw(tx, found.person_id, answer_key(found))
    records.remove_corrections(tx, objection_id)
    again = replace(
        found, state=ObjectionState.OPEN, answered_by=None, answered_at=None, answer="", corrected_until=None
    )
    objections.put_open(tx, again)
    record(tx, at, ObjectionAnswerUndone(actor=actor, objection=objection_id, decision=found.decision_id))
    return again


def why_no_undo_of_answer(tx: Tx, objection_id: str, *, actor: str, at: datetime) -> str:
    """Why this answer cannot be undone any more, in a sentence; empty when it can."""
    found = _objection(tx, objection_id)
    if found.answered_by is None or found.answered_at is None:
        return "This objection is not answered."
    if found.answered_by != actor:
        return f"{get_person(tx, found.answered_by).name} answered it, so only they can undo it."
    if at - found.answered_at > WINDOW:
        return OVER
    if not is_waiting(tx, found.person_id, answer_key(found)):
        return MAIL_LEFT
    decision = uses.get(tx, found.decision_id)
    since = uses.search(tx, person=found.person_id, allowed=True, since=found.answered_at)
    if decision is not None and any(use.digest == decision.digest for use in since):
        return f"{get_person(tx, found.person_id).name} sent that text since, so it stands in the record."
    return ""


def undo_suggestion_answer(tx: Tx, group: str, *, actor: str, at: datetime) -> tuple[Suggestion, ...]:
    """Take a fresh "no" to a suggestion back: it waits again for everybody who asked."""
    _require_same(tx, actor, *{s.answered_by for s in _declined(tx, group)})
    why_not = why_no_undo_of_suggestion(tx, group, actor=actor, at=at)
    if why_not:
        raise ConflictError(why_not)
    again = []
    for suggestion in _declined(tx, group):
        withdraw(tx, suggestion.person_id, mail_key(suggestion))
        waits = replace(suggestion, state=SuggestionState.WAITING, answer="", answered_by="", answered_at=None)
        suggestions.put(tx, waits)
        record(tx, at, SuggestionAnswerUndone(actor=actor, suggestion=suggestion.id, tool=suggestion.tool_id))
        again.append(waits)
    return tuple(again)


def why_no_undo_of_suggestion(tx: Tx, group: str, *, actor: str, at: datetime) -> str:
    """Why this "no" cannot be undone any more, in a sentence; empty when it can."""
    declined = _declined(tx, group)
    if not declined:
        return "This suggestion was not answered without a review."
    if any(s.answered_by != actor for s in declined):
        return f"{get_person(tx, declined[0].answered_by).name} answered it, so only they can undo it."
    if any(s.answered_at is None or at - s.answered_at > WINDOW for s in declined):
        return OVER
    here = [s for s in declined if get_person(tx, s.person_id).is_active]
    return "" if all(is_waiting(tx, s.person_id, mail_key(s)) for s in here) else MAIL_LEFT


def undo_pass_on(tx: Tx, request_id: str, *, actor: str, at: datetime) -> ApprovalRequest:
    """Take a request back from whoever was asked to answer it: it waits where it waited before (139-07.2.c.1)."""
    request = _request(tx, request_id)
    _require_same(tx, actor, request.passed_by)
    why_not = why_no_undo_of_pass_on(tx, request_id, actor=actor, at=at)
    if why_not:
        raise ConflictError(why_not)
    back = replace(request, supervisor_id=request.passed_from, passed_by="", passed_from="", passed_at=None)
    db.put_request(tx, back)
    event = ApprovalPassedOn(
        actor=actor, request=request.id, person=request.person_id, supervisor=back.supervisor_id, because="undone"
    )
    record(tx, at, event)
    tell_request_went_back(tx, request.supervisor_id, at=at)
    return back


def why_no_undo_of_pass_on(tx: Tx, request_id: str, *, actor: str, at: datetime) -> str:
    """Why this request cannot be taken back any more, in a sentence; empty when it can."""
    request = _request(tx, request_id)
    if request.state != "open":
        return "It was answered already."
    if not request.passed_by or request.passed_at is None:
        return "Nobody else was asked to answer it."
    if request.passed_by != actor:
        return f"{get_person(tx, request.passed_by).name} passed it on, so only they can undo it."
    if not get_person(tx, request.passed_from).is_active:
        return "Who had it before no longer works here."
    return OVER if at - request.passed_at > WINDOW else ""


def _require_same(tx: Tx, actor: str, *did_it: str) -> None:
    """Whoever did it undoes it, and nobody else; what nobody did is no business of a role."""
    require_active(tx, actor, to="undo this")
    if any(did_it) and actor not in did_it:
        raise NotAllowedError("Only who did it can undo it.")


def _objection(tx: Tx, objection_id: str) -> Objection:
    found = objections.get(tx, objection_id)
    if found is None:
        raise NotFoundError(f"There is no objection {objection_id}.")
    return found


def _declined(tx: Tx, group: str) -> list[Suggestion]:
    """The suggestions of a group that got the last "no" without a review."""
    answered = [s for s in suggestions.of_group(tx, group) if s.state is SuggestionState.ANSWERED and s.answered_at]
    last = max((s.answered_at for s in answered if s.answered_at), default=None)
    declined = [s for s in answered if s.answered_at == last]
    tool = tools.get(tx, declined[0].tool_id) if declined and declined[0].tool_id else None
    return [] if tool is not None and tool.status is not ToolStatus.SUGGESTED else declined


def _request(tx: Tx, request_id: str) -> ApprovalRequest:
    found = db.get_request(tx, request_id)
    if found is None:
        raise NotFoundError(f"There is no request {request_id}.")
    return found
