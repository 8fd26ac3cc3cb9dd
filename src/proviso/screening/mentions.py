"""Where names that are known already stand again. The names come from the text, so no pattern is compiled for them."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator

_GOES_ON = re.compile(r"[\w@/-]|\.\w")
"""What follows when a name is a part of something longer: an address, a link, a compound."""
_LETTER = re.compile(r"\w")


def mentions(text: str, names: Collection[str], not_after: re.Pattern[str]) -> list[tuple[int, int]]:
    """Start and end of each place, in order, where one of some capitalized names stands as a word of its own.

    A name that the text also writes in small letters is a word and is left out.
    """
    places = [
        (at, at + len(name))
        for name in names
        for at in _found(text, name)
        if not not_after.match(text, at - 1, at) and not _GOES_ON.match(text, at + len(name))
    ]
    if not places:
        return []
    small = _small(text, {text[start:end] for start, end in places}, names)
    return sorted(place for place in places if text[place[0] : place[1]] not in small)


def _found(text: str, name: str) -> Iterator[int]:
    at = text.find(name)
    while at >= 0:
        yield at
        at = text.find(name, at + 1)


def _small(text: str, found: Collection[str], names: Collection[str]) -> set[str]:
    """Those that the text also writes in small letters, as whole words."""
    if any("-" in name for name in names):
        # One may stand in another: the leftmost counts, then the one that is named first.
        either = "|".join(re.escape(name.lower()) for name in names)
        words = set(re.findall(rf"\b(?:{either})\b", text))
        return {name for name in found if name.lower() in words}
    return {name for name in found if _is_word(text, name.lower())}


def _is_word(text: str, word: str) -> bool:
    return any(
        not _LETTER.match(text, at - 1, at) and not _LETTER.match(text, at + len(word)) for at in _found(text, word)
    )
