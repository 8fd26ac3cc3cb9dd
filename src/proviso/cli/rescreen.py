"""`proviso rescreen`: check past uses again, with today's rules and today's screening (139-07.6)."""

from __future__ import annotations

from datetime import UTC, datetime

import click
import msgspec

from proviso.actions import rescreening
from proviso.model.affected import Rescreening
from proviso.settings import Settings

from .agencies import opened


@click.command("rescreen", epilog="Example: proviso rescreen --if-changed")
@click.option("--if-changed", is_flag=True, help="Only when recognizers or rules are not those of the last time.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
@click.pass_obj
def command(settings: Settings, if_changed: bool, as_json: bool) -> None:
    """Check past uses again: what each found under today's rules, and kept texts with today's screening.

    What an earlier check let through opens one incident a rule and day, and never twice. Stopped with Ctrl+C, it goes
    on where it was. `proviso serve` does it by itself, each day on which something changed.
    """
    shown = -1

    def say(running: Rescreening, total: int) -> None:
        nonlocal shown
        part = 100 * (running.uses + running.texts) // max(total, 1)
        if part // 10 != shown // 10:
            shown = part
            click.echo(f"Checked {running.uses + running.texts:,} of {total:,}", err=True)

    with opened(settings) as agency:
        if if_changed and not rescreening.is_due(agency, _now()):
            click.echo("{}" if as_json else "Recognizers and rules are those of the last time. Nothing to check.")
            return
        done = rescreening.run(agency, _now, say)
    if as_json:
        click.echo(msgspec.json.encode({"uses": done.uses, "texts": done.texts, "found": done.found}).decode())
        return
    uses = "1 use" if done.uses == 1 else f"{done.uses:,} uses"
    texts = "1 kept text" if done.texts == 1 else f"{done.texts:,} kept texts"
    found = f"{done.found:,} new" if done.found else "nothing new"
    click.echo(f"Checked {uses} that had findings and were allowed, and {texts}: {found}.")


def _now() -> datetime:
    return datetime.now(UTC)
