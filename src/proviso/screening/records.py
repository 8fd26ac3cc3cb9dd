"""Is this a record about one person, even anonymised (139-07.2.a.1)? Signs are weak alone; together they count."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from proviso.model import Strength

from .recognizer import Hit

THRESHOLD = 70
"""Points from which signs close together make a record."""
SURE_FROM = 130
"""Points from which they make one that no source excuses, when a sign of `_OWN` says that it comes from a file."""
_OWN = frozenset({"SIGN_REMOVED", "SIGN_NOTE", "SIGN_TASK"})
"""Nobody publishes the shorthand of a case note, a request to write the letter, or a word that names were taken out."""
SPAN = 1500
"""Signs count together within so many characters."""
MOST = 80
"""So many signs at a time are looked at, so that the work stays linear."""
KEPT = 200
"""So many signs of one pattern are read as they come; past them a text that is made of them is thinned out."""
APART = 300
"""So far apart are the signs of one pattern in a thinned text: each window of `SPAN` still holds some of each."""
STRIDE = 16
"""In a text with very many signs, a window is weighed at every 16th of them: windows of 80 still overlap."""


def raised(signs: Sequence[Hit]) -> list[Hit]:
    """The signs of one view in order of place: counted where enough different ones stand together, else weak."""
    ordered = sorted(signs, key=lambda hit: (hit.start, hit.end, hit.kind))
    together = _together(ordered)
    return [replace(hit, strength=together[i], score=100) if i in together else hit for i, hit in enumerate(ordered)]


def _together(signs: list[Hit]) -> dict[int, Strength]:
    """Numbers of the signs in windows whose points pass a threshold, and how sure they are."""
    out: dict[int, Strength] = {}
    first = 0
    step = 1 if len(signs) <= 4 * MOST else STRIDE
    for last, sign in enumerate(signs):
        while sign.start - signs[first].start > SPAN or last - first >= MOST:
            first += 1
        if last % step and last + 1 < len(signs):
            continue
        window = signs[first : last + 1]
        points = _points(window)
        if points >= SURE_FROM and any(hit.kind in _OWN for hit in window):
            out.update(dict.fromkeys(range(first, last + 1), Strength.SURE))
        elif points >= THRESHOLD:
            for number in range(first, last + 1):
                out.setdefault(number, Strength.LIKELY)
    return out


def _points(window: list[Hit]) -> int:
    """The best sign of each kind, and half of the second one."""
    total = 0
    for kind in {hit.kind for hit in window}:
        best = sorted((hit.score for hit in window if hit.kind == kind), reverse=True)
        total += best[0] + sum(score // 2 for score in best[1:2])
    return total
