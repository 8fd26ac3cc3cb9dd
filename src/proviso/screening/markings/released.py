"""Stamps of release: a classification marking near one is history (32 CFR 2001.25)."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Sequence

from proviso.screening.view import View

_RELEASED = re.compile(
    r"(?m)^[\s>*|#_-]*(?:DECLASSIFIED|Declassified)\b[^\n]{0,60}(?:\n[^\n]{0,60}){0,2}?(?:(?i:authority|auth)\b|NND|E\.?O\.? ?1\d{4}|NARA|(?i:per|by|on) )|Approved [Ff]or [Rr]elease:? \d{4}/\d\d/\d\d|APPROVED FOR RELEASE:? \d{4}/\d\d/\d\d"
)
"""The stamp of a declassified document: it says who released it, or when (32 CFR 2001.25)."""
REACH = 6_000


def stamps_in(view: View) -> list[int]:
    """Where stamps of release stand."""
    if "declassified" not in view.low and "approved for release" not in view.low:
        return []
    return [found.start() for found in _RELEASED.finditer(view.text)]


def is_near(stamps: Sequence[int], start: int, end: int) -> bool:
    """Whether a stamp of release stands near enough to a place to be about the same document."""
    at = bisect_left(stamps, start - REACH)
    return at < len(stamps) and stamps[at] <= end + REACH
