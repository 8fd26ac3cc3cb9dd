"""What happened in trainings: recorded ones, the built-in course, its live sessions (139-07.2.c.2–4).

INVARIANT: no answer to a question is here, and no module with its time: the course is no watch on staff.
"""

from __future__ import annotations

from dataclasses import dataclass

from .events import Event


@dataclass(frozen=True, slots=True, kw_only=True)
class TrainingRecorded(Event):
    """A completed training was recorded (139-07.2.c.2–4)."""

    person: str
    training: str
    completed_at: str
    source: str
    version: str = ""
    """Of the course, where it has one."""
    score: str = ""
    """"18 of 20", where it has one."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CourseBegun(Event):
    """A person began a try at the built-in course (139-07.2.c.2)."""

    person: str
    course: str
    version: str
    number: int


@dataclass(frozen=True, slots=True, kw_only=True)
class CourseTryEnded(Event):
    """A try at the built-in course ended: how many questions were right at once, and whether that passes
    (139-07.2.c.2).
    """

    person: str
    course: str
    version: str
    number: int
    code: str
    """The code of the try, which stands on a certificate."""
    right: int
    questions: int
    passed: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class CourseOpenedAgain(Event):
    """The training office opened the course again for somebody who had used every try."""

    person: str
    course: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CourseOpeningUndone(Event):
    """The training office took such an opening back before it was used."""

    person: str
    course: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SessionPlanned(Event):
    """A live session of the course was planned (139-07.2.c.2)."""

    session: str
    starts_at: str
    seats: int


@dataclass(frozen=True, slots=True, kw_only=True)
class SessionCanceled(Event):
    """A live session of the course was called off."""

    session: str
    seated: int


@dataclass(frozen=True, slots=True, kw_only=True)
class SeatTaken(Event):
    """A person was put on the roster of a live session, by themselves or by the training office."""

    session: str
    person: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SeatGivenUp(Event):
    """A person was taken off the roster of a live session."""

    session: str
    person: str


@dataclass(frozen=True, slots=True, kw_only=True)
class TrainingTakenBack(Event):
    """A training that was recorded within the last ten minutes was taken back: it no longer counts (139-07.2.c.2)."""

    person: str
    training: str
    completed_at: str
    source: str
