"""Workdays of the federal government: no Saturdays, Sundays and legal public holidays (5 U.S.C. 6103)."""

from __future__ import annotations

from datetime import date, timedelta
from functools import cache

MONDAY, THURSDAY, SATURDAY, SUNDAY = 0, 3, 5, 6
ONE = timedelta(days=1)


@cache
def holidays(year: int) -> frozenset[date]:
    """The days of a year on which the government is closed: a holiday on a Saturday is kept on the Friday before, one
    on a Sunday on the Monday after."""
    fixed = ((1, 1), (6, 19), (7, 4), (11, 11), (12, 25))
    named = [
        *(date(year, month, day) for month, day in fixed),
        date(year + 1, 1, 1),  # kept on December 31 when it is a Saturday
        _nth(year, 1, MONDAY, 3),
        _nth(year, 2, MONDAY, 3),
        _nth(year, 6, MONDAY, 0),  # the Monday before June: the last one of May
        _nth(year, 9, MONDAY, 1),
        _nth(year, 10, MONDAY, 2),
        _nth(year, 11, THURSDAY, 4),
    ]
    return frozenset(kept for day in named if (kept := _observed(day)).year == year)


def _nth(year: int, month: int, weekday: int, nth: int) -> date:
    first = date(year, month, 1)
    return first + timedelta(days=(weekday - first.weekday()) % 7 + 7 * (nth - 1))


def _observed(day: date) -> date:
    if day.weekday() == SATURDAY:
        return day - ONE
    return day + ONE if day.weekday() == SUNDAY else day


def is_workday(day: date) -> bool:
    """Whether the government works on it."""
    return day.weekday() < SATURDAY and day not in holidays(day.year)


def workdays_after(day: date, workdays: int) -> date:
    """The last of so many workdays after a day."""
    left = workdays
    while left:
        day += ONE
        left -= is_workday(day)
    return day


def workdays_between(day: date, other: date) -> int:
    """How many workdays come after `day`, up to `other`; negative when `other` is before it."""
    first, last = sorted((day, other))
    many = sum(is_workday(first + timedelta(days=step)) for step in range(1, (last - first).days + 1))
    return many if other >= day else -many
