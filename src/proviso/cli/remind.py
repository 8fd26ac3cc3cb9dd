"""`proviso remind`: today's reminders, for a machine on which nothing of Proviso runs all day."""

from __future__ import annotations

from datetime import UTC, datetime

import click
import msgspec

from proviso.actions import reminders
from proviso.settings import Settings

from .agencies import opened


@click.command("remind", epilog="Example: proviso remind")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
@click.pass_obj
def command(settings: Settings, as_json: bool) -> None:
    """Queue mail to everybody for whom something ends in 30, 14 or 3 days, or for whom somebody waits.

    `proviso serve` and `proviso gateway` do it every day by themselves. Each thing is said once, so to do it again
    does no harm.
    """
    with opened(settings) as agency:
        found = reminders.remind(agency, _now(), _now)
    if as_json:
        click.echo(msgspec.json.encode({"people": found.people, "things": found.things}).decode())
        return
    people = "1 person" if found.people == 1 else f"{found.people:,} people"
    things = "1 thing" if found.things == 1 else f"{found.things:,} things"
    click.echo(f"Mail to {people} about {things} is queued." if found.people else "Nobody has to be reminded today.")


def _now() -> datetime:
    return datetime.now(UTC)
