"""Every wrapped key of the database, whichever noun it belongs to: a column whose name begins with `wrapped`.

So a table that comes later is in it by its column's name, and a change of the master key forgets none.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import (
    ColumnElement,
    LargeBinary,
    TableClause,
    bindparam,
    column,
    func,
    literal,
    literal_column,
    select,
    table,
    update,
)

from .engines import forget
from .store import Store, Tx

_PLACES = {
    "sqlite": """
SELECT m.name, c.name, k.name, EXISTS (SELECT 1 FROM pragma_table_info(m.name) b WHERE b.name = 'body')
FROM sqlite_master m, pragma_table_info(m.name) c, pragma_table_info(m.name) k
WHERE m.type = 'table' AND c.name LIKE 'wrapped%' AND c.type = 'BLOB' AND k.pk = 1
ORDER BY m.name, c.cid
""",
    "postgresql": """
SELECT c.table_name, c.column_name, k.column_name, EXISTS (
  SELECT 1 FROM information_schema.columns b
  WHERE b.table_schema = c.table_schema AND b.table_name = c.table_name AND b.column_name = 'body')
FROM information_schema.columns c
JOIN information_schema.table_constraints t ON t.table_schema = c.table_schema AND t.table_name = c.table_name
JOIN information_schema.key_column_usage k
  ON k.constraint_schema = t.constraint_schema AND k.constraint_name = t.constraint_name AND k.table_name = c.table_name
WHERE t.constraint_type = 'PRIMARY KEY' AND k.ordinal_position = 1
  AND c.table_schema = current_schema() AND c.column_name LIKE 'wrapped%' AND c.data_type = 'bytea'
ORDER BY c.table_name, c.ordinal_position
""",
}
"""Table, column, the column that tells its rows apart (each of these tables has one), and whether it has a noun."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """One column of wrapped keys, as the database has it: no table has to be known here."""

    table: str
    column: str
    code: str
    has_body: bool

    @property
    def rows(self) -> TableClause:
        """The table."""
        names = [self.column, self.code, *(["body"] if self.has_body else [])]
        return table(self.table, *(column(name) for name in names))


@dataclass(frozen=True, slots=True, kw_only=True)
class Wrapped:
    """One wrapped key, and its row."""

    row: str
    key: bytes
    body: str
    """The noun of the row; empty where the table has none."""


def places(tx: Tx) -> list[Place]:
    """Where wrapped keys are."""
    return [_place(row) for row in tx.raw.execute(_PLACES[tx.conn.dialect.name])]


def _place(row: Sequence[Any]) -> Place:
    return Place(table=row[0], column=row[1], code=row[2], has_body=bool(row[3]))


def has_any(store: Store) -> bool:
    """Whether anything was sealed here and is still here; a work may ask, too."""
    return any(
        store.glance(f'SELECT 1 FROM "{one.table}" WHERE "{one.column}" IS NOT NULL LIMIT 1', ())  # noqa: S608  # see `places`
        for one in map(_place, store.glance(_PLACES[store.dialect], ()))
    )


def count(tx: Tx, place: Place, tag: bytes = b"") -> int:
    """How many wrapped keys there are; with a tag, only those that do not begin with it."""
    rows = place.rows
    query = select(func.count()).select_from(rows).where(*_without(rows.c[place.column], tag))
    return int(tx.conn.execute(query).scalar_one())


def others(tx: Tx, place: Place, tag: bytes, after: str, most: int) -> list[Wrapped]:
    """The next keys that do not begin with this tag, in the order of their rows' codes."""
    rows = place.rows
    code, key = rows.c[place.code], rows.c[place.column]
    body = rows.c.body if place.has_body else literal("")
    wanted = select(code, key, body).where(*_without(key, tag), code > after).order_by(code).limit(most)
    return [Wrapped(row=row, key=bytes(held), body=noun) for row, held, noun in tx.conn.execute(wanted)]


def put(tx: Tx, place: Place, keys: Sequence[tuple[str, bytes]]) -> None:
    """Write keys over those of these rows; what was there is overwritten, in the log as well."""
    rows = place.rows
    row = update(rows).where(rows.c[place.code] == bindparam("row")).values({place.column: bindparam("fresh")})
    tx.conn.execute(row, [{"row": code, "fresh": key} for code, key in keys])
    tx.committed.append(lambda: forget(tx.conn))


def _without(key: ColumnElement[Any], tag: bytes) -> list[ColumnElement[bool]]:
    here: list[ColumnElement[bool]] = [key.is_not(None)]
    # Numbers in the text: PostgreSQL has no `substr` for the 64 bits of a value.
    begin = func.substr(key, literal_column("1"), literal_column(str(len(tag))))
    return [*here, begin != literal(tag, LargeBinary())] if tag else here
