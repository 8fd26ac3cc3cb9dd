"""Sessions in the database: found by their mark, dropped when idle, and words that are used once."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path

from proviso.db import credentials, sessions
from proviso.model import KeptSession
from tests.actions.house import open_house

MAYA, TOM = "maya.okafor", "tom.reyes"
NOW = datetime(2026, 11, 30, 15, 0, tzinfo=UTC)


def row(mark: str, person_id: str = MAYA, at: datetime = NOW) -> KeptSession:
    return KeptSession(mark=mark, person_id=person_id, seen_at=at, locked="x")


def test_a_session_is_found_seen_changed_and_ended(tmp_path: Path) -> None:
    house = open_house(tmp_path)
    later = NOW + timedelta(minutes=3)
    house.do(lambda tx: sessions.put(tx, row("a")))
    house.do(lambda tx: sessions.see(tx, "a", later))
    house.do(lambda tx: sessions.see(tx, "a", NOW))
    found = sessions.find(house.store, "a")
    assert found is not None
    assert (found.person_id, found.seen_at) == (MAYA, later)
    house.do(lambda tx: sessions.change(tx, KeptSession(mark="a", person_id=MAYA, seen_at=later, locked="y")))
    house.do(lambda tx: sessions.change(tx, row("never began")))
    found = sessions.find(house.store, "a")
    assert found is not None
    assert found.locked == "y"
    assert sessions.find(house.store, "never began") is None
    house.do(lambda tx: sessions.end(tx, "a"))
    assert sessions.find(house.store, "a") is None


def test_idle_sessions_are_dropped_and_the_end_of_all_takes_one_persons(tmp_path: Path) -> None:
    house = open_house(tmp_path)
    for mark, person, ago in (("old", MAYA, 40), ("new", MAYA, 1), ("theirs", TOM, 1)):
        house.do(partial(sessions.put, kept=row(mark, person, NOW - timedelta(minutes=ago))))
    house.do(lambda tx: sessions.drop_idle(tx, NOW - timedelta(minutes=30)))
    with house.store.read() as tx:
        assert [one.mark for one in sessions.of_person(tx, MAYA)] == ["new"]
    house.do(lambda tx: credentials.sign_out(tx, MAYA, NOW))
    assert sessions.find(house.store, "new") is None
    assert sessions.find(house.store, "theirs") is not None


def test_a_word_is_used_once_and_forgotten_when_it_is_too_old(tmp_path: Path) -> None:
    house = open_house(tmp_path)
    old, later = NOW - timedelta(minutes=10), NOW + timedelta(minutes=11)
    assert house.do(lambda tx: sessions.use(tx, "a", NOW, old))
    assert not house.do(lambda tx: sessions.use(tx, "a", NOW, old))
    assert sessions.is_used(house.store, "a")
    assert house.do(lambda tx: sessions.use(tx, "b", later, later - timedelta(minutes=10)))
    assert not sessions.is_used(house.store, "a")
