"""What follows a decision: objections, and requests for approval."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum


class ObjectionState(StrEnum):
    OPEN = "open"
    RIGHT = "right"
    """The person was right: a correction of fact for this exact text, or a question for those who tune."""
    STANDS = "stands"


@dataclass(frozen=True, slots=True, kw_only=True)
class Objection:
    """ "I think this is wrong": goes to a named office with a date, and can be right."""

    id: str
    decision_id: str
    person_id: str
    rule: str
    office: str
    """Role of the office that answers: `privacy`, `security`, `training`, `cio_office`."""
    reason: str
    """One of the pack's objection reasons for this rule."""
    note: str = field(default="", repr=False)
    """Up to 500 characters, in the row only, never in an event."""
    sent_at: datetime
    due_on: date
    has_text: bool = False
    """The person let one reviewer see the text: sealed under a key of its own, destroyed after the answer."""
    state: ObjectionState = ObjectionState.OPEN
    answered_by: str | None = None
    answered_at: datetime | None = None
    answer: str = field(default="", repr=False)
    corrected_until: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ApprovalRequest:
    """A person asks the supervisor (139-07.2.c.1)."""

    id: str
    person_id: str
    supervisor_id: str
    asked_at: datetime
    purposes: frozenset[str] | None = None
    tools: frozenset[str] | None = None
    state: str = "open"
    """open, granted, declined"""
    note: str = ""
    """The person's own sentence for whoever answers."""
    passed_by: str = ""
    """Who asked somebody else to answer; empty: it went to the supervisor."""
    passed_from: str = ""
    """Who had it before."""
    passed_at: datetime | None = None
    reminded_at: datetime | None = None
    answered_by: str = ""
    answered_at: datetime | None = None
