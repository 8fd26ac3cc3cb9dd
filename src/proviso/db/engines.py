"""SQLite engines: one that begins every transaction as a writer, one that only reads."""

from __future__ import annotations

import sqlite3
from contextlib import suppress
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.pool import NullPool

BUSY_MS = 5_000
"""How long a statement waits for another process (`proviso ask` beside `proviso serve`)."""


BEGIN = "BEGIN IMMEDIATE"
"""A deferred transaction that later writes can fail half-way with "busy": ours begins as a writer."""

LOG_PAGES = 4_000
"""16 MB of write-ahead log: a page that many groups change is copied to the database once for all of them."""


def _engine(path: Path, begin: str, pragmas: tuple[str, ...]) -> Engine:
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
        raw = driver(conn)
        if not raw.in_transaction:  # the writer begins by the driver, a third of its time for a group of one
            raw.execute(begin)

    return engine


def writing(path: Path) -> Engine:
    """Every transaction begins as a writer; what was committed survives a power cut."""
    pragmas = ("journal_mode = WAL", "synchronous = FULL", "foreign_keys = ON", "cache_size = -8000")
    # What is destroyed is overwritten with zeros: a text that a reviewer saw must not stand in a free page.
    return _engine(
        path,
        BEGIN,
        (*pragmas, "journal_size_limit = 67108864", "secure_delete = ON", f"wal_autocheckpoint = {LOG_PAGES}"),
    )


def reading(path: Path) -> Engine:
    """A snapshot; `query_only` makes sure that all writes go through the one writer."""
    return _engine(path, "BEGIN", ("query_only = ON", "foreign_keys = ON"))


def glancing(path: Path) -> sqlite3.Connection:
    """The driver alone, for one statement that reads: 10 µs, where a transaction of the engine takes 150."""
    raw = sqlite3.connect(path, isolation_level=None, check_same_thread=False, timeout=BUSY_MS / 1000)
    raw.execute("PRAGMA query_only = ON")
    return raw


def forget(conn: Connection) -> None:
    """Empty the write-ahead log after something was destroyed, since its older pages still hold it.

    While a long reading is under way it stays until the next time; that is no reason to wait, nor a fault.
    """
    raw = driver(conn)
    with suppress(sqlite3.Error):
        raw.execute("PRAGMA busy_timeout = 200")
        raw.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
    raw.execute(f"PRAGMA busy_timeout = {BUSY_MS}")


def driver(conn: Connection) -> sqlite3.Connection:
    """The driver's own connection under SQLAlchemy's."""
    raw = conn.connection.driver_connection
    if not isinstance(raw, sqlite3.Connection):
        raise TypeError(f"not a SQLite connection: {type(raw).__name__}")
    return raw
