"""The store: snapshots for readers, and one writer that takes what waits into one durable transaction.

Group commit: a disk makes about 3,500 commits a second, and a commit may hold the work of everybody who waited for the
one before. SQLite runs in WAL mode with `synchronous=FULL`: when `write` returns, a power cut takes nothing back.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any, TypeVar

from sqlalchemy import Connection, Engine, RootTransaction

from proviso.errors import ProvisoError, StoreError
from proviso.settings import Address

from .backends import BUSY_MS, Backend, Driver
from .engines import SQLite, backend_of, driver
from .jobs import Deliver, Handed, Job, Waiting, answer
from .line import Line
from .migrate import is_of_this_version, load_migrations, migrate

T = TypeVar("T")

LARGEST_GROUP = 1_000
"""Works in one commit: bounds how long the first of a group waits for the last."""

PATIENCE = 0.000_5
"""Seconds that a group waits for those who were in the group before."""


class Tx:
    """One transaction: a snapshot to read, or the group that is being written."""

    def __init__(
        self,
        conn: Connection,
        raw: Driver | None = None,
        *,
        is_writing: bool = False,
        rows_alone: int = 1,
        known: dict[Any, int] | None = None,
    ) -> None:
        self._conn = conn
        self._alone = rows_alone
        self._raw = raw
        self._before: Callable[[], None] | None = None
        self._rows: list[tuple[str, tuple[object, ...]]] = []
        self.is_writing = is_writing
        self.records: list[bytes] = []
        """Ledger records of the group that is being written."""
        self.size = -1
        """Entries in the ledger before this group; -1 until somebody looked."""
        self.last_at = b""
        """Time of the last entry before this group."""
        self.committed: list[Callable[[], None]] = []
        """What to do when the group is durable, before its callers hear of it."""
        self.known = {} if known is None else known
        """Numbers of rows that are never changed and never taken away: the writer keeps them from group to group."""

    @property
    def conn(self) -> Connection:
        """The connection; a work that asks for it gets a savepoint, one that only records needs none."""
        if self._before is not None:
            before, self._before = self._before, None
            before()
        if self._rows:
            self._put_rows()
        return self._conn

    @property
    def raw(self) -> Driver:
        """The driver's own connection, without a savepoint: to read, or to write the whole group's rows."""
        if self._raw is None:
            self._raw = driver(self._conn)
        return self._raw

    def put(self, statement: str, row: tuple[object, ...]) -> None:
        """Write one row by the driver alone: when the work is done, or before it asks for the connection.

        In SQLite a statement that fails takes back itself, so that a work that puts one row, and no more, needs no
        savepoint there.
        """
        self._rows.append((statement, row))
        if not self.is_writing:
            self._put_rows()

    def put_now(self, statement: str, row: tuple[object, ...]) -> None:
        """The same at once, under the savepoint of the work."""
        _ = self.conn
        self.raw.execute(statement, row)

    def _put_rows(self) -> None:
        rows, self._rows = self._rows, []
        for statement, row in rows:
            self.raw.execute(statement, row)

    def begin_work(self, before: Callable[[], None]) -> None:
        """Call `before` ahead of the next work's first statement."""
        self._before = before

    def finish_work(self) -> None:
        """Write what the work put; more rows than may stand alone only under a savepoint."""
        if len(self._rows) > self._alone:
            _ = self.conn
        elif self._rows:
            self._put_rows()

    def end_work(self) -> bool:
        """Whether the work asked for the connection."""
        self._rows = []
        has_asked, self._before = self._before is None, None
        return has_asked


Seal = Callable[[Tx], None]


class Store:
    """Everything that lasts. `read` gives a snapshot; `write` returns when the work is durable; `submit` goes on."""

    def __init__(self, backend: Backend, writer: Engine, reader: Engine, conn: Connection, seal: Seal | None) -> None:
        self.backend = backend
        self.busy_ms = BUSY_MS
        """How long a group waits for the other processes that write."""
        self._writer = writer
        self._reader = reader
        self._conn = conn
        self._raw = driver(conn)
        self._seal = seal
        self._known: dict[Any, int] = {}
        # `LIFO`: the connection that was just used has the warmest cache. `list.pop` is atomic.
        self._idle: list[Connection] = []
        self._glances: list[Driver] = []
        self._line: Line[Job[object]] = Line(patience=PATIENCE, most=LARGEST_GROUP)
        self._is_closed = False
        self._thread = threading.Thread(target=self._run, name="proviso-writer", daemon=True)
        self._thread.start()

    @classmethod
    def open(cls, where: Path | Address, *, seal: Seal | None = None) -> Store:
        """Open or make the database and bring it to this version's schema.

        `seal` is called once a group, before its commit: the journal chains and signs the group's records there.
        """
        backend = backend_of(where)
        try:
            backend.prepare()
            writer, reader = backend.writing(), backend.reading()
            conn = _migrated(writer, reader, backend)
        except backend.faults as fault:
            raise backend.said(fault) from backend.cause(fault)
        return cls(backend, writer, reader, conn, seal)

    @property
    def path(self) -> Path:
        """The file, where the store is one."""
        if not isinstance(self.backend, SQLite):
            raise StoreError(f"The store is {self.backend.name}, and no file.")
        return self.backend.path

    @property
    def dialect(self) -> str:
        """Which words its SQL has: `sqlite` or `postgresql`."""
        return self._reader.dialect.name

    @contextmanager
    def read(self) -> Iterator[Tx]:
        """A snapshot of what was committed when its first statement ran; a write in it fails."""
        if self._is_closed:
            raise StoreError("The store is closed.")
        if threading.current_thread() is self._thread:
            raise StoreError("A work reads with its own transaction.", hint="Use the `tx` that the work was given.")
        conn = None
        try:
            conn, transaction = self._begun()
            with transaction:
                yield Tx(conn)
        except self.backend.faults as fault:
            raise self.backend.said(fault) from self.backend.cause(fault)
        finally:
            if conn is not None:
                self._give_back(conn)

    def _begun(self) -> tuple[Connection, RootTransaction]:
        """A connection to read with, in a snapshot; those that ended while they were idle are passed by."""
        while True:
            try:
                conn, was_idle = self._idle.pop(), True
            except IndexError:  # nobody left one, or another thread was quicker
                conn, was_idle = self._reader.connect(), False
            try:
                return conn, conn.begin()
            except self.backend.faults:
                is_stale = was_idle and self._is_gone(conn)
                _end(conn)
                if not is_stale:
                    raise

    def _give_back(self, conn: Connection) -> None:
        if self._is_closed or self._is_gone(conn):
            _end(conn)
        else:
            self._idle.append(conn)

    def _is_gone(self, conn: Connection) -> bool:
        return conn.invalidated or self.backend.is_gone(driver(conn))

    def glance(self, statement: str, values: Sequence[str]) -> list[tuple[Any, ...]]:
        """The rows of one statement that reads, by the driver alone: for what every use asks."""
        if self._is_closed:
            raise StoreError("The store is closed.")
        try:
            raw, was_idle = self._glancing()
            try:
                rows = raw.execute(statement, values).fetchall()
            except self.backend.faults:
                is_stale = was_idle and self.backend.is_gone(raw)
                raw.close()
                if not is_stale:
                    raise
                self._close_glances()  # this one ended while it was idle, and so did the others
                return self.glance(statement, values)
        except self.backend.faults as fault:
            raise self.backend.said(fault) from self.backend.cause(fault)
        self._glances.append(raw)
        if self._is_closed:
            self._close_glances()
        return rows

    def _glancing(self) -> tuple[Driver, bool]:
        """A connection, and whether it was here already."""
        with suppress(IndexError):  # nobody left one, or another thread was quicker
            return self._glances.pop(), True
        return self.backend.glancing(), False

    def _close_glances(self) -> None:
        while self._glances:
            with suppress(IndexError):  # another thread was quicker
                self._glances.pop().close()

    def write(self, work: Callable[[Tx], T]) -> T:
        """Run `work` in the writer's next transaction; return its value when that is durable, or raise its error."""
        if threading.current_thread() is self._thread:
            raise StoreError(
                "A work asked for another write: it would wait for itself.",
                hint="Call the function that takes `tx`, with the `tx` of this work.",
            )
        job = Waiting(work)
        self.stand([job])
        job.wait()
        return job.outcome()

    def submit(self, work: Callable[[Tx], T], deliver: Deliver, waiter: Any = None) -> Handed[T]:
        """Hand `work` over and go on; `deliver` gets the job, with its outcome, when that is durable or has failed.

        The same promises as `write`. The jobs of a group whose `deliver` is equal come together, in one call.
        """
        job = Handed(work, deliver, waiter)
        self.stand([job])
        return job

    def stand(self, jobs: Sequence[Job[Any]]) -> None:
        """Put these in line, together."""
        if not self._line.put(*jobs):
            raise StoreError("Proviso is shutting down; nothing was written.", hint="Ask again when it has started.")

    def close(self) -> None:
        """Write what already waits, then end. A write that comes later is a `StoreError`."""
        if self._is_closed:
            return
        self._is_closed = True
        self._line.close()
        self._thread.join()
        for conn in (self._conn, *self._idle):
            _end(conn)
        self._close_glances()
        for engine in (self._writer, self._reader):
            engine.dispose()

    def _run(self) -> None:
        expected = 1
        while group := self._line.take(expected):
            expected = len(group)
            self._commit(group)
            answer(group)
            del group  # nothing of a group is kept alive while the writer waits

    def _commit(self, group: list[Job[object]]) -> None:
        try:
            with self._transaction() as tx:
                for job in group:
                    self._do(tx, job)
                if tx.records:
                    self._close_group(tx)
            for committed in tx.committed:
                committed()
        except BaseException as fault:  # whatever it is, each caller must hear of it
            for job in group:
                if job.error is None:
                    job.error = self._said(fault)

    @contextmanager
    def _transaction(self) -> Iterator[Tx]:
        """By the driver: the engine joins in when a work asks for it (`engines.writing`), and then it ends it, too."""
        self._begin()
        conn, raw = self._conn, self._raw
        try:
            yield Tx(conn, raw, is_writing=True, rows_alone=self.backend.rows_alone, known=self._known)
            (conn if conn.in_transaction() else raw).commit()
        except BaseException:
            # A commit that failed leaves the engine's transaction inactive and there: else each group after it fails.
            (raw if conn.get_transaction() is None else conn).rollback()
            if raw.in_transaction:
                raw.rollback()
            raise

    def _begin(self) -> None:
        """Begin as the writer; with another connection where a server ended this one since the group before."""
        try:
            self.backend.begin(self._raw, self.busy_ms)
        except self.backend.faults:
            if not self.backend.is_gone(self._raw):
                raise
            fresh = self._writer.connect()
            _end(self._conn)
            self._conn, self._raw = fresh, driver(fresh)
            self.backend.begin(self._raw, self.busy_ms)

    def _close_group(self, tx: Tx) -> None:
        if self._seal is None:
            raise StoreError("This store has no journal, so an event cannot be recorded.", hint="Open it with a seal.")
        self._seal(tx)

    def _do(self, tx: Tx, job: Job[object]) -> None:
        """One work under its savepoint: an error takes back this one only."""
        mark, promised = len(tx.records), len(tx.committed)
        tx.begin_work(self._save)
        try:
            job.result = job.work(tx)
            tx.finish_work()
            if tx.end_work():
                self._raw.execute("RELEASE work")
        except BaseException as fault:  # it is raised again, in the caller's thread
            del tx.records[mark:]
            del tx.committed[promised:]
            job.error = self._said(fault) if isinstance(fault, self.backend.faults) else fault
            if tx.end_work() and self.backend.can_go_back(self._raw):
                self._raw.execute("ROLLBACK TO work")
                self._raw.execute("RELEASE work")
            if not self._raw.in_transaction:  # a full disk, or a server that went, can take the whole group back
                raise

    def _save(self) -> None:
        # The driver's own call: 1 µs a statement instead of 10.
        self._raw.execute("SAVEPOINT work")

    def _said(self, fault: BaseException) -> BaseException:
        if isinstance(fault, self.backend.faults):
            said = self.backend.said(fault)
            said.__cause__ = self.backend.cause(fault)
            said.__suppress_context__ = True
            return said
        if isinstance(fault, ProvisoError):
            return type(fault)(fault.message, hint=fault.hint)
        said = StoreError(f"The group could not be written ({type(fault).__name__}). Nothing of it was.")
        said.__cause__ = fault
        return said


OPENING_MS = 60_000
"""How long a start waits for another one that brings the schema up to date."""


def _migrated(writer: Engine, reader: Engine, backend: Backend) -> Connection:
    """The writer's connection to a database of this version's schema."""
    with reader.connect() as conn, conn.begin():
        is_current = is_of_this_version(conn)
    conn = writer.connect()
    try:
        if not is_current:  # a database that is current is not written to: it may be read-only
            load_migrations()
            backend.begin(driver(conn), OPENING_MS)
            with conn.begin():
                migrate(conn, backend.name)
    except BaseException:
        conn.close()
        raise
    return conn


def _end(conn: Connection) -> None:
    """End a connection, also one that has ended by itself."""
    with suppress(Exception):
        conn.close()
