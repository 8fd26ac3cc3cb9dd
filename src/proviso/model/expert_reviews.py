"""The review of a text by experts before it is used officially: versions, readers, five answers (139-07.4)."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum

from .approved_words import words_of


class Audience(StrEnum):
    """Where a text is going to be used."""

    INTERNAL = "internal"
    AGENCY = "agency"
    """Another agency."""
    PUBLIC = "public"
    """Two experts read it (139-07.4.f)."""


class ExpertState(StrEnum):
    WAITING = "waiting"
    """With a reader, or with nobody where no expert is there for the topic."""
    RETURNED = "returned"
    APPROVED = "approved"
    WITHDRAWN = "withdrawn"


class Criterion(StrEnum):
    """139-07.4.a–e, in the order of the policy."""

    ACCURACY = "accuracy"
    RELEVANCE = "relevance"
    SENSITIVITY = "sensitivity"
    BIAS = "bias"
    POLICY = "policy"


class Said(StrEnum):
    YES = "yes"
    NO = "no"
    NOT_MINE = "not_mine"
    """Not mine to say: somebody else has to."""


class ExpertVerdict(StrEnum):
    APPROVED = "approved"
    CHANGED = "changed"
    """Approved with the reader's own changes: a new version."""
    RETURNED = "returned"


@dataclass(frozen=True, slots=True, kw_only=True)
class TextVersion:
    """One version of the text. The text itself is a transcript, sealed with a key of its own."""

    number: int
    """From 1."""
    transcript_id: str
    digest: str
    """Keyed; a plain hash of a short text is the text."""
    words: int
    written_by: str
    """The author, or the reader who approved with changes."""
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceText:
    """What the text was made from: where it was published, and its words where they are kept."""

    title: str
    transcript_id: str = ""
    """Empty: only the citation is known."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CriterionAnswer:
    """What a reader says to one of the five."""

    criterion: Criterion
    said: Said
    note: str = field(default="", repr=False)
    """ "No" needs one."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PlaceNote:
    """A reader's note at its place in the version that they read."""

    start: int
    end: int
    note: str = field(repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """One expert's seat in a review, and what came of it. INVARIANT: never the author, never twice the same expert."""

    order: int
    """1 reads first."""
    reviewer_id: str = ""
    """Empty: nobody yet."""
    given_at: datetime | None = None
    given_by: str = ""
    """Who chose the reader: `system` for the routing, an expert who passed it on, the CIO's office."""
    version: int = 0
    """The version of the text that the answers are about; 0: nothing was saved."""
    answers: tuple[CriterionAnswer, ...] = ()
    notes: tuple[PlaceNote, ...] = ()
    verdict: ExpertVerdict | None = None
    said_at: datetime | None = None
    code: str = ""
    """Receipt code of the verdict."""
    entry: int = -1
    """Number of the verdict's entry in the ledger."""
    reminded_at: datetime | None = None

    def answer(self, criterion: Criterion) -> CriterionAnswer | None:
        """What the reader said to one criterion."""
        return next((answer for answer in self.answers if answer.criterion is criterion), None)

    @property
    def missing(self) -> tuple[Criterion, ...]:
        """The criteria without an answer yet."""
        return tuple(criterion for criterion in Criterion if self.answer(criterion) is None)


@dataclass(frozen=True, slots=True, kw_only=True)
class ExpertReview:
    """One text on its way to official use. INVARIANT: `official_sha256` is set only while it is approved."""

    id: str
    author_id: str
    audience: Audience
    subject: str = field(repr=False)
    topic: str
    due_on: date
    asked_at: datetime
    decisions: tuple[str, ...] = ()
    """The uses that the text came from, where they are known."""
    tool_id: str = ""
    prompt_id: str = ""
    """Transcript of what was asked; empty where it is not known."""
    answer_id: str = ""
    """Transcript of what the tool answered, before the author changed it."""
    sources: tuple[SourceText, ...] = ()
    is_ai: bool = True
    """False: the author's own text that AI modified (139-07.4: generated or modified)."""
    versions: tuple[TextVersion, ...] = ()
    """Oldest first."""
    readings: tuple[Reading, ...] = ()
    """In the order in which they read; those of a version that was returned stay."""
    state: ExpertState = ExpertState.WAITING
    revision: int = 0
    """Moves with every change: what came in between is not lost."""
    settled_at: datetime | None = None
    """When it was approved, returned or withdrawn."""
    official_sha256: str = ""
    """`fingerprint` of the approved text, which the ledger has, too."""
    code: str = ""
    """Receipt code of the approval."""
    entry: int = -1
    """Number of the approval's entry in the ledger."""
    is_lapsed: bool = False
    """Withdrawn by the date: it was returned, and nobody took it up."""
    exported_at: datetime | None = None
    """First official export: after it nothing is undone."""

    @property
    def text(self) -> TextVersion:
        """The newest version."""
        return self.versions[-1]

    @property
    def reading(self) -> Reading | None:
        """The seat that is at work now; None when nobody owes a verdict."""
        if self.state is not ExpertState.WAITING:
            return None
        return next((reading for reading in self.readings if reading.verdict is None), None)

    @property
    def reviewers(self) -> tuple[str, ...]:
        """The experts who hold a seat, in order."""
        return tuple(dict.fromkeys(reading.reviewer_id for reading in self.readings if reading.reviewer_id))

    @property
    def approvals(self) -> tuple[Reading, ...]:
        """The approvals that are about the newest version, in order: those of an older one count for nothing."""
        return tuple(r for r in self.readings if self._approved(r) == self.text.number)

    def _approved(self, reading: Reading) -> int:
        """Which version a reader approved; with changes, the one that they wrote. 0: none."""
        if reading.verdict is ExpertVerdict.CHANGED:
            own = [v.number for v in self.versions if v.written_by == reading.reviewer_id]
            return min((number for number in own if number > reading.version), default=0)
        return reading.version if reading.verdict is ExpertVerdict.APPROVED else 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Topic:
    """What experts are experts of: a record that the CIO's office edits."""

    id: str
    name: str
    experts: tuple[str, ...] = ()
    """Ids of persons."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ExpertDelegate:
    """Who reads in the place of an expert, between two days."""

    expert_id: str
    person_id: str
    starts_on: date
    ends_on: date


def fingerprint(text: str) -> str:
    """SHA-256 over the words of an approved text: the same in whatever file, however it breaks its lines."""
    return hashlib.sha256(words_of(text).encode("utf-8", "surrogatepass")).hexdigest()
