"""Which entries of the ledger name somebody or something: found by an index, not by reading the whole ledger.

What each use writes is left out: a use has a row of its own, with its person, tool and system. The index follows from
the entries and proves nothing; whoever reads by it looks at the entry itself.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator

import msgspec
from sqlalchemy import BigInteger, Column, Integer, String, Table, func, select

from proviso.model import Record
from proviso.model.veils import SALT

from .dialects import walk
from .schema import entries, metadata
from .store import Tx

PER_USE = frozenset({"UseDecided", "AnswerReceived", "AnswerFailed", "CallRefused", "MailSent"})
"""Kinds of entries that come with each use or each mail."""
LONGEST = 120
"""Characters of a value that is kept here: a code, a handle, a reference."""
_EVENT = b'"event":"'
_PER_USE = frozenset(name.encode() for name in PER_USE)
_decode = msgspec.json.Decoder(Record).decode

mentions = Table(
    "entry_mentions",
    metadata,
    Column("value", String, primary_key=True),
    Column("event", String, primary_key=True),
    Column("idx", BigInteger().with_variant(Integer, "sqlite"), primary_key=True, autoincrement=False),
    sqlite_with_rowid=False,
)


def rows(start: int, records: Iterable[bytes]) -> Iterator[tuple[str, str, int]]:
    """What the entries from number `start` name."""
    for index, raw in enumerate(records, start):
        at = raw.rfind(_EVENT) + len(_EVENT)
        if raw[at : raw.find(b'"', at)] in _PER_USE:
            continue
        record = _decode(raw)
        named = {
            value
            for key, value in record.data.items()
            if isinstance(value, str)
            and 0 < len(value) <= LONGEST
            and key != SALT
            and not (key == "actor" and value == "system")
        }
        yield from ((value, record.event, index) for value in sorted(named))


def naming(tx: Tx, value: str, events: Collection[str]) -> Iterator[tuple[int, bytes]]:
    """The entries of these kinds that name this value, newest first: number and record."""
    query = (
        select(entries.c.idx, entries.c.record)
        .join(mentions, mentions.c.idx == entries.c.idx)
        .where(mentions.c.value == value, mentions.c.event.in_(sorted(events)))
        .order_by(entries.c.idx.desc())
    )
    for row in walk(tx.conn, query):
        yield int(row.idx), bytes(row.record)


def count(tx: Tx, value: str) -> int:
    """How many entries name this value, those of uses and mails apart."""
    query = select(func.count(mentions.c.idx.distinct())).where(mentions.c.value == value)
    return int(tx.conn.execute(query).scalar_one())
