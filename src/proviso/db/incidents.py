"""Reported spills, the incidents that open by themselves, and their sealed boxes (139-07.6, 139-07.2.a.4)."""

from __future__ import annotations

from sqlalchemy import Column, Index, LargeBinary, Select, String, Table, Text, func, insert, select, update

from proviso.model import Incident, IncidentKey, MessageState, SealedBox, Way

from .bodies import body, reader, stamp
from .outbox import outbox
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

reports = Table(
    "incident_reports",
    metadata,
    Column("key", String, primary_key=True),
    Column("incident_id", String, nullable=False),
)
"""Which form opened which incident: a second click opens no second one."""

keys = Table(
    "incident_keys",
    metadata,
    Column("id", String, primary_key=True),
    Column("body", Text, nullable=False),
)

boxes = Table(
    "incident_boxes",
    metadata,
    Column("id", String, primary_key=True),
    Column("incident_id", String, nullable=False),
    Column("body", Text, nullable=False),
    Column("sealed", LargeBinary, nullable=False),
    Index("incident_boxes_by_incident", "incident_id"),
)

read_incident = reader(Incident)
_read_key = reader(IncidentKey)
_read_box = reader(SealedBox)


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


def classified(tx: Tx) -> frozenset[str]:
    """Numbers of those whose details are for who is cleared alone (139-07.6)."""
    return frozenset(one.id for one in all(tx) if one.cleared)


def by_decision(tx: Tx, decision_id: str) -> list[Incident]:
    """The incidents that one decision opened or was named in."""
    return _read(tx, select(incidents.c.body).where(incidents.c.decision_id == decision_id))


def counted(tx: Tx) -> list[Incident]:
    """Every incident that counts, newest first: a drill is an exercise, and no number has it."""
    return [incident for incident in all(tx) if not incident.is_drill]


def mail_waits(tx: Tx, incident: Incident) -> set[str]:
    """Those of who was told of it whose mail has not left yet."""
    told = [person for office in incident.told for person in office.people]
    query = select(outbox.c.recipient).where(
        outbox.c.way == Way.MAIL.value,
        outbox.c.recipient.in_(told),
        outbox.c.once == f"incident:{incident.id}:{incident.kind.value}",
        outbox.c.state != MessageState.SENT.value,
    )
    return set(tx.conn.execute(query).scalars())


def reported(tx: Tx, key: str) -> Incident | None:
    """The incident that this form opened already."""
    found = tx.conn.execute(select(reports.c.incident_id).where(reports.c.key == key)).scalar()
    return None if found is None else get(tx, found)


def add_report(tx: Tx, key: str, incident_id: str) -> None:
    """Keep that this form opened this incident."""
    tx.conn.execute(insert(reports), {"key": key, "incident_id": incident_id})


def add_key(tx: Tx, key: IncidentKey) -> None:
    """Keep an officer's public key."""
    tx.conn.execute(insert(keys), {"id": key.id, "body": body(key)})


def put_key(tx: Tx, key: IncidentKey) -> None:
    """Write a changed key over its row."""
    tx.conn.execute(update(keys).where(keys.c.id == key.id).values(body=body(key)))


def all_keys(tx: Tx) -> list[IncidentKey]:
    """Every public key, ended ones too."""
    return [_read_key(found) for found in tx.conn.execute(select(keys.c.body).order_by(keys.c.id)).scalars()]


def add_box(tx: Tx, box: SealedBox, sealed: bytes) -> None:
    """Keep a locked box."""
    row = {"id": box.id, "incident_id": box.incident_id, "body": body(box), "sealed": sealed}
    tx.conn.execute(insert(boxes), row)


def put_box(tx: Tx, box: SealedBox) -> None:
    """Write what was asked and agreed about a box over its row; what is locked in it stays as it is."""
    tx.conn.execute(update(boxes).where(boxes.c.id == box.id).values(body=body(box)))


def get_box(tx: Tx, box_id: str) -> SealedBox | None:
    """One box, without what is in it; None when there is none."""
    found = tx.conn.execute(select(boxes.c.body).where(boxes.c.id == box_id)).scalar()
    return None if found is None else _read_box(found)


def boxes_of(tx: Tx, incident_id: str) -> list[SealedBox]:
    """The boxes of an incident, oldest first."""
    query = select(boxes.c.body).where(boxes.c.incident_id == incident_id)
    held = [_read_box(found) for found in tx.conn.execute(query).scalars()]
    return sorted(held, key=lambda box: box.locked_at)


def sealed(tx: Tx, box_id: str) -> bytes:
    """What is locked in a box, as it stands: nobody reads it without a key."""
    return bytes(tx.conn.execute(select(boxes.c.sealed).where(boxes.c.id == box_id)).scalar_one())


def _read(tx: Tx, query: Select[str]) -> list[Incident]:
    return [read_incident(found) for found in tx.conn.execute(query).scalars()]
