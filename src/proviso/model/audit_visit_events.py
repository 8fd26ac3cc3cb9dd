"""What happened to the visits of outside auditors. Each page that one reads is a `RecordViewed`."""

from __future__ import annotations

from dataclasses import dataclass

from .events import Event


@dataclass(frozen=True, slots=True, kw_only=True)
class AuditVisitInvited(Event):
    """An auditor from outside was invited to read, for these days and this part of the record (R-080)."""

    person: str
    starts_on: str
    ends_on: str
    part: str
    """`whole`, `component`, `tool` or `period`."""
    of: str
    """The component, the tool, or the days as `2026-11-01/2026-11-30`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AuditVisitEnded(Event):
    """The visit of an outside auditor is over: on its day, or earlier. Every session and every way in has ended."""

    person: str
    early: bool
