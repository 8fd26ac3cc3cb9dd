"""A record with its lines counted and what is taken out marked, and the page that leaves."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from proviso.model import Mark
from proviso.reports.releases import RecordOut, pieces_of

from .render import environment

TEMPLATE = "_foia_out.html"


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """A run of one line; with a code, it is taken out."""

    text: str = field(repr=False)
    code: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class LineView:
    """One line of a record."""

    number: int
    runs: tuple[Run, ...] = field(repr=False)


def lines_of(text: str, marks: Sequence[Mark]) -> tuple[LineView, ...]:
    """The record, line by line, whole: only the officers of the request see it so."""
    lines, start = [], 0
    for number, line in enumerate(text.split("\n"), 1):
        end = start + len(line)
        lines.append(LineView(number=number, runs=_runs(text, start, end, marks)))
        start = end + 1
    return tuple(lines)


def _runs(text: str, start: int, end: int, marks: Sequence[Mark]) -> tuple[Run, ...]:
    runs, done = [], start
    for mark in marks:
        first, last = max(mark.start, start), min(mark.end, end)
        if first >= last:
            continue
        runs += [Run(text=text[done:first]), Run(text=text[first:last], code=mark.code)]
        done = last
    runs.append(Run(text=text[done:end]))
    return tuple(run for run in runs if run.text)


def marked_words(text: str, mark: Mark) -> str:
    """The beginning of what is taken out, for the list of it."""
    words = " ".join(text[mark.start : mark.end].split())
    return words if len(words) <= 60 else f"{words[:60]}…"


def page_out(record: RecordOut, request_id: str, agency: str) -> bytes:
    """The page that leaves: it needs nothing else, and what was taken out is nowhere in it."""
    page = {"record": record, "pieces": pieces_of(record), "request": request_id, "agency": agency}
    return environment().get_template(TEMPLATE).render(**page).encode()
