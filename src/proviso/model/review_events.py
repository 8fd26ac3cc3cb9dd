"""What happened to suggestions, reviews and sandbox permissions: entries of the ledger like any other (139-07.1).

INVARIANT: no prompt of a test, no reasons, no name that a person typed is here; what was signed is here as its hash.
"""

from __future__ import annotations

from dataclasses import dataclass

from .events import Event


@dataclass(frozen=True, slots=True, kw_only=True)
class ToolSuggested(Event):
    """A person suggested a tool for review, or joined those who did (139-07.1.d)."""

    suggestion: str
    group: str
    tool: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SuggestionWithdrawn(Event):
    """Who suggested a tool took that back."""

    suggestion: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SuggestionAnswered(Event):
    """The CIO's office answered a suggestion without a review."""

    suggestion: str
    tool: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ReviewOpened(Event):
    """The review of a tool began; names the offices that answer, and until when (139-07.1.b)."""

    review: str
    tool: str
    offices: tuple[str, ...]
    due_on: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ReviewSectionSaved(Event):
    """Something was written in a section of a review (139-07.1.a)."""

    review: str
    tool: str
    section: str
    version: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ReviewSectionClosed(Event):
    """A section of a review was closed: nothing in it changes any more; holds the hash of what it says (139-07.1.a)."""

    review: str
    tool: str
    section: str
    sha256: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ReviewSectionReopened(Event):
    """A closed section of a review was opened again (139-07.1.a)."""

    review: str
    tool: str
    section: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ReviewTermSaved(Event):
    """One line of the checklist of vendor terms was answered."""

    review: str
    tool: str
    term: str
    state: str
    version: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ReviewAnswerSaved(Event):
    """An office saved its answer to a tool without signing it."""

    review: str
    tool: str
    office: str
    version: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ReviewAnswerSigned(Event):
    """An office signed its answer to a tool: concurs, concurs with conditions, or does not concur (139-07.1.b)."""

    review: str
    tool: str
    office: str
    position: str
    code: str
    sha256: str
    is_delegate: bool
    """Signed by whom the officer named in their place."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ReviewAnswerTakenBack(Event):
    """An office took its signed answer back before the decision; it owes one again (139-07.1.b)."""

    review: str
    tool: str
    office: str
    code: str


@dataclass(frozen=True, slots=True, kw_only=True)
class OfficeReminded(Event):
    """An office was reminded of the answer that it owes (139-07.1.b)."""

    review: str
    tool: str
    office: str


@dataclass(frozen=True, slots=True, kw_only=True)
class OfficeDelegated(Event):
    """An officer named who answers for the office between two days; without days, that nobody does any more."""

    office: str
    person: str
    starts_on: str
    ends_on: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ReviewTestAdded(Event):
    """A test of a tool in review was written down: by whom, and what came of it (139-07.1.d)."""

    review: str
    tool: str
    test: str
    sees: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ReviewTestChecked(Event):
    """A second person looked at a test (139-07.1.d)."""

    review: str
    tool: str
    test: str
    agrees: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class ReviewFileAdded(Event):
    """A document was added to a review; holds its hash and its size."""

    review: str
    tool: str
    file: str
    place: str
    size: int
    sha256: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ReviewFileRemoved(Event):
    """A document was taken out of a review and destroyed; its hash stays in the entry that added it."""

    review: str
    tool: str
    file: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ReviewDecided(Event):
    """The CIO decided on a tool, with every office's answer; names the offices that did not concur (139-07.1.b)."""

    review: str
    tool: str
    outcome: str
    """`approved` or `declined`."""
    dissents: tuple[str, ...]
    reply_sha256: str
    """Of the written reply to a dissent; empty without one."""
    opens_at: str


@dataclass(frozen=True, slots=True, kw_only=True)
class TrialGranted(Event):
    """A named person may test a tool in review until a day (139-07.1.d)."""

    trial: str
    tool: str
    person: str
    ends_on: str


@dataclass(frozen=True, slots=True, kw_only=True)
class TrialEnded(Event):
    """A permission to test a tool in review ended before its day (139-07.1.d)."""

    trial: str
    tool: str
    person: str
