"""What happened to texts on their way to official use: entries of the ledger like any other (139-07.4).

INVARIANT: no text, no subject and no note is here. Versions stand as keyed digests; only an approved text, which is
meant to be shown, stands as a plain hash, so that anybody who holds it can compare.
"""

from __future__ import annotations

from dataclasses import dataclass

from .events import Event


@dataclass(frozen=True, slots=True, kw_only=True)
class ExpertReviewAsked(Event):
    """A person asked that a text be reviewed before official use: where, which topic, until when (139-07.4.f)."""

    review: str
    decisions: tuple[str, ...]
    tool: str
    audience: str
    topic: str
    due_on: str
    digest: str
    words: int
    found: dict[str, int]
    """How many findings of each kind the screen saw in the text."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ExpertReviewRouted(Event):
    """A text came to an expert: by topic and load, passed on, or in place of one who left (139-07.4)."""

    review: str
    order: int
    reviewer: str
    """Empty: no expert of the topic can read it, and the CIO's office was told."""
    reason: str
    """`routed`, `passed_on`, `delegated`, `left`, `assigned`, `undone`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ExpertVersionAdded(Event):
    """A new version of the text: the author's, or the one of a reader who approved with changes (139-07.4)."""

    review: str
    version: int
    digest: str
    words: int
    found: dict[str, int]


@dataclass(frozen=True, slots=True, kw_only=True)
class ExpertAnswersSaved(Event):
    """An expert saved answers or notes, without a verdict yet."""

    review: str
    order: int
    version: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ExpertVerdictGiven(Event):
    """An expert answered the five criteria and decided: approved, approved with changes, or returned (139-07.4.a–e)."""

    review: str
    order: int
    reviewer: str
    version: int
    digest: str
    verdict: str
    answers: dict[str, str]
    """`accuracy`, `relevance`, `sensitivity`, `bias`, `policy`: `yes`, `no`, `not_mine`, or empty."""
    notes: int
    """How many notes the reader wrote."""
    code: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ExpertReviewApproved(Event):
    """Every reader approved: this text may be used officially (139-07.4.f). `sha256` is the hash of its words."""

    review: str
    decisions: tuple[str, ...]
    tool: str
    audience: str
    version: int
    sha256: str
    reviewers: tuple[str, ...]
    code: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ExpertVerdictUndone(Event):
    """An expert took a verdict back within minutes, before the text was used officially."""

    review: str
    order: int
    reviewer: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ExpertReviewWithdrawn(Event):
    """The author withdrew a text, or put it back within minutes; or it was closed, since nobody took it up."""

    review: str
    version: int
    digest: str
    is_back: bool = False
    why: str = ""
    """Set when it was closed by the date."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ExpertTopicSet(Event):
    """The CIO's office, or an expert for themselves, said who reads texts of a topic (139-07.4)."""

    topic: str
    experts: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ExpertDelegated(Event):
    """An expert named who reads in their place, between two days; empty when that ended."""

    expert: str
    person: str
    starts_on: str
    ends_on: str
