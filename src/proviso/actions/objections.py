"""Objections: "I think this is wrong" goes to a named office with a date, and can be right (139-07 fn6)."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from proviso.db import objections as db
from proviso.db import records, uses
from proviso.db.store import Tx
from proviso.db.transcripts import standing_holds
from proviso.errors import ConflictError, NotAllowedError, NotFoundError, UsageError
from proviso.identity.ids import new_id
from proviso.journal import record
from proviso.model import (
    CORRECTABLE,
    Correction,
    Decision,
    FindingClass,
    Objection,
    ObjectionState,
    Reason,
    ReasonKind,
    Role,
)
from proviso.model.events import ObjectionAnswered, ObjectionSent, ObjectionViewed
from proviso.model.transcript_events import ObjectionTextHeld

from .agency import Agency
from .letters import tell_answer
from .roles import SYSTEM, get_person, require_other, require_role, require_self, require_supervisor
from .sealed_texts import of_objection, stops
from .sealing import seal, unseal
from .wording import clean

LONGEST_NOTE = 500
NOT_OPEN_TO_OBJECTION = frozenset({ReasonKind.EMERGENCY, ReasonKind.FAULT, ReasonKind.PAUSED})


def send(
    agency: Agency,
    decision_id: str,
    rule: str,
    reason: str,
    note: str = "",
    text: str | None = None,
    *,
    actor: str,
    at: datetime,
) -> Objection:
    """A person says that a rule of their decision is wrong. `text` only when they let one reviewer see it."""
    return agency.store.write(lambda tx: send_in(tx, agency, decision_id, rule, reason, note, text, actor=actor, at=at))


def send_in(
    tx: Tx,
    agency: Agency,
    decision_id: str,
    rule: str,
    reason: str,
    note: str = "",
    text: str | None = None,
    *,
    actor: str,
    at: datetime,
) -> Objection:
    """`send`, in the caller's transaction."""
    decision, lead = _refused(tx, decision_id, rule)
    require_self(tx, actor, decision.person_id, to="object to this decision")
    pack = agency.packs.by_ref(decision.pack)
    route = pack.rule(rule)
    if any(o.rule == rule for o in db.by_decision(tx, decision_id)):
        raise ConflictError("You have objected to this already.", hint="See My record.")
    if not route.office:
        raise NotAllowedError("There is no objection to this rule.", hint=lead.remedy)
    if reason not in route.objections:
        raise UsageError("Choose one of the reasons.", hint="; ".join(route.objections))
    if len(note) > LONGEST_NOTE:
        raise UsageError(f"A note has {LONGEST_NOTE} characters at most; this one has {len(note)}.")
    objection = Objection(
        id=new_id(),
        decision_id=decision_id,
        person_id=actor,
        rule=rule,
        office=route.office,
        reason=reason,
        note=clean(note),
        sent_at=at,
        due_on=due_on(at, route.workdays or pack.workdays.get(route.office, 2), pack.zone),
        has_text=text is not None and _may_keep(decision),
    )
    sealed = None if text is None or not objection.has_text else seal(text, objection.id, agency.sealing_key)
    days = pack.correction_days if correctable(decision, lead) & pack.correctable else 0
    db.add(tx, objection, sealed, correction_days=days)
    event = ObjectionSent(
        actor=actor,
        objection=objection.id,
        decision=decision_id,
        rule=rule,
        reason=reason,
        office=objection.office,
        due_on=objection.due_on.isoformat(),
        has_text=objection.has_text,
    )
    record(tx, at, event)
    return objection


def view_text(agency: Agency, objection_id: str, *, actor: str, at: datetime) -> str:
    """One reviewer of the office opens the text that came with an objection; looking is recorded first."""

    def look(tx: Tx) -> tuple[bytes, bytes]:
        objection = _get(tx, objection_id)
        _require_office(tx, actor, objection, to="see this text", at=at)
        sealed = db.sealed_text(tx, objection_id)
        if sealed is None:
            raise NotFoundError("There is no text with this objection (any more).")
        record(tx, at, ObjectionViewed(actor=actor, objection=objection_id))
        return sealed

    return unseal(agency.store.write(look), objection_id, agency.sealing_key)


def answer(tx: Tx, objection_id: str, state: ObjectionState, answer: str, *, actor: str, at: datetime) -> Objection:
    """The office answers: the person was right, or the rule stands. The text that came with it is destroyed, or stays
    locked as long as a legal hold stops its end.

    RIGHT makes a correction of fact for this exact text where the pack allows it; never for CUI, never for classified.
    """
    objection = _get(tx, objection_id)
    _require_office(tx, actor, objection, to="answer this objection", at=at)
    if objection.state is not ObjectionState.OPEN:
        raise ConflictError("This objection was answered already.", hint=f"By {objection.answered_by}.")
    if state is ObjectionState.OPEN or not answer.strip():
        raise UsageError("Say whether the person was right, and why.")
    decision, lead = _refused(tx, objection.decision_id, objection.rule)
    days = db.correction_days(tx, objection_id) if state is ObjectionState.RIGHT else 0
    until = at.date() + timedelta(days=days) if days else None
    hold = stops(of_objection(tx, objection), standing_holds(tx)) if objection.has_text else None
    answered = replace(
        objection,
        state=state,
        answered_by=actor,
        answered_at=at,
        answer=clean(answer.strip()),
        corrected_until=until,
        has_text=hold is not None,
    )
    db.put_answered(tx, answered)
    if until is not None:
        _correct(tx, decision, lead, objection_id, until)
    event = ObjectionAnswered(
        actor=actor,
        objection=objection_id,
        decision=objection.decision_id,
        state=state.value,
        corrected_until=None if until is None else until.isoformat(),
    )
    record(tx, at, event)
    if hold is not None:
        held = ObjectionTextHeld(actor=SYSTEM, objection=objection_id, person=objection.person_id, hold=hold.id)
        record(tx, at, held)
    tell_answer(tx, answered, at=at)
    return answered


def due_on(at: datetime, workdays: int, zone: ZoneInfo) -> date:
    """The last of so many workdays after today, in the agency's zone; Saturdays and Sundays do not count."""
    day = at.astimezone(zone).date()
    left = workdays
    while left:
        day += timedelta(days=1)
        left -= day.weekday() < 5
    return day


def correctable(decision: Decision, reason: Reason) -> frozenset[FindingClass]:
    """The classes that an answer may correct. INVARIANT: none at all when anything in the text is CUI or classified."""
    if any(finding.cls not in CORRECTABLE for finding in decision.findings):
        return frozenset()
    return frozenset(decision.findings[place].cls for place in reason.findings)


def _correct(tx: Tx, decision: Decision, reason: Reason, objection_id: str, until: date) -> None:
    for cls in sorted(correctable(decision, reason)):
        correction = Correction(
            id=new_id(), text_digest=decision.digest, cls=cls, until=until, objection_id=objection_id
        )
        records.add_correction(tx, correction)


def _refused(tx: Tx, decision_id: str, rule: str) -> tuple[Decision, Reason]:
    decision = uses.get(tx, decision_id)
    if decision is None:
        raise NotFoundError(f"There is no decision {decision_id}.")
    for reason in decision.reasons:
        if reason.rule == rule:
            if reason.kind in NOT_OPEN_TO_OBJECTION:
                raise NotAllowedError("There is no objection to this.", hint=reason.remedy)
            return decision, reason
    raise UsageError("This decision was not made by that rule.", hint=", ".join(r.rule for r in decision.reasons))


def _may_keep(decision: Decision) -> bool:
    """A text that may be classified is never kept."""
    return all(finding.cls is not FindingClass.CLASSIFIED for finding in decision.findings)


def _require_office(tx: Tx, actor: str, objection: Objection, *, to: str, at: datetime) -> None:
    require_other(actor, objection.person_id, to=f"{to} of")
    if objection.office == Role.SUPERVISOR.value:  # each supervisor is an office of their own (139-07.2.c.1)
        require_supervisor(tx, actor, get_person(tx, objection.person_id), to=to, at=at)
        return
    require_role(tx, actor, Role(objection.office), to=to)


def _get(tx: Tx, objection_id: str) -> Objection:
    objection = db.get(tx, objection_id)
    if objection is None:
        raise NotFoundError(f"There is no objection {objection_id}.")
    return objection
