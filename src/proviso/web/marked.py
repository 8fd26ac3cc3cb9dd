"""Marked text: the person's own words cut into lines and pieces, so that a template can mark each finding.

A screen reader hears where a finding starts and ends by hidden words (`mark` alone is not spoken everywhere), and a
control character that would turn or hide the text around it is shown by its name.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, replace

MOST_MARKS = 100
"""More findings than this are counted, not marked."""
SHORT_LINES = 60
"""Up to so many lines the whole text stands on a wide screen; past it, only the lines around each mark."""
SHORT_CHARS = 12_000
AROUND = 240
"""Characters kept on each side of a mark in one very long line."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """One finding to mark: where it stands and what it is called."""

    start: int
    end: int
    title: str
    """"A‑number" """
    of: int = 0
    """Which finding of the caller's list this is."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Piece:
    """A run of characters of one line, marked or not."""

    text: str
    number: int = 0
    """Number of the finding, from 1; 0 when nothing is marked."""
    title: str = ""
    starts: bool = False
    """The finding starts here: this piece carries the id and the hidden words before."""
    ends: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One line of the text; `is_far` lines hide on a narrow screen; `is_gap` stands for lines left out."""

    number: int
    pieces: tuple[Piece, ...] = ()
    is_far: bool = False
    is_gap: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One line of the list "What we found"."""

    number: int
    title: str
    line: int
    href: str
    """`#f1`: the mark that shows it; a finding inside another one is shown by the outer mark."""
    quote: str = ""
    """Where the text cannot be marked (a file's name), the words that say where."""
    of: int = 0
    """`Place.of`: which finding of the caller's list this is."""


@dataclass(frozen=True, slots=True, kw_only=True)
class MarkedText:
    """What the template shows: the lines, the list above them, and how many findings are only counted."""

    lines: tuple[Line, ...]
    rows: tuple[Row, ...]
    more: int = 0


def mark_text(text: str, places: Sequence[Place]) -> MarkedText:
    """Cut `text` so that each place is marked once, in reading order; overlapping places never nest."""
    trimmed = (_trim(text, p) for p in places if 0 <= p.start < p.end <= len(text))
    wanted = sorted((p for p in trimmed if p.start < p.end), key=lambda p: (p.start, -p.end))
    shown, more = wanted[:MOST_MARKS], len(wanted[MOST_MARKS:])
    spans, rows = _spans(text, shown)
    lines = _lines(text, spans)
    return MarkedText(lines=_fold(lines, len(text)), rows=rows, more=more)


def _trim(text: str, place: Place) -> Place:
    """The place without the newlines at its ends, which no mark can show."""
    start, end = place.start, place.end
    while start < end and text[start] == "\n":
        start += 1
    while start < end and text[end - 1] == "\n":
        end -= 1
    return replace(place, start=start, end=end)


@dataclass(frozen=True, slots=True)
class _Span:
    start: int
    end: int
    number: int
    title: str


def _spans(text: str, places: Sequence[Place]) -> tuple[tuple[_Span, ...], tuple[Row, ...]]:
    """The places without overlap: one that starts inside another is cut, one wholly inside is shown by the outer."""
    spans: list[_Span] = []
    rows = []
    line, counted = 1, 0
    for number, place in enumerate(places, 1):
        line += text.count("\n", counted, place.start)
        counted = place.start
        start = max(place.start, spans[-1].end) if spans else place.start
        left = _trim(text, Place(start=min(start, place.end), end=place.end, title=place.title))
        if left.start < left.end:
            spans.append(_Span(left.start, left.end, number, place.title))
        rows.append(Row(number=number, title=place.title, line=line, href=f"#f{spans[-1].number}", of=place.of))
    return tuple(spans), tuple(rows)


def _lines(text: str, spans: Sequence[_Span]) -> list[Line]:
    lines = []
    at, waiting = 0, 0
    for number, raw in enumerate(text.split("\n"), 1):
        end = at + len(raw)
        while waiting < len(spans) and spans[waiting].end <= at:
            waiting += 1
        here = []
        for span in spans[waiting:]:
            if span.start >= end:
                break
            here.append(span)
        lines.append(Line(number=number, pieces=_pieces(raw, at, here)))
        at = end + 1
    return lines


def _pieces(raw: str, at: int, spans: Sequence[_Span]) -> tuple[Piece, ...]:
    pieces, done = [], 0
    for span in spans:
        start, end = max(span.start - at, 0), min(span.end - at, len(raw))
        if start > done:
            pieces.append(Piece(text=show(raw[done:start])))
        pieces.append(
            Piece(
                text=show(raw[start:end]),
                number=span.number,
                title=span.title,
                starts=span.start >= at,
                # INVARIANT: a finding has one start and one end, also when it runs over lines.
                ends=span.end - at <= len(raw),
            )
        )
        done = end
    if done < len(raw):
        pieces.append(Piece(text=show(raw[done:])))
    return tuple(pieces)


def _fold(lines: list[Line], chars: int) -> tuple[Line, ...]:
    """Keep one line on each side of a mark; the rest is far, and left out of a long text."""
    marked = [i for i, line in enumerate(lines) if any(p.number for p in line.pieces)]
    near = {j for i in marked for j in (i - 1, i, i + 1)}
    is_short = len(lines) <= SHORT_LINES and chars <= SHORT_CHARS
    folded: list[Line] = []
    for i, line in enumerate(lines):
        if i in near:
            folded.append(line if is_short else Line(number=line.number, pieces=_clip(line.pieces)))
            continue
        if not folded or not (folded[-1].is_far or folded[-1].is_gap):
            folded.append(Line(number=line.number, is_gap=True))
        if is_short:
            folded.append(Line(number=line.number, pieces=line.pieces, is_far=True))
    return tuple(folded)


def _clip(pieces: tuple[Piece, ...]) -> tuple[Piece, ...]:
    """Shorten the plain parts of one very long line."""
    clipped = []
    for i, piece in enumerate(pieces):
        text = piece.text
        if not piece.number and len(text) > 2 * AROUND:
            has_before, has_after = i > 0, i + 1 < len(pieces)
            head = text[:AROUND] if has_before or not has_after else ""
            tail = text[-AROUND:] if has_after else ""
            text = f"{head} … {tail}".strip() if head and tail else (f"{head} …" if head else f"… {tail}")
        clipped.append(Piece(text=text, number=piece.number, title=piece.title, starts=piece.starts, ends=piece.ends))
    return tuple(clipped)


def show(text: str) -> str:
    """The text as it can be shown: characters that turn, hide or break what stands around them become their names."""
    if text.isascii() and text.isprintable():
        return text
    return "".join(_shown(c) for c in text)


def _shown(c: str) -> str:
    if c in "\t\r\f\v":
        return "\t" if c == "\t" else ""
    category = unicodedata.category(c)
    if category in ("Cc", "Cf", "Cs") and c not in "\u00ad\u200c\u200d":
        return f"[U+{ord(c):04X}]"
    return c
