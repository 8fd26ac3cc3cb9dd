"""A person's way through the built-in course, and live sessions of it (139-07.2.c.2)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class TryState(StrEnum):
    """Where a try stands."""

    OPEN = "open"
    PASSED = "passed"
    MISSED = "missed"
    """Fewer right than the pass mark; another try is left."""
    STUCK = "stuck"
    """The same, and it was the last try: the training office can open the course again."""
    REPLACED = "replaced"
    """A new major version came in between; it counts as no try."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CourseTry:
    """One try at the course: every question once, each until it is right."""

    id: str
    """Also the code of the certificate."""
    person_id: str
    course: str
    version: str
    number: int
    """1 is the first since the course was passed or opened again."""
    state: TryState = TryState.OPEN
    started_at: datetime
    ended_at: datetime | None = None
    right: int = 0
    """Questions that were right at once; known when the try has ended."""
    questions: int = 0
    entry: int | None = None
    """Number of the ledger's entry that says how it ended."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CourseAnswer:
    """What a person answered to one question of an open try. It is forgotten when the try ends."""

    question: str
    choice: str
    """The newest choice, so that the page can say why it was not the one."""
    is_right: bool
    was_right_at_once: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class QuestionCount:
    """How many people met a question for the first time, and how many of them were right at once. No names."""

    question: str
    people: int
    right: int


@dataclass(frozen=True, slots=True, kw_only=True)
class CourseOpening:
    """The training office opened the course again for a person who had used every try."""

    id: str
    person_id: str
    course: str
    opened_by: str
    opened_at: datetime
    undone_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class LiveSession:
    """The course, held live: when, where, and how many can come."""

    id: str
    starts_at: datetime
    place: str
    """A room, or the link of a call."""
    seats: int
    version: str
    planned_by: str
    canceled_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Seat:
    """One person on the roster of a live session."""

    session_id: str
    person_id: str
    added_by: str
    added_at: datetime
    attended_at: datetime | None = None
    """When it was recorded that the person was there; None: not recorded."""
    recorded_by: str = ""
