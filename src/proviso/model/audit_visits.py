"""The visit of an auditor from outside: who, for which days, and for which part of the record."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum


class VisitPart(StrEnum):
    """What a visit may read beside what every person of the agency may."""

    WHOLE = "whole"
    """Whatever an auditor of the agency reads."""
    COMPONENT = "component"
    """The people of one component and their decisions."""
    TOOL = "tool"
    """One tool, its review, and the decisions about it."""
    PERIOD = "period"
    """The entries of the ledger, and the decisions, of some days."""


class VisitState(StrEnum):
    OPEN = "open"
    ENDED = "ended"


@dataclass(frozen=True, slots=True, kw_only=True)
class AuditVisit:
    """One visit. The person of it has the auditor's role alone and ends with it."""

    person_id: str
    organization: str
    """Where they come from, as "Office of Inspector General"."""
    invited_by: str
    invited_at: datetime
    starts_on: date
    ends_on: date
    """The last day."""
    part: VisitPart = VisitPart.WHOLE
    of: str = ""
    """The component or the tool; empty for the others."""
    first: date | None = None
    last: date | None = None
    """The days of a period."""
    state: VisitState = VisitState.OPEN
    ended_at: datetime | None = None
    ended_by: str = ""
    """A person, or `system` for the date."""
