"""Permissions to test a tool in review; rows are ended, never deleted (139-07.1.d)."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Column, Index, Select, String, Table, Text, insert, select, update

from proviso.model import Trial

from .bodies import body, reader, stamp
from .schema import metadata
from .store import Tx

trials = Table(
    "trials",
    metadata,
    Column("id", String, primary_key=True),
    Column("tool_id", String, nullable=False),
    Column("person_id", String, nullable=False),
    Column("review_id", String, nullable=False),
    Column("ended_at", String),
    Column("body", Text, nullable=False),
    Index("trials_by_person", "person_id", "tool_id"),
)

read_trial = reader(Trial)
_c = trials.c


def add(tx: Tx, trial: Trial) -> None:
    """Keep a permission."""
    row = {"id": trial.id, "tool_id": trial.tool_id, "person_id": trial.person_id, "review_id": trial.review_id}
    tx.conn.execute(insert(trials), {**row, "body": body(trial)})


def get(tx: Tx, trial_id: str) -> Trial | None:
    """One permission that nobody ended, None when there is none."""
    found = tx.conn.execute(select(_c.body).where(_c.id == trial_id, _c.ended_at.is_(None))).scalar()
    return None if found is None else read_trial(found)


def end(tx: Tx, trial_id: str, at: datetime) -> None:
    """It opens nothing from this moment on; the row stays."""
    tx.conn.execute(update(trials).where(_c.id == trial_id).values(ended_at=stamp(at)))


def of_review(tx: Tx, review_id: str) -> list[Trial]:
    """The permissions of one review that nobody ended."""
    return _all(tx, select(_c.body).where(_c.review_id == review_id, _c.ended_at.is_(None)).order_by(_c.id))


def of_person(tx: Tx, person_id: str) -> list[Trial]:
    """The permissions of one person that nobody ended."""
    return _all(tx, select(_c.body).where(_c.person_id == person_id, _c.ended_at.is_(None)).order_by(_c.id))


def _all(tx: Tx, query: Select[str]) -> list[Trial]:
    return [read_trial(found) for found in tx.conn.execute(query).scalars()]
