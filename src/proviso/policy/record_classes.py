"""Which kept texts a pack knows as records: the schedule, when the time begins, how long, and what comes then (R-079).

A schedule is the agency's own: the items here are what its records officer reads, and nothing else in the product
knows them.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from proviso.model import TextKind

LONGEST_DAYS = 36_525
"""A hundred years: longer is a slip of the pen, or a record that is never destroyed."""


class Start(StrEnum):
    """What a period is counted from."""

    KEPT = "kept"
    """The day on which the text was kept."""
    CASE_CLOSED = "case_closed"
    """The day on which its review or incident was closed; until then it is not due."""


class Fate(StrEnum):
    """What happens to a text when its time is over."""

    DESTROY = "destroy"
    TRANSFER = "transfer"
    """It goes to the archive, and then leaves this place."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordClass:
    """One class of kept texts, as the agency's schedule has it."""

    id: str
    title: str
    schedule: str
    """The item of the schedule, such as GRS 5.2-020."""
    starts: Start
    days: int
    fate: Fate
    kinds: frozenset[TextKind] = frozenset()
    """The kinds of text that belong here when nobody says another class."""
    uses: frozenset[str] = frozenset()
    """Purposes whose allowed uses are kept here, question and answer; empty: the words of no use are kept (ADR 4)."""

    def due_on(self, kept_on: date, closed_on: date | None = None) -> date | None:
        """The last day that it must be kept; None as long as its case is open."""
        begins = kept_on if self.starts is Start.KEPT else closed_on
        return None if begins is None else begins + timedelta(days=self.days)
