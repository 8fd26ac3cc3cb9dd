"""Live sessions: planned, filled, called off, and attendance that is a training; undone within ten minutes."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from proviso.actions import rosters, uses
from proviso.actions.agency import Agency
from proviso.db import people as people_db
from proviso.db import rosters as db
from proviso.errors import ConflictError, NotAllowedError, NotFoundError, UsageError
from proviso.model import Channel, LiveSession, Part, Training, Use
from tests.actions.house import NOW, House, get_ready, open_agency

TOM, MAYA, LENA = "tom.reyes", "maya.okafor", "lena.fox"
SOON, OVER = NOW + timedelta(days=2), NOW + timedelta(days=2, hours=1)


@pytest.fixture
def agency(tmp_path: Path) -> Iterator[Agency]:
    made = open_agency(tmp_path)
    yield made
    made.store.close()


@pytest.fixture
def house(agency: Agency) -> House:
    return House(agency.store)


def planned(house: House, seats: int = 2) -> LiveSession:
    return house.do(lambda tx: rosters.plan(tx, SOON, " Room  4 ", seats, "2.0", actor=LENA, at=NOW))


def sit(house: House, session: LiveSession, person: str, actor: str = "") -> None:
    house.do(lambda tx: rosters.take_seat(tx, session.id, person, actor=actor or person, at=NOW))


def knows(house: House, person: str) -> bool:
    return house.look(lambda tx: people_db.standing(tx, person, "", "")).training(Training.RESPONSIBLE_AI) is not None


def test_who_was_there_has_the_training_of_that_version(house: House) -> None:
    session = planned(house)
    sit(house, session, TOM)
    sit(house, session, MAYA, actor=LENA)
    done = house.do(lambda tx: rosters.record_attendance(tx, session.id, [TOM], actor=LENA, at=OVER))
    assert [seat.person_id for seat in done] == [TOM]
    held = house.look(lambda tx: people_db.standing(tx, TOM, "", "")).training(Training.RESPONSIBLE_AI)
    assert held is not None
    assert (held.version, held.completed_at, held.source) == ("2.0", SOON, f"live session {session.id}")
    assert not knows(house, MAYA)
    again = house.do(lambda tx: rosters.record_attendance(tx, session.id, [TOM], actor=LENA, at=OVER))
    assert again == ()
    assert house.events().count("TrainingRecorded") == 1


def test_an_attendance_can_be_undone_and_the_training_is_gone(house: House) -> None:
    session = planned(house)
    sit(house, session, TOM)
    house.do(lambda tx: rosters.record_attendance(tx, session.id, [TOM], actor=LENA, at=OVER))
    late = OVER + timedelta(minutes=10, seconds=1)
    with pytest.raises(ConflictError, match="ten minutes"):
        house.do(lambda tx: rosters.undo_attendance(tx, session.id, TOM, actor=LENA, at=late))
    house.do(lambda tx: rosters.undo_attendance(tx, session.id, TOM, actor=LENA, at=OVER + timedelta(minutes=10)))
    assert not knows(house, TOM)
    assert house.events()[-1] == "TrainingTakenBack"
    with pytest.raises(ConflictError, match="not recorded"):
        house.do(lambda tx: rosters.undo_attendance(tx, session.id, TOM, actor=LENA, at=OVER))


def test_an_attendance_under_which_a_tool_was_used_stands(agency: Agency, house: House) -> None:
    session = planned(house)
    sit(house, session, TOM)
    house.do(lambda tx: get_ready(tx, agency, TOM, but="responsible_ai"))
    house.do(lambda tx: rosters.record_attendance(tx, session.id, [TOM], actor=LENA, at=OVER))
    use = Use(
        id="USE00001",
        person_id=TOM,
        tool_id="northlight-chat",
        purpose="draft",
        channel=Channel.WEB,
        parts=(Part(name="text", text="Draft a note about the published flood map."),),
        digest="d",
        at=OVER,
    )
    assert uses.ask(agency, use).decision.allowed
    with pytest.raises(ConflictError, match="used a tool since"):
        house.do(lambda tx: rosters.undo_attendance(tx, session.id, TOM, actor=LENA, at=OVER))


def test_seats_are_taken_once_and_never_more_than_there_are(house: House) -> None:
    session = planned(house, seats=1)
    sit(house, session, TOM)
    sit(house, session, TOM)
    with pytest.raises(ConflictError, match="No seat is free"):
        sit(house, session, MAYA)
    house.do(lambda tx: rosters.give_up_seat(tx, session.id, TOM, actor=TOM, at=NOW))
    house.do(lambda tx: rosters.give_up_seat(tx, session.id, TOM, actor=TOM, at=NOW))
    sit(house, session, MAYA)
    assert [seat.person_id for seat in house.look(lambda tx: db.seats(tx, session.id))] == [MAYA]
    assert house.events()[-4:] == ["SessionPlanned", "SeatTaken", "SeatGivenUp", "SeatTaken"]


@pytest.mark.parametrize("actor", [MAYA, "elena.sorokin", "alice.tran", "system"])
def test_only_the_training_office_changes_a_session_of_others(house: House, actor: str) -> None:
    session = planned(house)
    sit(house, session, TOM)
    for change in (
        lambda tx: rosters.plan(tx, SOON, "Room 4", 2, "2.0", actor=actor, at=NOW),
        lambda tx: rosters.take_seat(tx, session.id, "joan.castellanos", actor=actor, at=NOW),
        lambda tx: rosters.give_up_seat(tx, session.id, TOM, actor=actor, at=NOW),
        lambda tx: rosters.cancel(tx, session.id, actor=actor, at=NOW),
        lambda tx: rosters.record_attendance(tx, session.id, [TOM], actor=actor, at=OVER),
        lambda tx: rosters.undo_attendance(tx, session.id, TOM, actor=actor, at=OVER),
    ):
        with pytest.raises(NotAllowedError):
            house.do(change)


def test_nobody_records_that_they_were_there_themselves(house: House) -> None:
    session = planned(house)
    sit(house, session, LENA)
    with pytest.raises(NotAllowedError, match="yourself"):
        house.do(lambda tx: rosters.record_attendance(tx, session.id, [LENA], actor=LENA, at=OVER))
    assert not knows(house, LENA)


def test_a_session_has_its_order(house: House) -> None:
    session = planned(house)
    sit(house, session, TOM)
    with pytest.raises(ConflictError, match="not begun yet"):
        house.do(lambda tx: rosters.record_attendance(tx, session.id, [TOM], actor=LENA, at=NOW))
    with pytest.raises(UsageError, match="not on the roster"):
        house.do(lambda tx: rosters.record_attendance(tx, session.id, [MAYA], actor=LENA, at=OVER))
    with pytest.raises(ConflictError, match="has begun"):
        house.do(lambda tx: rosters.take_seat(tx, session.id, MAYA, actor=MAYA, at=OVER))
    with pytest.raises(ConflictError, match="has begun"):
        house.do(lambda tx: rosters.cancel(tx, session.id, actor=LENA, at=OVER))
    house.do(lambda tx: rosters.record_attendance(tx, session.id, [TOM], actor=LENA, at=OVER))
    with pytest.raises(ConflictError, match="was there"):
        house.do(lambda tx: rosters.give_up_seat(tx, session.id, TOM, actor=LENA, at=OVER))


def test_a_session_that_is_called_off_takes_nobody_and_tells_who_had_a_seat(house: House) -> None:
    session = planned(house)
    sit(house, session, TOM)
    house.do(lambda tx: rosters.cancel(tx, session.id, actor=LENA, at=NOW))
    assert house.look(lambda tx: db.coming(tx, NOW)) == []
    mails = house.look(lambda tx: tx.conn.exec_driver_sql("SELECT recipient FROM outbox WHERE way = 'mail'").all())
    assert (TOM,) in [tuple(row) for row in mails]
    with pytest.raises(ConflictError, match="called off"):
        sit(house, session, MAYA)


@pytest.mark.parametrize(("place", "seats"), [("", 5), ("  ", 5), ("Room 4", 0), ("Room 4", 5_001)])
def test_a_session_without_a_place_or_with_odd_seats_is_refused(house: House, place: str, seats: int) -> None:
    with pytest.raises(UsageError):
        house.do(lambda tx: rosters.plan(tx, SOON, place, seats, "2.0", actor=LENA, at=NOW))


def test_a_roster_is_typed_by_handle_or_address_and_the_rest_comes_back(house: House) -> None:
    lines = ["tom.reyes", " MAYA.OKAFOR@DCS.EXAMPLE ", "maya.okafor", "", "nobody@dcs.example", "<script>"]
    ids, unclear = house.look(lambda tx: rosters.find_people(tx, lines))
    assert ids == (TOM, MAYA)
    assert [line for line, _ in unclear] == ["nobody@dcs.example", "<script>"]


def test_a_session_that_is_not_there_is_said_so(house: House) -> None:
    with pytest.raises(NotFoundError):
        house.do(lambda tx: rosters.take_seat(tx, "NOTTHERE", TOM, actor=TOM, at=NOW))
