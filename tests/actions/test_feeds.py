"""The learning system is read: completions become records once, and a denial says how old our knowledge is."""

from __future__ import annotations

from datetime import timedelta

import pytest

from proviso.actions import feeds
from proviso.db import people as people_db
from proviso.errors import NotAllowedError, UsageError
from proviso.model import Training
from tests.actions.house import NOW, House

TOM = "tom.reyes"
DONE = feeds.Completion(person="tom.reyes@dcs.example", training=Training.PRIVACY, completed_at=NOW - timedelta(days=3))


def test_a_completion_counts_once_however_often_it_is_read(house: House) -> None:
    first = house.do(lambda tx: feeds.read_learning(tx, [DONE], actor="lena.fox", at=NOW))
    second = house.do(lambda tx: feeds.read_learning(tx, [DONE], actor="lena.fox", at=NOW))
    assert (first.recorded, second.recorded) == (1, 0)
    standing = house.look(lambda tx: people_db.standing(tx, TOM, "northlight-chat", ""))
    assert [t.completed_at for t in standing.trainings if t.training is Training.PRIVACY] == [DONE.completed_at]
    assert standing.training_read_at == NOW
    assert house.events()[-3:] == ["TrainingRecorded", "FeedRead", "FeedRead"]


def test_who_is_not_in_the_directory_is_named_and_stops_nothing(house: House) -> None:
    stranger = feeds.Completion(person="nobody.known", training=Training.PRIVACY, completed_at=NOW)
    found = house.do(lambda tx: feeds.read_learning(tx, [stranger, DONE], actor="lena.fox", at=NOW))
    assert (found.rows, found.recorded, found.unknown) == (2, 1, ("nobody.known",))


def test_a_day_that_has_not_come_records_nothing(house: House) -> None:
    late = feeds.Completion(person=TOM, training=Training.PRIVACY, completed_at=NOW + timedelta(days=1))
    with pytest.raises(UsageError, match="has not come yet"):
        house.do(lambda tx: feeds.read_learning(tx, [DONE, late], actor="lena.fox", at=NOW))
    assert "FeedRead" not in house.events()


@pytest.mark.parametrize("actor", ["maya.okafor", "elena.sorokin", "alice.tran"])
def test_only_the_training_office_and_the_administrator_read_it_by_hand(house: House, actor: str) -> None:
    with pytest.raises(NotAllowedError):
        house.do(lambda tx: feeds.read_learning(tx, [DONE], actor=actor, at=NOW))
