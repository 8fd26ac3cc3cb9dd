"""How each tool is reached, and its key where it is kept here: locked, never as it is."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from weakref import WeakKeyDictionary

from sqlalchemy import Column, Index, LargeBinary, RowMapping, String, Table, Text, delete, insert, select

from proviso.model import Connection

from . import changes
from .bodies import body, moment, reader, stamp
from .schema import metadata
from .store import Store, Tx

connections = Table(
    "connections",
    metadata,
    Column("tool_id", String, primary_key=True),
    Column("body", Text, nullable=False),
    Column("locked", LargeBinary),
    Column("wrapped", LargeBinary),
    Column("hint", String, nullable=False),
    Column("set_at", String, nullable=False),
    Column("set_by", String, nullable=False),
)

models = Table(
    "connection_models",
    metadata,
    Column("model", String, primary_key=True),
    Column("tool_id", String, nullable=False),
    Index("connection_models_by_tool", "tool_id"),
)

ANY = "*"
"""In a connection's models: every model of this provider. It belongs to nobody alone."""

_read = reader(Connection)
_one = select(connections)
_by_model = select(connections.c.body).join(models, models.c.tool_id == connections.c.tool_id)


@dataclass(frozen=True, slots=True, kw_only=True)
class Held:
    """A connection as it is kept."""

    connection: Connection
    sealed: tuple[bytes, bytes] | None = field(default=None, repr=False)
    """The locked key and its wrapped lock, when it was set here."""
    hint: str = ""
    """The last four characters of that key."""
    set_at: datetime
    set_by: str


def put(tx: Tx, held: Held) -> None:
    """Set a tool's connection, in place of the one before."""
    connection = held.connection
    remove(tx, connection.tool_id)
    locked, wrapped = held.sealed or (None, None)
    row = {
        "tool_id": connection.tool_id,
        "body": body(connection),
        "locked": locked,
        "wrapped": wrapped,
        "hint": held.hint,
        "set_at": stamp(held.set_at),
        "set_by": held.set_by,
    }
    tx.conn.execute(insert(connections), row)
    named = [{"model": model, "tool_id": connection.tool_id} for model in connection.models if model != ANY]
    if named:
        tx.conn.execute(insert(models), named)


def remove(tx: Tx, tool_id: str) -> None:
    """Take a tool's connection away, and its key with it."""
    tx.conn.execute(delete(models).where(models.c.tool_id == tool_id))
    tx.conn.execute(delete(connections).where(connections.c.tool_id == tool_id))


def held_of(tx: Tx, tool_id: str) -> Held | None:
    """A tool's connection with its locked key; None when it has none."""
    found = tx.conn.execute(_one.where(connections.c.tool_id == tool_id)).mappings().first()
    return None if found is None else _held(found)


def of_tool(tx: Tx, tool_id: str) -> Connection | None:
    """A tool's connection; None when it has none."""
    found = tx.conn.execute(select(connections.c.body).where(connections.c.tool_id == tool_id)).scalar()
    return None if found is None else _read(found)


def by_model(tx: Tx, model: str) -> Connection | None:
    """The connection that a model's name belongs to; None when it is on no list."""
    found = tx.conn.execute(_by_model.where(models.c.model == model)).scalar()
    return None if found is None else _read(found)


def owner_of(tx: Tx, model: str) -> str | None:
    """Id of the tool that a model's name belongs to."""
    found: str | None = tx.conn.execute(select(models.c.tool_id).where(models.c.model == model)).scalar()
    return found


def all(tx: Tx) -> list[Connection]:  # noqa: A001  # as in `tools.all(tx)`
    """Every connection, by its tool's id."""
    query = select(connections.c.body).order_by(connections.c.tool_id)
    return [_read(found) for found in tx.conn.execute(query).scalars()]


def _held(row: RowMapping) -> Held:
    is_sealed = row["locked"] is not None and row["wrapped"] is not None
    return Held(
        connection=_read(row["body"]),
        sealed=(row["locked"], row["wrapped"]) if is_sealed else None,
        hint=row["hint"],
        set_at=moment(row["set_at"]),
        set_by=row["set_by"],
    )


@dataclass(frozen=True, slots=True)
class _Kept:
    """Every connection, as they were under one number of changes."""

    number: int
    connections: tuple[Connection, ...]
    sealed: dict[str, tuple[bytes, bytes]] = field(repr=False)


_kept: WeakKeyDictionary[Store, _Kept] = WeakKeyDictionary()


def lately(store: Store) -> tuple[Connection, ...]:
    """Every connection, by its tool's id: read anew only after a record changed (`db/changes.py`), never stale."""
    return _look(store).connections


def locked_key(store: Store, tool_id: str) -> tuple[bytes, bytes] | None:
    """A tool's locked key and its wrapped lock, kept as long as no record changes."""
    return _look(store).sealed.get(tool_id)


def _look(store: Store) -> _Kept:
    number = store.glance("SELECT number FROM changes", ())[0][0]
    kept = _kept.get(store)
    if kept is not None and kept.number == number:
        return kept
    with store.read() as tx:
        number = changes.number(tx)
        every = [_held(row) for row in tx.conn.execute(_one.order_by(connections.c.tool_id)).mappings()]
    kept = _Kept(
        number,
        tuple(held.connection for held in every),
        {held.connection.tool_id: held.sealed for held in every if held.sealed is not None},
    )
    _kept[store] = kept
    return kept
