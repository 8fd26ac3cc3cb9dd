"""Who else? Which uses a spill may have touched: the question, and the set that was kept with its answer (139-07.6)."""

from __future__ import annotations

from dataclasses import dataclass, fields
from datetime import UTC, datetime
from enum import StrEnum


class Left(StrEnum):
    """What came of a use, as far as a spill asks."""

    ALLOWED = "allowed"
    """It could leave the agency."""
    STOPPED = "stopped"


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """Uses of which tool, between when, with findings of what? Whatever is empty asks for nothing."""

    tool_id: str = ""
    since: datetime | None = None
    until: datetime | None = None
    """Not included."""
    cls: str = ""
    """A class of finding: `controlled`."""
    kind: str = ""
    """A kind of finding: `US_SSN`."""
    component: str = ""
    """Of the person, on the day of the use."""
    left: Left | None = None
    provider: str = ""
    """The kind of provider that the tool was connected to at that moment: `openai`."""
    model: str = ""
    """A model that the tool was connected to at that moment."""
    channel: str = ""
    system_id: str = ""
    purpose: str = ""
    digest: str = ""
    """The keyed digest of a text: the very same text."""
    later: str = ""
    """Uses in which a later check found something for this incident, up to a moment: `2026-012@2026-11-20T15:00…Z`."""
    without: str = ""
    """A class of finding whose uses are left out, since who asks is not cleared for them: `classified`."""

    @property
    def is_open(self) -> bool:
        """Whether it asks for nothing, so that every use matches."""
        return not self.facts

    @property
    def facts(self) -> dict[str, str]:
        """What it asks for, and nothing else, as an event holds it."""
        held = ((each.name, getattr(self, each.name)) for each in fields(self))
        return {
            name: value.astimezone(UTC).isoformat() if isinstance(value, datetime) else str(value)
            for name, value in held
            if value
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class Tally:
    """How many uses match, of how many people, among how many."""

    uses: int
    people: int
    checked: int


@dataclass(frozen=True, slots=True, kw_only=True)
class AffectedSet:
    """A question that was answered for an incident, with the size of the ledger: asked again, it has the same answer.

    INVARIANT: the ledger only grows, so the entries before `ledger_size` that match never change.
    """

    id: str
    incident_id: str
    question: Question
    ledger_size: int
    uses: int
    people: int
    sha256: str
    """Over the numbers of their entries in the ledger, in order, one a line."""
    saved_by: str
    saved_at: datetime
    why: str = ""
    """`vendor`, `screening` or `pack` for a set that opened its incident by itself; empty: somebody asked."""
    told_at: datetime | None = None
    told_by: str = ""
    told: int = 0
    """How many people got a mail."""


class RescreeningState(StrEnum):
    RUNNING = "running"
    DONE = "done"


@dataclass(frozen=True, slots=True, kw_only=True)
class Rescreening:
    """One later check of all past uses: with which checks and rules, and how far it is."""

    id: str
    begun_at: datetime
    pack: str
    """`id@revision` of the rules of today, without local ones."""
    checks: str
    """Digest of the recognizers of today."""
    ledger_size: int
    """Entries before this one are checked."""
    next_entry: int = 0
    """How far the uses are read."""
    last_text: str = ""
    """Id of the last kept text that was read."""
    uses: int = 0
    texts: int = 0
    found: int = 0
    state: RescreeningState = RescreeningState.RUNNING
    ended_at: datetime | None = None
