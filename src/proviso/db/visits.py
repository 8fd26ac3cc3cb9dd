"""When somebody last looked at the list of tools: a bookmark for "what changed since", and no record."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import Column, String, Table, insert, select, update

from .bodies import moment, stamp
from .schema import metadata
from .store import Tx

visits = Table(
    "list_visits",
    metadata,
    Column("person_id", String, primary_key=True),
    Column("began_at", String, nullable=False),
    Column("before_at", String),
)

ONE_VISIT = timedelta(hours=1)
"""Who comes back within an hour still looks at what was new an hour ago."""


def last(tx: Tx, person_id: str, at: datetime) -> tuple[datetime | None, bool]:
    """When the visit before this one began, None when there was none; and whether a new visit begins now."""
    row = tx.conn.execute(select(visits).where(visits.c.person_id == person_id)).first()
    if row is None:
        return None, True
    began = moment(row.began_at)
    if at - began >= ONE_VISIT:
        return began, True
    return (moment(row.before_at) if row.before_at else None), False


def begin(tx: Tx, person_id: str, at: datetime) -> None:
    """A new visit begins."""
    row = tx.conn.execute(select(visits.c.began_at).where(visits.c.person_id == person_id)).first()
    if row is None:
        tx.conn.execute(insert(visits).values(person_id=person_id, began_at=stamp(at), before_at=None))
    else:
        values = {"began_at": stamp(at), "before_at": row.began_at}
        tx.conn.execute(update(visits).where(visits.c.person_id == person_id).values(values))
