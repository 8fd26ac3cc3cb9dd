"""What happened to a tool on the list while it was live (139-07.1, 139-07.9.a): entries of the ledger."""

from __future__ import annotations

from dataclasses import dataclass

from .events import Event


@dataclass(frozen=True, slots=True, kw_only=True)
class ToolConditionsSet(Event):
    """The CIO's office changed what a tool's approval depends on; the next use follows it (139-07.1)."""

    tool: str
    conditions: dict[str, object]
    """Those that hold from now on, by their names; what is not there is no limit."""
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ToolPlaceFreed(Event):
    """A person's place on a tool for so many people was given free (139-07.1)."""

    tool: str
    person: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ToolReReviewSet(Event):
    """The day of a tool's re-review was moved, with the reason (139-07.9.a)."""

    tool: str
    due: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ToolReReviewDue(Event):
    """A tool's re-review is due; it stays open for the days of grace (139-07.9.a)."""

    tool: str
    due: str
    closes_after: str
    """Last day on which it stays open."""
    reason: str
    """`day`: its day has come; `terms`: its terms changed; `incident`: the vendor had an incident."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ToolTermsKept(Event):
    """The terms of a tool were kept, with their hash (T-13); another hash than before starts a re-review."""

    tool: str
    version: int
    sha256: str
    changed: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class ToolIncidentReported(Event):
    """Somebody reported an incident of a tool's vendor; a re-review starts."""

    tool: str
    what: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ToolsRevoked(Event):
    """The CIO took back the approval of every commercial tool at once; each has an entry of its own, too."""

    tools: tuple[str, ...]
    reason: str
    instead: str
