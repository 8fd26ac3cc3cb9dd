"""Who is where in the course of the demo: Tom after five modules, one person stuck, and a live session to come."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from proviso.actions.agency import Agency
from proviso.db import courses as db
from proviso.db import entries, people, rosters
from proviso.demo.courses import TOM
from proviso.model import Training, TryState
from proviso.policy.course import Course, course_of, place_in
from tests.web.demo import open_copy


@pytest.fixture
def agency(tmp_path: Path) -> Iterator[Agency]:
    yield from open_copy(tmp_path)


def course(agency: Agency) -> Course:
    terms = agency.packs.base().course
    assert terms is not None
    return course_of(terms)


def test_tom_has_taken_five_of_ten_modules(agency: Agency) -> None:
    with agency.store.read() as tx:
        (now,) = db.tries_of(tx, TOM, course(agency).key)
        right = {q for q, answer in db.answers_of(tx, now.id).items() if answer.is_right}
    place = place_in(course(agency), right)
    assert (now.state, place.module, place.minutes_left) == (TryState.OPEN, 6, 20)


def test_some_passed_here_one_is_stuck_and_each_training_has_its_version(agency: Agency) -> None:
    with agency.store.read() as tx:
        counts = db.count_learners(tx, course(agency).key)
        passed = db.learners(tx, course(agency).key, TryState.PASSED.value, limit=100)
        held = [people.standing(tx, each.person.id, "", "").training(Training.RESPONSIBLE_AI) for each in passed]
        (session,) = rosters.coming(tx, datetime.now(UTC))
        seated = rosters.seats(tx, session.id)
        read = entries.page(tx, 0, entries.size(tx))
    assert counts[TryState.STUCK] == 1
    assert counts[TryState.PASSED] >= 3
    assert all(record is not None and record.version == "2.0" and record.score for record in held)
    assert 0 < len(seated) <= session.seats
    ended = [entry.record.data for entry in read if entry.record.event == "CourseTryEnded"]
    assert len(ended) >= counts[TryState.PASSED] + 3, "three tries of who is stuck"
    assert {data["actor"] == data["person"] for data in ended} == {True}
