"""`proviso report`: what leaves for auditors: evidence with its proof inside, and the coverage of the rules."""

from __future__ import annotations

import json
import sys
from dataclasses import asdict
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import click

from proviso.actions import evidence as acts
from proviso.actions.agency import Agency
from proviso.actions.tables import write_table
from proviso.errors import UsageError
from proviso.model import EvidenceScope
from proviso.reports import evidence
from proviso.reports.coverage import HEADS, table
from proviso.settings import Settings

from .agencies import opened
from .days import DAY

_as_json = click.option("--json", "as_json", is_flag=True, help="Print JSON.")
_since = click.option("--since", type=DAY, help="The first day.")
_until = click.option("--until", type=DAY, help="The last day.")


@click.group("report", epilog="Example: proviso report evidence --tool northlight-chat -o evidence.pdf")
def command() -> None:
    """Write what leaves for auditors: evidence with its proof inside, and the coverage of the rules."""


@command.command(
    "evidence", epilog="Example: proviso report evidence --person maya.okafor --since 2026-11-01 -o maya.pdf"
)
@click.option("--person", default="", help="A handle, such as maya.okafor.")
@click.option("--tool", default="", help="A tool of the register, such as northlight-chat.")
@click.option("--component", default="", help="A component, such as FRO.")
@click.option("--clause", default="", help="A rule, such as 139-07.2.c.1.")
@_since
@_until
@click.option(
    "-o", "--output", "file", required=True, type=click.Path(path_type=Path, dir_okay=False), help="A .pdf or a .zip."
)
@_as_json
@click.pass_obj
def evidence_(
    settings: Settings,
    person: str,
    tool: str,
    component: str,
    clause: str,
    since: datetime | None,
    until: datetime | None,
    file: Path,
    as_json: bool,
) -> None:
    """Write the evidence of a person, a tool, a component, a rule or a time: without any of them, of the whole agency.

    The file holds the records, one proof for all of them, the texts of the rules, and a paper that says what they come
    to. It is checked with `proviso verify FILE`, on a machine that has only the public key.
    """
    form = file.suffix.lower().removeprefix(".")
    if form not in {"pdf", "zip"}:
        raise UsageError(f"{file.name} is neither a .pdf nor a .zip.", hint="Name the file evidence.pdf.")
    with opened(settings) as agency:
        scope = _scope(agency, person, tool, component, clause, since, until)
        at = datetime.now(UTC)
        made = evidence.make(_house(agency), scope, at=at, form=form, progress=None if as_json else _Progress())
        file.write_bytes(made.content)
        agency.store.write(lambda tx: acts.made(tx, scope, made.sha256, made.entries, at=at))
        vkey = agency.journal.vkey
    if as_json:
        said = {"file": str(file), "entries": made.entries, "bytes": len(made.content), "sha256": made.sha256}
        click.echo(json.dumps({**said, "title": made.title, "vkey": vkey}))
        return
    click.echo(f"{made.title}: {made.entries:,} entries are in {file} ({len(made.content) / 1e6:.1f} MB).")
    click.echo(f"Check it anywhere: proviso verify {file} --vkey '{vkey}'")


@command.command("coverage", epilog="Example: proviso report coverage --since 2026-11-01 --json")
@_since
@_until
@click.option("-o", "--output", "file", type=click.Path(path_type=Path, dir_okay=False), help="Write a .csv.")
@_as_json
@click.pass_obj
def coverage_(
    settings: Settings, since: datetime | None, until: datetime | None, file: Path | None, as_json: bool
) -> None:
    """Say for each rule how it is kept, which entries show it, and what is missing."""
    with opened(settings) as agency:
        scope = _scope(agency, "", "", "", "", since, until)
        found = evidence.cover(_house(agency), scope, at=datetime.now(UTC))
    rows = table(found.rows, found.offices)
    if file is not None:
        file.write_bytes(write_table(HEADS, rows))
    if as_json:
        click.echo(json.dumps({"answer": found.answer, "rows": [asdict(row) for row in found.rows]}))
        return
    click.echo(found.answer)
    for row in found.rows:
        click.echo(f"{row.clause:<14} {row.state.value:<17} {row.title}. {row.shown} {row.gap}".rstrip())


def _house(agency: Agency) -> evidence.House:
    return evidence.House(
        store=agency.store, journal=agency.journal, packs=agency.packs, zone=agency.settings.time_zone
    )


def _scope(
    agency: Agency,
    person: str,
    tool: str,
    component: str,
    clause: str,
    since: datetime | None,
    until: datetime | None,
) -> EvidenceScope:
    """Days are those of the agency's zone; the last one is included."""
    zone = ZoneInfo(agency.settings.time_zone)
    after = until + timedelta(days=1) if until else None
    return EvidenceScope(
        person=person.strip().lower(),
        tool=tool.strip(),
        component=component.strip(),
        clause=clause.strip(),
        since=since.replace(tzinfo=zone).astimezone(UTC) if since else None,
        until=after.replace(tzinfo=zone).astimezone(UTC) if after else None,
    )


class _Progress:
    """A line that says how far it is, where somebody looks at it."""

    def __init__(self) -> None:
        self.is_seen = sys.stderr.isatty()

    def __call__(self, done: int, total: int) -> None:
        if self.is_seen:
            said = f"Reading the ledger: {100 * done // max(1, total)}%"
            click.echo(f"\r{said}" if done < total else f"\r{said}. Setting the pages.", err=True, nl=done >= total)
