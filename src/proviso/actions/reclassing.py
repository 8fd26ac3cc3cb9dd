"""The class of a kept text is changed: it was put into the wrong one, or became something else (R-079).

A shorter period destroys nothing by itself: what is due then is proposed and confirmed by two people, as ever.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime

from proviso.db import expert_reviews, incidents
from proviso.db import transcripts as db
from proviso.db.store import Tx
from proviso.errors import ConflictError, NotFoundError, UsageError
from proviso.journal import record
from proviso.model import DispositionState, Role, TextState, Transcript
from proviso.model.transcript_events import TranscriptReclassed
from proviso.policy.record_classes import RecordClass, Start
from proviso.policy.standing import local_day

from .agency import Agency
from .roles import require_other, require_role
from .transcripts import get, pack_of
from .wording import clean, says_something

WHO = (Role.RECORDS,)
LONGEST_WHY = 500


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """One class that a text could be put into, and what would follow."""

    held: RecordClass
    due_on: date | None
    """None: its review or incident is open."""
    why_not: str = ""


def choices(tx: Tx, agency: Agency, text: Transcript, at: datetime) -> tuple[Choice, ...]:
    """Every other class of the rules in force, each with the last day that would follow."""
    return tuple(
        _choice(tx, agency, text, held) for held in pack_of(tx, agency, at).records if held.id != text.record_class
    )


def _choice(tx: Tx, agency: Agency, text: Transcript, held: RecordClass) -> Choice:
    if held.starts is Start.KEPT:
        return Choice(held=held, due_on=held.due_on(text.kept_on))
    if not text.case_id:
        why_not = "It counts from the end of a review or incident, and this text belongs to none."
        return Choice(held=held, due_on=None, why_not=why_not)
    return Choice(held=held, due_on=held.due_on(text.kept_on, _closed_on(tx, agency, text)))


def _closed_on(tx: Tx, agency: Agency, text: Transcript) -> date | None:
    """The day on which the case of a text was closed, None while it is open."""
    incident, review = incidents.get(tx, text.case_id), expert_reviews.get(tx, text.case_id)
    at = incident.closed_at if incident is not None else review.settled_at if review is not None else None
    if at is not None:
        return local_day(at, agency.packs.by_ref(text.pack) if text.pack else agency.packs.base())
    known = agency.packs.by_ref(text.pack).record_class(text.record_class) if text.pack else None
    if text.due_on is None or known is None or known.starts is not Start.CASE_CLOSED:
        return None
    return date.fromordinal(text.due_on.toordinal() - known.days)


def reclass(
    tx: Tx, agency: Agency, transcript_id: str, record_class: str, *, why: str, actor: str, at: datetime
) -> Transcript:
    """Put a kept text into another class, with the reason; its last day follows from there."""
    require_role(tx, actor, *WHO, to="change the class of a kept text")
    text = get(tx, transcript_id)
    require_other(actor, text.person_id or None, to="change the class of your own text")
    require_free(tx, text)
    choice = next((one for one in choices(tx, agency, text, at) if one.held.id == record_class), None)
    if choice is None:
        raise NotFoundError("Choose another class that the rules have.", hint="Its own is no change.")
    if choice.why_not:
        raise ConflictError(choice.why_not, hint="Choose a class that counts from the day it was kept.")
    said = clean(why.strip())
    if not says_something(said) or len(said) > LONGEST_WHY:
        raise UsageError(f"Say in up to {LONGEST_WHY} characters why it belongs there.", hint="It stays on its page.")
    after = replace(text, record_class=choice.held.id, due_on=choice.due_on, pack=pack_of(tx, agency, at).ref)
    db.put(tx, after)
    event = TranscriptReclassed(
        actor=actor,
        transcript=text.id,
        person=text.person_id,
        before=text.record_class,
        after=after.record_class,
        due_before=text.due_on.isoformat() if text.due_on else None,
        due_on=after.due_on.isoformat() if after.due_on else None,
        why=said,
    )
    record(tx, at, event)
    return after


def require_free(tx: Tx, text: Transcript) -> None:
    """It is here, no second person is looking at it, and no hold stands on its class: else a change would end one."""
    if text.state is not TextState.KEPT:
        raise ConflictError("This text is no longer kept.", hint="Its page names the certificate.")
    waiting = db.listed(tx, DispositionState.PROPOSED, limit=1_000)
    if any(item.transcript_id == text.id for one in waiting for item in one.items):
        raise ConflictError("A second person is asked to let this text go.", hint="Take the proposal back first.")
    hold = next((h for h in db.standing_holds(tx) if h.record_class and h.covers(text)), None)
    if hold is not None:
        raise ConflictError(
            f"A legal hold on its class covers this text: {hold.matter}.", hint="Put it under a hold of its own first."
        )
