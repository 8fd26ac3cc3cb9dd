"""A returned text that nobody takes up: its author is told twice, and then it is closed, with the reason (139-07.4)."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

from proviso.db import expert_reviews as db
from proviso.db.store import Tx
from proviso.journal import record
from proviso.model import ExpertReview, ExpertState
from proviso.model.expert_review_events import ExpertReviewWithdrawn

from . import expert_letters as letters
from . import transcripts
from .agency import Agency
from .roles import SYSTEM

REMINDED = (7, 23)
"""Days after the return on which the author is told that it waits."""
CLOSES = 30
"""Days after the return."""
WHY = f"nobody sent a new version within {CLOSES} days"
AT_ONCE = 200


def sweep_returned(agency: Agency, at: datetime) -> int:
    """Remind the authors of returned texts, close what waited for too long; returns how many were closed. May be done
    twice, by several processes."""
    with agency.store.read() as tx:
        due = [one.id for one in _returned(tx) if _age(one, at) >= REMINDED[0]]
    return agency.store.write(lambda tx: sum(_look(tx, agency, one, at) for one in due)) if due else 0


def _returned(tx: Tx) -> list[ExpertReview]:
    found: list[ExpertReview] = []
    while batch := db.page(tx, (ExpertState.RETURNED,), limit=AT_ONCE, offset=len(found)):
        found += batch
    return found


def _age(review: ExpertReview, at: datetime) -> int:
    return (at - (review.settled_at or review.asked_at)) // timedelta(days=1)


def _look(tx: Tx, agency: Agency, review_id: str, at: datetime) -> bool:
    review = db.get(tx, review_id)
    if review is None or review.state is not ExpertState.RETURNED:
        return False
    age = _age(review, at)
    if age >= CLOSES:
        _close(tx, agency, review, at)
        return True
    stage = max((days for days in REMINDED if age >= days), default=0)
    if stage:
        letters.tell_returned_waits(tx, review, stage, CLOSES - age, at=at)
    return False


def _close(tx: Tx, agency: Agency, review: ExpertReview, at: datetime) -> None:
    after = replace(review, state=ExpertState.WITHDRAWN, is_lapsed=True, settled_at=at, revision=review.revision + 1)
    db.put(tx, after)
    event = ExpertReviewWithdrawn(
        actor=SYSTEM, review=review.id, version=review.text.number, digest=review.text.digest, why=WHY
    )
    record(tx, at, event)
    transcripts.case_closed(tx, agency, review.id, at=at)
    letters.tell_lapsed(tx, after, CLOSES, at=at)
