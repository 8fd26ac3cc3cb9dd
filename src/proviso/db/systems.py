"""Registered systems, their keys as hashes, and people's short-lived tokens."""

from __future__ import annotations

from datetime import datetime
from functools import lru_cache

from sqlalchemy import Column, Index, String, Table, Text, delete, insert, select, update

from proviso.model import System, Token

from .bodies import body, moment, reader, stamp
from .schema import metadata
from .store import Store, Tx

systems = Table(
    "systems",
    metadata,
    Column("id", String, primary_key=True),
    Column("name", String, nullable=False),
    Column("owner_id", String, nullable=False),
    Column("body", Text, nullable=False),
    Index("systems_by_owner", "owner_id"),
)

keys = Table(
    "system_keys",
    metadata,
    Column("hash", String, primary_key=True),
    Column("system_id", String, nullable=False),
    Column("ends_at", String),
    Index("keys_by_system", "system_id"),
)

tokens = Table(
    "person_tokens",
    metadata,
    Column("hash", String, primary_key=True),
    Column("id", String, nullable=False, unique=True),
    Column("person_id", String, nullable=False),
    Column("ends_at", String, nullable=False),
    Column("body", Text, nullable=False),
    Index("tokens_by_person", "person_id", "ends_at"),
)

read_system = lru_cache(maxsize=1_024)(reader(System))
"""Equal rows are equal systems, and the same few ask all day."""
read_token = reader(Token)

_BY_KEY = "SELECT s.body, k.ends_at FROM system_keys k JOIN systems s ON s.id = k.system_id WHERE k.hash = ?"
_BY_TOKEN = "SELECT body, ends_at FROM person_tokens WHERE hash = ?"  # noqa: S105  # a statement, not a secret


def add(tx: Tx, system: System, key_hash: str) -> None:
    """Put a system on the register, with its first key."""
    row = {"id": system.id, "name": system.name, "owner_id": system.owner_id, "body": body(system)}
    tx.conn.execute(insert(systems), row)
    add_key(tx, system.id, key_hash)


def put(tx: Tx, system: System) -> None:
    """Write a changed system over its row."""
    row = {"name": system.name, "owner_id": system.owner_id, "body": body(system)}
    tx.conn.execute(update(systems).where(systems.c.id == system.id).values(**row))


def get(tx: Tx, system_id: str) -> System | None:
    """One system, None when it was never registered."""
    found = tx.conn.execute(select(systems.c.body).where(systems.c.id == system_id)).scalar()
    return None if found is None else read_system(found)


def all(tx: Tx) -> list[System]:  # noqa: A001  # as in `tools.all(tx)`
    """Every system, by name, whatever its state."""
    return [read_system(found) for found in tx.conn.execute(select(systems.c.body).order_by(systems.c.name)).scalars()]


def of_owner(tx: Tx, person_id: str) -> list[System]:
    """The systems that one person answers for, by name."""
    query = select(systems.c.body).where(systems.c.owner_id == person_id).order_by(systems.c.name)
    return [read_system(found) for found in tx.conn.execute(query).scalars()]


def add_key(tx: Tx, system_id: str, key_hash: str) -> None:
    """Keep a new key of a system."""
    tx.conn.execute(insert(keys), {"hash": key_hash, "system_id": system_id})


def end_keys(tx: Tx, system_id: str, ends_at: datetime) -> None:
    """The keys that stand end at this moment, or earlier where that was said already."""
    until = stamp(ends_at)
    later = keys.c.ends_at.is_(None) | (keys.c.ends_at > until)
    tx.conn.execute(update(keys).where(keys.c.system_id == system_id, later).values(ends_at=until))


def old_key_ends(tx: Tx, system_id: str, at: datetime) -> datetime | None:
    """Until when an older key still opens, None when there is none."""
    query = select(keys.c.ends_at).where(keys.c.system_id == system_id, keys.c.ends_at > stamp(at))
    found = tx.conn.execute(query.order_by(keys.c.ends_at.desc())).scalar()
    return None if found is None else moment(found)


def find_by_key(store: Store, key_hash: str, at: datetime) -> System | None:
    """The system of a key that has not ended. Read anew at each call (about 10 µs): a key that ended opens nothing."""
    rows = store.glance(_BY_KEY, (key_hash,))
    if not rows or (rows[0][1] is not None and rows[0][1] <= stamp(at)):
        return None
    return read_system(rows[0][0])


def add_token(tx: Tx, token: Token, token_hash: str) -> None:
    """Keep a person's token, as its hash."""
    row = {"hash": token_hash, "id": token.id, "person_id": token.person_id}
    tx.conn.execute(insert(tokens), {**row, "ends_at": stamp(token.ends_at), "body": body(token)})


def find_by_token(store: Store, token_hash: str, at: datetime) -> Token | None:
    """The token of this hash that has not ended."""
    rows = store.glance(_BY_TOKEN, (token_hash,))
    return read_token(rows[0][0]) if rows and rows[0][1] > stamp(at) else None


def forget_tokens(tx: Tx, person_id: str, before: datetime) -> None:
    """Tokens that ended so long ago are no use to anybody; that they were made stays in the ledger."""
    tx.conn.execute(delete(tokens).where(tokens.c.person_id == person_id, tokens.c.ends_at < stamp(before)))


def tokens_of(tx: Tx, person_id: str, at: datetime) -> list[Token]:
    """The tokens of a person that open something now, the newest last."""
    query = select(tokens.c.body).where(tokens.c.person_id == person_id, tokens.c.ends_at > stamp(at))
    return [read_token(found) for found in tx.conn.execute(query.order_by(tokens.c.ends_at)).scalars()]


def end_token(tx: Tx, token_id: str, at: datetime) -> None:
    """A token opens nothing from this moment on."""
    tx.conn.execute(update(tokens).where(tokens.c.id == token_id).values(ends_at=stamp(at)))
