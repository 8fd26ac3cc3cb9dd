"""A snapshot of the whole database while others write, and looks at a database that nothing else may touch."""

from __future__ import annotations

import sqlite3
import tempfile
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import BinaryIO

from sqlalchemy import create_engine, delete, update
from sqlalchemy.exc import DBAPIError
from sqlalchemy.pool import StaticPool

from proviso.errors import StoreError
from proviso.model import MessageState

from .credentials import links
from .engines import SQLite
from .faults import store_error
from .migrate import current
from .moving import arriving as arriving
from .moving import fill_file
from .outbox import FREE, outbox
from .outbox import page as messages
from .outbox import put as put_message
from .sessions import sessions
from .store import Store, Tx

PREFIX = "backup."
"""Folders for snapshots begin with it."""


@contextmanager
def snapshot(path: Path) -> Iterator[tuple[Tx, BinaryIO]]:
    """The database as it stands now, to ask and to read as a file (SQLite's online backup, in one transaction).

    INVARIANT: the copy has no name on the disk. A process that is killed leaves nothing behind, so that no copy
    outlives a text that is destroyed later; the folder that it was made in is open to its owner only.
    """
    folder = Path(tempfile.mkdtemp(prefix=PREFIX, dir=path.parent))
    name = folder / "snapshot"
    try:
        name.touch(mode=0o600)
        with (
            closing(sqlite3.connect(name, isolation_level=None, check_same_thread=False)) as copy,
            closing(sqlite3.connect(path, isolation_level=None, check_same_thread=False)) as source,
            name.open("rb") as file,
        ):
            name.unlink()
            folder.rmdir()
            for pragma in ("journal_mode = OFF", "synchronous = OFF", "cache_size = -4000"):
                copy.execute(f"PRAGMA {pragma}")
            with _asked(source) as tx:  # before the snapshot begins: a new engine rolls back
                source.execute("BEGIN")
                source.execute(
                    "SELECT 1 FROM sqlite_master"
                ).fetchone()  # from here on one snapshot, to copy and to ask
                source.backup(copy)
                yield tx, file
    except (DBAPIError, sqlite3.Error) as fault:
        raise store_error(fault, path) from fault
    finally:
        name.unlink(missing_ok=True)
        if folder.exists():
            folder.rmdir()


@contextmanager
def snapshot_of(store: Store, folder: Path | None = None) -> Iterator[tuple[Tx, BinaryIO]]:
    """The store as it stands now, to ask and to read as a file of SQLite, wherever it stands itself; `folder` is where
    a copy of a server's rows is made, without a name (see `snapshot`)."""
    if isinstance(store.backend, SQLite):
        with snapshot(store.path) as found:
            yield found
        return
    place = Path(tempfile.mkdtemp(prefix=PREFIX, dir=folder))
    name = place / "snapshot"
    try:
        name.touch(mode=0o600)
        with (
            closing(sqlite3.connect(name, isolation_level=None, check_same_thread=False)) as copy,
            name.open("rb") as file,
        ):
            name.unlink()
            place.rmdir()
            for pragma in ("journal_mode = OFF", "synchronous = OFF", "cache_size = -4000"):
                copy.execute(f"PRAGMA {pragma}")
            with _asked(copy) as tx:
                with store.read() as read:
                    fill_file(read, tx.conn)
                yield tx, file
    except (DBAPIError, sqlite3.Error) as fault:
        raise store_error(fault, name) from fault
    finally:
        name.unlink(missing_ok=True)
        if place.exists():
            place.rmdir()


def let_go(tx: Tx) -> None:
    """End the reading of the database, so that its log can be emptied however long the copy takes to be written out:
    after something was destroyed the older pages of the log still hold it.
    """
    if tx.raw.in_transaction:
        tx.raw.rollback()


@contextmanager
def looked_at(path: Path) -> Iterator[Tx]:
    """A database as it is, without changing a byte of it or writing beside it: for one that nobody has open."""
    with _at(path, "mode=ro&immutable=1") as tx:
        yield tx


@contextmanager
def read_only(path: Path) -> Iterator[Tx]:
    """A database that others may have open, to read."""
    with _at(path, "mode=ro") as tx:
        yield tx


@contextmanager
def _at(path: Path, how: str) -> Iterator[Tx]:
    address = f"file:{_quoted(path)}?{how}"
    try:
        with (
            closing(sqlite3.connect(address, uri=True, isolation_level=None, check_same_thread=False)) as raw,
            _asked(raw) as tx,
        ):
            yield tx
    except (DBAPIError, sqlite3.Error) as fault:
        raise store_error(fault, path) from fault


@contextmanager
def _asked(raw: sqlite3.Connection) -> Iterator[Tx]:
    engine = create_engine("sqlite://", creator=lambda: raw, poolclass=StaticPool, hide_parameters=True)
    conn = engine.connect()
    conn.exec_driver_sql("SELECT 1")
    try:
        yield Tx(conn, raw)
    finally:
        conn.detach()
        engine.dispose()


def _quoted(path: Path) -> str:
    return str(path.resolve()).replace("%", "%25").replace("?", "%3f").replace("#", "%23")


def schema_of(tx: Tx) -> str:
    """Number of the schema that this database has."""
    return current(tx.conn)


def check_pages(tx: Tx) -> None:
    """A `StoreError` when SQLite finds its own pages damaged."""
    found = tx.raw.execute("PRAGMA quick_check(1)").fetchone()
    if found is None or found[0] != "ok":
        raise StoreError("The database in it is damaged.", hint="Use another backup.")


def hold_messages(tx: Tx, why: str, *, at: datetime) -> int:
    """Whatever waits to be sent waits for an administrator instead; returns how many messages that is."""
    held = 0
    while found := messages(tx, state=MessageState.WAITING.value, limit=500):
        for message in found:
            put_message(tx, replace(message, state=MessageState.STUCK, error=why, settled_at=at))
        held += len(found)
    tx.conn.execute(update(outbox).values(lease=FREE, leased_until=FREE))
    return held


def end_links(tx: Tx) -> int:
    """Every session and every sign-in link ends: one that ended since would be back. Returns how many links."""
    tx.conn.execute(delete(sessions))
    return tx.conn.execute(delete(links)).rowcount
