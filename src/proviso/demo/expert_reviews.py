"""Texts of the demo agency that were reviewed before official use, through the real actions (139-07.4)."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from functools import cache
from typing import Any

from proviso.actions import expert_reviews, expert_texts, expert_verdicts, experts
from proviso.actions.agency import Agency
from proviso.actions.expert_reviews import Wish
from proviso.actions.expert_verdicts import Opinion
from proviso.db import expert_reviews as db
from proviso.db.store import Tx
from proviso.model import (
    Audience,
    Criterion,
    CriterionAnswer,
    ExpertReview,
    ExpertState,
    ExpertVerdict,
    PlaceNote,
    Said,
)

from .files import table
from .script import Calendar

Work = Callable[[Tx, datetime], object]
Step = tuple[datetime, Work]
OFFICE = "marcus.bell"
SHARE = 5
"""Of so many approved texts one is for the public, and two experts read it."""


def expert_steps(agency: Agency, size: str, calendar: Calendar) -> Iterator[Step]:
    """Topics first; then texts that were approved or returned, spread over the weeks; then those that wait."""
    rows = _rows()
    counts = rows[size]
    seen = _Screened(agency)
    yield calendar.at(counts["first"], 8), lambda tx, at: _topics(tx, at)
    total = counts["approved"] + counts["returned"]
    back = {(n + 1) * total // (counts["returned"] + 1) for n in range(counts["returned"])}
    for place in range(total):
        at = _moment(calendar, counts["first"], place, total)
        is_returned = place in back
        yield from _one(agency, seen, place, at, is_returned=is_returned, calendar=calendar)
    for row in rows["waits"]:
        yield calendar.at(row.get("day", 0), row["hour"]), _asks(agency, seen, row, calendar)


@cache
def _rows() -> dict[str, Any]:
    return table("expert_reviews")


class _Screened:
    """Each text of the file, screened once: forty reviews share four texts."""

    def __init__(self, agency: Agency) -> None:
        self.of = cache(lambda *texts: expert_texts.look(agency, *texts))


def _moment(calendar: Calendar, first: int, place: int, total: int) -> datetime:
    day = first + place * (-2 - first) // max(1, total - 1)
    return calendar.at(day, 9 + place % 4)


def _topics(tx: Tx, at: datetime) -> None:
    for row in _rows()["topic"]:
        experts.set_topic(tx, "", row["name"], row["experts"], actor=OFFICE, at=at)


def _one(
    agency: Agency, seen: _Screened, place: int, at: datetime, *, is_returned: bool, calendar: Calendar
) -> Iterator[Step]:
    rows = _rows()
    texts, people = rows["text"], rows["authors"]["people"]
    is_public = place % SHARE == 0
    row = {"text": texts[0 if is_public else 1 + place % (len(texts) - 1)]["id"], "author": people[place % len(people)]}
    held: list[str] = []

    def asks(tx: Tx, when: datetime) -> None:
        held.append(_ask(tx, agency, seen, row, when, calendar, is_better=not is_returned).id)

    def answers(tx: Tx, when: datetime) -> None:
        review = expert_reviews.get(tx, held[0])
        reading = review.reading
        if reading is not None and reading.reviewer_id:
            _answer(tx, agency, review, reading.reviewer_id, when, is_returned=is_returned)

    yield at, asks
    hours = (20, 23) if place % 3 else (2, 4)
    yield min(at + timedelta(hours=hours[0], minutes=7 * (place % 8)), calendar.now), answers
    if is_public and not is_returned:
        yield min(at + timedelta(hours=hours[1], minutes=11 * (place % 5)), calendar.now), answers


def _answer(tx: Tx, agency: Agency, review: ExpertReview, who: str, at: datetime, *, is_returned: bool) -> None:
    said = [CriterionAnswer(criterion=c, said=Said.YES) for c in Criterion]
    notes: tuple[PlaceNote, ...] = ()
    verdict = ExpertVerdict.APPROVED
    if is_returned:
        verdict = ExpertVerdict.RETURNED
        said[0] = CriterionAnswer(criterion=Criterion.ACCURACY, said=Said.NO, note="The source does not say this.")
        notes = (PlaceNote(start=0, end=0, note="Say where each number comes from."),)
    opinion = Opinion(version=review.text.number, answers=tuple(said), notes=notes)
    expert_verdicts.give(tx, agency, review.id, verdict, opinion, actor=who, at=at)


def _asks(agency: Agency, seen: _Screened, row: dict[str, Any], calendar: Calendar) -> Work:
    return lambda tx, at: _ask(tx, agency, seen, row, at, calendar)


def _ask(
    tx: Tx,
    agency: Agency,
    seen: _Screened,
    row: dict[str, Any],
    at: datetime,
    calendar: Calendar,
    *,
    is_better: bool = False,
) -> ExpertReview:
    text = next(one for one in _rows()["text"] if one["id"] == row["text"])
    topic = next((t.id for t in db.all_topics(tx) if t.name == text["topic"]), "")
    begins = calendar.now if "due" in row else at
    due = expert_reviews.today_of(agency, begins) + timedelta(days=row.get("due", 2))
    wish = Wish(
        audience=Audience(text["where"]),
        subject=text["subject"],
        topic=topic,
        due_on=due,
        has_prompt=True,
        has_answer=True,
        sources=(text["source"],),
    )
    words = text.get("better", text["text"]) if is_better else text["text"]
    screened = seen.of(words, text["prompt"], text["answer"], "")
    return expert_reviews.ask(tx, agency, wish, screened, actor=row["author"], at=at)


def waiting(tx: Tx) -> int:
    """How many texts wait: for the tests of the story."""
    return db.count(tx, (ExpertState.WAITING,))
