"""Small ledgers for the tests of the journal, the shell and the verifier."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

from proviso.db.store import Store
from proviso.journal import Journal, record
from proviso.model.events import RecordViewed

START = datetime(2026, 11, 2, 13, 0, tzinfo=UTC)
STEP = timedelta(minutes=20)


@contextmanager
def opened(home: Path) -> Iterator[tuple[Store, Journal]]:
    """The store and the journal of a folder."""
    journal = Journal.open(home)
    store = Store.open(home / "proviso.db", seal=journal.seal)
    try:
        yield store, journal
    finally:
        store.close()


def append(store: Store, number: int, at: datetime | None = None) -> int:
    """One entry, in a group of its own; entry `number` is of 20 minutes after the one before."""
    event = RecordViewed(actor="alice.tran", person=f"person.{number}", page="record")
    return store.write(lambda tx: record(tx, at or START + number * STEP, event))


def grow(home: Path, size: int, start: int = 0) -> None:
    """A ledger of entries `start` up to `size`."""
    with opened(home) as (store, _):
        for number in range(start, size):
            append(store, number)
