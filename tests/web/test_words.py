"""Words: dates, times, numbers and codes as ux section 3 says them."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from proviso.web import words
from proviso.web.words import Words

NOW = datetime(2026, 11, 20, 19, 14, tzinfo=UTC)
SAY = Words(ZoneInfo("America/New_York"), NOW)


@pytest.mark.parametrize(
    ("at", "said"),
    [
        (date(2026, 11, 20), "Nov. 20, 2026"),
        (date(2027, 5, 14), "May 14, 2027"),
        (date(2026, 9, 1), "Sept. 1, 2026"),
        (datetime(2026, 11, 21, 4, 59, tzinfo=UTC), "Nov. 20, 2026"),
        (datetime(2026, 11, 21, 5, 0, tzinfo=UTC), "Nov. 21, 2026"),
    ],
)
def test_date_is_said_in_the_readers_zone(at: date, said: str) -> None:
    assert SAY.date(at) == said


@pytest.mark.parametrize(
    ("at", "said"),
    [(date(2026, 11, 19), "Nov. 19"), (date(2027, 1, 4), "Jan. 4, 2027"), (date(2025, 12, 31), "Dec. 31, 2025")],
)
def test_year_is_said_only_when_it_is_another_one(at: date, said: str) -> None:
    assert SAY.day(at) == said


@pytest.mark.parametrize(
    ("hour", "minute", "said"),
    [(19, 14, "2:14 p.m. ET"), (5, 0, "12:00 a.m. ET"), (17, 0, "12:00 p.m. ET"), (11, 5, "6:05 a.m. ET")],
)
def test_time_has_twelve_hours_and_a_zone(hour: int, minute: int, said: str) -> None:
    assert SAY.time(datetime(2026, 11, 20, hour, minute, tzinfo=UTC)) == said


def test_zone_without_a_short_name_says_its_own() -> None:
    there = Words(ZoneInfo("Europe/Berlin"), NOW)
    assert there.time(NOW) == "8:14 p.m. CET"


@pytest.mark.parametrize(
    ("days", "said"), [(0, "today"), (-1, "yesterday"), (1, "tomorrow"), (-2, "Nov. 18"), (7, "Nov. 27")]
)
def test_near_days_have_names(days: int, said: str) -> None:
    assert SAY.near(date(2026, 11, 20) + timedelta(days=days)) == said


def test_moment_is_day_and_time() -> None:
    assert SAY.moment(datetime(2026, 11, 18, 14, 0, tzinfo=UTC)) == "Nov. 18 at 9:00 a.m. ET"


@pytest.mark.parametrize(
    ("passed", "said"),
    [
        (timedelta(seconds=20), "0 minutes"),
        (timedelta(minutes=1), "1 minute"),
        (timedelta(minutes=9), "9 minutes"),
        (timedelta(hours=3), "3 hours"),
        (timedelta(days=1), "1 day"),
        (timedelta(days=4, hours=5), "4 days"),
        (timedelta(minutes=-5), "0 minutes"),
    ],
)
def test_age_is_said_in_words(passed: timedelta, said: str) -> None:
    assert SAY.age(NOW - passed) == said


def test_age_of_a_day_counts_days() -> None:
    assert SAY.age(date(2026, 11, 17)) == "3 days"


def test_numbers_counts_and_shares() -> None:
    assert words.number(1860) == "1,860"
    assert words.count(1, "use") == "1 use"
    assert words.count(1860, "person", "people") == "1,860 people"
    assert words.percent(3655, 3914) == "93%"
    assert words.percent(0, 0) == "not recorded"


@pytest.mark.parametrize(("value", "said"), [("7KQ2M4XD", "7KQ2-M4XD"), ("", ""), ("7KQ", "7KQ")])
def test_code_is_said_in_fours(value: str, said: str) -> None:
    assert words.code(value) == said


def test_stamp_is_utc_for_machines() -> None:
    assert words.stamp(datetime(2026, 11, 20, 14, 14, tzinfo=ZoneInfo("America/New_York"))) == "2026-11-20T19:14:00Z"
    assert words.stamp(date(2026, 11, 20)) == "2026-11-20"


def test_a_number_never_breaks() -> None:
    assert words.nobreak("an A-number") == "an A‑number"
    assert words.first_name("Maya Okafor") == "Maya"


@pytest.mark.parametrize(
    ("text", "first"),
    [
        ("In force through Dec. 10, 2026.", "In force through Dec. 10, 2026"),
        ("Asked Nov. 26. It waits for the CIO’s office.", "Asked Nov. 26"),
        ("Learning system is late.", "Learning system is late"),
        ("", ""),
    ],
)
def test_a_title_is_the_first_sentence_whole(text: str, first: str) -> None:
    assert words.first_sentence(text) == first
