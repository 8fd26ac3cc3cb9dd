"""The placeholders that a pack's words may hold, and how they are filled in."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from string import Formatter

PLACEHOLDERS = {
    "component": "the person's component",
    "count": "how many places were found",
    "date": "last day of what ended",
    "domain": "domain of an agency address",
    "feed": "when the learning system was last read, as a sentence",
    "it": "it or them, for what was found",
    "kind": "what was found: A‑number",
    "kind_article": "what was found: an A‑number",
    "kind_sentence": "what it is, as a sentence",
    "marking": "the marking: CUI",
    "months": "length of the period in months",
    "named": "what is named: names 2 people",
    "notes": "the conditions of the tool, as sentences",
    "pack_title": "title of the policy",
    "place": "where a banner stands: page 1",
    "places": "how many may use the tool: 10 people",
    "purpose": "title of the purpose",
    "reason": "why the tool's state changed",
    "signs": "the signs of a case",
    "since": "day on which the tool's state changed",
    "successor": "the policy that follows",
    "system": "name of the registered system",
    "owner": "the person who answers for the system",
    "tool": "name of the tool",
    "ways": "the ways that the approval of a tool holds for: on the web",
    "unscreened": "kinds of parts that we cannot read: images, audio",
    "by": "who changed the tool's state",
    "other_tool": "name of a tool that is open for this use",
    "security_phone": "phone number of Security",
}
"""Name and meaning of each placeholder."""

_MONTHS = ("Jan.", "Feb.", "Mar.", "Apr.", "May", "June", "July", "Aug.", "Sept.", "Oct.", "Nov.", "Dec.")


def placeholders(text: str) -> tuple[str, ...]:
    """The names in braces, in order; a brace that is not closed is a name nobody knows."""
    try:
        return tuple(name for _, name, _, _ in Formatter().parse(text) if name is not None)
    except ValueError:
        return ("{",)


def unknown_placeholders(text: str) -> tuple[str, ...]:
    """Those that nobody can fill in."""
    return tuple(name for name in placeholders(text) if name not in PLACEHOLDERS)


def fill(text: str, values: Mapping[str, str]) -> str:
    """The text with its placeholders filled in. A value is never read as a text with placeholders."""
    return text.format_map(values) if "{" in text else text


def say_day(day: date, today: date) -> str:
    """ "Nov. 19", with the year when it is another one: "Nov. 20, 2026"."""
    short = f"{_MONTHS[day.month - 1]} {day.day}"
    return short if day.year == today.year else f"{short}, {day.year}"


def say_moment(local: datetime, today: date) -> str:
    """ "today at 6:00 a.m.", "yesterday at 6:00 a.m.", "on Nov. 19 at 6:00 a.m.", in the zone of `local`."""
    clock = f"{local.hour % 12 or 12}:{local.minute:02} {'a.m.' if local.hour < 12 else 'p.m.'}"
    days = {today: "today", today - timedelta(days=1): "yesterday"}
    return f"{days.get(local.date(), f'on {say_day(local.date(), today)}')} at {clock}"
