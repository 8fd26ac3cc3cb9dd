"""Reported spills, and the incidents that a classified text opens by itself (139-07.6, 139-07.2.a.4)."""

from __future__ import annotations

from sqlalchemy import Column, Index, Select, String, Table, Text, func, insert, select, update

from proviso.model import Incident

from .bodies import body, reader, stamp
from .schema import metadata
from .store import Tx

incidents = Table(
    "incidents",
    metadata,
    Column("id", String, primary_key=True),
    Column("opened_at", String, nullable=False),
    Column("state", String, nullable=False),
    Column("decision_id", String),
    Column("body", Text, nullable=False),
    Index("incidents_by_state", "state", "opened_at"),
    Index("incidents_by_decision", "decision_id"),
)

read_incident = reader(Incident)


def next_id(tx: Tx, year: int) -> str:
    """The year and a number that counts up in it: `2026-011`."""
    query = select(func.count()).select_from(incidents).where(incidents.c.id.like(f"{year}-%"))
    return f"{year}-{tx.conn.execute(query).scalar_one() + 1:03}"


def add(tx: Tx, incident: Incident) -> None:
    """Keep a new incident."""
    tx.conn.execute(
        insert(incidents),
        {
            "id": incident.id,
            "opened_at": stamp(incident.opened_at),
            "state": incident.state,
            "decision_id": incident.decision_id,
            "body": body(incident),
        },
    )


def put(tx: Tx, incident: Incident) -> None:
    """Write a changed incident over its row."""
    changed = update(incidents).where(incidents.c.id == incident.id)
    tx.conn.execute(changed.values(state=incident.state, body=body(incident)))


def get(tx: Tx, incident_id: str) -> Incident | None:
    """One incident, None when there is none."""
    found = tx.conn.execute(select(incidents.c.body).where(incidents.c.id == incident_id)).scalar()
    return None if found is None else read_incident(found)


def open(tx: Tx) -> list[Incident]:  # noqa: A001  # the architecture calls this reading `incidents.open(tx)`
    """The open incidents, oldest first."""
    return _read(tx, select(incidents.c.body).where(incidents.c.state == "open").order_by(incidents.c.opened_at))


def all(tx: Tx) -> list[Incident]:  # noqa: A001  # as `tools.all`
    """Every incident, newest first."""
    return _read(tx, select(incidents.c.body).order_by(incidents.c.opened_at.desc()))


def by_decision(tx: Tx, decision_id: str) -> list[Incident]:
    """The incidents that one decision opened or was named in."""
    return _read(tx, select(incidents.c.body).where(incidents.c.decision_id == decision_id))


def _read(tx: Tx, query: Select[str]) -> list[Incident]:
    return [read_incident(found) for found in tx.conn.execute(query).scalars()]
