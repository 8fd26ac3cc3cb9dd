"""Views of a text with its disguises taken off: encoded, spaced-out, split, spelled, swapped or reversed pieces.

One pass over the text says which disguises ask for a look (`disguises/`), so that ordinary text pays for that pass only.
A character that is written as a number keeps its place; an encoded piece counts as a whole.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from .disguises.blocks import BLOCKS
from .disguises.escapes import ESCAPES
from .disguises.fields import FIELDS
from .disguises.gaps import GAPS
from .disguises.hidden import hidden
from .disguises.numerals import NUMERALS
from .disguises.piece import Disguise, Piece
from .disguises.swaps import SWAPS, Swap
from .disguises.turned import ASKS as TURNED
from .disguises.turned import turned
from .patterns import PatternSet
from .view import View, replaced

_DEEPEST = 3
"""Encodings inside encodings that are followed."""
OVERRIDE = "\u202e"
"""Right-to-left override: what follows is shown from its end, so a number stands in it backwards."""

_WRITTEN: Sequence[Disguise] = (*ESCAPES, *BLOCKS, *NUMERALS, *FIELDS)
DISGUISES: Sequence[Disguise | Swap] = (*_WRITTEN, *GAPS, *SWAPS)
"""What is written otherwise, what is pulled apart, what is swapped, in this order."""
_LARGE = frozenset({"base64", "cells", "split", "turned"})
_LISTS = frozenset({"digits in words", "leetspeak", "ROT13", "ROT47"})
_NAMES = [*(one.name for one in DISGUISES), "turned"]
_GATE = PatternSet(
    [*(one.asks for one in DISGUISES), TURNED],
    *([number for number, name in enumerate(_NAMES) if name in names] for names in (_LARGE, _LISTS)),
)
"""What asks for each, and last for what is turned. Those whose states multiply the others' are asked in passes of their
own."""
_APART = len(_WRITTEN)
_SWAPPED = _APART + len(GAPS)
_TURNED = _SWAPPED + len(SWAPS)


def undisguised(view: View, original: str) -> Iterator[View]:
    """Each further view of an original text that is worth screening; none for ordinary text."""
    unseen = hidden(original, view)
    if unseen is not None:
        yield unseen
        yield from _peeled(unseen, is_overridden=False)
    yield from _peeled(view, is_overridden=OVERRIDE in view.odd)


def _peeled(view: View, *, is_overridden: bool) -> Iterator[View]:
    """Layer after layer off, then the whole swapped and turned."""
    asked = _GATE.hits(view.data)
    if not asked and not is_overridden:
        return
    current = view
    for _ in range(_DEEPEST):
        before = current
        for disguises, offset in ((_WRITTEN, 0), (GAPS, _APART)):
            pieces = _pieces(current.text, [disguises[n - offset] for n in asked if 0 <= n - offset < len(disguises)])
            if pieces:
                current = replaced(current, pieces)
                yield current
                asked = _GATE.hits(current.data)
        if current is before:
            break
    yield from _over(current, asked, is_overridden=is_overridden)


def _over(view: View, asked: Sequence[int], *, is_overridden: bool) -> Iterator[View]:
    """Views of a whole text in which letters stand for others, and read from its end."""
    for number, swap in enumerate(SWAPS, _SWAPPED):
        if number in asked:
            said = swap.says(view.text)
            if said != view.text:
                yield View(said, view.name, view.starts, view.origins)
    if is_overridden or _TURNED in asked:
        yield from turned(view)


def _pieces(text: str, disguises: Sequence[Disguise]) -> list[Piece]:
    """What can be replaced, in order, without overlaps: the first, then the longest keeps its place."""
    found = [piece for disguise in disguises for piece in disguise.pieces(text)]
    found.sort(key=lambda piece: (piece[0], -piece[1]))
    pieces: list[Piece] = []
    for piece in found:
        if not pieces or piece[0] >= pieces[-1][1]:
            pieces.append(piece)
    return pieces
