"""`proviso people`: a file of people from a shell. It says what would change, and writes with `--apply` (fn3)."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import click
import msgspec

from proviso.actions import importing, readiness
from proviso.actions.agency import Agency
from proviso.actions.importing import PEOPLE, Looked
from proviso.actions.plans import ADD, CHANGE, LEAVE, RETURN, Plan, count
from proviso.actions.roles import SYSTEM
from proviso.db.imports import Import
from proviso.errors import UsageError
from proviso.settings import Settings

from .agencies import opened

MOST_SHOWN = 20


@click.group("people", epilog="Example: proviso people import staff.csv")
def command() -> None:
    """Bring in the people of the agency from a file of its directory."""


@command.command("import", epilog="Example: proviso people import staff.csv --apply")
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False))
@click.option("--apply", "applies", is_flag=True, help="Write it. Without this, nothing is written.")
@click.option(
    "--dates",
    type=click.Choice(["month-first", "day-first"]),
    help="How a date like 03/04/2026 is read; without it, lines with one need you.",
)
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
@click.pass_obj
def import_(settings: Settings, file: Path, applies: bool, dates: str | None, as_json: bool) -> int:
    """Look at FILE, a CSV table with the columns name, email and component, and say what it would change.

    title, type, supervisor, start date, last day and status are read where they are there. Lines that need somebody are
    named, each with its fix, and the others are written.
    """
    try:
        content = file.read_bytes()
    except OSError as fault:
        raise UsageError(f"{file} cannot be read: {fault.strerror}.", hint="Check the path.") from fault
    with opened(settings) as agency:
        looked = importing.keep(agency, PEOPLE, file.name, content, actor=SYSTEM, at=_now())
        if dates is not None:
            looked = importing.look(agency, looked.held.one.id, dates == "month-first", actor=SYSTEM, at=_now())
        written = _write(agency, looked) if applies else None
        if written is None:
            agency.store.write(lambda tx: importing.drop(tx, looked.held.one.id, actor=SYSTEM, at=_now()))
    click.echo(msgspec.json.encode(_facts(looked, written)).decode() if as_json else _words(looked, written))
    return 0


def _now() -> datetime:
    return datetime.now(UTC)


def _write(agency: Agency, looked: Looked) -> Import:
    one = importing.write(agency, importing.begin(agency, looked, actor=SYSTEM, at=_now()), _now)
    while readiness.count_some(agency, at=_now()):
        continue
    return one


def _plan(looked: Looked) -> Plan:
    assert isinstance(looked.plan, Plan)  # noqa: S101  # this command reads people only
    return looked.plan


def _facts(looked: Looked, written: Import | None) -> dict[str, Any]:
    plan = _plan(looked)
    return {
        "lines": plan.lines,
        "fine": plan.fine,
        "add": plan.count(ADD),
        "change": plan.count(CHANGE) + plan.count(RETURN),
        "leave": plan.count(LEAVE),
        "same": plan.same,
        "problems": [{"line": problem.line, "what": problem.what} for problem in plan.problems],
        "notes": plan.notes,
        "written": None
        if written is None
        else {
            "added": written.added,
            "changed": written.changed,
            "left": written.left,
            "refused": written.problem_count,
        },
    }


def _words(looked: Looked, written: Import | None) -> str:
    plan = _plan(looked)
    need = len(plan.problems)
    said = f"{count(plan.fine, 'line', 'lines')} fine, {need:,} {'needs' if need == 1 else 'need'} you."
    lines = [said, *plan.notes]
    lines += [f"Line {problem.line}: {problem.what}" for problem in plan.problems[:MOST_SHOWN]]
    if need > MOST_SHOWN:
        lines.append(f"{need - MOST_SHOWN:,} more; --json lists all of them.")
    if written is not None:
        lines.append(f"Written: {written.added:,} new, {written.changed:,} changed, {written.left:,} left.")
    else:
        change = plan.count(CHANGE) + plan.count(RETURN)
        lines.append(f"It would add {plan.count(ADD):,}, change {change:,}, and end {plan.count(LEAVE):,}.")
        lines.append("Nothing is written. Run it again with --apply.")
    return "\n".join(lines)
