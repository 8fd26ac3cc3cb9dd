"""Which entries show that a clause is kept (R-080): "ReviewSectionClosed section=accuracy | WaiverGranted".

A kind of entry, then what its fields must say; `|` between such patterns means that any of them will do.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Pattern:
    """One kind of entry, with what its fields must say."""

    event: str
    fields: tuple[tuple[str, str], ...] = ()

    def fits(self, event: str, data: Mapping[str, Any]) -> bool:
        """Whether this entry is meant."""
        return event == self.event and all(str(data.get(name, "")) == value for name, value in self.fields)


def patterns(text: str) -> tuple[Pattern, ...]:
    """The alternatives of one line; raises `ValueError` for what is none."""
    found = []
    for each in text.split("|"):
        event, *conditions = each.split() or [""]
        pairs = tuple(condition.partition("=")[::2] for condition in conditions)
        if not event.isidentifier() or any(not name or not value for name, value in pairs):
            raise ValueError(f"{each.strip()!r} is no pattern of an entry.")
        found.append(Pattern(event, pairs))
    return tuple(found)


def events_of(lines: Iterable[str]) -> frozenset[str]:
    """The kinds of entries that these lines name."""
    return frozenset(pattern.event for line in lines for pattern in patterns(line))
