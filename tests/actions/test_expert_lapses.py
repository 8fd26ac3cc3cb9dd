"""A returned text that nobody takes up: two reminders, then it is closed with the reason, and its author is told."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from proviso.actions import expert_reviews, expert_verdicts
from proviso.actions.agency import Agency
from proviso.actions.expert_lapses import CLOSES, REMINDED, sweep_returned
from proviso.db import entries, outbox
from proviso.db import expert_reviews as db
from proviso.errors import ConflictError
from proviso.model import ExpertReview, ExpertState, ExpertVerdict

from .expert_scene import SAMUEL, asked, opinion, seen, staff
from .house import NOW, open_agency

MAYA = "maya.okafor"


@pytest.fixture
def agency(tmp_path: Path) -> Iterator[Agency]:
    made = open_agency(tmp_path)
    made.store.write(staff)
    yield made
    made.store.close()


def returned(agency: Agency) -> ExpertReview:
    def work(tx):  # type: ignore[no-untyped-def]  # a transaction
        review = asked(tx, agency)
        no = opinion(notes="Name the plan.", policy="no")
        return expert_verdicts.give(tx, agency, review.id, ExpertVerdict.RETURNED, no, actor=SAMUEL, at=NOW)

    made: ExpertReview = agency.store.write(work)
    return made


def mails(agency: Agency) -> list[str]:
    with agency.store.read() as tx:
        found = [m.kind for m in outbox.page(tx, limit=50) if m.recipient == MAYA]
    return sorted(kind for kind in found if kind.startswith(("expert-returned", "expert-lapsed")))


def after(days: int) -> datetime:
    return NOW + timedelta(days=days, minutes=5)


def test_its_author_is_told_twice_and_then_it_is_closed_with_the_reason(agency: Agency) -> None:
    review = returned(agency)
    told: list[list[str]] = []
    for day in (1, REMINDED[0] - 1, REMINDED[0], REMINDED[0] + 1, REMINDED[1], REMINDED[1], CLOSES - 1):
        assert sweep_returned(agency, after(day)) == 0
        told.append(mails(agency))
    first, second = (f"expert-returned-{day}" for day in REMINDED)
    assert told == [[], [], [first], [first], *[sorted([first, second])] * 3]
    assert sweep_returned(agency, after(CLOSES)) == 1
    assert sweep_returned(agency, after(CLOSES)) == 0, "twice is once"
    assert mails(agency) == sorted([first, second, "expert-lapsed"])
    with agency.store.read() as tx:
        closed = db.get(tx, review.id)
        last = [e.record for e in entries.page(tx, 0, 10_000) if e.record.event == "ExpertReviewWithdrawn"]
    assert closed is not None
    assert (closed.state, closed.is_lapsed) == (ExpertState.WITHDRAWN, True)
    assert [(r.data["actor"], r.data["why"]) for r in last] == [("system", "nobody sent a new version within 30 days")]
    with pytest.raises(ConflictError, match="Ask for a new review"):
        agency.store.write(lambda tx: expert_reviews.undo(tx, review.id, actor=MAYA, at=after(CLOSES)))


def test_a_new_version_stops_it(agency: Agency) -> None:
    review = returned(agency)
    changed = seen(agency, "The plan is number 12 of 2026.")
    agency.store.write(
        lambda tx: expert_reviews.add_version(tx, agency, review.id, changed, version=1, actor=MAYA, at=after(29))
    )
    assert sweep_returned(agency, after(CLOSES)) == 0
    with agency.store.read() as tx:
        held = db.get(tx, review.id)
    assert held is not None
    assert held.state is ExpertState.WAITING
