"""Somebody acts in a supervisor's place for a time, and it ends by itself (139-07.2.c.1)."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from proviso.actions import people
from proviso.actions.roles import delegate_of
from proviso.db import agency as agency_db
from proviso.errors import NotAllowedError, UsageError
from tests.actions.house import NOW, House

TOM, ELENA, LEE = "tom.reyes", "elena.sorokin", "lee.marsh"
DAY = timedelta(days=1)


@pytest.mark.parametrize(
    ("starts", "ends", "at", "acts"),
    [
        (None, None, NOW, True),
        (None, NOW + DAY, NOW, True),
        (None, NOW + DAY, NOW + DAY, False),
        (NOW + DAY, NOW + 2 * DAY, NOW, False),
        (NOW + DAY, NOW + 2 * DAY, NOW + DAY, True),
        (NOW + DAY, None, NOW + 9 * DAY, True),
        (None, NOW + DAY, None, False),
    ],
)
def test_a_delegation_holds_between_its_dates(
    house: House, starts: datetime | None, ends: datetime | None, at: datetime | None, acts: bool
) -> None:
    house.do(lambda tx: people.delegate(tx, ELENA, LEE, starts_at=starts, ends_at=ends, actor=ELENA, at=NOW))
    assert house.look(lambda tx: delegate_of(tx, ELENA, at)) == (LEE if acts else None)


def test_after_its_last_day_the_delegate_cannot_approve(house: House) -> None:
    house.do(lambda tx: people.delegate(tx, ELENA, LEE, ends_at=NOW + DAY, actor=ELENA, at=NOW))
    assert house.do(lambda tx: people.approve(tx, TOM, actor=LEE, at=NOW)).approved_by == LEE
    with pytest.raises(NotAllowedError, match="Only Elena Sorokin"):
        house.do(lambda tx: people.approve(tx, TOM, actor=LEE, at=NOW + DAY))


def test_a_delegation_that_ends_before_it_begins_is_refused(house: House) -> None:
    with pytest.raises(UsageError, match="ends before it begins"):
        house.do(lambda tx: people.delegate(tx, ELENA, LEE, starts_at=NOW + DAY, ends_at=NOW, actor=ELENA, at=NOW))


def test_who_has_left_stands_in_for_nobody(house: House) -> None:
    house.do(lambda tx: people.deactivate(tx, TOM, actor=ELENA, at=NOW))
    with pytest.raises(UsageError, match="no longer works here"):
        house.do(lambda tx: people.delegate(tx, ELENA, TOM, actor=ELENA, at=NOW))


def test_what_was_written_before_there_were_dates_is_read(house: House) -> None:
    house.do(lambda tx: agency_db.put(tx, f"delegate:{ELENA}", LEE))
    assert house.look(lambda tx: delegate_of(tx, ELENA, NOW)) == LEE


def test_taken_back_it_holds_no_more(house: House) -> None:
    house.do(lambda tx: people.delegate(tx, ELENA, LEE, actor=ELENA, at=NOW))
    house.do(lambda tx: people.delegate(tx, ELENA, None, actor=ELENA, at=NOW))
    assert house.look(lambda tx: delegate_of(tx, ELENA, NOW)) is None


def test_supervisors_in_a_circle_are_refused(house: House) -> None:
    with pytest.raises(UsageError, match="circle"):
        house.do(lambda tx: people.change(tx, LEE, supervisor_id=TOM, actor="yusuf.karim", at=NOW))
    with pytest.raises(UsageError, match="circle"):
        house.do(lambda tx: people.change(tx, TOM, supervisor_id=TOM, actor="yusuf.karim", at=NOW))


def test_who_comes_back_is_asked_for_a_new_approval(house: House) -> None:
    house.do(lambda tx: people.approve(tx, TOM, actor=ELENA, at=NOW))
    house.do(lambda tx: people.deactivate(tx, TOM, actor=ELENA, at=NOW))
    with pytest.raises(NotAllowedError, match="an administrator"):
        house.do(lambda tx: people.reactivate(tx, TOM, actor=ELENA, at=NOW))
    back = house.do(lambda tx: people.reactivate(tx, TOM, actor="yusuf.karim", at=NOW))
    assert back.is_active
    with pytest.raises(NotAllowedError):
        house.do(lambda tx: people.reactivate(tx, "yusuf.karim", actor="yusuf.karim", at=NOW))
