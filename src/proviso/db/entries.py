"""The ledger's rows: entries, nodes of the tree, checkpoints. Appended only by the journal, never changed."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

import msgspec
from sqlalchemy import bindparam, func, select

from proviso.errors import LedgerError
from proviso.model import Record

from . import mentions
from .schema import checkpoints as checkpoints_table
from .schema import entries, nodes
from .store import Tx

_decode = msgspec.json.Decoder(Record).decode

_last = select(entries.c.idx, entries.c.record).order_by(entries.c.idx.desc()).limit(1)
_get = select(entries.c.record).where(entries.c.idx == bindparam("k"))
_from = select(entries.c.idx, entries.c.record).order_by(entries.c.idx)
_level = (
    select(nodes.c.idx, nodes.c.hash)
    .where(nodes.c.level == bindparam("l"), nodes.c.idx >= bindparam("a"), nodes.c.idx < bindparam("b"))
    .order_by(nodes.c.idx)
)

AT_ONCE = 64
"""Rows that one statement inserts; a power of two, so that a few statements do for every number of rows."""
FEW = 16
"""So many rows, or fewer, are one statement: that many more statements the driver keeps prepared."""

LARGEST = 2**63 - 1
"""The largest number that SQLite holds; an address may name a larger one."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One entry of the ledger: its number, from 0, and its canonical bytes."""

    index: int
    raw: bytes

    @property
    def record(self) -> Record:
        """What the bytes say."""
        try:
            return _decode(self.raw)
        except (msgspec.DecodeError, TypeError) as fault:
            raise LedgerError(f"Entry {self.index} is not a record.", hint="Run: proviso ledger verify") from fault


@dataclass(frozen=True, slots=True, kw_only=True)
class SavedCheckpoint:
    """A signed head of the ledger, as it was saved."""

    size: int
    at: str
    """Time of the last entry under it."""
    note: str


def size(tx: Tx) -> int:
    """How many entries there are."""
    found = tx.conn.execute(_last).first()
    return 0 if found is None else int(found.idx) + 1


def last(tx: Tx) -> Entry | None:
    """The newest entry."""
    found = tx.conn.execute(_last).first()
    return None if found is None else Entry(index=found.idx, raw=found.record)


def newest(tx: Tx) -> tuple[int, bytes] | None:
    """Number of the newest entry and the beginning of its record, where its time stands: read once a group."""
    found = tx.raw.execute("SELECT idx, substr(record, 1, 64) FROM entries ORDER BY idx DESC LIMIT 1").fetchone()
    return None if found is None else (found[0], found[1])


def get(tx: Tx, index: int) -> Entry | None:
    """One entry, None when the ledger is shorter."""
    found = tx.conn.execute(_get, {"k": min(index, LARGEST)}).scalar()
    return None if found is None else Entry(index=index, raw=found)


def page(tx: Tx, offset: int, limit: int, *, newest_first: bool = False) -> list[Entry]:
    """Entries in order, from `offset`; the other way round with `newest_first`, `offset` counted from the end."""
    start = max(0, size(tx) - offset - limit) if newest_first else offset
    stop = size(tx) - offset if newest_first else offset + limit
    rows = tx.conn.execute(_from.where(entries.c.idx >= start, entries.c.idx < stop))
    found = [Entry(index=row.idx, raw=row.record) for row in rows]
    return found[::-1] if newest_first else found


def batches(tx: Tx, count: int = 1_000) -> Iterator[list[tuple[int, bytes]]]:
    """All rows in order, a batch at a time, as they stand: for verification and export."""
    with tx.conn.execute(_from.execution_options(stream_results=True)) as rows:
        while batch := rows.fetchmany(count):
            yield [(row[0], row[1]) for row in batch]


def level(tx: Tx, level: int, start: int, stop: int) -> list[tuple[int, bytes]]:
    """Stored nodes of one level, from `start` up to `stop`."""
    return [(row[0], row[1]) for row in tx.conn.execute(_level, {"l": level, "a": start, "b": stop})]


def some_nodes(tx: Tx, keys: Sequence[tuple[int, int]]) -> dict[tuple[int, int], bytes]:
    """The stored nodes with these levels and indexes."""
    # One look-up each: SQLite reads the whole table for `(level, idx) IN (VALUES …)`, and a look-up takes 5 µs.
    found = {}
    for key in keys:
        row = tx.raw.execute("SELECT hash FROM nodes WHERE level = ? AND idx = ?", key).fetchone()
        if row is not None:
            found[key] = row[0]
    return found


def find_leaf(tx: Tx, leaf: bytes) -> int | None:
    """Number of the entry whose stored leaf has this hash; reads the whole level."""
    query = select(nodes.c.idx).where(nodes.c.level == 0, nodes.c.hash == leaf).limit(1)
    found = tx.conn.execute(query).scalar()
    return None if found is None else int(found)


def node_count(tx: Tx) -> int:
    """How many nodes are stored."""
    return int(tx.conn.execute(select(func.count()).select_from(nodes)).scalar_one())


def checkpoints(tx: Tx) -> list[SavedCheckpoint]:
    """All saved checkpoints, by size."""
    rows = tx.conn.execute(select(checkpoints_table).order_by(checkpoints_table.c.size))
    return [SavedCheckpoint(size=row.size, at=row.at, note=row.note) for row in rows]


def newest_checkpoint(tx: Tx) -> SavedCheckpoint | None:
    """The newest checkpoint."""
    row = tx.raw.execute("SELECT size, at, note FROM checkpoints ORDER BY size DESC LIMIT 1").fetchone()
    return None if row is None else SavedCheckpoint(size=row[0], at=row[1], note=row[2])


def append(
    tx: Tx, start: int, records: Sequence[bytes], grown: Sequence[tuple[int, int, bytes]], head: SavedCheckpoint
) -> None:
    """Append a group: its records from number `start`, the nodes that became complete, and the new head.

    The head before it goes when it is of the same hour (`2026-11-24T19`): the last one of each hour stays.
    """
    _insert(tx, "entries (idx, record)", 2, [value for row in enumerate(records, start) for value in row])
    _insert(tx, _MENTIONS, 3, [value for row in mentions.rows(start, records) for value in row])
    _insert(tx, "nodes (level, idx, hash)", 3, [value for node in grown for value in node])
    row = (head.size, head.at, head.note)
    if not tx.raw.execute(_NEXT_HEAD, (*row, head.at[:13])).fetchall():
        tx.raw.execute("INSERT INTO checkpoints (size, at, note) VALUES (?, ?, ?)", row)


_NEXT_HEAD = """
UPDATE checkpoints SET size = ?, at = ?, note = ?
WHERE size = (SELECT max(size) FROM checkpoints) AND substr(at, 1, 13) = ? RETURNING size
"""


_MENTIONS = "entry_mentions (value, event, idx)"
"""An index that follows from the entries: rows that stood there before stop no entry."""


def _insert(tx: Tx, target: str, width: int, values: list[object]) -> None:
    """Insert rows, many with one statement: each statement gives the interpreter's lock away and waits for it again."""
    rows, done = len(values) // width, 0
    while done < rows:
        left = rows - done
        count = left if left <= FEW else min(1 << left.bit_length() - 1, AT_ONCE)
        tx.raw.execute(_statement(target, width, count), values[done * width : (done + count) * width])
        done += count


@lru_cache
def _statement(target: str, width: int, rows: int) -> str:
    row = f"({', '.join('?' * width)})"
    goes_on = " ON CONFLICT DO NOTHING" if target == _MENTIONS else ""
    return f"INSERT INTO {target} VALUES {', '.join([row] * rows)}{goes_on}"  # noqa: S608  # our own names
