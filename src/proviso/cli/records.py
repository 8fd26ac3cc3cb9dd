"""`proviso records`: what is kept and due, and the master key that locks it, for who has the machine."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import click
import msgspec

from proviso.actions import rekeying, retention
from proviso.actions.rekeying import LockedAway
from proviso.actions.retention import Holding
from proviso.actions.roles import SYSTEM
from proviso.settings import Settings

from .agencies import opened

_as_json = click.option("--json", "as_json", is_flag=True, help="Print JSON.")
SOURCES = {"file": "a key file", "environment": "the settings", "command": "the key service", "": "nowhere"}


@click.group("records", epilog="Example: proviso records list")
def command() -> None:
    """Say which texts are kept and due, and change the master key that locks them. Words are never shown."""


@command.command("list", epilog="Example: proviso records list --json")
@_as_json
@click.pass_obj
def list_(settings: Settings, as_json: bool) -> None:
    """List the classes: how many texts are kept, due, stopped by a hold, and gone."""
    with opened(settings) as agency, agency.store.read() as tx:
        found = retention.holdings(tx, agency, datetime.now(UTC))
    if as_json:
        click.echo(_json([_row(held) for held in found]))
        return
    click.echo("\n".join(map(_line, found)) or "The rules name no class of records.")


@command.command("key", epilog="Example: proviso records key")
@_as_json
@click.pass_obj
def key(settings: Settings, as_json: bool) -> int:
    """Say where the master key comes from, and whether it opens all that is sealed. Exit 1: something is lost."""
    with opened(settings) as agency, agency.store.read() as tx:
        found = rekeying.locked_away(tx, agency)
    click.echo(_json(found) if as_json else _key_line(found))
    return 1 if found.lost else 0


@command.command("rekey", epilog="Example: proviso records rekey, and when it is done: proviso records rekey --finish")
@click.option("--finish", is_flag=True, help="Destroy the key from before; refused while it still opens anything.")
@click.option("--accept-loss", is_flag=True, help="Go on without what no key at hand opens: it is lost for good.")
@_as_json
@click.pass_obj
def rekey(settings: Settings, finish: bool, accept_loss: bool, as_json: bool) -> None:
    """Change the master key: every text's own key is wrapped anew. Stopped half-way, the next call goes on.

    A running server goes on meanwhile: it opens with both keys. Where the key comes from the environment, set the new
    one and PROVISO_SEALING_KEY_BEFORE first, and start every process anew.
    """
    at = datetime.now(UTC)
    if finish and accept_loss:
        raise click.UsageError("--finish destroys a key; --accept-loss belongs to the change before it.")
    with opened(settings) as agency:
        if finish:
            gone = rekeying.forget(agency, actor=SYSTEM, at=at)
            click.echo(_json({"destroyed": gone}) if as_json else _finished(gone))
            return
        done = rekeying.rekey(agency, accept_loss=accept_loss, actor=SYSTEM, at=at)
    click.echo(_json(done) if as_json else _changed(done))


def _finished(gone: tuple[str, ...]) -> str:
    if not gone:
        return "The key from before is not in a file, so there is nothing to destroy here. Take it out of the settings."
    what = "The key from before is" if len(gone) == 1 else f"{len(gone)} keys from before are"
    return f"{what} destroyed: {', '.join(gone)}."


def _changed(done: rekeying.Rekeyed) -> str:
    keys = "1 key is" if done.wrapped == 1 else f"{done.wrapped:,} keys are"
    lost = "".join(f"\nLost for good: {name}: {count:,}." for name, count in done.lost)
    begun = " This finished a change that had begun." if done.was_begun else ""
    return (
        f"{keys} wrapped anew under the master key {done.after}, from {SOURCES[done.source]}.{begun}{lost}\n"
        "The key from before still opens. When every process runs with the new one: proviso records rekey --finish"
    )


def _key_line(found: LockedAway) -> str:
    lost = "".join(f"\nNobody can open: {name}: {count:,}." for name, count in found.lost)
    if lost:
        lost += "\nPut the key back from a backup. Nothing else is lost: proviso ledger verify works without it."
    earlier = (
        f" {found.earlier:,} under a key from before: proviso records rekey takes them along." if found.earlier else ""
    )
    name = f"{found.current}, from {SOURCES[found.source]}" if found.current else "not here"
    return f"The master key is {name}. It opens {found.opens:,}.{earlier}{lost}"


def _line(held: Holding) -> str:
    title = held.record_class.title if held.record_class else held.id or "no class"
    due = f"next {held.next_due}" if held.next_due else "no day yet"
    return f"{title}: {held.kept:,} kept, {held.due:,} due, {held.held:,} held, {held.ended:,} gone, {due}"


def _row(held: Holding) -> dict[str, Any]:
    return {
        "class": held.id,
        "title": held.record_class.title if held.record_class else "",
        "schedule": held.record_class.schedule if held.record_class else "",
        "kept": held.kept,
        "due": held.due,
        "held": held.held,
        "proposed": held.proposed,
        "ended": held.ended,
        "next_due": held.next_due,
    }


def _json(found: object) -> str:
    return msgspec.json.format(msgspec.json.encode(found), indent=2).decode()
