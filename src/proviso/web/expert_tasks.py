"""What expert reviews ask of the reader, for Home (139-07.4): texts to review, texts that came back."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

from proviso.actions.expert_letters import finders
from proviso.actions.expert_texts import minutes
from proviso.db import expert_reviews as db
from proviso.db.store import Tx
from proviso.model import ExpertReview, ExpertState

from . import expert_words as ew
from . import words as w
from .desk import Desk

NEWS = timedelta(days=14)
Row = tuple[str, str, str, str, date]
"""Address, label, line, status, and the day that orders the rows."""


def expert_tasks(desk: Desk, tx: Tx) -> Iterator[Row]:
    """Texts that wait for the reader, then their own that came back; for the CIO's office those that nobody has."""
    for review in db.waiting(tx, desk.me.id):
        yield _row(review, f"Review: {review.subject}", _to_read(desk, tx, review), ew.due(desk, review))
    if desk.has(*ew.OFFICES) and desk.me.id in {person.id for person in finders(tx)}:
        for review in db.waiting(tx, ""):
            said = f"No expert of {ew.topic_name(tx, review)} can read it."
            yield _row(review, f"Find an expert: {review.subject}", said, ew.due(desk, review))
    for review in db.by_author(tx, desk.me.id, limit=10):
        if review.state is ExpertState.RETURNED:
            said = f"{w.count(ew.things(review), 'thing')} to change."
            yield _row(review, f"Change your text: {review.subject}", said, ew.due(desk, review))
        elif review.state is ExpertState.APPROVED and _is_news(desk, review):
            yield _row(
                review, f"You can use your text: {review.subject}", ew.stands(desk, tx, review), ew.due(desk, review)
            )


def _is_news(desk: Desk, review: ExpertReview) -> bool:
    return review.exported_at is None and review.settled_at is not None and desk.now - review.settled_at <= NEWS


def _to_read(desk: Desk, tx: Tx, review: ExpertReview) -> str:
    return f"{ew.line(desk, tx, review)} About {minutes(review.text.words)} minutes."


def _row(review: ExpertReview, label: str, line: str, status: str) -> Row:
    return f"/expert-reviews/{review.id}", label, line, status[:1].upper() + status[1:], review.due_on
