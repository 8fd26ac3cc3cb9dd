"""Which entries of the ledger are about a tool on the list: its history and the feed need not read all of it."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import BigInteger, Column, Index, Integer, String, Table, func, insert, select

from . import entries
from .bodies import moment, stamp
from .entries import Entry
from .schema import metadata
from .store import Tx

changes = Table(
    "tool_changes",
    metadata,
    Column("idx", BigInteger().with_variant(Integer, "sqlite"), primary_key=True, autoincrement=False),
    Column("tool_id", String, nullable=False),
    Column("event", String, nullable=False),
    Column("at", String, nullable=False),
    Index("tool_changes_by_tool", "tool_id", "idx"),
)

MOST = 200


def add(tx: Tx, index: int, tool_id: str, event: str, at: datetime) -> None:
    """Keep that this entry is about this tool."""
    tx.conn.execute(insert(changes).values(idx=index, tool_id=tool_id, event=event, at=stamp(at)))


def lately(
    tx: Tx, events: Collection[str], *, tool_id: str = "", since: datetime | None = None, limit: int = MOST
) -> list[Entry]:
    """The newest entries of these kinds, of one tool or of all, newest first."""
    query = select(changes.c.idx).where(changes.c.event.in_(events)).order_by(changes.c.idx.desc()).limit(limit)
    if tool_id:
        query = query.where(changes.c.tool_id == tool_id)
    if since is not None:
        query = query.where(changes.c.at > stamp(since))
    found = (entries.get(tx, index) for index in tx.conn.execute(query).scalars().all())
    return [entry for entry in found if entry is not None]


def newest(tx: Tx, events: Collection[str]) -> datetime | None:
    """When something of these kinds happened last."""
    found = tx.conn.execute(select(func.max(changes.c.at)).where(changes.c.event.in_(events))).scalar()
    return None if found is None else moment(found)
