"""Every wrapped key of the database, whichever noun it belongs to: a column whose name begins with `wrapped`.

So a table that comes later is in it by its column's name, and a change of the master key forgets none.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from .engines import forget
from .store import Store, Tx

_TABLES = "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%' ORDER BY name"


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """One column of wrapped keys."""

    table: str
    column: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Wrapped:
    """One wrapped key, and its row."""

    row: int
    key: bytes
    body: str
    """The noun of the row; empty where the table has none."""


def places(tx: Tx) -> list[Place]:
    """Where wrapped keys are."""
    return [
        Place(table=table, column=name)
        for (table,) in tx.raw.execute(_TABLES).fetchall()
        for _, name, kind, *_ in tx.raw.execute(f'PRAGMA table_info("{table}")')  # a name that the database gave
        if name.startswith("wrapped") and kind == "BLOB"
    ]


def has_any(store: Store) -> bool:
    """Whether anything was sealed here and is still here; a work may ask, too."""
    return any(
        store.glance(f'SELECT 1 FROM "{table}" WHERE "{name}" IS NOT NULL LIMIT 1', ())  # noqa: S608  # see `places`
        for (table,) in store.glance(_TABLES, ())
        for _, name, kind, *_ in store.glance(f'PRAGMA table_info("{table}")', ())
        if name.startswith("wrapped") and kind == "BLOB"
    )


def count(tx: Tx, place: Place, tag: bytes = b"") -> int:
    """How many wrapped keys there are; with a tag, only those that do not begin with it."""
    query = (
        f'SELECT count(*) FROM "{place.table}" WHERE "{place.column}" IS NOT NULL '  # noqa: S608  # see `places`
        f'AND (? = 0 OR substr("{place.column}", 1, ?) != ?)'
    )
    return int(tx.raw.execute(query, (len(tag), len(tag), tag)).fetchone()[0])


def others(tx: Tx, place: Place, tag: bytes, after: int, most: int) -> list[Wrapped]:
    """The next keys that do not begin with this tag, by their rows."""
    columns = [name for _, name, *_ in tx.raw.execute(f'PRAGMA table_info("{place.table}")')]
    body = "body" if "body" in columns else "''"
    query = (
        f'SELECT rowid, "{place.column}", {body} FROM "{place.table}" '  # noqa: S608  # see `places`
        f'WHERE "{place.column}" IS NOT NULL AND (? = 0 OR substr("{place.column}", 1, ?) != ?) '
        "AND rowid > ? ORDER BY rowid LIMIT ?"
    )
    rows = tx.raw.execute(query, (len(tag), len(tag), tag, after, most))
    return [Wrapped(row=row, key=bytes(key), body=held) for row, key, held in rows]


def put(tx: Tx, place: Place, keys: Sequence[tuple[int, bytes]]) -> None:
    """Write keys over those of these rows; what was there is overwritten, in the log as well."""
    _ = tx.conn  # the work gets its savepoint
    query = f'UPDATE "{place.table}" SET "{place.column}" = ? WHERE rowid = ?'  # noqa: S608  # see `places`
    tx.raw.executemany(query, [(key, row) for row, key in keys])
    tx.committed.append(lambda: forget(tx.conn))
