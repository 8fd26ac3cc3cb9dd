"""What the ledger holds about one tool, one person or one incident: for the histories on their pages.

It reads every entry's bytes once (some milliseconds for the entries of a month), so no page of a use asks it.
"""

from __future__ import annotations

from collections.abc import Collection

import msgspec
from sqlalchemy import ColumnElement, func, or_, select

from .entries import Entry
from .schema import entries
from .store import Tx

MOST = 200
"""The newest so many; a page with more would not be read."""


def _is_named(event: str) -> ColumnElement[bool]:
    """The quick look again: a system stands in each of its uses, and a million of those need not be read."""
    return func.instr(entries.c.record, f'"event":"{event}"'.encode()) > 0


def about(tx: Tx, field: str, value: str, events: Collection[str], limit: int = MOST) -> list[Entry]:
    """Entries of these kinds whose `field` has this value, newest first."""
    quoted = f'"{field}":'.encode() + msgspec.json.encode(value)
    query = (
        select(entries.c.idx, entries.c.record)
        .where(func.instr(entries.c.record, quoted) > 0, or_(*(_is_named(event) for event in events)))
        .order_by(entries.c.idx.desc())
    )
    found: list[Entry] = []
    for row in tx.conn.execute(query):
        entry = Entry(index=row.idx, raw=row.record)
        # The bytes were the quick look; the record itself is the judge.
        if entry.record.event in events and entry.record.data.get(field) == value:
            found.append(entry)
            if len(found) >= limit:
                break
    return found
