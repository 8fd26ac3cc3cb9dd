"""Words of a text with their places: what the names model reads. Works on the plain view, in linear time."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

Token = tuple[str, int, int]
"""A word, its start and its end."""

# Each alternative is consumed whole or bounded, so that no text is read twice.
_LINKS = r"https?://\S+|www\.\S+|[\w.+-]{1,64}+@[\w-]{1,64}(?:\.[\w-]{1,64})+|"
_USUAL = r"[a-z]++(?![A-Z'.])|[A-Z][A-Za-z]*+(?![.'])|[.,]|\n\s*|[0-9]+|[!\"$-&(-/:-?\[-^`{-~]|"
"""What nine in ten words are, tried first; each of these would be read the same by those below."""
_WORDS = (
    r"[@#]\w+"
    r"|[A-Z]\.(?![a-z]{2})|\b(?:Mr|Mrs|Ms|Mx|Dr|Prof|Jr|Sr|St|Sgt|Capt|Lt|Col|Maj|Gen|Adm|Cpl|Det|Sen|Rep|Gov|Rev|Hon|Ofc|Sra?|Esq|vs?|No|Inc|Corp|Co|Ltd)\."
    r"|[A-Za-z]+(?:'[A-Z][a-z]+)?|'[a-z]{1,2}\b|[^\s\w]|_+"
)
# The blank before a word is read with it: trying every alternative at a blank takes as long as reading a word.
_TOKEN, _UNLINKED = re.compile(rf" ?({_LINKS}{_USUAL}{_WORDS})"), re.compile(rf" ?({_USUAL}{_WORDS})")
"""Links and addresses are tried first at every place of a text, so a text without any is read without them."""
LINE, PARAGRAPH = "\n", "\n\n"
"""What the end of a line, and an empty line, are as words."""


def tokens(text: str) -> Iterator[Token]:
    """The words of a text in order."""
    for found in _TOKEN.finditer(text):
        word, (start, end) = found[1], found.span(1)
        yield as_word(word), start, end


def cut(text: str) -> list[str]:
    """The words of a text in order, as they stand in it: the end of a line with the blanks that follow it."""
    is_linked = "@" in text or "http" in text or "www." in text
    return (_TOKEN if is_linked else _UNLINKED).findall(text)


def as_word(piece: str) -> str:
    """A piece that was cut as the word that `tokens` makes of it."""
    if piece[0] != "\n":
        return piece
    return PARAGRAPH if piece.count("\n") > 1 else LINE


def starts(text: str, pieces: Iterable[str], at: int) -> list[int]:
    """Where each piece begins, from a place on: only blanks stand between them."""
    out: list[int] = []
    keep, index = out.append, text.index
    for piece in pieces:
        at = index(piece, at)
        keep(at)
        at += len(piece)
    return out
