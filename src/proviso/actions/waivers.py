"""Waivers: asked by a leader or a component's CIO, written by the CIO's office, for one clause, a scope and a time
(139-07.5.w).

INVARIANT: nobody grants what they asked for, and who granted a waiver is never covered by it.
"""

from __future__ import annotations

import hashlib
from collections.abc import Collection
from dataclasses import replace
from datetime import date, datetime, timedelta

from proviso.db import people, records
from proviso.db import waivers as db
from proviso.db.store import Tx
from proviso.errors import ConflictError, NotAllowedError, NotFoundError, UsageError
from proviso.journal import record
from proviso.model import Person, RequestState, Role, Waiver, WaiverDraft, WaiverRequest
from proviso.model.events import WaiverGranted, WaiverRevoked
from proviso.model.waiver_events import WaiverAsked, WaiverConfirmed, WaiverRefused, WaiverWished, WaiverWithdrawn

from .outbox import notify
from .roles import get_person, require_active, require_other, require_role
from .waiver_checks import checked
from .wording import clean

ASKERS = (Role.LEADER, Role.COMPONENT_CIO)
GRANTERS = (Role.CIO, Role.CIO_OFFICE)
MOST_CONFIRM_DAYS = 366


def save_draft(tx: Tx, draft: WaiverDraft, *, actor: str, at: datetime) -> WaiverDraft:
    """Keep what is being written; nothing of it is checked yet, and nobody else sees it."""
    require_role(tx, actor, *ASKERS, to="ask for a waiver")
    _require_own_draft(draft, actor)
    kept = replace(draft, saved_at=at)
    db.put_draft(tx, kept)
    return kept


def drop_draft(tx: Tx, *, actor: str) -> None:
    """Forget what was being written; it was never sent, so nothing is recorded."""
    db.drop_draft(tx, actor)


def _require_own_draft(draft: WaiverDraft, actor: str) -> None:
    """A draft is its writer's alone."""
    if draft.person_id != actor:
        raise NotAllowedError("This draft is somebody else's.")


def draft_to_renew(tx: Tx, number: str, *, actor: str, at: datetime) -> WaiverDraft:
    """Begin a request that would renew a waiver, with what it said: the dates are asked anew."""
    before = db.as_granted(tx, _request(tx, number))
    _require_component(tx, actor, before, to="ask to renew it")
    draft = WaiverDraft(
        person_id=actor,
        clause=before.clause,
        tools=tuple(sorted(before.tools or ())),
        people=tuple(sorted(before.people or ())),
        case_kind=before.case_kind,
        grounds=before.grounds,
        risk=before.risk,
        safeguards=before.safeguards,
        renews=number,
    )
    return save_draft(tx, draft, actor=actor, at=at)


def ask(
    tx: Tx,
    draft: WaiverDraft,
    waivable: Collection[str],
    *,
    actor: str,
    at: datetime,
    today: date,
    number: str = "",
) -> WaiverRequest:
    """Sign a request and send it to the CIO's office; `waivable` are the clauses that the rules let a waiver open."""
    require_role(tx, actor, *ASKERS, to="ask for a waiver")
    _require_own_draft(draft, actor)
    person = get_person(tx, actor)
    given, errors = checked(tx, draft, person, waivable, today)
    if errors:
        raise UsageError(next(iter(errors.values())), hint="Nothing was sent. Your draft is kept.")
    request = WaiverRequest(
        id=number or db.next_number(tx, today.year),
        component=person.component,
        asked_by=actor,
        asked_at=at,
        text_sha256="",
        renews=draft.renews,
        **given,
    )
    request = replace(request, text_sha256=hashlib.sha256(statement(request).encode()).hexdigest())
    db.add(tx, request)
    db.drop_draft(tx, actor)
    event = WaiverAsked(
        actor=actor,
        waiver=request.id,
        clause=request.clause,
        component=request.component,
        starts_on=request.starts_on.isoformat(),
        ends_on=request.ends_on.isoformat(),
        text_sha256=request.text_sha256,
        renews=request.renews,
    )
    record(tx, at, event)
    _tell_office(tx, request, at)
    return request


def statement(request: WaiverRequest) -> str:
    """The text that is signed: every part of the request in a fixed order, so that a later change shows."""
    scope = [
        ("rule", request.clause),
        ("component", request.component),
        ("tools", ", ".join(sorted(request.tools or ())) or "every tool on the list"),
        ("people", ", ".join(sorted(request.people or ())) or "everybody of the component"),
        ("cases", request.case_kind),
        ("from", request.starts_on.isoformat()),
        ("through", request.ends_on.isoformat()),
        ("renews", request.renews or "none"),
    ]
    reasons = [("grounds", request.grounds), ("risk", request.risk), ("safeguards", request.safeguards)]
    return "\n".join(f"{name}: {said}" for name, said in (("waiver", request.id), *scope, *reasons)) + "\n"


def is_untouched(request: WaiverRequest) -> bool:
    """Whether the request still says what was signed."""
    return hashlib.sha256(statement(request).encode()).hexdigest() == request.text_sha256


def withdraw(tx: Tx, number: str, *, actor: str, at: datetime) -> WaiverRequest:
    """Who asked takes the request back before it was answered."""
    request = _open(tx, number)
    if request.asked_by != actor:
        raise NotAllowedError("Only who asked for this waiver can take the request back.")
    require_active(tx, actor, "withdraw this")
    ended = replace(request, state=RequestState.WITHDRAWN, ended_by=actor, ended_at=at)
    db.put(tx, ended)
    record(tx, at, WaiverWithdrawn(actor=actor, waiver=number))
    return ended


def refuse(tx: Tx, number: str, reason: str, *, actor: str, at: datetime) -> WaiverRequest:
    """The CIO's office says no, with a reason that the asker will read."""
    request = _open(tx, number)
    require_role(tx, actor, *GRANTERS, to="answer a request for a waiver")
    require_other(actor, request.asked_by, to="answer a request of")
    if not reason.strip():
        raise UsageError("Say why: who asked will read it.")
    refused = _answered(request, RequestState.REFUSED, reason, actor, at)
    db.put(tx, refused)
    record(tx, at, WaiverRefused(actor=actor, waiver=number))
    _tell_asker(tx, refused, f"Waiver {number} was refused", ("The reason is on its page.", "The rule stays closed."))
    return refused


def grant(
    tx: Tx,
    number: str,
    *,
    tools: Collection[str] | None = None,
    people: Collection[str] | None = None,
    starts_on: date | None = None,
    ends_on: date | None = None,
    confirm_days: int | None = None,
    terms: str = "",
    actor: str,
    at: datetime,
    today: date,
) -> WaiverRequest:
    """The CIO's office grants a request, as it was asked or narrower; the next use it covers may go (139-07.5.w).

    `confirm_days`: so many days it counts until the component confirms that it is still needed.
    """
    request = _open(tx, number)
    granted = replace(_narrowed(request, tools, people, starts_on, ends_on), confirm_days=confirm_days)
    if granted.ends_on < today:
        raise UsageError("Its last day has passed.", hint="Refuse it, and ask for a new request.")
    if confirm_days is not None and not 1 <= confirm_days <= MOST_CONFIRM_DAYS:
        raise UsageError(f"Ask for confirmation after 1 to {MOST_CONFIRM_DAYS} days.")
    waiver = Waiver(
        id=number,
        clause=granted.clause,
        starts_on=granted.starts_on,
        ends_on=granted.ends_on,
        component=granted.component,
        tools=granted.tools,
        people=granted.people,
        granted_by=actor,
        confirm_by=_confirm_by(granted, max(granted.starts_on, today)),
    )
    grant_waiver(tx, waiver, asked_by=request.asked_by, actor=actor, at=at)
    answered = _answered(replace(request, confirm_days=confirm_days), RequestState.GRANTED, terms, actor, at)
    db.put(tx, answered)
    subject = f"Waiver {number} is granted"
    _tell_asker(tx, answered, subject, (f"It counts through {granted.ends_on:%b. %-d, %Y}.", "Its terms are inside."))
    return answered


def _narrowed(
    request: WaiverRequest,
    tools: Collection[str] | None,
    people: Collection[str] | None,
    starts_on: date | None,
    ends_on: date | None,
) -> WaiverRequest:
    """The request with less in it. INVARIANT: never with more than was asked and signed."""
    for asked, given, what in ((request.tools, tools, "tools"), (request.people, people, "people")):
        if asked is not None and given is not None and not set(given) <= asked:
            raise UsageError(f"A grant has no {what} that were not asked for.", hint="Ask for a new request.")
    starts, ends = starts_on or request.starts_on, ends_on or request.ends_on
    if starts < request.starts_on or ends > request.ends_on:
        raise UsageError("A grant stays within the dates that were asked for.", hint="Ask for a new request.")
    if ends < starts:
        raise UsageError("A waiver ends after it starts.", hint="Check the two dates.")
    return replace(
        request,
        tools=frozenset(tools) if tools else request.tools,
        people=frozenset(people) if people else request.people,
        starts_on=starts,
        ends_on=ends,
    )


def grant_waiver(tx: Tx, waiver: Waiver, *, asked_by: str, actor: str, at: datetime) -> Waiver:
    """Put a waiver in force for what a leader or a component's CIO asked; nobody grants their own (139-07.5.w)."""
    require_role(tx, asked_by, *ASKERS, to="ask for a waiver")
    require_role(tx, actor, *GRANTERS, to="grant a waiver")
    require_other(actor, asked_by, to="grant a waiver that you asked for")
    for person_id in waiver.people or ():
        require_other(actor, person_id, to="grant a waiver to")
    if waiver.ends_on < waiver.starts_on:
        raise UsageError("A waiver ends after it starts.", hint="Check the two dates.")
    records.add_waiver(tx, waiver)
    event = WaiverGranted(
        actor=actor,
        waiver=waiver.id,
        clause=waiver.clause,
        starts_on=waiver.starts_on.isoformat(),
        ends_on=waiver.ends_on.isoformat(),
        asked_by=asked_by,
        component=waiver.component or "",
        confirm_by=None if waiver.confirm_by is None else waiver.confirm_by.isoformat(),
    )
    record(tx, at, event)
    return waiver


def confirm(tx: Tx, number: str, *, actor: str, at: datetime, today: date) -> WaiverRequest:
    """The component confirms that it still needs a waiver; without that it stops counting on its day."""
    request = _request(tx, number)
    _require_component(tx, actor, request, to="confirm this waiver")
    waiver = records.waiver(tx, number)
    if request.state is not RequestState.GRANTED or waiver is None or waiver.confirm_by is None:
        raise ConflictError(f"Waiver {number} asks for no confirmation.", hint="Look at its page.")
    if min(waiver.confirm_by, waiver.ends_on) < today:
        raise ConflictError(
            f"Waiver {number} stopped counting on {waiver.confirm_by:%b. %-d}.", hint="Ask to renew it."
        )
    later = _confirm_by(replace(request, ends_on=waiver.ends_on), today)
    db.put_waiver(tx, replace(waiver, confirm_by=later))
    record(tx, at, WaiverConfirmed(actor=actor, waiver=number, confirm_by=(later or waiver.ends_on).isoformat()))
    return request


def revoke_waiver(tx: Tx, waiver_id: str, *, actor: str, at: datetime, reason: str = "") -> Waiver:
    """The CIO's office takes a waiver back; the next use under it is denied."""
    require_role(tx, actor, *GRANTERS, to="take back a waiver")
    waiver = records.waiver(tx, waiver_id)
    if waiver is None:
        raise NotFoundError(f"There is no waiver {waiver_id} that stands.")
    records.revoke_waiver(tx, waiver_id, at)
    record(tx, at, WaiverRevoked(actor=actor, waiver=waiver_id))
    request = db.get(tx, waiver_id)
    if request is not None:
        ended = replace(
            request, state=RequestState.REVOKED, ended_by=actor, ended_at=at, ended_for=clean(reason).strip()
        )
        db.put(tx, ended)
        _tell_asker(tx, ended, f"Waiver {waiver_id} was taken back", ("It ended at once.", "The reason is inside."))
    return waiver


def may_ask(tx: Tx, component: str) -> list[Person]:
    """Who can ask for a waiver for a component."""
    return people.with_role(tx, *ASKERS, component=component)


def wish(tx: Tx, clause: str, told: str, purpose: str, *, actor: str, at: datetime) -> None:
    """A person tells one who may ask for a waiver that they need one; once a day, and in words of ours alone."""
    person = require_active(tx, actor, "send this note")
    require_other(actor, told, to="send this note to")
    if told not in {one.id for one in may_ask(tx, person.component)}:
        raise NotAllowedError("This person cannot ask for a waiver for you.", hint="Choose one of the list.")
    key = f"waiver-wished:{actor}:{clause}:{at.date().isoformat()}"
    lines = (f"For rule {clause}: {purpose}.", "You can ask the CIO's office; nothing is open yet.")
    subject = f"{person.name} needs a waiver"
    if notify(
        tx, told, "waiver-wished", subject=subject, lines=lines, path=f"/waivers/ask?clause={clause}", at=at, key=key
    ):
        record(tx, at, WaiverWished(actor=actor, clause=clause, told=told))


def _request(tx: Tx, number: str) -> WaiverRequest:
    found = db.get(tx, number)
    if found is None:
        raise NotFoundError(f"There is no waiver {number}.", hint="Waivers have numbers like 2026-004; see the list.")
    return found


def _open(tx: Tx, number: str) -> WaiverRequest:
    request = _request(tx, number)
    if request.state is not RequestState.ASKED:
        who = get_person(tx, request.answered_by or request.ended_by or request.asked_by).name
        raise ConflictError(
            f"Waiver {number} was {request.state.value} already, by {who}.",
            hint="Nothing was changed. Look at its page.",
        )
    return request


def _require_component(tx: Tx, actor: str, request: WaiverRequest, *, to: str) -> None:
    require_role(tx, actor, *ASKERS, to=to)
    if get_person(tx, actor).component != request.component:
        raise NotAllowedError(f"Waiver {request.id} is another component's.")


def _answered(request: WaiverRequest, state: RequestState, answer: str, actor: str, at: datetime) -> WaiverRequest:
    return replace(request, state=state, answer=clean(answer).strip(), answered_by=actor, answered_at=at)


def _confirm_by(request: WaiverRequest, since: date) -> date | None:
    if request.confirm_days is None:
        return None
    return min(request.ends_on, since + timedelta(days=request.confirm_days))


def _tell_office(tx: Tx, request: WaiverRequest, at: datetime) -> None:
    asker = get_person(tx, request.asked_by).name
    for person in people.with_role(tx, *GRANTERS):
        notify(
            tx,
            person.id,
            "waiver-asked",
            subject=f"{asker} asks for a waiver",
            lines=(f"Number {request.id}, for rule {request.clause}.", "Grant it, narrow it, or refuse it."),
            path=f"/waivers/{request.id}",
            at=at,
        )


def _tell_asker(tx: Tx, request: WaiverRequest, subject: str, lines: tuple[str, str]) -> None:
    at = request.ended_at or request.answered_at or request.asked_at
    kind = f"waiver-{request.state.value}"
    notify(tx, request.asked_by, kind, subject=subject, lines=lines, path=f"/waivers/{request.id}", at=at)
