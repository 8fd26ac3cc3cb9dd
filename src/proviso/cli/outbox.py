"""`proviso outbox`: what waits to be sent and what is stuck, for who has the machine but not the pages."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import click
import msgspec

from proviso.actions import outbox
from proviso.actions.roles import SYSTEM
from proviso.actions.wording import clean
from proviso.db import outbox as db
from proviso.model import Message, MessageState, Way
from proviso.settings import Settings

from .agencies import opened

STATES = [state.value for state in MessageState]
_as_json = click.option("--json", "as_json", is_flag=True, help="Print JSON.")


@click.group("outbox", epilog="Example: proviso outbox list --state stuck")
def command() -> None:
    """List the mail and the messages of webhooks, send what is stuck again, or give it up."""


@command.command("list", epilog="Example: proviso outbox list --state stuck --json")
@click.option("--state", type=click.Choice(STATES), help="Only these; without it, all of them.")
@click.option("--way", type=click.Choice([way.value for way in Way]), help="Only mail, or only webhooks.")
@click.option("--most", type=click.IntRange(1, 100_000), default=100, show_default=True, help="The newest so many.")
@_as_json
@click.pass_obj
def list_(settings: Settings, state: str | None, way: str | None, most: int, as_json: bool) -> None:
    """List messages, newest first: what about, for whom, and why one is stuck. Their words are not shown."""
    with opened(settings) as agency, agency.store.read() as tx:
        found = db.page(tx, way or "", state or "", limit=most)
    if as_json:
        click.echo(_json([_row(message) for message in found]))
        return
    click.echo(clean("\n".join(map(_line, found))) if found else "No message is like that.")


@command.command("retry", epilog="Example: proviso outbox retry 7KQ2-M4XD")
@click.argument("codes", nargs=-1)
@click.option("--stuck", is_flag=True, help="Every message that is stuck.")
@_as_json
@click.pass_obj
def retry(settings: Settings, codes: tuple[str, ...], stuck: bool, as_json: bool) -> None:
    """Send messages again, now: by their codes, or all that are stuck. A server that runs does it at once."""
    at = datetime.now(UTC)
    _require_some(codes, stuck)
    with opened(settings) as agency:
        if stuck:
            with agency.store.read() as tx:
                codes = tuple(message.id for message in db.page(tx, state="stuck", limit=100_000))
        done = agency.store.write(lambda tx: [outbox.retry(tx, code, actor=SYSTEM, at=at) for code in codes])
    _say(done, "sent again as soon as `proviso serve` or `proviso gateway` runs", as_json)


@command.command("drop", epilog="Example: proviso outbox drop 7KQ2-M4XD")
@click.argument("codes", nargs=-1, required=True)
@_as_json
@click.pass_obj
def drop(settings: Settings, codes: tuple[str, ...], as_json: bool) -> None:
    """Give messages up, by their codes: nobody will get them. The ledger says so."""
    at = datetime.now(UTC)
    with opened(settings) as agency:
        done = agency.store.write(lambda tx: [outbox.drop(tx, code, actor=SYSTEM, at=at) for code in codes])
    _say(done, "given up", as_json)


def _require_some(codes: tuple[str, ...], stuck: bool) -> None:
    if bool(codes) == stuck:
        raise click.UsageError("Name messages by their codes, or say --stuck.")


def _say(done: list[Message], what: str, as_json: bool) -> None:
    if as_json:
        click.echo(_json([_row(message) for message in done]))
    else:
        click.echo(f"{'1 message is' if len(done) == 1 else f'{len(done):,} messages are'} {what}.")


def _line(message: Message) -> str:
    tries = "1 try" if message.tries == 1 else f"{message.tries} tries"
    why = f": {message.error}" if message.error else ""
    return (
        f"{message.id}  {message.queued_at:%Y-%m-%d %H:%M}Z  {message.way.value} about {message.kind} "
        f"for {message.recipient}: {message.state.value} after {tries}{why}"
    )


def _row(message: Message) -> dict[str, Any]:
    """What may be shown to who has the machine: no words of the message."""
    return {
        "id": message.id,
        "way": message.way.value,
        "kind": message.kind,
        "recipient": message.recipient,
        "queued_at": message.queued_at,
        "state": message.state.value,
        "tries": message.tries,
        "due_at": message.due_at,
        "error": message.error,
        "settled_at": message.settled_at,
    }


def _json(found: object) -> str:
    return msgspec.json.format(msgspec.json.encode(found), indent=2).decode()
