"""What happened to the feeds, by which other systems tell us of people and trainings: entries like any other.

INVARIANT: no token and no part of one is here, and no name of a person from a file.
"""

from __future__ import annotations

from dataclasses import dataclass

from .events import Event


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedTokenMade(Event):
    """A token was made by which another system sends us its records. No part of it is here."""

    feed: str
    token: str
    """Its code, which opens nothing."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedTokenEnded(Event):
    """A token of a feed was ended; the next message with it is refused."""

    feed: str
    token: str


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedCodeSet(Event):
    """Somebody said what a word of another system means here: a group as a role, a department as a component, a
    course as a training (139-07.2.c.2–4).
    """

    kind: str
    code: str
    value: str
    """Empty: it means nothing any more."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FileImported(Event):
    """A file of people or trainings was written, after somebody had looked at what it would do (139-07 fn3)."""

    kind: str
    lines: int
    added: int
    changed: int
    left: int
    """People who left."""
    problems: int
    """Lines that were not written, because they need somebody first."""
