"""A complaint of somebody outside about something that AI had a part in (139-07 fn6: review and redress)."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum


class ComplaintState(StrEnum):
    OPEN = "open"
    ANSWERED = "answered"
    """It closes only so: with words for who complained."""


class Redress(StrEnum):
    """What came of it."""

    CHANGED = "changed"
    """What was done is changed, or done again by a person."""
    STANDS = "stands"
    """A person looked at it anew, and it stands."""
    NOT_OURS = "not_ours"
    """AI had no part in it, or it was not the agency's act."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Complaint:
    """One complaint. INVARIANT: what was written, and who wrote it, is sealed beside it and not here."""

    id: str
    """`C2026-001`"""
    office: str
    """The role that answers."""
    sent_at: datetime
    due_on: date
    chars: int
    has_contact: bool
    state: ComplaintState = ComplaintState.OPEN
    redress: Redress | None = None
    answer: str = field(default="", repr=False)
    answered_by: str = ""
    answered_at: datetime | None = None
