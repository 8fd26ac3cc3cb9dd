"""Dates for a person's own calendar (RFC 5545): whole days, each under a name that stays the same when it moves."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta

from proviso import __version__

from .endings import Ending

LONGEST = 75
"""Bytes of one line (RFC 5545 3.1)."""


def calendar(person_id: str, endings: Iterable[Ending], *, site: str, domain: str, at: datetime) -> str:
    """The days on which steps of this person end, with an alarm two weeks before each."""
    stamp = at.astimezone(UTC).strftime("%Y%m%dT%H%M%SZ")
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", f"PRODID:-//Proviso//Proviso {__version__}//EN", "CALSCALE:GREGORIAN"]
    lines += ["METHOD:PUBLISH", "X-WR-CALNAME:AI tools: what ends"]
    for ending in endings:
        lines += _event(person_id, ending, stamp, site, domain)
    lines.append("END:VCALENDAR")
    return "".join(f"{folded}\r\n" for line in lines for folded in _folded(line))


def _event(person_id: str, ending: Ending, stamp: str, site: str, domain: str) -> list[str]:
    title = f"{ending.label[:1].upper()}{ending.label[1:]} ends"
    return [
        "BEGIN:VEVENT",
        f"UID:{_text(ending.thing)}.{_text(person_id)}@{domain}",
        f"DTSTAMP:{stamp}",
        f"DTSTART;VALUE=DATE:{ending.on:%Y%m%d}",
        f"DTEND;VALUE=DATE:{ending.on + timedelta(days=1):%Y%m%d}",
        f"SUMMARY:{_text(title)}",
        f"DESCRIPTION:{_text(f'After this day the tools close for you. {ending.then}')}",
        f"URL:{site}/steps",
        "TRANSP:TRANSPARENT",
        "BEGIN:VALARM",
        "ACTION:DISPLAY",
        f"DESCRIPTION:{_text(title)}",
        "TRIGGER:-P14D",
        "END:VALARM",
        "END:VEVENT",
    ]


def _text(value: str) -> str:
    """RFC 5545 3.3.11: what would end a value or a line is escaped."""
    escaped = value.replace("\\", "\\\\").replace(";", "\\;").replace(",", "\\,")
    return " ".join(escaped.split())


def _folded(line: str) -> list[str]:
    """The line in pieces of 75 bytes at most, none of which cuts a letter; each further one begins with a blank."""
    if len(line.encode()) <= LONGEST:
        return [line]
    pieces, piece = [], ""
    for letter in line:
        if len((piece + letter).encode()) > LONGEST:
            pieces.append(piece)
            piece = " "
        piece += letter
    return [*pieces, piece]
