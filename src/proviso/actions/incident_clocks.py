"""The steps, clocks and offices that an incident gets from the pack of its moment (139-07.6)."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from proviso.db.store import Tx
from proviso.model import Incident, IncidentStep, Told
from proviso.policy import Pack
from proviso.policy.incident_terms import IncidentTerms, StepTerms, terms_of

from .incident_access import officers

UTC_ZONE = "UTC"


def under(tx: Tx, incident: Incident, pack: Pack | None, at: datetime) -> Incident:
    """The incident with the steps, clocks and offices of its kind, as the pack has them now."""
    terms = terms_of(pack.incidents if pack is not None else (), incident.kind)
    return replace(
        incident,
        title=terms.title,
        pack=pack.ref if pack is not None else "",
        phone=terms.phone,
        told=_told(tx, terms),
        cleared=terms.cleared,
        steps=tuple(_step(one, at) for one in terms.steps),
        must_decide=terms.notification,
    )


def _step(terms: StepTerms, at: datetime) -> IncidentStep:
    return IncidentStep(
        id=terms.id,
        title=terms.title,
        done=terms.done,
        role=terms.role,
        due_at=at + timedelta(minutes=terms.minutes),
        act=terms.act,
    )


def _told(tx: Tx, terms: IncidentTerms) -> tuple[Told, ...]:
    return tuple(Told(role=role, minutes=minutes, people=officers(tx, role)) for role, minutes in terms.told.items())


def told_people(incident: Incident) -> tuple[str, ...]:
    """Everybody whom its kind tells, each once."""
    return tuple(dict.fromkeys(person for office in incident.told for person in office.people))


def zone_of(pack: Pack | None) -> ZoneInfo:
    """In which zone its mail says the hour."""
    return pack.zone if pack is not None else ZoneInfo(UTC_ZONE)
