"""Small ledgers for the tests of the journal, the shell and the verifier."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

from proviso.db import incidents
from proviso.db.store import Store, Tx
from proviso.journal import Journal, record
from proviso.model import Incident, SpillKind
from proviso.model.events import RecordViewed
from proviso.model.incident_events import IncidentTaken

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


def spill(store: Store, number: int, incident: str = "2026-001", *, cleared: tuple[str, ...] = ("security",)) -> None:
    """Two entries, `number` and the next, of an incident: an officer takes it, and an auditor looks at it."""
    at = START + number * STEP

    def write(tx: Tx) -> None:
        one = Incident(id=incident, kind=SpillKind.CUI, opened_at=at, opened_by="maya.okafor", cleared=cleared)
        incidents.add(tx, one)
        record(tx, at, IncidentTaken(actor="ingrid.solberg", incident=incident))
        record(tx, at, RecordViewed(actor="alice.tran", person="maya.okafor", page=f"incident {incident}"))

    store.write(write)
