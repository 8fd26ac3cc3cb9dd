"""Live sessions of the course: when and where they are, and who is on the roster (139-07.2.c.2)."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Column, Index, String, Table, Text, delete, insert, select, update

from proviso.model import LiveSession, Seat

from .bodies import body, reader, stamp
from .schema import metadata
from .store import Tx

sessions = Table(
    "live_sessions",
    metadata,
    Column("id", String, primary_key=True),
    Column("starts_at", String, nullable=False),
    Column("body", Text, nullable=False),
    Index("live_sessions_by_time", "starts_at"),
)

seats_table = Table(
    "live_seats",
    metadata,
    Column("session_id", String, primary_key=True),
    Column("person_id", String, primary_key=True),
    Column("body", Text, nullable=False),
    Index("live_seats_by_person", "person_id"),
)

_read_session = reader(LiveSession)
_read_seat = reader(Seat)


def add(tx: Tx, session: LiveSession) -> None:
    """Keep a session that was planned."""
    row = {"id": session.id, "starts_at": stamp(session.starts_at), "body": body(session)}
    tx.conn.execute(insert(sessions), row)


def put(tx: Tx, session: LiveSession) -> None:
    """Write a session over its row."""
    values = {"starts_at": stamp(session.starts_at), "body": body(session)}
    tx.conn.execute(update(sessions).where(sessions.c.id == session.id).values(**values))


def get(tx: Tx, session_id: str) -> LiveSession | None:
    """One session, None when there is none."""
    found = tx.conn.execute(select(sessions.c.body).where(sessions.c.id == session_id)).scalar()
    return None if found is None else _read_session(found)


def coming(tx: Tx, now: datetime) -> list[LiveSession]:
    """The sessions that are still to come and were not called off, the next one first."""
    query = select(sessions.c.body).where(sessions.c.starts_at > stamp(now)).order_by(sessions.c.starts_at)
    found = [_read_session(text) for text in tx.conn.execute(query).scalars()]
    return [session for session in found if session.canceled_at is None]


def newest(tx: Tx, limit: int = 100) -> list[LiveSession]:
    """Every session, the latest first."""
    query = select(sessions.c.body).order_by(sessions.c.starts_at.desc()).limit(limit)
    return [_read_session(text) for text in tx.conn.execute(query).scalars()]


def seats(tx: Tx, session_id: str) -> list[Seat]:
    """Who is on the roster, in the order of their ids."""
    query = select(seats_table.c.body).where(seats_table.c.session_id == session_id).order_by(seats_table.c.person_id)
    return [_read_seat(text) for text in tx.conn.execute(query).scalars()]


def seat(tx: Tx, session_id: str, person_id: str) -> Seat | None:
    """One person's seat, None when they are not on the roster."""
    query = select(seats_table.c.body).where(
        seats_table.c.session_id == session_id, seats_table.c.person_id == person_id
    )
    found = tx.conn.execute(query).scalar()
    return None if found is None else _read_seat(found)


def put_seat(tx: Tx, taken: Seat) -> None:
    """Put a person on the roster, or write what is known of them there."""
    remove_seat(tx, taken.session_id, taken.person_id)
    row = {"session_id": taken.session_id, "person_id": taken.person_id, "body": body(taken)}
    tx.conn.execute(insert(seats_table), row)


def remove_seat(tx: Tx, session_id: str, person_id: str) -> None:
    """Take a person off the roster."""
    mine = (seats_table.c.session_id == session_id) & (seats_table.c.person_id == person_id)
    tx.conn.execute(delete(seats_table).where(mine))
