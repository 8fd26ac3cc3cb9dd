"""The answers that are being written now, in any process: allowed uses whose end is not on record yet."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime, timedelta

from sqlalchemy import select

from .bodies import stamp
from .dialects import walk
from .entries import Entry
from .schema import entries
from .store import Tx
from .uses import uses

ENDS = frozenset({"AnswerReceived", "AnswerFailed"})
LOOK = 256
"""How many entries are passed by before one is read for its time."""
LONGEST = timedelta(minutes=10)
"""An answer that has no end after it broke off with its process."""


def count(tx: Tx, tool_ids: Collection[str], at: datetime) -> int:
    """How many answers these tools are writing."""
    since = at - LONGEST
    query = select(uses.c.id).where(uses.c.tool_id.in_(tool_ids), uses.c.allowed, uses.c.at >= stamp(since))
    begun = set(tx.conn.execute(query).scalars())
    if not begun:
        return 0
    return len(begun - _ended(tx, since))


def _ended(tx: Tx, since: datetime) -> set[str]:
    """The decisions whose answer ended since then; older entries are not read."""
    marks = [f'"event":"{event}"'.encode() for event in ENDS]
    found = set()
    query = select(entries.c.idx, entries.c.record).order_by(entries.c.idx.desc())
    for passed, row in enumerate(walk(tx.conn, query)):
        is_end = any(mark in row.record for mark in marks)
        if not is_end and passed % LOOK:
            continue
        record = Entry(index=row.idx, raw=row.record).record
        if datetime.fromisoformat(record.at) < since:
            break
        if record.event in ENDS:
            found.add(str(record.data["decision"]))
    return found
