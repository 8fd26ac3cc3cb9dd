"""`proviso training`: what the learning system shows as done counts from the next use on (139-07.2.c.2–4)."""

from __future__ import annotations

import csv
from collections.abc import Iterator, Mapping
from datetime import UTC, date, datetime, time
from pathlib import Path
from zoneinfo import ZoneInfo

import click
import msgspec

from proviso.actions.feeds import Completion, Reading, read_learning
from proviso.actions.roles import SYSTEM
from proviso.errors import UsageError
from proviso.model import Training
from proviso.settings import Settings

from .agencies import opened

COLUMNS = ("person", "training", "completed_on")
COURSES = {course.value: course for course in Training}


@click.command("training", epilog="Example: proviso training export.csv")
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False))
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
@click.pass_obj
def command(settings: Settings, file: Path, as_json: bool) -> int:
    """Record the completions in FILE, a CSV table with the columns person, training and completed_on.

    person is a handle or an agency address; training is responsible_ai, privacy or cybersecurity; completed_on is a
    date like 2026-11-19. A completion that is on record already changes nothing. One wrong row, and nothing is
    recorded.

    An empty table (its head alone) says that the learning system was read and had nothing new.
    """
    with opened(settings) as agency:
        at = datetime.now(UTC)
        rows = tuple(read_rows(file, ZoneInfo(agency.settings.time_zone), at))
        reading = agency.store.write(lambda tx: read_learning(tx, rows, actor=SYSTEM, at=at))
    click.echo(msgspec.json.encode(reading).decode() if as_json else _words(reading))
    return 0


def read_rows(file: Path, zone: ZoneInfo, now: datetime) -> Iterator[Completion]:
    """The rows of an export; a fault names the line and what it should say."""
    try:
        # Spreadsheets write a byte order mark.
        text = file.read_text(encoding="utf-8-sig")
    except OSError as fault:
        raise UsageError(f"{file} cannot be read: {fault.strerror}.", hint="Check the path.") from fault
    except UnicodeDecodeError as fault:
        raise UsageError(f"{file} cannot be read as UTF-8 text.", hint="Export it as CSV (UTF-8).") from fault
    table = csv.DictReader(text.splitlines(), delimiter=_delimiter(text))
    missing = [name for name in COLUMNS if name not in (table.fieldnames or ())]
    if missing:
        raise UsageError(
            f"{file} has no column {missing[0]}.", hint=f"Its first line has to name: {', '.join(COLUMNS)}."
        )
    for row in table:
        yield _completion(row, table.line_num, zone, now)


def _delimiter(text: str) -> str:
    head = text.partition("\n")[0]
    return max(",;\t", key=head.count)


def _completion(row: Mapping[str, str | None], line: int, zone: ZoneInfo, now: datetime) -> Completion:
    person, course, day = ((row[name] or "").strip() for name in COLUMNS)
    if not person:
        raise UsageError(f"Line {line} names nobody.", hint="person is a handle or an agency address.")
    if course not in COURSES:
        raise UsageError(f"Line {line}: there is no training {course!r}.", hint=f"There are: {', '.join(COURSES)}.")
    try:
        done = date.fromisoformat(day)
    except ValueError as fault:
        raise UsageError(f"Line {line}: {day!r} is no date.", hint="Write it like 2026-11-19.") from fault
    noon = datetime.combine(done, time(12), zone).astimezone(UTC)
    # Done today, and read before noon.
    is_today = done == now.astimezone(zone).date()
    return Completion(person=person, training=COURSES[course], completed_at=min(noon, now) if is_today else noon)


def _words(reading: Reading) -> str:
    rows = "1 row" if reading.rows == 1 else f"{reading.rows:,} rows"
    lines = [f"Read {rows}; {reading.recorded:,} new, which count from the next use on."]
    if reading.unknown:
        lines.append(f"Not in the directory: {', '.join(reading.unknown)}.")
    return "\n".join(lines)
