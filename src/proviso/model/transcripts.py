"""Kept texts: each sealed under a key of its own, with a class that says until when (139-07.2.b, R-078, R-079)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum


class TextKind(StrEnum):
    """What a kept text was."""

    PROMPT = "prompt"
    SOURCE = "source"
    ANSWER = "answer"
    DRAFT = "draft"
    """What the author made of an answer."""
    INCIDENT = "incident"


class TextState(StrEnum):
    KEPT = "kept"
    DESTROYED = "destroyed"
    TRANSFERRED = "transferred"
    """The archive has it; here it is destroyed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Transcript:
    """What is known of a kept text besides its words. INVARIANT: no part of the text is here."""

    id: str
    kind: TextKind
    record_class: str
    """Id of a class of the pack; empty: no class names this kind, so it is kept until one does."""
    person_id: str
    """Whose text it is."""
    decision_id: str = ""
    tool_id: str = ""
    purpose: str = ""
    case_id: str = ""
    """The review or incident that it belongs to: its end may begin the period."""
    kept_at: datetime
    kept_on: date
    """The same as a day of the agency's zone, from which a period counts."""
    kept_by: str
    digest: str
    """Keyed digest (HMAC-SHA-256, hex) of the text: the ledger's, and the certificate's."""
    chars: int
    pack: str = ""
    """The pack whose class counts."""
    due_on: date | None = None
    """The last day that it must be kept; None: its period has not begun."""
    state: TextState = TextState.KEPT
    ended_at: datetime | None = None
    disposition_id: str = ""
    """The certificate, once it is destroyed or transferred."""


class HoldState(StrEnum):
    HOLDS = "holds"
    RELEASED = "released"


@dataclass(frozen=True, slots=True, kw_only=True)
class LegalHold:
    """Stops every disposition of what it covers, whatever its class says, also of what was due before."""

    id: str
    matter: str
    """What it is about: a case, a request, an inquiry."""
    reason: str
    set_by: str
    set_at: datetime
    person_id: str = ""
    tool_id: str = ""
    decision_id: str = ""
    case_id: str = ""
    transcript_id: str = ""
    """One text alone: it is on the list of a request for records, which holds it until the answer."""
    record_class: str = ""
    since: date | None = None
    until: date | None = None
    """Texts kept in these days; an end that is not there is open."""
    state: HoldState = HoldState.HOLDS
    released_by: str = ""
    released_at: datetime | None = None
    release_reason: str = ""

    def covers(self, held: Transcript) -> bool:
        """Whether this hold stops the disposition of a text."""
        named = (
            (self.person_id, held.person_id),
            (self.tool_id, held.tool_id),
            (self.decision_id, held.decision_id),
            (self.case_id, held.case_id),
            (self.transcript_id, held.id),
            (self.record_class, held.record_class),
        )
        fits = all(wanted in {"", has} for wanted, has in named)
        in_time = (self.since is None or held.kept_on >= self.since) and (
            self.until is None or held.kept_on <= self.until
        )
        return self.state is HoldState.HOLDS and fits and in_time


class DispositionState(StrEnum):
    PROPOSED = "proposed"
    DONE = "done"
    WITHDRAWN = "withdrawn"


@dataclass(frozen=True, slots=True, kw_only=True)
class Disposed:
    """One line of a certificate."""

    transcript_id: str
    kind: TextKind
    digest: str
    kept_on: date
    due_on: date


@dataclass(frozen=True, slots=True, kw_only=True)
class Disposition:
    """What must go: proposed by one person, confirmed by another; from then on it is the certificate."""

    id: str
    record_class: str
    title: str
    schedule: str
    fate: str
    """`destroy` or `transfer`"""
    pack: str
    proposed_by: str
    proposed_at: datetime
    items: tuple[Disposed, ...]
    state: DispositionState = DispositionState.PROPOSED
    confirmed_by: str = ""
    confirmed_at: datetime | None = None
    accession: str = ""
    """Of a transfer: the number under which the archive has it."""
    package_sha256: str = ""
    """Of a transfer: SHA-256 of the package that left."""
    entry: int | None = None
    """Number of the ledger's entry that says so."""
    withdrawn_by: str = ""
    reason: str = ""
