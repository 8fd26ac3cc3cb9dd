"""What was asked after a spill, who was told, and what a later check found: entries of the ledger like any other."""

from __future__ import annotations

from dataclasses import dataclass, field

from .events import Event


@dataclass(frozen=True, slots=True, kw_only=True)
class AffectedSetSaved(Event):
    """The exact set of affected uses was kept with an incident: the question, how many uses and people match, and a
    hash over the numbers of their entries (139-07.6).
    """

    affected: str
    incident: str
    question: dict[str, str]
    ledger_size: int
    uses: int
    people: int
    sha256: str
    why: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class AffectedSetTaken(Event):
    """The list of affected uses left as a file: its question, and how many uses are in it (139-07.6)."""

    incident: str
    question: dict[str, str]
    uses: int
    has_receipts: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class AffectedPeopleTold(Event):
    """The people of a set were told by mail, which has no text and no finding (139-07.6)."""

    affected: str
    incident: str
    people: int


@dataclass(frozen=True, slots=True, kw_only=True)
class RescreeningBegun(Event):
    """Past uses are checked again, with today's recognizers and today's rules (139-07.6)."""

    rescreening: str
    pack: str
    checks: str
    """Digest of the recognizers of today."""
    ledger_size: int


@dataclass(frozen=True, slots=True, kw_only=True)
class LaterFound(Event):
    """A later check found in allowed uses what the earlier one let through: what it found, and the codes of the
    decisions (139-07.6).
    """

    rescreening: str
    incident: str
    what: str
    """A kind of finding, or the `@id` of a rule."""
    decisions: tuple[str, ...] = field(default=())


@dataclass(frozen=True, slots=True, kw_only=True)
class RescreeningDone(Event):
    """Every past use was checked again: how many were read, and how many finds are new (139-07.6)."""

    rescreening: str
    uses: int
    texts: int
    found: int
