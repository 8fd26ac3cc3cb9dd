"""What the ledger holds about one tool, one person or one incident: for the histories on their pages."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from . import mentions
from .entries import Entry
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


def lately(tx: Tx, value: str, since: datetime, events: Collection[str]) -> list[Entry]:
    """Entries of these kinds since a moment that name this value, newest first; older ones are not read."""
    found: list[Entry] = []
    for index, raw in mentions.naming(tx, value, events):
        entry = Entry(index=index, raw=raw)
        if datetime.fromisoformat(entry.record.at) < since:
            break
        found.append(entry)
    return found
