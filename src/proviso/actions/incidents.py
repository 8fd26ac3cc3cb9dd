"""Report a spill: three clicks, from anybody, also after access has ended (139-07.6)."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from proviso.db import incidents as db
from proviso.db.store import Tx
from proviso.errors import NotAllowedError, NotFoundError
from proviso.journal import record
from proviso.model import Incident, Role, SpillKind
from proviso.model.events import IncidentCalled, IncidentClosed, IncidentOpened

from .letters import tell_incident
from .roles import get_person, require_role


def report(
    tx: Tx,
    kind: SpillKind,
    tool_id: str | None = None,
    decision_id: str | None = None,
    *,
    actor: str,
    at: datetime,
    is_drill: bool = False,
) -> Incident:
    """Open an incident. The form never stops a report: only the kind must be said (139-07.6)."""
    get_person(tx, actor)
    return open_incident(tx, kind, tool_id, decision_id, actor=actor, at=at, is_drill=is_drill)


def open_incident(
    tx: Tx,
    kind: SpillKind,
    tool_id: str | None,
    decision_id: str | None,
    *,
    actor: str,
    at: datetime,
    is_drill: bool = False,
) -> Incident:
    """Open an incident for whoever asked, known or not: a classified text does it by itself (139-07.2.a.4)."""
    incident = Incident(
        id=db.next_id(tx, at.year),
        kind=kind,
        opened_at=at,
        opened_by=actor,
        decision_id=decision_id,
        tool_id=tool_id,
        is_drill=is_drill,
    )
    db.add(tx, incident)
    event = IncidentOpened(
        actor=actor, incident=incident.id, kind=kind.value, decision=decision_id, tool=tool_id, is_drill=is_drill
    )
    record(tx, at, event)
    tell_incident(tx, incident, at=at)
    return incident


def called(tx: Tx, incident_id: str, *, actor: str, at: datetime) -> Incident:
    """The person says that they called Security; saying it again changes nothing."""
    incident = _get(tx, incident_id)
    if actor != incident.opened_by:
        require_role(tx, actor, Role.INCIDENT, Role.SECURITY, to="say that Security was called")
    if incident.called_at is not None:
        return incident
    after = replace(incident, called_at=at)
    db.put(tx, after)
    record(tx, at, IncidentCalled(actor=actor, incident=incident_id))
    return after


def close(tx: Tx, incident_id: str, *, actor: str, at: datetime) -> Incident:
    """The incident officer closes it; not the one who reported it."""
    incident = _get(tx, incident_id)
    require_role(tx, actor, Role.INCIDENT, to="close an incident")
    if actor == incident.opened_by:
        raise NotAllowedError("You reported this incident, so someone else closes it.")
    after = replace(incident, state="closed")
    if incident.state != "closed":
        db.put(tx, after)
        record(tx, at, IncidentClosed(actor=actor, incident=incident_id))
    return after


def _get(tx: Tx, incident_id: str) -> Incident:
    incident = db.get(tx, incident_id)
    if incident is None:
        raise NotFoundError(f"There is no incident {incident_id}.")
    return incident
