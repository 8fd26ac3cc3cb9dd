"""Whom something concerns: who used a tool lately, who waits for it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select

from .bodies import stamp
from .personnel import people
from .store import Tx
from .uses import uses
from .wishes import wishes

AT_ONCE = 500
"""People in one question."""


def users(tx: Tx, tool_id: str, since: datetime) -> list[str]:
    """Ids of the people who used a tool since then."""
    query = select(uses.c.person_id).distinct().where(uses.c.tool_id == tool_id, uses.c.at >= stamp(since))
    return list(
        tx.conn.execute(query.where(uses.c.allowed, uses.c.system_id == "").order_by(uses.c.person_id)).scalars()
    )


def waiting(tx: Tx, tool_id: str) -> list[str]:
    """Ids of the people who asked to be told when a tool is open."""
    query = select(wishes.c.person_id).distinct().where(wishes.c.tool_id == tool_id, wishes.c.closed_at.is_(None))
    return list(tx.conn.execute(query.order_by(wishes.c.person_id)).scalars())


def people_here(tx: Tx, person_ids: Sequence[str]) -> list[str]:
    """Those of them who work here, in the same order."""
    here: set[str] = set()
    for place in range(0, len(person_ids), AT_ONCE):
        query = select(people.c.id).where(people.c.is_active, people.c.id.in_(person_ids[place : place + AT_ONCE]))
        here.update(tx.conn.execute(query).scalars())
    return [person_id for person_id in dict.fromkeys(person_ids) if person_id in here]
