"""A text of JSON without its escapes, and the way back: `A\\u0030` is a zero to whoever reads the JSON."""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import dataclass, field

_ESCAPE = re.compile(r"\\(?:u([0-9A-Fa-f]{4})|([nrtbf\"\\/]))")
_PLAIN = {"n": "\n", "r": "\r", "t": "\t", "b": " ", "f": " "}


@dataclass(frozen=True, slots=True)
class Unescaped:
    """The plain text, and where each of its pieces stood."""

    text: str = field(repr=False)
    starts: tuple[int, ...]
    """Where each piece begins in the plain text: what stood between two escapes, or one escape."""
    origins: tuple[int, ...]
    sizes: tuple[int, ...]
    """How long an escape was; 0 for what needed none."""

    def at(self, place: int) -> int:
        """Where a character stood."""
        index = bisect_right(self.starts, place) - 1
        return self.origins[index] + (0 if self.sizes[index] else place - self.starts[index])

    def after(self, end: int) -> int:
        """One past the last character before `end`."""
        if end == 0:
            return 0
        index = bisect_right(self.starts, end - 1) - 1
        return self.origins[index] + (self.sizes[index] or end - self.starts[index])


def unescaped(text: str) -> Unescaped | None:
    """The plain text; None when there is no escape in it."""
    if "\\" not in text:
        return None
    pieces: list[str] = []
    starts: list[int] = []
    origins: list[int] = []
    sizes: list[int] = []
    at = plain = 0

    def add(piece: str, origin: int, size: int) -> None:
        nonlocal plain
        if piece:
            pieces.append(piece)
            starts.append(plain)
            origins.append(origin)
            sizes.append(size)
            plain += len(piece)

    for found in _ESCAPE.finditer(text):
        add(text[at : found.start()], at, 0)
        code, sign = found.groups()
        add(chr(int(code, 16)) if code else _PLAIN.get(sign, sign), found.start(), len(found.group()))
        at = found.end()
    if not sizes:
        return None
    add(text[at:], at, 0)
    return Unescaped("".join(pieces), tuple(starts), tuple(origins), tuple(sizes))
