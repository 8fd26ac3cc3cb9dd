"""Who waits for a tool to open (139-07.1): one row a wish, closed when the person has read that it is open."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Column, Index, String, Table, insert, select, update

from .bodies import moment, stamp
from .schema import metadata
from .store import Tx

wishes = Table(
    "wishes",
    metadata,
    Column("person_id", String, primary_key=True),
    Column("tool_id", String, primary_key=True),
    Column("asked_at", String, primary_key=True),
    Column("closed_at", String),
    Index("wishes_by_tool", "tool_id", "closed_at"),
)


def add(tx: Tx, person_id: str, tool_id: str, at: datetime) -> None:
    """Keep a wish."""
    tx.conn.execute(insert(wishes).values(person_id=person_id, tool_id=tool_id, asked_at=stamp(at), closed_at=None))


def open_of(tx: Tx, person_id: str) -> dict[str, datetime]:
    """The tools that this person waits for, and since when."""
    query = (
        select(wishes.c.tool_id, wishes.c.asked_at)
        .where(wishes.c.person_id == person_id, wishes.c.closed_at.is_(None))
        .order_by(wishes.c.asked_at)
    )
    return {row.tool_id: moment(row.asked_at) for row in tx.conn.execute(query)}


def close(tx: Tx, person_id: str, tool_id: str, at: datetime) -> None:
    """The person has read it, or waits no longer."""
    tx.conn.execute(
        update(wishes)
        .where(wishes.c.person_id == person_id, wishes.c.tool_id == tool_id, wishes.c.closed_at.is_(None))
        .values(closed_at=stamp(at))
    )


def count_for(tx: Tx, tool_id: str) -> int:
    """How many people wait for a tool."""
    query = select(wishes.c.person_id).distinct().where(wishes.c.tool_id == tool_id, wishes.c.closed_at.is_(None))
    return len(tx.conn.execute(query).all())
