"""Who may come into question for a tool: whom a change of it could concern, before anybody is judged."""

from __future__ import annotations

from sqlalchemy import func, select

from .personnel import people
from .readiness import readiness
from .records import approvals
from .store import Tx


def active(tx: Tx) -> list[str]:
    """Ids of everybody who works here."""
    return list(tx.conn.execute(select(people.c.id).where(people.c.is_active).order_by(people.c.id)).scalars())


def approved(tx: Tx) -> list[str]:
    """Ids of everybody who works here and has an approval that nobody took back (139-07.2.c.1)."""
    query = (
        select(people.c.id)
        .distinct()
        .join(approvals, approvals.c.person_id == people.c.id)
        .where(people.c.is_active, approvals.c.revoked_at.is_(None))
    )
    return list(tx.conn.execute(query.order_by(people.c.id)).scalars())


def ready(tx: Tx) -> int:
    """How many people who work here had every step done when they were counted ahead (`db/readiness.py`)."""
    query = (
        select(func.count())
        .select_from(readiness)
        .join(people, people.c.id == readiness.c.person_id)
        .where(people.c.is_active, readiness.c.missing == "")
    )
    return int(tx.conn.execute(query).scalar_one())
