"""What a visit for a part of the record bounds the evidence of an auditor from outside to (R-080).

INVARIANT: fail closed. A visitor whose visit is over, or not known, gets none.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta, tzinfo

from proviso.db import audit_visits
from proviso.db.store import Tx
from proviso.errors import NotAllowedError
from proviso.model import AuditVisit, EvidenceScope, VisitPart, VisitState

from .audit_visits import PREFIX


def bound_of(tx: Tx, person_id: str) -> AuditVisit | None:
    """The visit that bounds this person; None for who works here, and for a visit to the whole record."""
    if not person_id.startswith(PREFIX):
        return None
    visit = audit_visits.get(tx, person_id)
    if visit is None or visit.state is VisitState.ENDED:
        raise NotAllowedError("Your visit is over.", hint="Ask who invited you for a new one.")
    return None if visit.part is VisitPart.WHOLE else visit


def bounded(scope: EvidenceScope, visit: AuditVisit | None, zone: tzinfo) -> EvidenceScope:
    """What is asked for, and no more than the visit is for; days are those of the agency's zone."""
    if visit is None or scope.person == visit.person_id:
        return scope
    scope = replace(scope, person="")
    if visit.part is VisitPart.COMPONENT:
        return replace(scope, component=visit.of)
    if visit.part is VisitPart.TOOL:
        return replace(scope, tool=visit.of)
    if visit.first is None or visit.last is None:
        raise NotAllowedError("Your visit names no days.", hint="Ask who invited you for a new one.")
    first, after = (_start(day, zone) for day in (visit.first, visit.last + timedelta(days=1)))
    since = max(scope.since or first, first)
    return replace(scope, since=min(since, after - timedelta(microseconds=1)), until=min(scope.until or after, after))


def _start(day: date, zone: tzinfo) -> datetime:
    return datetime.combine(day, datetime.min.time(), tzinfo=zone).astimezone(UTC)
