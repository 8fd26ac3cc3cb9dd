"""What the ledger says of the answer to one decision: it stands a short way behind the decision's own entry."""

from __future__ import annotations

from sqlalchemy import select

from .bodies import body
from .dialects import holds
from .entries import Entry
from .schema import entries
from .store import Tx

EVENTS = frozenset({"AnswerReceived", "AnswerFailed", "HiddenShown"})
ENDS = frozenset({"AnswerReceived", "AnswerFailed"})
"""What comes of a use that was sent."""
FAR = 100_000
"""An answer that is recorded after so many other entries is not looked for: a page must not read a whole ledger."""


def of_decision(tx: Tx, decision_id: str, entry_index: int) -> list[Entry]:
    """Whether an answer came, what was found in it, and whether hidden personal data was looked at; oldest first."""
    quoted = b'"decision":' + body(decision_id).encode()
    query = (
        select(entries.c.idx, entries.c.record)
        .where(entries.c.idx > entry_index, entries.c.idx <= entry_index + FAR)
        .where(holds(entries.c.record, quoted))
        .order_by(entries.c.idx)
    )
    found = [Entry(index=row.idx, raw=row.record) for row in tx.conn.execute(query)]
    return [one for one in found if one.record.event in EVENTS and one.record.data.get("decision") == decision_id]


def ended_since(tx: Tx, entry_index: int) -> set[str]:
    """The decisions of which something came after this entry."""
    marks = [f'"event":"{event}"'.encode() for event in ENDS]
    query = select(entries.c.idx, entries.c.record).where(entries.c.idx > entry_index)
    found = set()
    for row in tx.conn.execute(query):
        if any(mark in row.record for mark in marks):
            record = Entry(index=row.idx, raw=row.record).record
            if record.event in ENDS:
                found.add(str(record.data.get("decision")))
    return found
