"""The later checks of past uses: how far each is, and what was found, each thing once for a use (139-07.6)."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime

from sqlalchemy import Column, Index, String, Table, Text, func, insert, select, update

from proviso.model.affected import Rescreening

from .bodies import body, reader, stamp
from .schema import metadata
from .store import Tx

rescreenings = Table(
    "rescreenings",
    metadata,
    Column("id", String, primary_key=True),
    Column("begun_at", String, nullable=False),
    Column("state", String, nullable=False),
    Column("body", Text, nullable=False),
)

finds = Table(
    "later_finds",
    metadata,
    Column("decision_id", String, primary_key=True),
    Column("what", String, primary_key=True),
    Column("incident_id", String, nullable=False),
    Column("found_at", String, nullable=False),
    Index("later_finds_by_incident", "incident_id"),
)
"""INVARIANT: the same find never opens a second incident."""

_read = reader(Rescreening)
_c = rescreenings.c


def add(tx: Tx, one: Rescreening) -> None:
    """Keep one that has begun."""
    row = {"id": one.id, "begun_at": stamp(one.begun_at), "state": one.state.value, "body": body(one)}
    tx.conn.execute(insert(rescreenings), row)


def put(tx: Tx, one: Rescreening) -> None:
    """Write down how far it is."""
    tx.conn.execute(update(rescreenings).where(_c.id == one.id).values(state=one.state.value, body=body(one)))


def newest(tx: Tx) -> Rescreening | None:
    """The last one that has begun, None when there was none."""
    held = tx.conn.execute(select(_c.body).order_by(_c.begun_at.desc(), _c.id).limit(1)).scalar()
    return None if held is None else _read(held)


def known(tx: Tx, decision_ids: Collection[str]) -> set[tuple[str, str]]:
    """What was found in these uses before: decision and what."""
    query = select(finds.c.decision_id, finds.c.what).where(finds.c.decision_id.in_(decision_ids))
    return {(row.decision_id, row.what) for row in tx.conn.execute(query)}


def add_finds(tx: Tx, decision_ids: Sequence[str], what: str, incident_id: str, at: datetime) -> None:
    """Keep what was found in which uses, and with which incident."""
    rows = [
        {"decision_id": code, "what": what, "incident_id": incident_id, "found_at": stamp(at)} for code in decision_ids
    ]
    if rows:
        tx.conn.execute(insert(finds), rows)


def incident_of(tx: Tx, what: str, since: datetime) -> str:
    """The incident that was opened for this find since a moment; empty when there is none."""
    query = select(finds.c.incident_id).where(finds.c.what == what, finds.c.found_at >= stamp(since))
    return str(tx.conn.execute(query.order_by(finds.c.found_at).limit(1)).scalar() or "")


def incidents_since(tx: Tx, since: datetime) -> list[str]:
    """The incidents to which finds were added since a moment."""
    query = select(finds.c.incident_id).distinct().where(finds.c.found_at >= stamp(since))
    return sorted(tx.conn.execute(query).scalars())


def count(tx: Tx) -> int:
    """How many finds there are."""
    return int(tx.conn.execute(select(func.count()).select_from(finds)).scalar_one())
