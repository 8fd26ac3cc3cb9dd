"""What happened to kept texts, to the holds on them, and to the key that locks them.

INVARIANT: no text is here; a keyed digest says which one it was.
"""

from __future__ import annotations

from dataclasses import dataclass

from .events import Event


@dataclass(frozen=True, slots=True, kw_only=True)
class TranscriptKept(Event):
    """A text was kept, sealed under a key of its own; its class says until when (139-07.2.b)."""

    transcript: str
    kind: str
    record_class: str
    person: str
    decision: str
    tool: str
    purpose: str
    case: str
    digest: str
    chars: int
    pack: str
    due_on: str | None
    """None: its period begins when its case is closed, or no class names it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TranscriptRead(Event):
    """Somebody opened a kept text; recorded before it was shown."""

    transcript: str
    person: str
    """Whose text it is."""
    why: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RetentionStarted(Event):
    """A review or an incident was closed, so the periods of its texts began."""

    case: str
    transcripts: tuple[str, ...]
    due_on: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class TranscriptReclassed(Event):
    """The records officer put a kept text into another class; its last day follows from there (R-079)."""

    transcript: str
    person: str
    before: str
    after: str
    due_before: str | None
    due_on: str | None
    why: str


@dataclass(frozen=True, slots=True, kw_only=True)
class TranscriptDestroyed(Event):
    """A kept text and its key were destroyed. The digest stays, so the ledger still says which text it was."""

    transcript: str
    digest: str
    record_class: str
    disposition: str
    """The certificate; empty: destroyed by the act of its case, before its period was over."""
    why: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ObjectionTextHeld(Event):
    """An objection was answered, and a legal hold kept the text that came with it."""

    objection: str
    person: str
    hold: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ObjectionTextDestroyed(Event):
    """The text that a legal hold had kept after the answer was destroyed with its key: no hold stops it any more."""

    objection: str
    person: str


@dataclass(frozen=True, slots=True, kw_only=True)
class HoldSet(Event):
    """A legal hold stops the disposition of what it covers; the reason stands in the row."""

    hold: str
    matter: str
    scope: dict[str, str]
    covered: int
    """How many kept texts it covers now."""


@dataclass(frozen=True, slots=True, kw_only=True)
class HoldReleased(Event):
    """A legal hold was released; dispositions may go on."""

    hold: str
    covered: int


@dataclass(frozen=True, slots=True, kw_only=True)
class DispositionProposed(Event):
    """Somebody proposed to destroy or transfer what is due; a second person confirms."""

    disposition: str
    record_class: str
    fate: str
    count: int


@dataclass(frozen=True, slots=True, kw_only=True)
class DispositionWithdrawn(Event):
    """A proposed disposition was taken back or refused; nothing was destroyed."""

    disposition: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DispositionDone(Event):
    """What was due is destroyed, or transferred and destroyed here; this entry is the certificate's receipt."""

    disposition: str
    record_class: str
    schedule: str
    fate: str
    proposed_by: str
    count: int
    list_sha256: str
    """SHA-256 of the certificate's list: one line a text, its code, its digest and its days."""
    accession: str
    package_sha256: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PackageTaken(Event):
    """The records officer took the package of a transfer, with the texts in it, to the archive."""

    disposition: str
    package_sha256: str
    texts: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class MasterKeyForgotten(Event):
    """The files of master keys that opened nothing any more were destroyed."""

    keys: tuple[str, ...]
    """Their fingerprints."""


@dataclass(frozen=True, slots=True, kw_only=True)
class MasterKeyChanged(Event):
    """The key that wraps each sealed text's own key is another one; says how many were wrapped anew. No key is here."""

    before: str
    """Its fingerprint, which opens nothing."""
    after: str
    source: str
    """`file`, `environment` or `command`"""
    wrapped: int
    lost: int
    """Keys that no key at hand opens any more; what they locked is gone."""
