"""How often each recognizer was wrong, by the answers of the offices: for those who tune it (139-07 fn6).

Counted from the denials of a time: how many each kind of finding led, how many were objected to, and what came of them.
No text and no person is in it.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from proviso.db import objections as db
from proviso.db.store import Tx
from proviso.model import Decision, Objection, ObjectionState

FEW = 10
"""Below so many answers, a rate says little, and is said as what it is."""
EXAMPLES = 3
COLUMNS = ("recognizer", "kind", "denials", "objections", "answered", "right", "right_rate", "is_small")


@dataclass(frozen=True, slots=True, kw_only=True)
class Rate:
    """One kind of finding of one recognizer; both are empty for denials that nothing in a text led."""

    recognizer: str
    kind: str
    denials: int
    objections: int = 0
    answered: int = 0
    right: int = 0
    """Answered with "you were right"."""
    examples: tuple[str, ...] = ()
    """The newest objections."""

    @property
    def right_rate(self) -> float | None:
        """The share of the answers that said "you were right"; None before the first answer."""
        return self.right / self.answered if self.answered else None

    @property
    def is_small(self) -> bool:
        """Whether there are too few answers for a rate to mean much."""
        return self.answered < FEW


SORTS: dict[str, Callable[[Rate], Any]] = {
    "right": lambda r: (-r.right, -(r.right_rate or 0), -r.objections, -r.denials),
    "rate": lambda r: (r.right_rate is None, -(r.right_rate or 0), -r.answered),
    "objections": lambda r: (-r.objections, -r.right, -r.denials),
    "denials": lambda r: (-r.denials, -r.objections),
    "name": lambda r: (not r.recognizer,),
}
"""The orders of the list; the first one is the usual one."""


def rates(tx: Tx, since: datetime, until: datetime, sort: str = "right") -> tuple[Rate, ...]:
    """One line for each recognizer and kind that led a denial in that time or was objected to."""
    denials = db.denied_kinds(tx, since, until)
    found: dict[tuple[str, str], list[Objection]] = {about: [] for about in denials}
    for objection, decision in db.over(tx, since, until):
        for about in _kinds(objection, decision):
            found.setdefault(about, []).append(objection)
    lines = (_rate(about, denials.get(about, 0), objections) for about, objections in found.items())
    return tuple(sorted(lines, key=lambda r: (*SORTS[sort](r), r.recognizer, r.kind)))


def _kinds(objection: Objection, decision: Decision) -> set[tuple[str, str]]:
    """What the rule that was objected to had found."""
    reason = next((r for r in decision.reasons if r.rule == objection.rule), None)
    places = reason.findings if reason is not None else ()
    findings = [decision.findings[place] for place in places if place < len(decision.findings)]
    return {(f.recognizer, f.kind) for f in findings} or {("", "")}


def _rate(about: tuple[str, str], denials: int, objections: list[Objection]) -> Rate:
    return Rate(
        recognizer=about[0],
        kind=about[1],
        denials=denials,
        objections=len(objections),
        answered=sum(o.state is not ObjectionState.OPEN for o in objections),
        right=sum(o.state is ObjectionState.RIGHT for o in objections),
        examples=tuple(o.id for o in objections[:EXAMPLES]),
    )


def counts(tx: Tx, since: datetime, until: datetime) -> tuple[int, int, int]:
    """How many objections there are to the denials of that time, how many are answered, and how many were right."""
    states = [objection.state for objection, _ in db.over(tx, since, until)]
    return len(states), sum(s is not ObjectionState.OPEN for s in states), states.count(ObjectionState.RIGHT)


def as_row(rate: Rate) -> dict[str, object]:
    """The line as a program reads it."""
    share = rate.right_rate
    return {
        **{name: getattr(rate, name) for name in COLUMNS},
        "right_rate": None if share is None else round(share, 4),
    }


def as_csv(lines: Iterable[Rate]) -> str:
    """The lines with a head; a rate that there is not is empty."""
    out = io.StringIO()
    writer = csv.DictWriter(out, COLUMNS, lineterminator="\r\n")
    writer.writeheader()
    writer.writerows(as_row(rate) for rate in lines)
    return out.getvalue()
