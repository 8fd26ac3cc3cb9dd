"""What stands around a place: the words that make a number mean a person."""

from __future__ import annotations

import re
from collections.abc import Sequence

from .patterns import PatternSet
from .view import View


class Words:
    """Whole words, in capitals or small letters. RE2 says whether one stands in a stretch of a view."""

    __slots__ = ("_exact", "_quick")

    def __init__(self, alternatives: Sequence[str]) -> None:
        either = "|".join(alternatives)
        self._exact = re.compile(rf"(?<![a-z0-9])(?:{either})(?![a-z0-9])")
        self._quick = PatternSet([rf"(?i:(?:^|[^a-z0-9])(?:{either})(?:$|[^a-z0-9]))"])

    def search(self, text: str) -> re.Match[str] | None:
        """The first of them in a lower-case text."""
        return self._exact.search(text)

    def stand_in(self, view: View, start: int, end: int) -> bool:
        """Whether one of them stands between two places of a view."""
        return bool(self._quick.hits(view.data[start:end]))


def words(*alternatives: str) -> Words:
    """Whole words; each may be a pattern that RE2 and `re` read the same."""
    return Words(alternatives)


def near(view: View, start: int, end: int, pattern: Words, before: int = 48, after: int = 0) -> bool:
    """Whether a whole word of the pattern stands close before (or after) a place."""
    if pattern.stand_in(view, max(0, start - before), start):
        return True
    return after > 0 and pattern.stand_in(view, end, end + after)


_FILL = r"[\s:#=.,'\"|()\[\]>-]{0,6}(?:(?:nos?|numbers?|num|id|is|was|are|ending|in|of|card|it's|its|#|code|value)\b[\s:#=.,'\"|-]{0,4}){0,4}"


def value(shape: str) -> re.Pattern[str]:
    """A pattern for a value that follows its keyword; group 1 is the value."""
    return re.compile(rf"(?i:{_FILL})({shape})(?![A-Za-z0-9])")


def value_after(view: View, end: int, shape: re.Pattern[str], reach: int = 56) -> tuple[int, int] | None:
    """Span of the value that follows a keyword that ends at `end`."""
    found = shape.match(view.text, end, min(len(view.text), end + reach))
    return found.span(1) if found else None
