"""What kept texts ask of the reader, for Home (R-079)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from proviso.actions import retention
from proviso.db import transcripts as db
from proviso.db.store import Tx
from proviso.model import DispositionState, Role

from . import words as w
from .desk import Desk
from .record_words import verb

Row = tuple[str, str, str, str, date]
"""Address, label, line, status, and the day that orders the rows."""


def record_tasks(desk: Desk, tx: Tx) -> Iterator[Row]:
    """For the records officer, what is due; for a second person, what waits to be confirmed."""
    if desk.has(*retention.CONFIRMERS):
        for one in db.listed(tx, DispositionState.PROPOSED):
            if one.proposed_by != desk.me.id:
                since = desk.words.local(one.proposed_at)
                label = f"Confirm that {w.count(len(one.items), 'text')} may be {verb(one)}"
                line = f"{desk.name(tx, one.proposed_by)} proposed it {desk.words.near(one.proposed_at)}: {one.title}."
                yield f"/records/dispositions/{one.id}", label, line, f"Waiting for {desk.words.age(since)}", since
    if not desk.has(*retention.PROPOSERS):
        return
    for held in retention.holdings(tx, desk.agency, desk.now):
        if held.due and held.record_class is not None:
            first = min(t.due_on for t in retention.due(tx, desk.agency, held.id, desk.now) if t.due_on)
            label = f"{w.count(held.due, 'text is past its', 'texts are past their')} last day"
            yield (
                f"/records/classes/{held.id}",
                label,
                f"{held.record_class.title}. A second person confirms.",
                f"Past since {desk.day(first)}",
                first,
            )


def nothing_due(desk: Desk, tx: Tx) -> str:
    """A day without tasks, for the records officer: "Nothing is due before Jan. 4, 2027." """
    if not desk.has(Role.RECORDS):
        return ""
    days = [held.next_due for held in retention.holdings(tx, desk.agency, desk.now) if held.next_due is not None]
    if days:
        return f"Nothing is due before {desk.words.date(min(days))}."
    return "Nothing is due. No kept text has a last day yet."
