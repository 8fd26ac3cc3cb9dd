"""How dates, times, numbers and codes are said on every page: "Nov. 20, 2026", "2:14 p.m. ET", "1,860", "7KQ2-M4XD"."""

from __future__ import annotations

import datetime as dt  # `Words.date` is what pages call, so the type keeps its module's name
import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

MONTHS = ("Jan.", "Feb.", "Mar.", "Apr.", "May", "June", "July", "Aug.", "Sept.", "Oct.", "Nov.", "Dec.")
WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
ZONES = {
    "America/New_York": "ET",
    "America/Chicago": "CT",
    "America/Denver": "MT",
    "America/Los_Angeles": "PT",
    "America/Anchorage": "AKT",
    "Pacific/Honolulu": "HT",
    "UTC": "UTC",
}


@dataclass(frozen=True, slots=True)
class Words:
    """The words of one reader at one moment: their time zone, and what is "today" for them."""

    zone: ZoneInfo
    now: datetime

    @property
    def today(self) -> dt.date:
        """The reader's calendar day."""
        return self.now.astimezone(self.zone).date()

    def local(self, at: dt.date) -> dt.date:
        """The reader's calendar day of a moment; a date stays what it is."""
        return at.astimezone(self.zone).date() if isinstance(at, datetime) else at

    def date(self, at: dt.date) -> str:
        """ "Nov. 20, 2026" """
        day = self.local(at)
        return f"{MONTHS[day.month - 1]} {day.day}, {day.year}"

    def day(self, at: dt.date) -> str:
        """ "Nov. 20", with the year only when it is another one."""
        day = self.local(at)
        return f"{MONTHS[day.month - 1]} {day.day}" if day.year == self.today.year else self.date(day)

    def near(self, at: dt.date) -> str:
        """ "today", "yesterday", "tomorrow", else the day."""
        days = (self.local(at) - self.today).days
        return {0: "today", -1: "yesterday", 1: "tomorrow"}.get(days) or self.day(at)

    def clock(self, at: datetime) -> str:
        """ "2:14 p.m." """
        there = at.astimezone(self.zone)
        return f"{there.hour % 12 or 12}:{there.minute:02} {'a.m.' if there.hour < 12 else 'p.m.'}"

    def time(self, at: datetime) -> str:
        """ "2:14 p.m. ET" """
        return f"{self.clock(at)} {ZONES.get(self.zone.key) or at.astimezone(self.zone).tzname()}"

    def moment(self, at: datetime) -> str:
        """ "today at 2:14 p.m. ET", "Nov. 18 at 9:00 a.m. ET" """
        return f"{self.near(at)} at {self.time(at)}"

    def weekday(self, at: dt.date) -> str:
        """ "Monday" """
        return WEEKDAYS[self.local(at).weekday()]

    def age(self, since: dt.date) -> str:
        """ "9 minutes", "3 hours", "4 days": how long ago, never "4d"."""
        if not isinstance(since, datetime):
            return count(max((self.today - since).days, 0), "day")
        passed = max(self.now - since, timedelta())
        if passed < timedelta(hours=1):
            return count(passed.seconds // 60, "minute")
        if passed < timedelta(days=1):
            return count(passed.seconds // 3600, "hour")
        return count(passed.days, "day")


def first_sentence(text: str) -> str:
    """The first sentence without its period, for a title; the period of "Dec. 10" ends none."""
    return re.split(r"\. (?=[A-Z])", text)[0].removesuffix(".")


def number(value: int) -> str:
    """ "1,860" """
    return f"{value:,}"


def count(value: int, one: str, many: str = "") -> str:
    """ "1 use", "1,860 uses" """
    return f"{number(value)} {one if value == 1 else many or one + 's'}"


def percent(part: int, whole: int) -> str:
    """ "93%"; "not recorded" when there is nothing to divide by: missing is not 0."""
    return f"{round(100 * part / whole)}%" if whole else "not recorded"


def code(value: str) -> str:
    """A decision's code in fours: "7KQ2-M4XD"."""
    return "-".join(value[place : place + 4] for place in range(0, len(value), 4))


def stamp(at: dt.date) -> str:
    """For `<time datetime>`: UTC, or the plain date."""
    if isinstance(at, datetime):
        return at.astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")
    return at.isoformat()


def first_name(name: str) -> str:
    """ "Maya": after the first and last name, a person is called by the first."""
    return name.split(" ", 1)[0]


def nobreak(text: str) -> str:
    """ "A‑number" with a no-break hyphen, so that the word is never cut."""
    return text.replace("A-number", "A‑number")
