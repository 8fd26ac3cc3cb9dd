"""Expert review in words: where a text goes, who has it since when, what the five questions are (ux.md, section 10)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from proviso.actions.expert_lapses import WHY as LAPSED
from proviso.actions.expert_letters import finders, length
from proviso.actions.expert_verdicts import NAMES, READERS
from proviso.actions.experts import PUBLIC
from proviso.db import expert_reviews as db
from proviso.db.store import Tx
from proviso.model import (
    Audience,
    Criterion,
    ExpertReview,
    ExpertState,
    ExpertVerdict,
    Reading,
    Role,
    Said,
)

from . import words as w
from .desk import Desk

AUDIENCES = (
    (Audience.INTERNAL.value, "Inside the agency"),
    (Audience.AGENCY.value, "Another agency"),
    (Audience.PUBLIC.value, "The public: two experts read it"),
)
FOR = {
    Audience.INTERNAL: "for use inside the agency",
    Audience.AGENCY: "for another agency",
    Audience.PUBLIC: "for the public",
}
QUESTIONS = {
    Criterion.ACCURACY: ("139-07.4.a", "Is it right?"),
    Criterion.RELEVANCE: ("139-07.4.b", "Does it answer what was asked?"),
    Criterion.SENSITIVITY: ("139-07.4.c", "Is it free of data that must stay inside?"),
    Criterion.BIAS: ("139-07.4.d", "Is it fair to everybody it speaks of?"),
    Criterion.POLICY: ("139-07.4.e", "Does it keep to the agency’s policy?"),
}
SAID = ((Said.YES.value, "Yes"), (Said.NO.value, "No"), (Said.NOT_MINE.value, "Not mine to say"))
SAID_WORDS = {Said.YES: "Yes", Said.NO: "No", Said.NOT_MINE: "Not mine to say"}
VERDICTS = {
    ExpertVerdict.APPROVED: "Approved",
    ExpertVerdict.CHANGED: "Approved with changes",
    ExpertVerdict.RETURNED: "Returned with notes",
}
STATES = {
    ExpertState.WAITING: "In review",
    ExpertState.RETURNED: "Returned",
    ExpertState.APPROVED: "Approved",
    ExpertState.WITHDRAWN: "Withdrawn",
}
SETTLED = {ExpertState.APPROVED: "approved", ExpertState.WITHDRAWN: "withdrawn"}
OFFICES = (Role.CIO, Role.CIO_OFFICE)
WHOM = "its author, the experts who read it, the CIO’s office and auditors"


@dataclass(frozen=True, slots=True, kw_only=True)
class SaidRow:
    """One criterion in the table of a reading."""

    title: str
    clause: str
    said: str
    note: str


def headline(review: ExpertReview) -> str:
    """ "Flood plan summary, for the public" """
    return f"{review.subject}, {FOR[review.audience]}"


def due(desk: Desk, review: ExpertReview) -> str:
    """ "due today", "2 days late"; of a text that nobody waits for any more, when that was: "approved Nov. 18"."""
    if review.state in SETTLED and review.settled_at is not None:
        what = "closed" if review.is_lapsed else SETTLED[review.state]
        return f"{what} {desk.words.near(review.settled_at)}"
    late = (desk.today - review.due_on).days
    return f"{w.count(late, 'day')} late" if late > 0 else f"due {desk.words.near(review.due_on)}"


def since(desk: Desk, reading: Reading) -> str:
    """ "9:10 a.m." today, else the day and the time."""
    if reading.given_at is None:
        return ""
    is_today = desk.words.local(reading.given_at) == desk.today
    return desk.words.clock(reading.given_at) if is_today else desk.when(reading.given_at)


def usually(tx: Tx) -> str:
    """ "usually 1 day"; empty before there is a usual time."""
    found = db.usual(tx)
    return "" if found is None else f"usually {span(found)}"


def span(took: timedelta) -> str:
    """ "12 minutes", "3 hours", "1 day" """
    minutes = max(1, round(took.total_seconds() / 60))
    if minutes < 60:
        return w.count(minutes, "minute")
    if minutes < 60 * 20:
        return w.count(round(minutes / 60), "hour")
    return w.count(max(1, round(minutes / (60 * 24))), "day")


def stands(desk: Desk, tx: Tx, review: ExpertReview) -> str:
    """The first sentence of its page: who has it since when, or what came of it."""
    if review.state is ExpertState.APPROVED:
        names = desk.names(desk.name(tx, r.reviewer_id) for r in review.approvals)
        return f"Approved by {names}. It may be used officially."
    if review.state is ExpertState.RETURNED:
        notes = things(review)
        return f"{w.count(notes, 'thing')} to change."
    if review.state is ExpertState.WITHDRAWN:
        when = f" {desk.words.near(review.settled_at)}" if review.settled_at else ""
        if review.is_lapsed:
            return f"Closed{when}: {LAPSED}. Ask for a new review if you still need it."
        return f"Withdrawn{when}. Nobody reads it."
    return with_whom(desk, tx, review)


def with_whom(desk: Desk, tx: Tx, review: ExpertReview) -> str:
    """ "With Samuel since 9:10 a.m., usually 1 day." """
    reading = review.reading
    if reading is None:
        return "Nobody owes an answer about it."
    if not reading.reviewer_id:
        office = desk.names(p.name for p in finders(tx)) or "The CIO’s office"
        return f"No expert of {topic_name(tx, review)} can read it now. {office} was told and finds one."
    who = "you" if reading.reviewer_id == desk.me.id else w.first_name(desk.name(tx, reading.reviewer_id))
    usual = usually(tx)
    return ended(f"With {who} since {since(desk, reading)}{', ' + usual if usual else ''}")


def ended(sentence: str) -> str:
    """A sentence with one period, also after "a.m." """
    return f"{sentence.rstrip('.')}."


def next_reader(desk: Desk, tx: Tx, review: ExpertReview) -> str:
    """ "Grace Liu reviews next."; empty when nobody else has to."""
    found = next_readers(tx, review)
    if found is None:
        return ""
    return f"{desk.name(tx, found[0])} reviews next." if len(found) == 1 else "A second expert reviews next."


def next_readers(tx: Tx, review: ExpertReview) -> tuple[str, ...] | None:
    """Who may read it after the one who has it now; None when nobody has to."""
    stand = {r.reviewer_id for r in review.approvals}
    if review.state is not ExpertState.WAITING or len(stand) + 1 >= READERS[review.audience]:
        return None
    held = review.reading.reviewer_id if review.reading else ""
    again = [r.reviewer_id for r in review.readings if r.verdict is not None and r.reviewer_id not in {*stand, held}]
    if again:
        return (again[-1],)
    for topic_id in dict.fromkeys((PUBLIC, review.topic)):
        topic = db.topic(tx, topic_id)
        found = tuple(e for e in topic.experts if e not in {review.author_id, held, *stand}) if topic else ()
        if found:
            return found
    return ()


def topic_name(tx: Tx, review: ExpertReview) -> str:
    """A topic as the agency calls it."""
    found = db.topic(tx, review.topic) if review.topic else None
    return found.name if found else "this topic"


def last_returned(review: ExpertReview) -> Reading | None:
    """The reading that sent it back last."""
    return next((r for r in reversed(review.readings) if r.verdict is ExpertVerdict.RETURNED), None)


def things(review: ExpertReview) -> int:
    """How many things a returned text has to change."""
    reading = last_returned(review)
    return 0 if reading is None else len(reading.notes) + sum(bool(a.note) for a in reading.answers)


def answer_rows(reading: Reading) -> tuple[SaidRow, ...]:
    """The five answers of a reading."""
    rows = []
    for criterion in Criterion:
        held = reading.answer(criterion)
        rows.append(
            SaidRow(
                title=NAMES[criterion],
                clause=QUESTIONS[criterion][0],
                said=SAID_WORDS[held.said] if held else "No answer",
                note=held.note if held else "",
            )
        )
    return tuple(rows)


def line(desk: Desk, tx: Tx, review: ExpertReview) -> str:
    """ "From Maya Okafor, 2 pages, for the public." """
    return f"From {desk.name(tx, review.author_id)}, {length(review.text.words)}, {FOR[review.audience]}."
