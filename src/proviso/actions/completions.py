"""A file of the learning system, held against the directory: whose completion each line is (139-07.2.c.2–4). Pure."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

from proviso.errors import UsageError
from proviso.model import Person, Training

from .plans import Problem, listed
from .tables import AmbiguousDateError, Row, is_formula, read_day, read_table, serial_note

COLUMNS: dict[str, Sequence[str]] = {
    "person": ("email", "e-mail", "email address", "user", "user name", "username", "learner", "handle", "employee"),
    "training": ("course", "course code", "course id", "activity", "training code"),
    "completed": ("completed on", "completion date", "date completed", "date", "finished"),
    "version": ("course version",),
    "status": ("result", "completion status"),
}
REQUIRED = (("person",), ("training",), ("completed",))
DONE = frozenset({"", "completed", "complete", "passed", "pass", "done", "yes"})
TRAININGS = {training.value: training for training in Training}


@dataclass(frozen=True, slots=True, kw_only=True)
class Done:
    """One completion of somebody whom we know."""

    line: int
    person_id: str
    training: Training
    completed_at: datetime
    version: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class CompletionPlan:
    """Everything that a file of the learning system says."""

    lines: int
    steps: tuple[Done, ...]
    problems: tuple[Problem, ...]
    notes: tuple[str, ...]
    unknown: int
    """Lines about nobody in the directory."""
    ignored: int
    """Lines about what was not completed."""
    asks_dates: bool
    new_codes: tuple[str, ...]
    """Courses that nobody has said anything about yet."""

    @property
    def fine(self) -> int:
        """Lines that need nobody."""
        return self.lines - len(self.problems)


def plan_completions(
    content: bytes,
    people: Sequence[Person],
    courses: Mapping[str, str],
    *,
    zone: ZoneInfo,
    now: datetime,
    month_first: bool | None = None,
) -> CompletionPlan:
    """What this file would record. `courses` says which training a course of the learning system is; empty: none."""
    table = read_table(content, COLUMNS, REQUIRED)
    reader = _Reader(people, courses, zone, now, month_first)
    steps = [done for row in table.rows if (done := reader.read(row)) is not None]
    notes = [*table.notes, *serial_note(row.get("completed") for row in table.rows)]
    if table.ignored:
        notes.append(f"Nothing is read from: {listed(table.ignored)}.")
    if reader.ignored:
        notes.append(
            f"{reader.ignored:,} lines are about something else: not completed, or a course that does not count."
        )
    return CompletionPlan(
        lines=len(table.rows),
        steps=tuple(steps),
        problems=tuple(Problem(line=line, what=" ".join(said)) for line, said in sorted(reader.problems.items())),
        notes=tuple(notes),
        unknown=reader.unknown,
        ignored=reader.ignored,
        asks_dates=reader.asks_dates,
        new_codes=tuple(sorted(reader.new_codes)),
    )


class _Reader:
    """Reads one line after the other, and keeps what somebody has to look at."""

    def __init__(
        self,
        people: Sequence[Person],
        courses: Mapping[str, str],
        zone: ZoneInfo,
        now: datetime,
        month_first: bool | None,
    ) -> None:
        self.known = {person.id: person.id for person in people}
        self.known.update({person.email.casefold(): person.id for person in people})
        self.courses = {**TRAININGS, **{code.casefold(): TRAININGS.get(value) for code, value in courses.items()}}
        self.zone, self.now, self.month_first = zone, now, month_first
        self.problems: dict[int, list[str]] = defaultdict(list)
        self.unknown = self.ignored = 0
        self.asks_dates = False
        self.new_codes: set[str] = set()

    def read(self, row: Row) -> Done | None:
        """The completion of this line; None where there is none, or somebody has to look first."""
        course = row.get("training")
        if row.get("status").casefold() not in DONE or self.courses.get(course.casefold(), ...) is None:
            self.ignored += 1
            return None
        if row.fault:
            self._wrong(row, row.fault)
        formula = next((column for column, cell in row.cells.items() if is_formula(cell)), "")
        if formula:
            self._wrong(row, f"The cell “{formula}” holds a formula. Paste its value instead.")
        person_id = self.known.get(row.get("person").casefold(), "")
        if not person_id:
            self.unknown += 1
            self._wrong(row, f"Nobody in the directory is “{row.get('person')}”. Write the agency e-mail address.")
        training = self.courses.get(course.casefold())
        if training is None:
            self.new_codes.add(course)
            self._wrong(row, f"Nobody has said which training “{course}” is. Say it on the page Feeds.")
        day = self._day(row)
        if row.number in self.problems or training is None or day is None:
            return None
        done_at = self._moment(day)
        return Done(
            line=row.number,
            person_id=person_id,
            training=training,
            completed_at=done_at,
            version=row.get("version"),
        )

    def _wrong(self, row: Row, what: str) -> None:
        self.problems[row.number].append(what)

    def _day(self, row: Row) -> date | None:
        if not row.get("completed"):
            self._wrong(row, "The day is missing. Fill it in.")
            return None
        try:
            day = read_day(row.get("completed"), self.month_first)
        except UsageError as fault:
            self.asks_dates = self.asks_dates or isinstance(fault, AmbiguousDateError)
            self._wrong(row, f"{fault.message} {fault.hint}")
            return None
        if day > self.now.astimezone(self.zone).date():
            self._wrong(row, f"{day.isoformat()} has not come yet. Correct the day.")
        return day

    def _moment(self, day: date) -> datetime:
        """Noon of that day, as `proviso training` reads it; today, and before noon, now."""
        return min(datetime.combine(day, time(12), self.zone).astimezone(UTC), self.now)
