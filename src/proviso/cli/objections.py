"""`proviso objections`: how often each recognizer was wrong, for those who tune it (139-07 fn6)."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import click
import msgspec

from proviso.reports.objections import SORTS, Rate, as_csv, as_row, rates
from proviso.settings import Settings

from .agencies import opened


@click.group("objections", epilog="Example: proviso objections rates --days 90")
def command() -> None:
    """Say what came of the objections to denials."""


@command.command("rates", epilog="Example: proviso objections rates --days 90 --json")
@click.option("--days", type=click.IntRange(1, 3650), default=28, show_default=True, help="Denials of so many days.")
@click.option("--sort", type=click.Choice(list(SORTS)), default="right", show_default=True)
@click.option("--json", "form", flag_value="json", help="Print JSON.")
@click.option("--csv", "form", flag_value="csv", help="Print CSV.")
@click.pass_obj
def rates_(settings: Settings, days: int, sort: str, form: str | None) -> None:
    """Each recognizer and kind: denials, objections, answers, and how often the person was right."""
    until = datetime.now(UTC)
    with opened(settings) as agency, agency.store.read() as tx:
        found = rates(tx, until - timedelta(days=days), until, sort)
    if form == "json":
        click.echo(msgspec.json.encode([{**as_row(r), "examples": r.examples} for r in found]).decode())
    elif form == "csv":
        click.echo(as_csv(found), nl=False)
    else:
        click.echo("\n".join(_line(rate) for rate in found) or f"No denial in the last {days} days.")


def _line(rate: Rate) -> str:
    about = f"{rate.recognizer} {rate.kind}" if rate.kind else "nothing in the text"
    return (
        f"{about}: {rate.denials:,} denials, {rate.objections:,} objections, {rate.answered:,} answered, "
        f"{rate.right:,} right{' (few answers)' if rate.answered and rate.is_small else ''}"
    )
