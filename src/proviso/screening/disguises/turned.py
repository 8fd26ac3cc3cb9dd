"""Text written from its end: the whole of it, or each number or word in its place."""

from __future__ import annotations

import re
from collections.abc import Iterator

from proviso.screening.view import View, replaced

ASKS = (
    r"(?i:\breverse[ds]?\b|\bbackwards?\b|\bal rev[eé]s\b|\b(?:eht|dna|siht|htiw|taht|rebmun|hcihw|rieht|neeb|tnacilppa|tnednopser|ytiruces|laicos)\b)"
    r"|//:s?ptth|drowssap|nekot-|TERCES|DEIFISSALC|LAICIFFO|NOITAMROFNI|LAITNEDIFNOC|NROFON|DELLORTNOC|EVITISNES|//IUC|IUC\b"
    r"|\b\d{3}[ -]\d{3}[ -]\d{3} ?A\b|\b\d{10}(?:EOI|CAE|CAW|NIL|CRS|CSM|CBN|CSY)\b|\b\d{2}[A-Z]{2}-?\d[A-Z0-9][A-Z]-?\d[A-Z0-9][A-Z][1-9]\b"
    r"|\b(?:moc|gro|ten|vog|lim|ude)\.[A-Za-z0-9.-]{2,40}@[A-Za-z0-9]|\b\d{4}-\d{3} ?\)\d{3}\("
    r"|(?is:\b(?:ssn|social|ss#|tin)\b.*\b\d{4}-\d{2}-\d{3}\b)|(?is:\b(?:alien|a-?number|uscis)\b.*\b\d{9}A\b)"
    r"|(?i:\bcard\b)[^\n]{0,40}\b\d{4}[- ]\d{4}[- ]\d{4}[- ]\d{4}\b"
).replace("é", "e")
"""RE2 pattern: words, markings and shapes of numbers as they stand when turned. A shape alone needs its word."""
_WORDS = re.compile(r"(?i)\b(?:eht|dna|siht|htiw|taht|rebmun|hcihw|rieht|neeb|tnacilppa|tnednopser|ytiruces|laicos)\b")


def turned(view: View) -> Iterator[View]:
    """The text read from its end, its numbers and marks turned in place, and its words."""
    yield View(view.text[::-1], view.name, turned_from=view)
    numbers = _in_place(view, r"[!-~]*[\d/][!-~]*")
    if numbers:
        yield numbers
    if _WORDS.search(view.text):
        words = _in_place(view, r"[!-~]+")
        if words:
            yield words


def _in_place(view: View, token: str) -> View | None:
    pieces = [(m.start(), m.end(), m.group()[::-1], True) for m in re.finditer(token, view.text)]
    return replaced(view, pieces) if pieces else None
