"""A place of a view and what it says without its disguise, and one kind of disguise."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import lru_cache

from proviso.screening.view import view_of

Piece = tuple[int, int, str, bool]
"""Start, end, what it says, and whether it counts as one block (`view.replaced`)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Disguise:
    """One kind of disguise. INVARIANT: `pieces` takes time in proportion to the text."""

    name: str
    asks: str
    """RE2 pattern that must match somewhere before anything else is done; it may match more than the disguise."""
    pieces: Callable[[str], Iterator[Piece]]
    """What can be replaced in a plain text, in order."""


def readable(raw: bytes) -> str | None:
    """Decoded bytes as plain text, when they are text; a short one must be text to its last character."""
    text = _decoded(raw)
    if text is None or len(text) < 3:
        return None
    plain = sum(c.isprintable() or c in "\n\r\t" for c in text)
    return plain_of(text) if plain >= (len(text) if len(text) < 16 else 0.9 * len(text)) else None


def _decoded(raw: bytes) -> str | None:
    if len(raw) > 5 and len(raw) % 2 == 0 and raw.count(0) * 3 > len(raw):
        return raw.decode("utf-16-be" if raw[0] == 0 else "utf-16-le", errors="replace")
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError:
        pass
    few = sum(byte >= 0x80 for byte in raw) * 10 <= len(raw) and not any(byte < 9 for byte in raw)
    return raw.decode("cp1252", errors="replace") if few and len(raw) > 15 else None


def plain_of(text: str) -> str:
    """Decoded text as a view shows it: look-alikes plain, invisible characters gone."""
    return view_of(text).text


@lru_cache(maxsize=1_024)
def plain_char(code: int) -> str:
    """One code point that was written as a number, as a view shows it; what is no code point is a blank."""
    if not 0 < code < 0x110000:
        return " "
    return plain_of(chr(code))
