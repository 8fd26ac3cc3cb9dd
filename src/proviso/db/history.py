"""What the ledger holds about one tool, one person or one incident: for the histories on their pages."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import select

from . import mentions
from .entries import Entry
from .schema import entries
from .store import Tx

MOST = 200
"""The newest so many; a page with more would not be read."""


def about(tx: Tx, field: str, value: str, events: Collection[str], limit: int = MOST) -> list[Entry]:
    """Entries of these kinds whose `field` has this value, newest first; not of what each use writes."""
    found: list[Entry] = []
    for index, raw in mentions.naming(tx, value, events):
        entry = Entry(index=index, raw=raw)
        # The index was the quick look; the record itself is the judge.
        if entry.record.event in events and entry.record.data.get(field) == value:
            found.append(entry)
            if len(found) >= limit:
                break
    return found


LOOK = 256
"""How many entries are passed by before one is read for its time."""


def lately(tx: Tx, since: datetime, events: Collection[str]) -> list[Entry]:
    """Entries of these kinds since a moment, newest first; older ones are not read."""
    marks = [f'"event":"{event}"'.encode() for event in events]
    found: list[Entry] = []
    query = select(entries.c.idx, entries.c.record).order_by(entries.c.idx.desc())
    for passed, row in enumerate(tx.conn.execute(query)):
        is_wanted = any(mark in row.record for mark in marks)
        if not is_wanted and passed % LOOK:
            continue
        entry = Entry(index=row.idx, raw=row.record)
        if datetime.fromisoformat(entry.record.at) < since:
            break
        if entry.record.event in events:
            found.append(entry)
    return found
