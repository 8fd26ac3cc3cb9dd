"""Streams: reads the ledger's entries for whoever monitors the agency, and hands them over as OCSF, batch by batch.

Each stream has its own place, its own pauses and its own faults; one that is down keeps none of the others.
"""

from __future__ import annotations

import os
import socket
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from pathlib import Path
from urllib.parse import urlsplit

import msgspec

from proviso import __version__
from proviso.actions import exports as change
from proviso.actions.agency import Agency
from proviso.actions.exports import Batch, split
from proviso.db import exports as db
from proviso.db.entries import Entry
from proviso.delivery import Hook, deliver
from proviso.delivery.syslog import Line, SyslogServer, send
from proviso.errors import DeliveryError, LedgerError, NotFoundError, StoreError
from proviso.identity.ids import new_id
from proviso.model import Record, Stream, StreamWay
from proviso.reports import ocsf

AT_ONCE = 500
"""Events in one batch."""
LEASE = timedelta(minutes=3)
HERE = frozenset({"127.0.0.1", "localhost", "::1"})
"""Where a demo may send to: nothing leaves the computer."""
FOLDER = "exports"
"""Of the home: the files that are followed."""
SYSLOG = {1: 6, 2: 5, 3: 4, 4: 3, 5: 2}
"""OCSF's severity as syslog's: informational, notice, warning, error, critical."""
KIND = "ocsf.events"
TEST = "ProvisoTest"


class StreamRound:
    """One look at what waits for the agency's monitoring."""

    def __init__(self, agency: Agency, clock: Callable[[], datetime], *, seconds: float = 15.0) -> None:
        self._agency = agency
        self._clock = clock
        self._seconds = seconds

    def __call__(self) -> bool:
        """Hand over a batch of each stream that is due; True when more may wait."""
        store, at = self._agency.store, self._clock()
        if not db.wait(store, at) and not self._has_test():
            return False
        holder = new_id()
        due = store.write(lambda tx: db.lease(tx, holder, at=at, until=at + LEASE))
        try:
            more = [self._carry(stream_id, holder) for stream_id in due]
            self._test_paused(due)
        finally:
            store.write(lambda tx: db.release(tx, holder))
        return any(more)

    def _carry(self, stream_id: str, holder: str) -> bool:
        """One batch of one stream; whether it was full and taken, so that another may wait."""
        store = self._agency.store
        with store.read() as tx:
            batch = change.batch_of(tx, stream_id, AT_ONCE)
        if batch is None:
            return False
        if batch.stream.wants_test:
            self._test(batch.stream)
        if not batch.entries and not batch.stream.is_late:
            return False
        try:
            if batch.entries:
                self._hand_over(batch)
        except DeliveryError as fault:
            said = fault
            store.write(lambda tx: change.refused(tx, stream_id, holder, said, at=self._clock()))
            return False
        following = batch.entries[-1].index + 1 if batch.entries else self._place(stream_id)
        store.write(lambda tx: change.taken(tx, stream_id, holder, following, at=self._clock()))
        return len(batch.entries) == AT_ONCE

    def _place(self, stream_id: str) -> int:
        with self._agency.store.read() as tx:
            return db.places(tx).get(stream_id, 0)

    def _hand_over(self, batch: Batch) -> None:
        try:
            self._deliver(batch.stream, batch.entries)
        except LedgerError as fault:
            raise DeliveryError(fault.message, hint=fault.hint) from None

    def _deliver(self, stream: Stream, found: Sequence[Entry]) -> None:
        self._refuse_in_demo(stream)
        if stream.way is StreamWay.FILE:
            self._append(stream, found)
        elif stream.way is StreamWay.WEBHOOK:
            self._post(stream, found)
        else:
            host, port = split(stream.address)
            server = SyslogServer(host=host, port=port, way=stream.way.value, seconds=self._seconds)
            send(server, [self._line(entry) for entry in found], host=socket.gethostname(), version=__version__)

    def _refuse_in_demo(self, stream: Stream) -> None:
        if not self._agency.settings.demo or stream.way is StreamWay.FILE:
            return
        host = split(stream.address)[0] if stream.is_syslog else urlsplit(stream.address).hostname
        if host not in HERE:
            raise DeliveryError("This is the demo, and nothing leaves this computer.")

    def _append(self, stream: Stream, found: Sequence[Entry]) -> None:
        """At the end of the file, on the disk before the place moves. Whoever turns the file over may rename it."""
        path = self._agency.settings.home / FOLDER / stream.address
        try:
            append(path, b"".join(ocsf.line(entry.index, entry.record, self._origin) for entry in found))
        except OSError as fault:
            why = (fault.strerror or type(fault).__name__).lower()
            raise DeliveryError(f"The file {stream.address} cannot be written: {why}.", hint="Make room.") from None

    def _post(self, stream: Stream, found: Sequence[Entry]) -> None:
        try:
            with self._agency.store.read() as tx:
                secret = change.secret_of(tx, stream, self._agency.sealing_key)
        except (NotFoundError, StoreError):
            raise DeliveryError("Its secret cannot be opened.", hint="Remove the stream and add it again.") from None
        settings, at = self._agency.settings, self._clock()
        may_be_private = settings.may_be_inside(stream.address)
        hook = Hook(url=stream.address, secret=secret, may_be_private=may_be_private, seconds=self._seconds)
        said = {
            "type": KIND,
            "timestamp": at.isoformat(timespec="seconds").replace("+00:00", "Z"),
            "data": {"events": [ocsf.event(entry.index, entry.record, self._origin) for entry in found]},
        }
        name = f"{stream.id}-{found[0].index}-{found[-1].index}"  # the same batch again has the same name
        deliver(hook, name, msgspec.json.encode(said).decode(), at)

    def _line(self, entry: Entry) -> Line:
        record = entry.record
        event = ocsf.event(entry.index, record, self._origin)
        short = {name: value for name, value in event.items() if name != "unmapped"}
        short["metadata"] = {**event["metadata"], "is_truncated": True}
        return Line(
            at=datetime.fromisoformat(record.at),
            kind=record.event,
            severity=SYSLOG[event["severity_id"]],
            number=entry.index,
            text=msgspec.json.encode(event),
            short=msgspec.json.encode(short),
        )

    @property
    def _origin(self) -> str:
        return self._agency.journal.origin

    def _has_test(self) -> bool:
        return bool(db.wanting_test(self._agency.store))

    def _test_paused(self, done: Sequence[str]) -> None:
        """A stream that is paused, or waits after a fault, is tried all the same."""
        for stream_id in db.wanting_test(self._agency.store):
            if stream_id not in done:
                with self._agency.store.read() as tx:
                    stream = db.get(tx, stream_id)
                if stream is not None:
                    self._test(stream)

    def _test(self, stream: Stream) -> None:
        """An event that says nothing, with a number that no entry has."""
        at = self._clock()
        try:
            self._deliver(stream, [test_entry(at)])
        except DeliveryError as fault:
            said = f"The test was not taken: {fault.message} {fault.hint}".strip()
        else:
            unknown = " UDP does not say whether it arrived." if stream.way is StreamWay.UDP else ""
            said = f"The test was taken.{unknown}" if not unknown else f"The test was sent.{unknown}"
        self._agency.store.write(lambda tx: change.tested(tx, stream.id, said))


def test_entry(at: datetime) -> Entry:
    """An event of no entry: it is told by its kind."""
    stamp = at.isoformat(timespec="microseconds").replace("+00:00", "Z")
    record = Record(at=stamp, event=TEST, data={"actor": "system"})
    return Entry(index=0, raw=msgspec.json.encode(record, order="sorted"))


def append(path: Path, lines: bytes) -> None:
    """Add lines to a file of its owner, durably; a line that was cut off, when a machine went down, is ended first."""
    path.parent.mkdir(mode=0o700, exist_ok=True)
    with os.fdopen(os.open(path, os.O_RDWR | os.O_CREAT | os.O_APPEND, 0o600), "a+b") as file:
        size = file.seek(0, os.SEEK_END)
        is_torn = size > 0 and os.pread(file.fileno(), 1, size - 1) != b"\n"
        file.write(b"\n" * is_torn + lines)
        file.flush()
        os.fsync(file.fileno())
