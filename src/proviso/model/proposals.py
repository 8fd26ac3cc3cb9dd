"""A policy pack that somebody wants to put in force: it takes a second person (139-07.9.a)."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum


class ProposalState(StrEnum):
    WAITING = "waiting"
    CONFIRMED = "confirmed"
    WITHDRAWN = "withdrawn"
    """Taken back, or refused by the second person."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PackProposal:
    """One pack, checked, from when it shall hold, and who says so."""

    id: str
    ref: str
    title: str
    sha256: str
    files: dict[str, str] = field(repr=False)
    """INVARIANT: what the second person confirms is what was checked, byte for byte."""
    starts_at: datetime
    why: str
    proposed_by: str
    proposed_at: datetime
    state: ProposalState = ProposalState.WAITING
    decided_by: str = ""
    decided_at: datetime | None = None
    reason: str = ""
