"""Second approvals: each belongs to one approval of a supervisor, and ends with it (139-07.7.b)."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Column, Index, Row, String, Table, insert, select, update

from proviso.model import SecondApproval

from .bodies import moment, stamp
from .schema import metadata
from .store import Tx

seconds = Table(
    "second_approvals",
    metadata,
    Column("id", String, primary_key=True),
    Column("person_id", String, nullable=False),
    Column("approval_id", String, nullable=False),
    Column("approved_by", String, nullable=False),
    Column("approved_at", String, nullable=False),
    Column("revoked_at", String),
    Column("revoked_by", String),
    Index("second_approvals_by_person", "person_id", "approval_id"),
)


def add(tx: Tx, second: SecondApproval) -> None:
    """Keep a second approval."""
    row = {
        "id": second.id,
        "person_id": second.person_id,
        "approval_id": second.approval_id,
        "approved_by": second.approved_by,
        "approved_at": stamp(second.approved_at),
    }
    tx.conn.execute(insert(seconds), row)


def revoke(tx: Tx, second_id: str, actor: str, at: datetime) -> None:
    """Take it back; the row stays."""
    values = {"revoked_at": stamp(at), "revoked_by": actor}
    tx.conn.execute(update(seconds).where(seconds.c.id == second_id, seconds.c.revoked_at.is_(None)).values(values))


def get(tx: Tx, second_id: str) -> SecondApproval | None:
    """One by its code."""
    found = tx.conn.execute(select(seconds).where(seconds.c.id == second_id)).first()
    return None if found is None else _read(found)


def of_approval(tx: Tx, approval_id: str) -> SecondApproval | None:
    """The one that stands beside this approval."""
    query = select(seconds).where(seconds.c.approval_id == approval_id, seconds.c.revoked_at.is_(None))
    found = tx.conn.execute(query).first()
    return None if found is None else _read(found)


def _read(row: Row[tuple[object, ...]]) -> SecondApproval:
    return SecondApproval(
        id=row.id,
        person_id=row.person_id,
        approval_id=row.approval_id,
        approved_by=row.approved_by,
        approved_at=moment(row.approved_at),
        revoked_at=moment(row.revoked_at) if row.revoked_at else None,
    )
