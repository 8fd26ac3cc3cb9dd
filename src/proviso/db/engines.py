"""SQLite's engines: one begins every transaction as a writer, one only reads. And on which database a store stands."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from time import monotonic, sleep
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.exc import DBAPIError
from sqlalchemy.pool import NullPool

from proviso.errors import StoreError, UsageError
from proviso.settings import Address

from .backends import BUSY_MS, Backend, Driver
from .faults import store_error

TURNS = (0.000_1, 0.000_2, 0.000_4, 0.000_8)
"""Seconds between the tries to begin as a writer; from then on, the last. SQLite's own waits grow to a tenth of a
second: too long where two processes take turns every few milliseconds."""


BEGIN = "BEGIN IMMEDIATE"
"""A deferred transaction that later writes can fail half-way with "busy": ours begins as a writer."""

LOG_PAGES = 4_000
"""16 MB of write-ahead log: a page that many groups change is copied to the database once for all of them."""


def _engine(path: Path, start: Callable[[sqlite3.Connection], object], pragmas: tuple[str, ...]) -> Engine:
    # The driver must not begin or commit by itself: it would begin deferred, and commit before a schema change.
    engine = create_engine(
        f"sqlite:///{path}",
        poolclass=NullPool,
        hide_parameters=True,  # what a statement holds may be a person's, and a traceback would print it
        connect_args={"isolation_level": None, "check_same_thread": False, "timeout": BUSY_MS / 1000},
    )

    @event.listens_for(engine, "connect")
    def _set_up(raw: sqlite3.Connection, _: Any) -> None:
        for pragma in pragmas:
            raw.execute(f"PRAGMA {pragma}")

    @event.listens_for(engine, "begin")
    def _begin(conn: Connection) -> None:
        raw = _sqlite(conn)
        if not raw.in_transaction:  # the writer begins by the driver, a third of its time for a group of one
            start(raw)

    return engine


def writing(path: Path) -> Engine:
    """Every transaction begins as a writer; what was committed survives a power cut."""
    pragmas = ("journal_mode = WAL", "synchronous = FULL", "foreign_keys = ON", "cache_size = -8000")
    # What is destroyed is overwritten with zeros: a text that a reviewer saw must not stand in a free page.
    return _engine(
        path,
        begin,
        (
            *pragmas,
            "journal_size_limit = 67108864",
            "secure_delete = ON",
            f"wal_autocheckpoint = {LOG_PAGES}",
            "busy_timeout = 0",  # last, since the others may wait; who begins waits in `begin`, and then nobody is busy
        ),
    )


def reading(path: Path) -> Engine:
    """A snapshot; `query_only` makes sure that all writes go through the one writer."""
    return _engine(path, lambda raw: raw.execute("BEGIN"), ("query_only = ON", "foreign_keys = ON"))


def glancing(path: Path) -> sqlite3.Connection:
    """The driver alone, for one statement that reads: 10 µs, where a transaction of the engine takes 150."""
    raw = sqlite3.connect(path, isolation_level=None, check_same_thread=False, timeout=BUSY_MS / 1000)
    raw.execute("PRAGMA query_only = ON")
    return raw


def begin(raw: sqlite3.Connection, within_ms: int = BUSY_MS) -> None:
    """Begin as a writer, when the other processes let us; after this time it is an error that says "busy"."""
    ends, turn = monotonic() + within_ms / 1000, 0
    while not _has_begun(raw, is_last=monotonic() > ends):
        sleep(TURNS[min(turn, len(TURNS) - 1)])
        turn += 1


def _has_begun(raw: sqlite3.Connection, *, is_last: bool) -> bool:
    try:
        raw.execute(BEGIN)
    except sqlite3.OperationalError as fault:
        if is_last or fault.sqlite_errorcode & 0xFF != sqlite3.SQLITE_BUSY:
            raise
        return False
    return True


def forget(conn: Connection) -> None:
    """Empty the write-ahead log after something was destroyed, since its older pages still hold it.

    While a long reading is under way it stays until the next time; that is no reason to wait, nor a fault. PostgreSQL's
    log is its server's: what stays there is locked under a key that is gone (docs/postgresql.md).
    """
    raw = conn.connection.driver_connection
    if not isinstance(raw, sqlite3.Connection):
        return
    before = raw.execute("PRAGMA busy_timeout").fetchone()[0]
    with suppress(sqlite3.Error):
        raw.execute("PRAGMA busy_timeout = 200")
        raw.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
    raw.execute(f"PRAGMA busy_timeout = {before}")


def driver(conn: Connection) -> Driver:
    """The driver's own connection under SQLAlchemy's."""
    raw = conn.connection.driver_connection
    if isinstance(raw, sqlite3.Connection):
        return raw
    found: Driver = conn.info["driver"]
    return found


def _sqlite(conn: Connection) -> sqlite3.Connection:
    raw = conn.connection.driver_connection
    if not isinstance(raw, sqlite3.Connection):
        raise TypeError(f"not a SQLite connection: {type(raw).__name__}")
    return raw


@dataclass(frozen=True, slots=True, kw_only=True)
class SQLite:
    """One file, for one machine; several processes of it may open it."""

    path: Path
    faults: tuple[type[Exception], ...] = (DBAPIError, sqlite3.Error)
    rows_alone: int = 1

    @property
    def name(self) -> str:
        """The file."""
        return str(self.path)

    def prepare(self) -> None:
        """Make the file, for its owner only."""
        try:
            if not self.path.exists():
                self.path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
                self.path.touch(mode=0o600)  # SQLite gives its `-wal` and `-shm` the same permissions
        except OSError as fault:
            raise StoreError(
                f"{self.path} cannot be made: {fault.strerror}.",
                hint="Let this account write there, or name another folder with PROVISO_HOME.",
            ) from fault

    def writing(self) -> Engine:
        """As `writing`."""
        return writing(self.path)

    def reading(self) -> Engine:
        """As `reading`."""
        return reading(self.path)

    def glancing(self) -> Driver:
        """As `glancing`."""
        return glancing(self.path)

    def begin(self, raw: Any, within_ms: int) -> None:
        """As `begin`."""
        begin(raw, within_ms)

    def can_go_back(self, raw: Any) -> bool:
        """Whether a transaction is open: a full disk can have taken it back."""
        return bool(raw.in_transaction)

    def is_gone(self, raw: Any) -> bool:  # a file does not go away
        """Never: a file has no network before it."""
        return False

    def said(self, fault: Exception) -> StoreError:
        """The same fault in our words."""
        return store_error(fault, self.path)

    def cause(self, fault: Exception) -> Exception | None:
        """The fault: SQLite quotes no values."""
        return fault


def backend_of(where: Path | Address) -> Backend:
    """What a store stands on."""
    if isinstance(where, Path):
        return SQLite(path=where)
    try:
        from .postgresql import PostgreSQL
    except ImportError as fault:
        raise UsageError(
            "PROVISO_DATABASE_URL names PostgreSQL, and its driver is not installed.",
            hint="Install Proviso with it: pip install 'proviso[postgres]'.",
        ) from fault
    return PostgreSQL(url=where.url, password=where.password, password_file=where.password_file)
