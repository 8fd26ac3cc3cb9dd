"""What happened to evidence files: each one can be told from its hash in the ledger."""

from __future__ import annotations

from dataclasses import dataclass

from .events import Event


@dataclass(frozen=True, slots=True, kw_only=True)
class EvidenceMade(Event):
    """An evidence file was made from the ledger: about what, from how many entries, and the hash of the file."""

    evidence: str
    """Empty: it was made in a shell."""
    person: str
    tool: str
    component: str
    clause: str
    since: str
    until: str
    entries: int
    sha256: str


@dataclass(frozen=True, slots=True, kw_only=True)
class EvidenceTaken(Event):
    """Somebody downloaded an evidence file."""

    evidence: str
