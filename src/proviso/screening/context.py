"""What stands around a place: the words that make a number mean a person."""

from __future__ import annotations

import re

from .view import View


def words(*alternatives: str) -> re.Pattern[str]:
    """A pattern of whole words over lower-case text."""
    return re.compile(rf"(?<![a-z0-9])(?:{'|'.join(alternatives)})(?![a-z0-9])")


def near(view: View, start: int, end: int, pattern: re.Pattern[str], before: int = 48, after: int = 0) -> bool:
    """Whether a whole word of the pattern stands close before (or after) a place."""
    if pattern.search(view.before(start, before)):
        return True
    return bool(after) and pattern.search(view.after(end, after)) is not None


_FILL = r"[\s:#=.,'\"|()\[\]>-]{0,6}(?:(?:nos?|numbers?|num|id|is|was|are|ending|in|of|card|it's|its|#|code|value)\b[\s:#=.,'\"|-]{0,4}){0,4}"


def value(shape: str) -> re.Pattern[str]:
    """A pattern for a value that follows its keyword; group 1 is the value."""
    return re.compile(rf"(?i:{_FILL})({shape})(?![A-Za-z0-9])")


def value_after(view: View, end: int, shape: re.Pattern[str], reach: int = 56) -> tuple[int, int] | None:
    """Span of the value that follows a keyword that ends at `end`."""
    found = shape.match(view.text, end, min(len(view.text), end + reach))
    return found.span(1) if found else None
