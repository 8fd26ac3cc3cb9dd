"""Who may come into question for a tool: whom a change of it could concern, before anybody is judged."""

from __future__ import annotations

from sqlalchemy import select

from .personnel import people
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
