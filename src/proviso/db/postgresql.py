"""PostgreSQL: the same promises as SQLite's engines, for agencies that have a database server.

INVARIANT: one group is written at a time, whichever process on whichever machine writes it: each begins with a lock of
the whole database (`pg_advisory_xact_lock`), which ends with its transaction. So the ledger has no gap and no fork.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any
from urllib.parse import urlsplit

import psycopg
from psycopg.pq import TransactionStatus
from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.exc import DBAPIError
from sqlalchemy.pool import NullPool

from proviso.errors import StoreError
from proviso.settings import password_of

from . import dialects as dialects  # its words are known before the first statement
from .backends import BUSY_MS, Rows
from .postgresql_faults import said

LOCK = 8_139_07
"""Number of the lock that the one writer holds; the same in every version."""

CONNECTED = {
    "connect_timeout": "10",
    "keepalives_idle": "10",
    "keepalives_interval": "5",
    "keepalives_count": "3",
    "tcp_user_timeout": "15000",
}
"""A server that is gone is noticed within a quarter of a minute; the address may say otherwise."""

WRITES = ("SET synchronous_commit = on",)
READS = ("SET default_transaction_read_only = on",)
_SNAPSHOT = "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY"


class PgDriver:
    """psycopg's connection with the manners of SQLite's: `?` for values, and whether a transaction can go on."""

    def __init__(self, conn: psycopg.Connection[Any]) -> None:
        self.conn = conn

    @property
    def in_transaction(self) -> bool:
        """A transaction that a fault has broken can only be taken back."""
        return self.conn.info.transaction_status is TransactionStatus.INTRANS

    def execute(self, statement: str, values: Sequence[Any] = (), /) -> Rows:
        """Run one statement."""
        return self.conn.execute(_worded(statement), values) if values else self.conn.execute(statement.encode())

    def executemany(self, statement: str, values: Iterable[Sequence[Any]], /) -> object:
        """Run one statement for each of these, in one round to the server."""
        with self.conn.cursor() as cursor:
            cursor.executemany(_worded(statement), values)
        return None

    def commit(self) -> None:
        """Make the transaction last. INVARIANT: a broken one is no success; the server itself would only take it back
        and say nothing."""
        if self.conn.info.transaction_status is TransactionStatus.INERROR:
            raise psycopg.errors.InFailedSqlTransaction
        self.conn.commit()

    def rollback(self) -> None:
        """Take it back, if there is one."""
        self.conn.rollback()

    def close(self) -> None:
        """End the connection."""
        self.conn.close()


@lru_cache(maxsize=1_000)
def _worded(statement: str) -> bytes:
    """The statement with the driver's own marks. No statement of ours has a question mark in a text."""
    return statement.replace("%", "%%").replace("?", "%s").encode()


def _kept(name: str) -> str:
    return password_of(name, "the password", "DATABASE_PASSWORD_FILE", StoreError)


def _begin(within_ms: int) -> bytes:
    return (
        f"BEGIN ISOLATION LEVEL READ COMMITTED; SET LOCAL lock_timeout = {max(1, int(within_ms))}; "
        f"SELECT pg_advisory_xact_lock({LOCK}); SET LOCAL lock_timeout = 0"
    ).encode()


@dataclass(frozen=True, slots=True, kw_only=True)
class PostgreSQL:
    """One database of a server: `postgresql://name@host/database`."""

    url: str = field(repr=False)
    password: str = field(default="", repr=False)
    password_file: str = ""
    """Read anew with each connection, so that a password may change while Proviso runs."""
    faults: tuple[type[Exception], ...] = (DBAPIError, psycopg.Error)
    rows_alone: int = 0

    @property
    def name(self) -> str:
        """Server and database, without the name and the password."""
        parts = urlsplit(self.url)
        host = parts.netloc.rpartition("@")[2]
        return f"the database {parts.path.lstrip('/') or '?'}{f' of {host}' if host else ''}"

    def prepare(self) -> None:
        """Nothing: the agency makes the database."""

    def connect(self, *statements: str) -> psycopg.Connection[Any]:
        """A connection that begins no transaction by itself."""
        given = urlsplit(self.url).query
        wanted: dict[str, Any] = {name: value for name, value in CONNECTED.items() if f"{name}=" not in given}
        password = self.password or (_kept(self.password_file) if self.password_file else "")
        if password:
            wanted["password"] = password
        conn = psycopg.connect(self.url, autocommit=True, client_encoding="utf8", application_name="proviso", **wanted)
        try:
            for statement in statements:
                conn.execute(statement.encode())
        except BaseException:
            conn.close()
            raise
        return conn

    def writing(self) -> Engine:
        """Every transaction is the only one that writes; a commit returns when it is on the disk of the server."""
        return self._engine(WRITES, lambda raw: self.begin(raw, BUSY_MS))

    def reading(self) -> Engine:
        """Every transaction is one snapshot, and the server refuses a write in it."""
        return self._engine(READS, lambda raw: raw.execute(_SNAPSHOT))

    def glancing(self) -> PgDriver:
        """The driver alone, for one statement that reads."""
        return PgDriver(self.connect(*READS))

    def begin(self, raw: Any, within_ms: int) -> None:
        """Begin, and wait for the lock. A snapshot of each statement (READ COMMITTED) then sees all that was committed
        before: a snapshot of the whole transaction would be older than the lock."""
        conn = raw.conn
        try:
            conn.execute(_begin(within_ms), prepare=False)
        except psycopg.Error:
            conn.rollback()  # else it stays in the broken transaction
            raise

    def can_go_back(self, raw: Any) -> bool:
        """Whether a transaction is open; a broken one goes on from its savepoint."""
        return raw.conn.info.transaction_status in {TransactionStatus.INTRANS, TransactionStatus.INERROR}

    def is_gone(self, raw: Any) -> bool:
        """Whether the server or the network ended it."""
        return bool(raw.conn.closed or raw.conn.broken)

    def said(self, fault: Exception) -> StoreError:
        """The same fault in our words."""
        return said(fault, self.name)

    def cause(self, fault: Exception) -> Exception | None:  # see the docstring
        """None: the server quotes the row that it refused, and a traceback would print it."""
        return None

    def _engine(self, statements: tuple[str, ...], start: Any) -> Engine:
        engine = create_engine(
            "postgresql+psycopg://",
            creator=lambda: self.connect(*statements),
            poolclass=NullPool,
            hide_parameters=True,  # what a statement holds may be a person's, and a traceback would print it
            use_native_hstore=False,
        )

        @event.listens_for(engine, "connect")
        def _set_up(conn: psycopg.Connection[Any], record: Any) -> None:
            record.info["driver"] = PgDriver(conn)

        @event.listens_for(engine, "begin")
        def _begin(conn: Connection) -> None:
            raw = conn.info["driver"]
            if not raw.in_transaction:  # the writer begins by the driver
                start(raw)

        return engine
