"""The visits of outside auditors."""

from __future__ import annotations

from datetime import date

from sqlalchemy import Column, String, Table, Text, insert, select, update

from proviso.model import AuditVisit, VisitState

from .bodies import body, reader
from .schema import metadata
from .store import Tx

audit_visits = Table(
    "audit_visits",
    metadata,
    Column("person_id", String, primary_key=True),
    Column("ends_on", String, nullable=False),
    Column("state", String, nullable=False),
    Column("body", Text, nullable=False),
)

_read = reader(AuditVisit)


def _columns(visit: AuditVisit) -> dict[str, str]:
    return {"ends_on": visit.ends_on.isoformat(), "state": visit.state.value, "body": body(visit)}


def add(tx: Tx, visit: AuditVisit) -> None:
    """Keep a visit."""
    tx.conn.execute(insert(audit_visits), {"person_id": visit.person_id, **_columns(visit)})


def put(tx: Tx, visit: AuditVisit) -> None:
    """Write a changed visit over its row."""
    tx.conn.execute(update(audit_visits).where(audit_visits.c.person_id == visit.person_id).values(**_columns(visit)))


def get(tx: Tx, person_id: str) -> AuditVisit | None:
    """The visit of one person, None when they are no visitor."""
    found = tx.conn.execute(select(audit_visits.c.body).where(audit_visits.c.person_id == person_id)).scalar()
    return None if found is None else _read(found)


def all(tx: Tx, state: str = "") -> list[AuditVisit]:  # noqa: A001  # as in `tools.all(tx)`
    """Every visit, or those in one state, the first to end first."""
    query = select(audit_visits.c.body).order_by(audit_visits.c.ends_on, audit_visits.c.person_id)
    query = query.where(audit_visits.c.state == state) if state else query
    return [_read(found) for found in tx.conn.execute(query).scalars()]


def over(tx: Tx, today: date) -> list[AuditVisit]:
    """Open visits whose last day is before today."""
    is_over = (audit_visits.c.state == VisitState.OPEN.value, audit_visits.c.ends_on < today.isoformat())
    query = select(audit_visits.c.body).where(*is_over).order_by(audit_visits.c.person_id)
    return [_read(found) for found in tx.conn.execute(query).scalars()]
