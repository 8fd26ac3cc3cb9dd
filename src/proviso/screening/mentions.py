"""Where names that are known already stand again. The names come from the text, so no pattern is compiled for them."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator

from .patterns import Pattern

_GOES_ON = re.compile(r"[\w@/-]|\.\w")
"""What follows when a name is a part of something longer: an address, a link, a compound."""
_LETTER = re.compile(r"\w")


LONG = 20_000
"""In a text of so many characters all names are looked for in one pass, and in a shorter one each by itself."""


def mentions(text: str, names: Collection[str], not_after: re.Pattern[str]) -> list[tuple[int, int]]:
    """Start and end of each place of a plain text, in order, where one of some capitalized names stands as a word of its own.

    A name that the text also writes in small letters is a word and is left out.
    """
    places = [
        (start, end)
        for start, end in _found(text, names)
        if not not_after.match(text, start - 1, start) and not _GOES_ON.match(text, end)
    ]
    if not places:
        return []
    small = _small(text, {text[start:end] for start, end in places}, names)
    return sorted(place for place in places if text[place[0] : place[1]] not in small)


def _found(text: str, names: Collection[str]) -> Iterator[tuple[int, int]]:
    """Start and end of each place where one of the names stands, also inside of another."""
    if len(text) >= LONG and names:
        yield from _found_at_once(text, names)
        return
    for name in names:
        at = text.find(name)
        while at >= 0:
            yield at, at + len(name)
            at = text.find(name, at + 1)


def _found_at_once(text: str, names: Collection[str]) -> Iterator[tuple[int, int]]:
    either, data, at = Pattern("|".join(map(re.escape, names))), text.encode("ascii"), 0
    while (found := next(either.spans(data, at), None)) is not None:
        start = found[0][0]
        for name in names:
            if text.startswith(name, start):
                yield start, start + len(name)
        at = start + 1


def _small(text: str, found: Collection[str], names: Collection[str]) -> set[str]:
    """Those that the text also writes in small letters, as whole words."""
    if any("-" in name for name in names):
        # One may stand in another: the leftmost counts, then the one that is named first.
        either = Pattern(rf"\b(?:{'|'.join(re.escape(name.lower()) for name in names)})\b")
        words = {text[spans[0][0] : spans[0][1]] for spans in either.spans(text.encode("ascii"))}
        return {name for name in found if name.lower() in words}
    words = {
        text[start:end] for start, end in _found(text, {name.lower() for name in found}) if _is_whole(text, start, end)
    }
    return {name for name in found if name.lower() in words}


def _is_whole(text: str, start: int, end: int) -> bool:
    return not _LETTER.match(text, start - 1, start) and not _LETTER.match(text, end)
