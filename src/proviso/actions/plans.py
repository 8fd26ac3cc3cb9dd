"""What a file would do before it is written: the steps, and the lines that need somebody first."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from proviso.model import Person

ADD, CHANGE, LEAVE, RETURN = "add", "change", "leave", "return"


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """A line that needs somebody, and the fix."""

    line: int
    what: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """What one line comes to."""

    line: int
    kind: str
    person: Person
    """As they will be."""
    fields: tuple[str, ...] = ()
    """What changes of somebody who is here already."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """Everything that a file would do."""

    lines: int
    steps: tuple[Step, ...]
    problems: tuple[Problem, ...]
    notes: tuple[str, ...]
    same: int
    """Lines that say what the directory says already."""
    asks_dates: bool
    """There are dates that could be two days."""

    @property
    def fine(self) -> int:
        """Lines that need nobody."""
        return self.lines - len({problem.line for problem in self.problems})

    def count(self, kind: str) -> int:
        """How many lines come to this."""
        return sum(step.kind == kind for step in self.steps)


def count(number: int, one: str, many: str) -> str:
    """ "1 line", "1,842 lines" """
    return f"{number:,} {one if number == 1 else many}"


def listed(words: Iterable[str]) -> str:
    """ "2, 3 and 4" """
    every = list(words)
    return f"{', '.join(every[:-1])} and {every[-1]}" if len(every) > 1 else "".join(every)
