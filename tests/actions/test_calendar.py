"""Dates for a calendar: what RFC 5545 asks for, and the same name for the same thing."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from proviso.actions.calendar import calendar
from proviso.actions.endings import Ending

AT = datetime(2026, 11, 20, 15, 0, tzinfo=UTC)


def ending(label: str = "privacy training", thing: str = "training:privacy", on: date = date(2026, 12, 31)) -> Ending:
    return Ending(thing=thing, label=label, began=date(2026, 1, 1), on=on, then="The training takes 45 minutes.")


def made(*endings: Ending) -> str:
    return calendar("maya.okafor", endings, site="https://ai.dcs.example", domain="ai.dcs.example", at=AT)


def unfolded(text: str) -> list[str]:
    return text.replace("\r\n ", "").split("\r\n")


def test_a_whole_day_ends_on_the_next_one_also_over_a_year() -> None:
    lines = unfolded(made(ending()))
    assert "DTSTART;VALUE=DATE:20261231" in lines
    assert "DTEND;VALUE=DATE:20270101" in lines
    assert "SUMMARY:Privacy training ends" in lines
    assert "URL:https://ai.dcs.example/steps" in lines
    assert lines[0] == "BEGIN:VCALENDAR"
    assert lines[-2:] == ["END:VCALENDAR", ""]


def test_a_day_that_moves_keeps_its_name() -> None:
    first, later = made(ending()), made(ending(on=date(2027, 12, 31)))
    names = [next(line for line in unfolded(text) if line.startswith("UID:")) for text in (first, later)]
    assert names[0] == names[1] == "UID:training:privacy.maya.okafor@ai.dcs.example"


def test_two_things_have_two_names() -> None:
    lines = unfolded(made(ending(), ending(thing="signature")))
    assert len({line for line in lines if line.startswith("UID:")}) == 2


@pytest.mark.parametrize("label", ["Ω" * 90, "a" * 200, "漢字" * 40, "account; with, all \\ of\r\nBEGIN:VEVENT"])
def test_no_label_breaks_a_line_and_none_is_longer_than_75_bytes(label: str) -> None:
    text = made(ending(label=label))
    assert all(len(line.encode()) <= 75 for line in text.split("\r\n"))
    assert text.count("\r\nBEGIN:VEVENT\r\n") == 1
    assert "\n" not in text.replace("\r\n", "")


def test_nothing_that_ends_is_an_empty_calendar() -> None:
    assert "VEVENT" not in made()
