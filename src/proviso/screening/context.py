"""What stands around a place: the words that make a number mean a person, or an example."""

from __future__ import annotations

import re

from .view import View

_EXAMPLE = re.compile(
    r"(?<![.@\w-])(?:regex\w*|regular expression|test (?:data|cards?|numbers?|strings?|values?|cases?|records?|suite)|examples?|e\.g\.|samples?|specimens?"
    r"|fake|dummy|luhn|placeholder|made[- ]up|fictitious|fictional|unit ?tests?|fixtures?)(?![.@\w-]\w|\w)"
)
_FORM = re.compile(r"\b(?:enter|bring|provide|fill in|your|field|column|varchar|char\(|not null|format)\b")


def words(*alternatives: str) -> re.Pattern[str]:
    """A pattern of whole words over lower-case text."""
    return re.compile(rf"(?<![a-z0-9])(?:{'|'.join(alternatives)})(?![a-z0-9])")


def near(view: View, start: int, end: int, pattern: re.Pattern[str], before: int = 48, after: int = 0) -> bool:
    """Whether a whole word of the pattern stands close before (or after) a place."""
    if pattern.search(view.before(start, before)):
        return True
    return bool(after) and pattern.search(view.after(end, after)) is not None


def is_example(view: View, start: int, end: int) -> bool:
    """Whether words close by say that this is an example or test data."""
    return near(view, start, end, _EXAMPLE, 160, 100)


def is_form_field(view: View, start: int, end: int) -> bool:
    """Whether this is the name of a field, or an instruction to fill one in."""
    return near(view, start, end, _FORM, 40, 20)


_FILL = r"[\s:#=.,'\"|()\[\]>-]{0,6}(?:(?:nos?|numbers?|num|id|is|was|are|ending|in|of|card|it's|its|#|code|value)\b[\s:#=.,'\"|-]{0,4}){0,4}"


def value(shape: str) -> re.Pattern[str]:
    """A pattern for a value that follows its keyword; group 1 is the value."""
    return re.compile(rf"(?i:{_FILL})({shape})(?![A-Za-z0-9])")


def value_after(view: View, end: int, shape: re.Pattern[str], reach: int = 56) -> tuple[int, int] | None:
    """Span of the value that follows a keyword that ends at `end`."""
    found = shape.match(view.text, end, min(len(view.text), end + reach))
    return found.span(1) if found else None
