"""Every wrapped key of the database, whichever noun it belongs to: a column whose name begins with `wrapped`.

So a table that comes later is in it by its column's name, and a change of the master key forgets none.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, MetaData, Table, bindparam, func, literal, select, update

from .engines import forget
from .store import Store, Tx

_PLACES = {
    "sqlite": "SELECT m.name, c.name FROM sqlite_master m, pragma_table_info(m.name) c "
    "WHERE m.type = 'table' AND c.name LIKE 'wrapped%' AND c.type = 'BLOB' ORDER BY m.name, c.cid",
    "postgresql": "SELECT table_name, column_name FROM information_schema.columns "
    "WHERE table_schema = current_schema() AND column_name LIKE 'wrapped%' AND data_type = 'bytea' "
    "ORDER BY table_name, ordinal_position",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """One column of wrapped keys."""

    table: str
    column: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Wrapped:
    """One wrapped key, and its row."""

    row: str
    key: bytes
    body: str
    """The noun of the row; empty where the table has none."""


def places(tx: Tx) -> list[Place]:
    """Where wrapped keys are."""
    found = tx.raw.execute(_PLACES[tx.conn.dialect.name]).fetchall()
    return [Place(table=table, column=column) for table, column in found]


def has_any(store: Store) -> bool:
    """Whether anything was sealed here and is still here; a work may ask, too."""
    return any(
        store.glance(f'SELECT 1 FROM "{table}" WHERE "{name}" IS NOT NULL LIMIT 1', ())  # noqa: S608  # see `places`
        for table, name in store.glance(_PLACES[store.dialect], ())
    )


def count(tx: Tx, place: Place, tag: bytes = b"") -> int:
    """How many wrapped keys there are; with a tag, only those that do not begin with it."""
    key = _table(tx, place).c[place.column]
    return int(tx.conn.execute(select(func.count()).where(*_without(key, tag))).scalar_one())


def others(tx: Tx, place: Place, tag: bytes, after: str, most: int) -> list[Wrapped]:
    """The next keys that do not begin with this tag, in the order of their rows' codes."""
    table = _table(tx, place)
    code, key = _code(table), table.c[place.column]
    body = table.c.body if "body" in table.c else literal("")
    wanted = select(code, key, body).where(*_without(key, tag), code > after).order_by(code).limit(most)
    return [Wrapped(row=row, key=bytes(held), body=noun) for row, held, noun in tx.conn.execute(wanted)]


def put(tx: Tx, place: Place, keys: Sequence[tuple[str, bytes]]) -> None:
    """Write keys over those of these rows; what was there is overwritten, in the log as well."""
    table = _table(tx, place)
    row = update(table).where(_code(table) == bindparam("row")).values({place.column: bindparam("fresh")})
    tx.conn.execute(row, [{"row": code, "fresh": key} for code, key in keys])
    tx.committed.append(lambda: forget(tx.conn))


def _table(tx: Tx, place: Place) -> Table:
    """The table as the database has it, so that none has to be known here."""
    return Table(place.table, MetaData(), autoload_with=tx.conn)


def _code(table: Table) -> ColumnElement[str]:
    """Each of these tables has one text that tells its rows apart."""
    (code,) = table.primary_key.columns
    return code


def _without(key: ColumnElement[bytes], tag: bytes) -> list[ColumnElement[bool]]:
    here: list[ColumnElement[bool]] = [key.is_not(None)]
    return [*here, func.substr(key, 1, len(tag)) != tag] if tag else here
