"""The uses that a spill may have touched, as a file: a table, or JSON for a program, with receipts on request."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from proviso.db import affected as db
from proviso.db import people
from proviso.db.bodies import stamp
from proviso.db.profiles import profile_of
from proviso.db.store import Tx
from proviso.journal import Journal
from proviso.model import Decision
from proviso.model.affected import Question

HEADS = (
    "decision",
    "entry",
    "time (UTC)",
    "person",
    "name",
    "component",
    "tool",
    "purpose",
    "way",
    "system",
    "outcome",
    "found",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Affected:
    """One use of the list."""

    entry: int
    decision: Decision
    name: str

    def cells(self) -> tuple[object, ...]:
        """The use as a line of a table."""
        held = self.decision
        _, _, _, channel, component, system, found, _ = profile_of(held)
        return (
            held.id,
            self.entry,
            stamp(held.at),
            held.person_id,
            self.name,
            component,
            held.tool_id,
            held.purpose,
            channel,
            system,
            "allowed" if held.allowed else "not sent",
            found.strip("|").replace("|", " "),
        )


def rows(tx: Tx, asked: Question, before: int = db.ALL) -> Iterator[Affected]:
    """Every use that matches, in the order of the ledger."""
    names: dict[str, str] = {}
    for batch in db.every(tx, asked, before):
        for entry, decision in batch:
            who = decision.person_id
            if who not in names:
                found = people.get(tx, who)
                names[who] = found.name if found else who
            yield Affected(entry=entry, decision=decision, name=names[who])


def lines(tx: Tx, asked: Question, before: int = db.ALL) -> list[tuple[object, ...]]:
    """The list for a spreadsheet, under `HEADS`."""
    return [row.cells() for row in rows(tx, asked, before)]


def as_json(tx: Tx, asked: Question, before: int = db.ALL, journal: Journal | None = None) -> Iterator[bytes]:
    """The list for a program, a piece at a time; with a journal, each use brings the receipt of its entry."""
    counted = db.tally(tx, asked, before)
    head = {
        "question": asked.facts,
        "entries_before": None if before >= db.ALL else before,
        "uses": counted.uses,
        "people": counted.people,
        "checked": counted.checked,
    }
    yield json.dumps(head, ensure_ascii=False).removesuffix("}").encode() + b', "rows": ['
    first = True
    for row in rows(tx, asked, before):
        yield (b"\n" if first else b",\n") + json.dumps(_as_map(tx, row, journal), ensure_ascii=False).encode()
        first = False
    yield b"\n]}\n"


def _as_map(tx: Tx, row: Affected, journal: Journal | None) -> dict[str, Any]:
    held = {head.partition(" ")[0]: cell for head, cell in zip(HEADS, row.cells(), strict=True)}
    held["found"] = str(held["found"]).split()
    if journal is not None:
        held["receipt"] = json.loads(journal.receipt(tx, row.entry).to_json())
    return held
