"""What happened to complaints from outside. INVARIANT: nothing of what was written, or of who wrote it, is here."""

from __future__ import annotations

from dataclasses import dataclass

from .events import Event


@dataclass(frozen=True, slots=True, kw_only=True)
class ComplaintReceived(Event):
    """Somebody outside complained about something that AI had a part in; names the office and the day (139-07 fn6)."""

    complaint: str
    office: str
    due_on: str
    chars: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ComplaintOpened(Event):
    """Somebody of the office read a complaint."""

    complaint: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ComplaintPassed(Event):
    """Another office answers a complaint from now on, by the same day."""

    complaint: str
    office: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ComplaintAnswered(Event):
    """An office answered a complaint, which closes it: changed, it stands, or not ours (139-07 fn6)."""

    complaint: str
    redress: str
