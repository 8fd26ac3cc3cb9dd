"""Complaints from outside: what was written is sealed, and who wrote it comes back with a code (139-07 fn6)."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import Column, Index, LargeBinary, String, Table, Text, func, insert, select, update

from proviso.model import Complaint, ComplaintState

from .bodies import body, reader, stamp
from .schema import metadata
from .store import Tx

complaints = Table(
    "complaints",
    metadata,
    Column("id", String, primary_key=True),
    Column("state", String, nullable=False),
    Column("office", String, nullable=False),
    Column("sent_at", String, nullable=False),
    Column("due_on", String, nullable=False),
    # Of the code that its writer has: the code itself is nowhere.
    Column("fingerprint", String, nullable=False),
    Column("body", Text, nullable=False),
    # What was written, and how to reach its writer: sealed.
    Column("locked", LargeBinary, nullable=False),
    Column("wrapped", LargeBinary, nullable=False),
    Index("complaints_by_office", "office", "state", "due_on"),
    Index("complaints_by_time", "sent_at"),
)

_read = reader(Complaint)


def next_number(tx: Tx, year: int) -> str:
    """The next number of a year: `C2026-003`."""
    taken = tx.conn.execute(select(complaints.c.id).where(complaints.c.id.startswith(f"C{year}-"))).scalars()
    return f"C{year}-{max((int(number.partition('-')[2]) for number in taken), default=0) + 1:03}"


def add(tx: Tx, one: Complaint, sealed: tuple[bytes, bytes], fingerprint: str) -> None:
    """Keep a complaint."""
    row = {"id": one.id, "fingerprint": fingerprint, "sent_at": stamp(one.sent_at), **_columns(one)}
    tx.conn.execute(insert(complaints), {**row, "locked": sealed[0], "wrapped": sealed[1]})


def put(tx: Tx, one: Complaint) -> None:
    """Write it over its row when it was passed on or answered."""
    tx.conn.execute(update(complaints).where(complaints.c.id == one.id).values(**_columns(one)))


def _columns(one: Complaint) -> dict[str, str]:
    return {"state": one.state.value, "office": one.office, "due_on": one.due_on.isoformat(), "body": body(one)}


def get(tx: Tx, complaint_id: str) -> Complaint | None:
    """One complaint, without what was written; None when there is none."""
    found = tx.conn.execute(select(complaints.c.body).where(complaints.c.id == complaint_id)).scalar()
    return None if found is None else _read(found)


def fingerprint(tx: Tx, complaint_id: str) -> str:
    """The fingerprint of the code that its writer has; empty when there is no such complaint."""
    found = tx.conn.execute(select(complaints.c.fingerprint).where(complaints.c.id == complaint_id)).scalar()
    return found or ""


def sealed(tx: Tx, complaint_id: str) -> tuple[bytes, bytes] | None:
    """What was written, sealed."""
    query = select(complaints.c.locked, complaints.c.wrapped).where(complaints.c.id == complaint_id)
    row = tx.conn.execute(query).first()
    return None if row is None else (row.locked, row.wrapped)


def open_for(tx: Tx, offices: Collection[str]) -> list[Complaint]:
    """What these offices still owe an answer, by due date."""
    wanted = select(complaints.c.body).where(
        complaints.c.state == ComplaintState.OPEN.value, complaints.c.office.in_(tuple(offices))
    )
    return [_read(f) for f in tx.conn.execute(wanted.order_by(complaints.c.due_on, complaints.c.id)).scalars()]


def listed(tx: Tx, state: ComplaintState, offset: int = 0, limit: int = 25) -> list[Complaint]:
    """A page of those in one state, newest number first."""
    wanted = select(complaints.c.body).where(complaints.c.state == state.value).order_by(complaints.c.id.desc())
    return [_read(found) for found in tx.conn.execute(wanted.offset(offset).limit(limit)).scalars()]


def count(tx: Tx, state: ComplaintState) -> int:
    """How many are in one state."""
    query = select(func.count()).select_from(complaints).where(complaints.c.state == state.value)
    return int(tx.conn.execute(query).scalar_one())


def count_since(tx: Tx, since: datetime) -> int:
    """How many came in since then."""
    query = select(func.count()).select_from(complaints).where(complaints.c.sent_at >= stamp(since))
    return int(tx.conn.execute(query).scalar_one())
