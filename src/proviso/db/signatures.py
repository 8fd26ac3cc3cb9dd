"""What a signature needs to be shown and checked years later: each text that was signed, each key that signed."""

from __future__ import annotations

from datetime import datetime

import msgspec
from sqlalchemy import Column, String, Table, Text, insert, select

from .bodies import stamp
from .schema import metadata
from .store import Tx

texts = Table(
    "signed_texts",
    metadata,
    Column("sha256", String, primary_key=True),
    Column("version", String, nullable=False),
    Column("title", String, nullable=False),
    Column("body", Text, nullable=False),
)
"""`body` is the text to the letter: its SHA-256 is the key."""

keys = Table(
    "signature_keys",
    metadata,
    Column("kid", String, primary_key=True),
    Column("jwk", Text, nullable=False),
    Column("since", String, nullable=False),
)


def add_text(tx: Tx, sha256: str, version: str, title: str, text: str) -> None:
    """Keep a text that is signed for the first time."""
    if text_of(tx, sha256) is None:
        tx.conn.execute(insert(texts), {"sha256": sha256, "version": version, "title": title, "body": text})


def text_of(tx: Tx, sha256: str) -> str | None:
    """The text of this hash, to the letter; None when nobody signed it here."""
    found: str | None = tx.conn.execute(select(texts.c.body).where(texts.c.sha256 == sha256)).scalar()
    return found


def add_key(tx: Tx, kid: str, jwk: dict[str, str], at: datetime) -> None:
    """Keep the public half of a key that signs for the first time."""
    if key_of(tx, kid) is None:
        row = {"kid": kid, "jwk": msgspec.json.encode(jwk, order="sorted").decode(), "since": stamp(at)}
        tx.conn.execute(insert(keys), row)


def key_of(tx: Tx, kid: str) -> dict[str, str] | None:
    """The public key of this name (RFC 7517)."""
    found = tx.conn.execute(select(keys.c.jwk).where(keys.c.kid == kid)).scalar()
    return None if found is None else msgspec.json.decode(found, type=dict[str, str])


def has_keys(tx: Tx) -> bool:
    """Whether a key has signed here: then its file must be there."""
    return tx.conn.execute(select(keys.c.kid).limit(1)).first() is not None
