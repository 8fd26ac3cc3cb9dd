"""What other systems send us: their tokens, what their codes mean here, when each was read, and what came before."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Column, Index, Integer, String, Table, Text, delete, func, insert, select, update

from .bodies import body, moment, reader, stamp
from .schema import metadata
from .store import Store, Tx

tokens = Table(
    "feed_tokens",
    metadata,
    Column("id", String, primary_key=True),
    Column("feed", String, nullable=False),
    Column("fingerprint", String, nullable=False),
    Column("ended_at", String),
    Column("used_at", String),
    Column("body", Text, nullable=False),
    Index("feed_tokens_by_fingerprint", "fingerprint", unique=True),
)

codes = Table(
    "feed_codes",
    metadata,
    Column("kind", String, primary_key=True),
    Column("code", String, primary_key=True),
    Column("value", String, nullable=False),
    Column("seen_at", String, nullable=False),
    Column("set_by", String, nullable=False),
)

readings = Table(
    "feed_readings",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("feed", String, nullable=False),
    Column("at", String, nullable=False),
    Column("body", Text, nullable=False),
    Index("feed_readings_by_feed", "feed", "at"),
)

statements = Table(
    "statements",
    metadata,
    Column("id", String, primary_key=True),
    Column("sha256", String, nullable=False),
    Column("at", String, nullable=False),
)

KEPT_READINGS = 200
"""Readings of one feed whose numbers stay; the ledger has all of them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedToken:
    """What opens a feed to another system. Its words are shown once; here is only what tells it from others."""

    id: str
    feed: str
    name: str
    hint: str
    made_by: str
    made_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class HeldToken:
    """A token as it is kept."""

    token: FeedToken
    ended_at: datetime | None
    used_at: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Code:
    """A word of another system, and what it means here."""

    kind: str
    """`group`, `department` or `course`."""
    code: str
    value: str
    """A role, a component or a training; empty: nobody has said yet."""
    seen_at: datetime | None
    """When it last came in."""
    set_by: str


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedReading:
    """What one reading came to."""

    by: str
    way: str
    """`file`, `shell` or `messages`."""
    rows: int
    recorded: int
    unknown: int = 0
    ignored: int = 0


_read_token = reader(FeedToken)
_read_reading = reader(FeedReading)
_CODE = "SELECT value, seen_at, set_by FROM feed_codes WHERE kind = ? AND code = ?"
_FIND = "SELECT body, used_at FROM feed_tokens WHERE fingerprint = ? AND ended_at IS NULL"


def add_token(tx: Tx, token: FeedToken, fingerprint: str) -> None:
    """Keep a token by its fingerprint."""
    row = {"id": token.id, "feed": token.feed, "fingerprint": fingerprint, "body": body(token)}
    tx.conn.execute(insert(tokens), row)


def find_token(store: Store, fingerprint: str) -> tuple[FeedToken, datetime | None] | None:
    """The token of these words and when it was last used; None when nobody has it or it ended."""
    found = store.glance(_FIND, (fingerprint,))
    if not found:
        return None
    return _read_token(found[0][0]), moment(found[0][1]) if found[0][1] else None


def mark_used(tx: Tx, token_id: str, at: datetime) -> None:
    """Say that a token was used."""
    tx.conn.execute(update(tokens).where(tokens.c.id == token_id).values(used_at=stamp(at)))


def end_token(tx: Tx, token_id: str, at: datetime) -> None:
    """From now on the token opens nothing."""
    tx.conn.execute(update(tokens).where(tokens.c.id == token_id).values(ended_at=stamp(at)))


def tokens_of(tx: Tx, feed: str) -> list[HeldToken]:
    """The tokens of a feed, newest first."""
    query = select(tokens.c.body, tokens.c.ended_at, tokens.c.used_at).where(tokens.c.feed == feed)
    held = [
        HeldToken(
            token=_read_token(row.body),
            ended_at=moment(row.ended_at) if row.ended_at else None,
            used_at=moment(row.used_at) if row.used_at else None,
        )
        for row in tx.conn.execute(query)
    ]
    return sorted(held, key=lambda one: one.token.made_at, reverse=True)


def codes_of(tx: Tx, kind: str) -> list[Code]:
    """Every word of one kind, in order."""
    query = select(codes).where(codes.c.kind == kind).order_by(codes.c.code)
    return [
        Code(
            kind=row.kind,
            code=row.code,
            value=row.value,
            seen_at=moment(row.seen_at) if row.seen_at else None,
            set_by=row.set_by,
        )
        for row in tx.conn.execute(query)
    ]


def code(tx: Tx, kind: str, word: str) -> Code | None:
    """What one word means; None when it never came in and nobody set it."""
    row = tx.raw.execute(_CODE, (kind, word)).fetchone()
    if row is None:
        return None
    value, seen_at, set_by = row
    return Code(kind=kind, code=word, value=value, seen_at=moment(seen_at) if seen_at else None, set_by=set_by)


def put_code(tx: Tx, one: Code) -> None:
    """Keep a word and what it means."""
    tx.conn.execute(delete(codes).where(codes.c.kind == one.kind, codes.c.code == one.code))
    row = {
        "kind": one.kind,
        "code": one.code,
        "value": one.value,
        "seen_at": stamp(one.seen_at) if one.seen_at else "",
        "set_by": one.set_by,
    }
    tx.conn.execute(insert(codes), row)


def remove_code(tx: Tx, kind: str, word: str) -> None:
    """Forget a word."""
    tx.conn.execute(delete(codes).where(codes.c.kind == kind, codes.c.code == word))


def add_reading(tx: Tx, feed: str, reading: FeedReading, at: datetime) -> None:
    """Keep what a reading came to; the oldest ones go."""
    tx.conn.execute(insert(readings), {"feed": feed, "at": stamp(at), "body": body(reading)})
    mine = select(readings.c.id).where(readings.c.feed == feed).order_by(readings.c.id.desc())
    edge = tx.conn.execute(mine.offset(KEPT_READINGS).limit(1)).scalar()
    if edge is not None:
        tx.conn.execute(delete(readings).where(readings.c.feed == feed, readings.c.id <= edge))


def readings_of(tx: Tx, feed: str, most: int = 20) -> list[tuple[datetime, FeedReading]]:
    """The newest readings of a feed."""
    query = select(readings.c.at, readings.c.body).where(readings.c.feed == feed).order_by(readings.c.id.desc())
    return [(moment(row.at), _read_reading(row.body)) for row in tx.conn.execute(query.limit(most))]


def statement(tx: Tx, statement_id: str) -> str | None:
    """The digest of a statement that came in before; None when it did not."""
    found = tx.conn.execute(select(statements.c.sha256).where(statements.c.id == statement_id)).scalar()
    return None if found is None else str(found)


def add_statement(tx: Tx, statement_id: str, sha256: str, at: datetime) -> None:
    """Remember that this statement came in."""
    tx.conn.execute(insert(statements), {"id": statement_id, "sha256": sha256, "at": stamp(at)})


def count_statements(tx: Tx) -> int:
    """How many statements came in, in all."""
    return int(tx.conn.execute(select(func.count()).select_from(statements)).scalar_one())
