"""The review of a tool before it is listed: sections, terms, tests, and each office's answer (139-07.1.a–b)."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum

from .tools import Conditions


class ReviewState(StrEnum):
    OPEN = "open"
    APPROVED = "approved"
    DECLINED = "declined"


class Position(StrEnum):
    """What an office says to a tool."""

    CONCUR = "concur"
    CONDITIONS = "conditions"
    DISSENT = "dissent"
    """It does not concur; the CIO may decide otherwise, and replies in writing."""


class TermState(StrEnum):
    OPEN = "open"
    MET = "met"
    NOT_MET = "not_met"
    NOT_NEEDED = "not_needed"


@dataclass(frozen=True, slots=True, kw_only=True)
class Review:
    """One review of one tool, from its start to the CIO's decision."""

    id: str
    tool_id: str
    opened_by: str
    opened_at: datetime
    offices: tuple[str, ...]
    """Roles of the offices that answer, in the order of the pack."""
    offices_due: date
    due_on: date
    state: ReviewState = ReviewState.OPEN
    version: int = 0
    decided_by: str = ""
    decided_at: datetime | None = None
    reason: str = ""
    """The sentence on the tool's page."""
    reply: str = field(default="", repr=False)
    """ "Why I decide otherwise": the written answer to a dissent."""
    conditions: Conditions | None = None
    opens_at: datetime | None = None
    """From when it is open; None: from the decision on."""
    is_opened: bool = False
    """The tool was put in the state that was decided."""
    re_review_on: date | None = None
    entry: int = -1
    """Number of the decision's entry in the ledger."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """One part of the review's findings (139-07.1.a.1–5), and whether it is closed."""

    review_id: str
    section: str
    values: tuple[tuple[str, str], ...] = field(default=(), repr=False)
    version: int = 0
    saved_by: str = ""
    saved_at: datetime | None = None
    closed_by: str = ""
    closed_at: datetime | None = None

    @property
    def is_closed(self) -> bool:
        """Nothing in it changes until somebody opens it again."""
        return self.closed_at is not None

    def value(self, name: str) -> str:
        """What was written in one field; empty when nothing was."""
        return dict(self.values).get(name, "")


@dataclass(frozen=True, slots=True, kw_only=True)
class OfficeAnswer:
    """What one office says. INVARIANT: once it is signed, nothing of it changes until it is taken back."""

    review_id: str
    office: str
    position: Position | None = None
    reasons: str = field(default="", repr=False)
    conditions: Conditions = field(default_factory=Conditions)
    version: int = 0
    saved_by: str = ""
    saved_at: datetime | None = None
    signed_by: str = ""
    signed_at: datetime | None = None
    code: str = ""
    """The receipt code of the signature."""
    sha256: str = ""
    """Of what was signed."""
    entry: int = -1
    """Number of the signature's entry in the ledger."""
    reminded_at: datetime | None = None

    @property
    def is_signed(self) -> bool:
        """The office has answered."""
        return self.signed_at is not None


@dataclass(frozen=True, slots=True, kw_only=True)
class TermAnswer:
    """One line of the checklist of vendor terms: the fact, where it stands, who looked, until when it counts."""

    review_id: str
    term: str
    state: TermState = TermState.OPEN
    fact: str = field(default="", repr=False)
    link: str = ""
    file_id: str = ""
    expires_on: date | None = None
    version: int = 0
    saved_by: str = ""
    saved_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class TestRun:
    """One prompt that was tried, and what a second person thought of it. Prompt and result are kept locked."""

    __test__ = False  # a noun of ours, not a test of pytest's

    id: str
    review_id: str
    tester: str
    tested_at: datetime
    sees: str = ""
    """`right`, `partly` or `wrong`: what the tester made of the result."""
    source: str = ""
    """Where the words were published, if they name people (139-07.fn5)."""
    checked_by: str = ""
    checked_at: datetime | None = None
    agrees: bool = False
    check_note: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class ReviewFile:
    """A document that belongs to a review; kept locked, named by its hash."""

    id: str
    review_id: str
    place: str
    """A section, or `office:privacy`."""
    name: str
    size: int
    sha256: str
    added_by: str
    added_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class OfficeDelegate:
    """Who answers for an office in the place of its officer, between two days."""

    office: str
    person_id: str
    starts_on: date
    ends_on: date
    named_by: str
