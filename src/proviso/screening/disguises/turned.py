"""Text written from its end: the whole of it, or each number or word in its place."""

from __future__ import annotations

import re
from collections.abc import Iterator

from proviso.screening.view import View, replaced

ASKS = (
    r"(?i:\breverse (?:this|it|these|the (?:following|next|text|line|lines|letters|number|string))\b|\b(?:written|spelled|read|typed|is|shown) (?:it )?(?:backwards?|in reverse)\b|\bbackwards?:|\(reversed\)|\bal reves\b|\b(?:eht|dna|siht|htiw|taht|rebmun|hcihw|rieht|neeb|tnacilppa|tnednopser|ytiruces|laicos)\b)"
    r"|//:s?ptth|drowssap|nekot-|TERCES|DEIFISSALC|LAICIFFO|NOITAMROFNI|LAITNEDIFNOC|NROFON|DELLORTNOC|EVITISNES|//IUC|IUC\b"
    r"|\b\d{3}[ -]\d{3}[ -]\d{3} ?A\b|\b\d{10}(?:EOI|CAE|CAW|NIL|CRS|CSM|CBN|CSY)\b|\b\d{2}[A-Z]{2}-?\d[A-Z0-9][A-Z]-?\d[A-Z0-9][A-Z][1-9]\b"
    r"|\b(?:moc|gro|ten|vog|lim|ude)\.[A-Za-z0-9.-]{2,40}@[A-Za-z0-9]|\b\d{4}-\d{3} ?\)\d{3}\("
    r"|(?i:\b(?:ssn|social|ss#|tin)\b)[^\n\d]{0,40}\b\d{4}-\d{2}-\d{3}\b|(?i:\b(?:alien|a-?number|uscis)\b)[^\n\d]{0,40}\b\d{9}A\b"
    r"|(?i:\bcard\b)[^\n]{0,40}\b\d{4}[- ]\d{4}[- ]\d{4}[- ]\d{4}\b"
)
"""RE2 pattern: words, markings and shapes of numbers as they stand when turned. A shape alone needs its word."""
_WORDS = re.compile(r"(?i)\b(?:eht|dna|siht|htiw|taht|rebmun|hcihw|rieht|neeb|tnacilppa|tnednopser|ytiruces|laicos)\b")

_YEARLY = re.compile(r"(?<![\d-])(?:19|20)\d\d-\d\d-\d{3}(?![\d-])")
"""The number of a report, which turned has the form of a Social Security number."""
_POINTS = ".,;:!?\"'"
_LABEL = re.compile(r"(?i)\b(?:ssns?|social|ss#|tin)\b")


def turned(view: View) -> Iterator[View]:
    """The text read from its end, its numbers and marks turned in place, and its words."""
    plain = _YEARLY.sub(lambda match: _unturned(view.text, match), view.text)
    yield View(plain[::-1], view.name, turned_from=view)
    numbers = _in_place(view, plain, r"[!-~]*[\d/][!-~]*")
    if numbers:
        yield numbers
    if _WORDS.search(view.text):
        words = _in_place(view, plain, r"[!-~]+")
        if words:
            yield words


def _unturned(text: str, match: re.Match[str]) -> str:
    """A number of a report is left out, unless a label says that it is a person's."""
    is_labelled = _LABEL.search(text, max(0, match.start() - 48), match.start()) is not None
    return match.group() if is_labelled else "#" * len(match.group())


def _in_place(view: View, plain: str, token: str) -> View | None:
    pieces = []
    for match in re.finditer(token, plain):
        said = match.group()
        start = match.start() + len(said) - len(said.lstrip(_POINTS))
        said = said.strip(_POINTS)
        if said:
            pieces.append((start, start + len(said), said[::-1], True))
    return replaced(view, pieces) if pieces else None
