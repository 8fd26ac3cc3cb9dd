"""A text in small pieces: a list of characters, of groups of digits, or of code points, read once more as one line."""

from __future__ import annotations

from typing import Any

LONGEST = 4
"""Characters of a piece: a longer one says something by itself, and is read by itself."""
FEWEST = 7
"""Characters of a line that could identify somebody."""
_LAST = 0x24F
"""The last code point that is taken for a letter of a text; larger numbers are counts and ids."""
_BLANKS = frozenset({9, 10, 13})


def joined(items: list[Any]) -> str:
    """The text that the pieces make, or none when they are not pieces of one."""
    first = items[0]
    if type(first) is str and len(first) <= LONGEST:
        return _of_strings(items)
    if type(first) is int and (first in _BLANKS or 32 <= first <= _LAST):
        return _of_code_points(items)
    return ""


def _of_strings(items: list[Any]) -> str:
    if not all(type(item) is str and len(item) <= LONGEST for item in items):
        return ""
    line = ("" if all(len(item) <= 1 for item in items) else " ").join(items)
    return line if len(line) >= FEWEST else ""


def _of_code_points(items: list[Any]) -> str:
    if len(items) < FEWEST or not all(type(n) is int and (n in _BLANKS or 32 <= n <= _LAST) for n in items):
        return ""
    return "".join(map(chr, items))
