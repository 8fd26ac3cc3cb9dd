"""Is this a record about one person, even anonymised (139-07.2.a.1)? Signs are weak alone; together they count."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from proviso.model import Finding, FindingClass, Strength

from .view import View

THRESHOLD = 100
"""Points from which signs close together make a record."""
SPAN = 1500
"""Signs count together within so many characters."""


def judged(findings: Iterable[Finding], view: View) -> list[Finding]:
    """Raise the signs of a record to likely where enough different ones stand together."""
    found = list(findings)
    signs = [f for f in found if f.cls is FindingClass.RECORD and f.strength is Strength.WEAK]
    if not signs:
        return found
    together = _together(signs)
    return [replace(f, strength=Strength.LIKELY) if f in together else f for f in found]


def _together(signs: list[Finding]) -> set[Finding]:
    """The signs in windows whose points pass the threshold; a kind counts twice at most."""
    out: set[Finding] = set()
    first = 0
    for last, sign in enumerate(signs):
        while sign.start - signs[first].start > SPAN:
            first += 1
        window = signs[first : last + 1]
        if len({f.kind for f in window}) >= 2 and _points(window) >= THRESHOLD:
            out.update(window)
    return out


def _points(window: list[Finding]) -> int:
    total = 0
    for kind in {f.kind for f in window}:
        best = sorted((f.score for f in window if f.kind == kind), reverse=True)
        total += best[0] + sum(score // 2 for score in best[1:2])
    return total
