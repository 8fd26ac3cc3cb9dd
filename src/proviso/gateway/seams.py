"""Where one message ends and the next begins: a question and its answer, or a number that two of them share.

Each message is judged by itself. One that begins with a number is read once more behind what was said before it, since
"851331294" says nothing, and a great deal behind "Please give me your Social Security number."
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from .wire import Passage, Piece

BEFORE = 200
"""Characters before a message that are read with its beginning."""
BEGINNING = 60
_NUMBER = re.compile(r"\W*(?:[^\W\d]+\W+){0,4}?(\d[\d\W]{2,})")
"""A number after at most four words ("It is 851-33-1294"), which are left out."""


def with_seams(passages: Sequence[Passage]) -> tuple[Passage, ...]:
    """The passages, and behind them one more for each that begins with a number and has something before it."""
    return (*passages, *_seams(passages))


def _seams(passages: Sequence[Passage]) -> Iterator[Passage]:
    for n in range(1, len(passages)):
        begun = passages[n]
        found = _NUMBER.match(begun.text, 0, BEGINNING)
        if found is None:
            continue
        lines = [begun.text[found.start(1) : found.start(1) + BEGINNING]]
        held = [(begun, found.start(1))]
        room = BEFORE
        for earlier in reversed(passages[:n]):
            lines.insert(0, earlier.text[-room:])
            held.insert(0, (earlier, max(0, len(earlier.text) - room)))
            room -= len(earlier.text) + 1
            if room <= 0:
                break
        yield Passage(where=begun.where, text="\n".join(lines), pieces=tuple(_placed(held, lines)))


def _placed(held: Sequence[tuple[Passage, int]], lines: Sequence[str]) -> Iterator[Piece]:
    """The pieces of these passages as far as their lines hold them; one may begin before its line does."""
    at = 0
    for (passage, start), line in zip(held, lines, strict=True):
        for piece in passage.pieces:
            if piece.end > start and piece.start < start + len(line):
                move = at - start
                end = min(piece.end, start + len(line))
                yield Piece(path=piece.path, start=piece.start + move, end=end + move, is_key=piece.is_key)
        at += len(line) + 1
