"""What a pack says about its course: which version counts, since when, and when it is passed (139-07.2.c.2)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from importlib.resources.abc import Traversable
from pathlib import Path

from proviso.model.people import major_of

from .texts import Text

Place = Path | Traversable | Text
"""Where a course stands; a `Text` is a folder that is not there."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CourseTerms:
    """What the pack says about the course: which version counts, and when it is passed."""

    folder: Place
    version: str
    """`2.1`: a new first number asks everybody again, another second one does not."""
    pass_percent: int = 80
    attempts: int = 3
    since: date | None = None
    """First day of this major version: a record without a version counts if it is from this day or later."""
    grace_days: int = 0
    """Days after `since` on which a record of the version before still counts."""

    @property
    def major(self) -> int:
        """The number that asks everybody again."""
        return major_of(self.version) or 0

    def needed(self, questions: int) -> int:
        """How many of so many questions pass."""
        return -(-questions * self.pass_percent // 100)


def counts(terms: CourseTerms | None, version: str, done_on: date, today: date) -> bool:
    """Whether a record of this version counts today (139-07.2.c.2): a new major version asks again.

    A record without a version comes from a system that does not know any: its day says which version it was.
    """
    if terms is None:
        return True
    major = major_of(version)
    is_new = major >= terms.major if major is not None else terms.since is None or done_on >= terms.since
    return is_new or (terms.since is not None and today <= terms.since + timedelta(days=terms.grace_days))
