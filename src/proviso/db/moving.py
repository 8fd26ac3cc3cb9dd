"""Every row of a database, moved between PostgreSQL and a file of SQLite.

So a backup is one kind of file wherever the store stands, and comes back into the other as well.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, create_engine, text
from sqlalchemy.pool import StaticPool

from proviso.errors import ConflictError, StoreError
from proviso.settings import Address

from .engines import backend_of, driver
from .migrate import current, migrate
from .store import Tx

AT_ONCE = 1_000
OPENING_MS = 5_000
_TABLES = "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%' ORDER BY name"
_COLUMNS = "SELECT name, type = 'BOOLEAN', pk FROM pragma_table_info(?) ORDER BY cid"
_TRIGGERS = "SELECT name, sql FROM sqlite_master WHERE type = 'trigger'"
_NUMBERED = """
SELECT table_name, column_name FROM information_schema.columns
WHERE table_schema = current_schema() AND column_default LIKE 'nextval(%%'
"""
_FUNCTIONS = """
SELECT proname FROM pg_proc WHERE pronamespace = current_schema()::regnamespace AND proname LIKE 'proviso\\_%%'
"""
VERSION = "alembic_version"


@dataclass(frozen=True, slots=True, kw_only=True)
class _Shape:
    """A table as the file has it: PostgreSQL's has the same names."""

    name: str
    columns: tuple[str, ...]
    booleans: frozenset[int]
    """Which of them are truths: SQLite keeps 0 and 1."""
    key: tuple[str, ...]

    @property
    def listed(self) -> str:
        """Its columns in a statement."""
        return ", ".join(f'"{name}"' for name in self.columns)

    @property
    def reading(self) -> str:
        """Every row, in an order that is the same each time."""
        order = ", ".join(f'"{name}"' for name in self.key) or "1"
        return f'SELECT {self.listed} FROM "{self.name}" ORDER BY {order}'  # noqa: S608  # names of ours

    @property
    def emptying(self) -> str:
        """What the migrations put there goes: the row comes with the others."""
        return f'DELETE FROM "{self.name}"'  # noqa: S608  # names of ours

    def true(self, row: Sequence[Any]) -> list[Any]:
        """The row with its truths as such."""
        return [bool(one) if n in self.booleans and one is not None else one for n, one in enumerate(row)]


def _shapes(file: sqlite3.Connection) -> list[_Shape]:
    return [_shape(file, name) for (name,) in file.execute(_TABLES).fetchall() if name != VERSION]


def _shape(file: sqlite3.Connection, name: str) -> _Shape:
    columns = file.execute(_COLUMNS, (name,)).fetchall()
    return _Shape(
        name=name,
        columns=tuple(row[0] for row in columns),
        booleans=frozenset(n for n, row in enumerate(columns) if row[1]),
        key=tuple(row[0] for row in sorted(columns, key=lambda row: int(row[2])) if row[2]),
    )


def fill_file(tx: Tx, conn: Connection) -> None:
    """Write every row of a snapshot of PostgreSQL into an empty file of SQLite."""
    migrate(conn, "the copy")
    conn.commit()
    file: Any = conn.connection.driver_connection
    if current(tx.conn) != current(conn):
        raise StoreError("The database has another schema than this version.", hint="Use the version that made it.")
    triggers = file.execute(_TRIGGERS).fetchall()
    file.execute("BEGIN")
    for name, _ in triggers:  # they have run where the rows come from
        file.execute(f'DROP TRIGGER "{name}"')
    for shape in _shapes(file):
        file.execute(shape.emptying)
        marks = ", ".join("?" * len(shape.columns))
        made = f'INSERT INTO "{shape.name}" ({shape.listed}) VALUES ({marks})'  # noqa: S608  # names of ours
        with tx.conn.execute(text(shape.reading).execution_options(stream_results=True)) as rows:
            while some := rows.fetchmany(AT_ONCE):
                file.executemany(made, [tuple(row) for row in some])
    for _, again in triggers:
        file.execute(again)
    file.execute("COMMIT")


@contextmanager
def arriving(file: Path, where: Address) -> Iterator[None]:
    """Every row of a file of SQLite in an empty database of PostgreSQL, when the block ends; whole or not at all."""
    backend = backend_of(where)
    engine = backend.writing()
    try:
        with engine.connect() as conn:
            backend.begin(driver(conn), OPENING_MS)
            with conn.begin():
                if current(conn):
                    raise ConflictError(
                        f"{backend.name.capitalize()} holds an agency already, and a restore overwrites nothing.",
                        hint="Name an empty database with PROVISO_DATABASE_URL: createdb --encoding UTF8.",
                    )
                migrate(conn, backend.name)
                _fill_server(file, conn)
                yield
    except backend.faults as fault:
        raise backend.said(fault) from backend.cause(fault)
    finally:
        engine.dispose()


def _fill_server(path: Path, conn: Connection) -> None:
    server: Any = conn.connection.driver_connection
    file = sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro", uri=True)
    try:
        shapes = _shapes(file)
        for shape in shapes:
            server.execute(f'ALTER TABLE "{shape.name}" DISABLE TRIGGER USER'.encode())
        for shape in shapes:
            server.execute(shape.emptying.encode())
            rows = file.execute(shape.reading)
            with server.cursor().copy(f'COPY "{shape.name}" ({shape.listed}) FROM STDIN'.encode()) as copy:
                while some := list(islice(rows, AT_ONCE)):
                    for row in some:
                        copy.write_row(shape.true(row))
        for shape in shapes:
            server.execute(f'ALTER TABLE "{shape.name}" ENABLE TRIGGER USER'.encode())
    finally:
        file.close()
    for table, column in conn.exec_driver_sql(_NUMBERED).all():  # who counts on goes on after the highest
        server.execute(
            f"SELECT setval(pg_get_serial_sequence('\"{table}\"', '{column}'), "  # noqa: S608  # names of ours
            f'coalesce(max("{column}"), 1), max("{column}") IS NOT NULL) FROM "{table}"'.encode()
        )
    server.execute(b"ANALYZE")  # else it plans without knowing how many there are, until it looks by itself


def remove(where: Address) -> None:
    """Take every table and function of ours out of a database, and nothing else: for a demo that is made anew."""
    backend = backend_of(where)
    engine, model = backend.writing(), create_engine("sqlite://", poolclass=StaticPool)
    try:
        with model.connect() as pattern:
            migrate(pattern, "the pattern")
            names = pattern.exec_driver_sql(_TABLES).scalars().all()
        with engine.connect() as conn, conn.begin():
            for name in names:
                conn.exec_driver_sql(f'DROP TABLE IF EXISTS "{name}"')
            for function in conn.exec_driver_sql(_FUNCTIONS).scalars().all():
                conn.exec_driver_sql(f'DROP FUNCTION "{function}"()')
    except backend.faults as fault:
        raise backend.said(fault) from backend.cause(fault)
    finally:
        engine.dispose()
        model.dispose()
