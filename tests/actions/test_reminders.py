"""Whoever has something that ends hears of it 30, 14 and 3 days before: each thing once, one mail a day."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest

from proviso.actions import people, reminders
from proviso.actions.agency import Agency
from proviso.actions.reminders import Reminded, remind, remind_daily
from proviso.db import entries, outbox
from proviso.db import people as people_db
from proviso.db.store import Tx
from proviso.model import Message, Person, Training
from tests.actions.house import NOW, get_ready, open_agency

MAYA, TOM, ELENA = "maya.okafor", "tom.reyes", "elena.sorokin"
PERIOD = 365


@pytest.fixture
def agency(tmp_path: Path) -> Iterator[Agency]:
    """Nobody has done a step yet."""
    made = open_agency(tmp_path)
    yield made
    made.store.close()


def mail_of(agency: Agency, person_id: str) -> list[Message]:
    """Their reminders, oldest first."""
    with agency.store.read() as tx:
        return [m for m in outbox.page(tx, "mail", recipient=person_id, limit=100) if m.kind == "ends-soon"][::-1]


def train(agency: Agency, person_id: str, kind: Training, at: datetime) -> None:
    agency.store.write(
        lambda tx: people.record_training(tx, person_id, kind, at, "learning system", actor="system", at=NOW)
    )


def before_end(days: int, began: datetime = NOW) -> datetime:
    return began + timedelta(days=PERIOD - days)


@pytest.mark.parametrize(
    ("left", "comes"), [(31, False), (30, True), (15, True), (14, True), (4, True), (3, True), (0, True), (-1, False)]
)
def test_a_training_is_said_in_the_last_thirty_days(agency: Agency, left: int, comes: bool) -> None:
    train(agency, MAYA, Training.PRIVACY, NOW)
    remind(agency, before_end(left))
    found = mail_of(agency, MAYA)
    assert bool(found) is comes
    if comes:
        assert found[0].subject == "Your privacy training ends on Nov. 20"
        assert found[0].lines == ("After that day the tools close for you.", "The training takes 45 minutes.")
        assert found[0].path == "/steps"


def test_each_stage_is_said_once_whatever_the_day_and_how_often(agency: Agency) -> None:
    train(agency, MAYA, Training.CYBERSECURITY, NOW)
    for left in (40, 30, 29, 15, 14, 13, 4, 3, 2, 0, -1):
        for hour in (0, 5):
            remind(agency, before_end(left) + timedelta(hours=hour))
    days = [(date(2027, 11, 20) - m.queued_at.date()).days for m in mail_of(agency, MAYA)]
    assert days == [30, 14, 3]


def test_a_stage_that_fell_on_a_day_without_us_is_said_on_the_next(agency: Agency) -> None:
    train(agency, MAYA, Training.PRIVACY, NOW)
    remind(agency, before_end(12))
    remind(agency, before_end(11))
    remind(agency, before_end(2))
    assert [(date(2027, 11, 20) - m.queued_at.date()).days for m in mail_of(agency, MAYA)] == [12, 2]


def test_what_began_shorter_than_that_before_its_end_is_not_said_the_next_morning(agency: Agency) -> None:
    ends = (NOW + timedelta(days=10)).date()
    agency.store.write(lambda tx: people.approve(tx, MAYA, ends_on=ends, actor=ELENA, at=NOW))
    remind(agency, NOW + timedelta(hours=1))
    assert mail_of(agency, MAYA) == []
    remind(agency, NOW + timedelta(days=7))
    assert [m.subject for m in mail_of(agency, MAYA)] == ["Your approval ends on Nov. 30"]


def test_a_training_done_again_is_not_said_any_more(agency: Agency) -> None:
    train(agency, MAYA, Training.PRIVACY, NOW - timedelta(days=PERIOD - 20))
    train(agency, MAYA, Training.PRIVACY, NOW - timedelta(hours=1))
    remind(agency, NOW)
    assert mail_of(agency, MAYA) == []


def test_all_that_ends_is_one_mail_with_the_dates_for_a_calendar(agency: Agency) -> None:
    agency.store.write(lambda tx: get_ready(tx, agency, MAYA))
    remind(agency, before_end(30))
    (found,) = mail_of(agency, MAYA)
    assert found.subject == "5 things end soon or wait for you"
    assert {line.partition(" ends")[0] for line in found.lines} == {
        "Your AI course",
        "Your approval",
        "Your cybersecurity training",
        "Your privacy training",
        "Your signature under the rules",
    }
    assert found.calendar.count("BEGIN:VEVENT") == 5
    assert "DTSTART;VALUE=DATE:20271120" in found.calendar


def test_an_account_and_an_engagement_end_too(agency: Agency) -> None:
    agency.store.write(lambda tx: get_ready(tx, agency, MAYA))
    last = (NOW + timedelta(days=300)).date()
    agency.store.write(lambda tx: people.end_engagement(tx, MAYA, last, actor="yusuf.karim", at=NOW))
    for day in (153, 169, 180, 270, 286, 297, 299):
        remind(agency, NOW + timedelta(days=day))
    subjects = [m.subject for m in mail_of(agency, MAYA)]
    assert [s for s in subjects if "engagement" in s] == ["Your engagement ends on Sept. 16"] * 3
    assert len([s for s in subjects if s.startswith("Your Northlight Chat account ends")]) == 3


def test_a_supervisor_hears_of_approvals_that_end_and_no_name_is_in_it(agency: Agency) -> None:
    ends = (NOW + timedelta(days=60)).date()
    for who in (MAYA, TOM):
        agency.store.write(lambda tx, who=who: people.approve(tx, who, ends_on=ends, actor=ELENA, at=NOW))  # type: ignore[misc]
    remind(agency, NOW + timedelta(days=30))
    (found,) = mail_of(agency, ELENA)
    assert found.subject == "2 approvals on your team end soon"
    assert found.path == "/team"
    assert not any(name in "".join(found.lines) + found.calendar for name in ("Maya", "Tom", "maya", "tom"))


def test_requests_that_wait_are_said_each_week(agency: Agency) -> None:
    agency.store.write(lambda tx: people.request_approval(tx, TOM, actor=TOM, at=NOW))
    for day in range(1, 16):
        remind(agency, NOW + timedelta(days=day))
    assert [m.subject for m in mail_of(agency, ELENA)] == [
        "A request has waited for you 7 days",
        "A request has waited for you 14 days",
    ]


def test_who_left_hears_nothing(agency: Agency) -> None:
    train(agency, MAYA, Training.PRIVACY, NOW)
    agency.store.write(lambda tx: people.deactivate(tx, MAYA, actor="yusuf.karim", at=NOW))
    assert remind(agency, before_end(30)) == Reminded()


def test_how_many_were_told_is_on_record_and_none_when_there_is_nobody(agency: Agency) -> None:
    train(agency, MAYA, Training.PRIVACY, NOW)
    remind(agency, NOW)
    remind(agency, before_end(30))
    with agency.store.read() as tx:
        told = [e.record.data for e in entries.page(tx, 0, 1000) if e.record.event == "PeopleReminded"]
    assert told == [{"actor": "system", "people": 1, "things": 1}]


def test_a_day_has_one_pass_whichever_process_makes_it(agency: Agency) -> None:
    train(agency, MAYA, Training.PRIVACY, NOW)
    train(agency, TOM, Training.PRIVACY, NOW - timedelta(days=1))
    at = before_end(30)
    agency.store.write(lambda tx: people.deactivate(tx, TOM, actor="yusuf.karim", at=at))
    assert remind_daily(agency, at) == Reminded(people=1, things=1)
    agency.store.write(lambda tx: people_db.put(tx, replace(_person(tx, TOM), is_active=True)))
    assert remind_daily(agency, at + timedelta(hours=1)) == Reminded()
    assert remind_daily(agency, at + timedelta(days=1)) == Reminded(people=1, things=1)


def test_a_pass_that_takes_long_goes_on_with_the_time(agency: Agency) -> None:
    train(agency, MAYA, Training.PRIVACY, NOW)
    at = before_end(30)
    later = at + timedelta(minutes=3)
    agency.store.write(lambda tx: people.deactivate(tx, TOM, actor="yusuf.karim", at=later))
    assert remind(agency, at, lambda: later) == Reminded(people=1, things=1)


def _person(tx: Tx, person_id: str) -> Person:
    found = people_db.get(tx, person_id)
    assert found is not None
    return found


def test_many_people_are_many_turns(agency: Agency) -> None:
    def fill(tx: Tx) -> None:
        maya = _person(tx, MAYA)
        for number in range(reminders.AT_ONCE + 50):
            one = f"p{number:04}"
            people_db.add(tx, replace(maya, id=one, email=f"{one}@dcs.example"))
            people.record_training(tx, one, Training.PRIVACY, NOW, "learning system", actor="system", at=NOW)

    agency.store.write(fill)
    assert remind(agency, before_end(14)) == Reminded(people=reminders.AT_ONCE + 50, things=reminders.AT_ONCE + 50)
