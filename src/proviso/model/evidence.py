"""What an evidence file is about, and the file while it is made and kept."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


@dataclass(frozen=True, slots=True, kw_only=True)
class EvidenceScope:
    """Which entries are asked for: all that match everything that is said here."""

    person: str = ""
    tool: str = ""
    component: str = ""
    clause: str = ""
    since: datetime | None = None
    until: datetime | None = None
    """Not included."""


class EvidenceState(StrEnum):
    """How far a file is."""

    RUNNING = "running"
    READY = "ready"
    STOPPED = "stopped"
    """It could not be made; `fault` says why."""
    GONE = "gone"
    """It was kept for its days, and can be made again."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """One evidence file: who asked, about what, and what came of it."""

    id: str
    by: str
    scope: EvidenceScope
    title: str
    asked_at: datetime
    entries: int = 0
    size: int = 0
    """Bytes."""
    sha256: str = ""
    ready_at: datetime | None = None
    fault: str = ""
