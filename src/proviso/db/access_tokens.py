"""Tokens by which programs act for people, each by its fingerprint."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Column, Index, String, Table, Text, delete, insert, select, update

from proviso.model import AccessToken

from .bodies import body, moment, reader, stamp
from .schema import metadata
from .store import Store, Tx

access_tokens = Table(
    "access_tokens",
    metadata,
    Column("id", String, primary_key=True),
    Column("person_id", String, nullable=False),
    Column("fingerprint", String, nullable=False),
    Column("ends_at", String, nullable=False),
    Column("used_at", String),
    Column("body", Text, nullable=False),
    Index("access_tokens_by_fingerprint", "fingerprint", unique=True),
    Index("access_tokens_by_person", "person_id", "ends_at"),
)

read_token = reader(AccessToken)
_FIND = "SELECT body, used_at FROM access_tokens WHERE fingerprint = ? AND ends_at > ?"


@dataclass(frozen=True, slots=True, kw_only=True)
class Held:
    """A token, and when it was last used."""

    token: AccessToken
    used_at: datetime | None


def add(tx: Tx, token: AccessToken, fingerprint: str) -> None:
    """Keep a token by its fingerprint."""
    tx.conn.execute(
        insert(access_tokens),
        {
            "id": token.id,
            "person_id": token.person_id,
            "fingerprint": fingerprint,
            "ends_at": stamp(token.ends_at),
            "body": body(token),
        },
    )


def find(store: Store, fingerprint: str, at: datetime) -> Held | None:
    """The token of these words; None when nobody has it, or it has ended."""
    found = store.glance(_FIND, (fingerprint, stamp(at)))
    if not found:
        return None
    text, used = found[0]
    return Held(token=read_token(text), used_at=moment(used) if used else None)


def mark_used(tx: Tx, token_id: str, at: datetime) -> None:
    """Say that a token was used."""
    tx.conn.execute(update(access_tokens).where(access_tokens.c.id == token_id).values(used_at=stamp(at)))


def of_person(tx: Tx, person_id: str, at: datetime) -> list[Held]:
    """The tokens of a person that open something now, the first to end first."""
    rows = tx.conn.execute(
        select(access_tokens.c.body, access_tokens.c.used_at)
        .where(access_tokens.c.person_id == person_id, access_tokens.c.ends_at > stamp(at))
        .order_by(access_tokens.c.ends_at)
    )
    return [Held(token=read_token(row.body), used_at=moment(row.used_at) if row.used_at else None) for row in rows]


def end(tx: Tx, token_id: str, at: datetime) -> None:
    """From now on the token opens nothing."""
    tx.conn.execute(update(access_tokens).where(access_tokens.c.id == token_id).values(ends_at=stamp(at)))


def forget(tx: Tx, person_id: str, before: datetime) -> None:
    """Drop the rows of tokens that ended long ago; the ledger has their acts."""
    gone = access_tokens.c.person_id == person_id, access_tokens.c.ends_at < stamp(before)
    tx.conn.execute(delete(access_tokens).where(*gone))
