"""What happened to components' own rules and to packs that were proposed: entries of the ledger like any other.

INVARIANT: an entry names the text by its hash; the reasons of offices stay in the agency's records.
"""

from __future__ import annotations

from dataclasses import dataclass

from .events import Event


@dataclass(frozen=True, slots=True, kw_only=True)
class LocalRulesDrafted(Event):
    """A component's CIO wrote or changed rules of their own; nothing holds yet (139-07.7.b)."""

    rules: str
    """`lbb-1@2`"""
    component: str
    sha256: str


@dataclass(frozen=True, slots=True, kw_only=True)
class LocalRulesAsked(Event):
    """The CIO's office, Privacy and Civil rights were asked about a text of local rules (139-07.7.a)."""

    rules: str
    component: str
    sha256: str


@dataclass(frozen=True, slots=True, kw_only=True)
class LocalRulesAnswered(Event):
    """One office said whether it concurs with a text of local rules (139-07.7.a)."""

    rules: str
    office: str
    position: str
    sha256: str


@dataclass(frozen=True, slots=True, kw_only=True)
class LocalAnswerSaved(Event):
    """An office wrote at its answer about local rules, and has not signed it (139-07.7.a)."""

    rules: str
    office: str
    version: int


@dataclass(frozen=True, slots=True, kw_only=True)
class LocalOfficeReminded(Event):
    """An office was reminded that it owes an answer about local rules (139-07.7.a)."""

    rules: str
    office: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DissentReplied(Event):
    """The CIO's office replied to an office that does not concur with local rules; both stay on record (139-07.7.a)."""

    rules: str
    office: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PackScheduled(Event):
    """A policy pack or a component's rules got the moment from which they hold (139-07.7.b, 139-07.9.a)."""

    pack: str
    sha256: str
    component: str
    """Empty: the agency's own pack."""
    starts_at: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PackWithdrawn(Event):
    """A text that was not in force yet was taken back: it will not hold (139-07.7.b, 139-07.9.a)."""

    pack: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PackProposed(Event):
    """A policy pack was checked and proposed; a second person confirms or refuses it (139-07.9.a)."""

    proposal: str
    pack: str
    sha256: str
    starts_at: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SecondApprovalGiven(Event):
    """Somebody else approved a person's use, too, as a component asks (139-07.7.b)."""

    person: str
    approval: str
    second: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SecondApprovalRevoked(Event):
    """A second approval was taken back; the next use that needs it is denied (139-07.7.b)."""

    person: str
    second: str
