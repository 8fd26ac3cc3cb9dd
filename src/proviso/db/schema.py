"""The one metadata, and the tables of the ledger. Other nouns define their tables on it in their own files."""

from __future__ import annotations

from sqlalchemy import BigInteger, Column, Integer, LargeBinary, MetaData, String, Table, Text

metadata = MetaData()

entries = Table(
    "entries",
    metadata,
    # SQLite makes `INTEGER PRIMARY KEY` the row's own number: an append touches the last page only.
    Column("idx", BigInteger().with_variant(Integer, "sqlite"), primary_key=True, autoincrement=False),
    Column("record", LargeBinary, nullable=False),
)
"""The records in order, as their canonical bytes; numbered from 0."""

nodes = Table(
    "nodes",
    metadata,
    Column("level", Integer, primary_key=True, autoincrement=False),
    Column("idx", BigInteger().with_variant(Integer, "sqlite"), primary_key=True, autoincrement=False),
    Column("hash", LargeBinary, nullable=False),
    sqlite_with_rowid=False,
)
"""Hashes of the complete subtrees (RFC 9162 2.1): level 0 are the leaves. A proof reads about 20 of them."""

checkpoints = Table(
    "checkpoints",
    metadata,
    Column("size", BigInteger().with_variant(Integer, "sqlite"), primary_key=True, autoincrement=False),
    Column("at", String, nullable=False),
    Column("note", Text, nullable=False),
)
"""Signed tree heads: the newest, and the last one of each hour. Any two of them can be proven consistent."""
