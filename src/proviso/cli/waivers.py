"""`proviso waivers`: what is open in spite of a rule, for whom and until when (139-07.5.w)."""

from __future__ import annotations

from datetime import UTC, date, datetime

import click
import msgspec

from proviso.actions.wording import clean
from proviso.db import waivers as db
from proviso.db.store import Tx
from proviso.errors import NotFoundError
from proviso.model import RequestState, WaiverRequest
from proviso.settings import Settings

from .agencies import opened

OPEN = (RequestState.ASKED, RequestState.GRANTED)


@click.group("waivers", epilog="Example: proviso waivers list")
def command() -> None:
    """Say which waivers are asked for or in force."""


@command.command("list", epilog="Example: proviso waivers list --all --json")
@click.option("--all", "is_all", is_flag=True, help="Those that are over, too.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
@click.pass_obj
def list_(settings: Settings, is_all: bool, as_json: bool) -> None:
    """List the waivers: clause, component, days, state, and how many uses stood on each."""
    today = datetime.now(UTC).astimezone(settings.zone).date()
    with opened(settings) as agency, agency.store.read() as tx:
        found = [db.as_granted(tx, one) for one in db.listed(tx, () if is_all else OPEN)]
        shown = [one for one in found if is_all or not _is_over(one, today)]
        counted = {one.id: db.count_uses(tx, one.id) for one in shown}
    if as_json:
        rows = [{**msgspec.to_builtins(one), "uses": counted[one.id]} for one in shown]
        click.echo(msgspec.json.format(msgspec.json.encode(rows), indent=2).decode())
        return
    lines = [_line(one, counted[one.id], today) for one in shown]
    click.echo(clean("\n".join(lines)) if lines else "No waiver is asked for or in force.")


@command.command("show", epilog="Example: proviso waivers show 2026-004 --json")
@click.argument("number", metavar="NUMBER")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
@click.pass_obj
def show(settings: Settings, number: str, as_json: bool) -> None:
    """Show one waiver: what was asked, what was answered, and the decisions that stood on it."""
    today = datetime.now(UTC).astimezone(settings.zone).date()
    with opened(settings) as agency, agency.store.read() as tx:
        found = _found(tx, number)
        decisions = db.uses_of(tx, number)
        count = db.count_uses(tx, number)
    if as_json:
        row = {**msgspec.to_builtins(found), "uses": count, "decisions": decisions}
        click.echo(msgspec.json.format(msgspec.json.encode(row), indent=2).decode())
        return
    answered = f"Answered by {found.answered_by}: {found.answer}" if found.answered_by else "Not answered yet."
    newest = f"Newest decisions: {', '.join(decisions)}" if decisions else "No use stood on it."
    lines = (_line(found, count, today), f"For: {found.case_kind}", f"Asked by {found.asked_by}", answered, newest)
    click.echo(clean("\n".join(lines)))


def _found(tx: Tx, number: str) -> WaiverRequest:
    found = db.get(tx, number)
    if found is None:
        raise NotFoundError(f"There is no waiver {number}.", hint="`proviso waivers list --all` has their numbers.")
    return db.as_granted(tx, found)


def _is_over(one: WaiverRequest, today: date) -> bool:
    return one.state is RequestState.GRANTED and one.ends_on < today


def _line(one: WaiverRequest, uses: int, today: date) -> str:
    state = "over" if _is_over(one, today) else one.state.value
    return (
        f"{one.id}  {one.clause}, {one.component}: {state}, from {one.starts_on} to {one.ends_on}; "
        f"{uses:,} {'use' if uses == 1 else 'uses'}"
    )
