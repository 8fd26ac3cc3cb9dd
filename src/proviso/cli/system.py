"""`proviso system`: the register of systems from a shell, for who sets up the machine (139-07.3)."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

import click
import msgspec

from proviso.actions import systems
from proviso.actions.roles import SYSTEM
from proviso.actions.uses import pack_at
from proviso.actions.wording import clean
from proviso.db import budgets, people
from proviso.db import systems as db
from proviso.db.store import Tx
from proviso.errors import NotFoundError, UsageError
from proviso.model import System
from proviso.policy.facts import system_state
from proviso.settings import Settings

from .agencies import opened

USUAL_DAYS = 180
STATES = {"current": "registered until", "expired": "ended on", "revoked": "taken off the register on"}

_as_json = click.option("--json", "as_json", is_flag=True, help="Print JSON.")


@click.group("system", epilog="Example: proviso system list")
def command() -> None:
    """Register the agency's own systems, list them, and take them off the register.

    Each has an owner who answers for it and a key, which is shown once.
    """


@command.command(
    "add",
    epilog="Example: proviso system add 'Flood Desk' --owner maya.okafor --tool northlight-chat --purpose research "
    "--use-case 'Sums up published flood reports.'",
)
@click.argument("name")
@click.option("--owner", required=True, help="Who answers for it: a handle such as maya.okafor, or an agency address.")
@click.option("--use-case", required=True, help="What it does, one sentence.")
@click.option("--tool", "tools", multiple=True, required=True, help="A tool that it may use; more than once for more.")
@click.option(
    "--purpose", "purposes", multiple=True, required=True, help="A purpose; the first counts when none is said."
)
@click.option("--source", default="", help="Where its texts are published, when a request says nothing else.")
@click.option(
    "--expires",
    metavar="DATE",
    type=click.DateTime(["%Y-%m-%d"]),
    help="Last day, as 2027-05-29; half a year from now without it.",
)
@click.option("--requests-a-minute", type=int, default=60, show_default=True)
@click.option("--tokens-a-month", type=int, help="In and out; no limit without it.")
@click.option("--cents-a-month", type=int, help="No limit without it.")
@_as_json
@click.pass_obj
def add(settings: Settings, /, name: str, owner: str, as_json: bool, **given: Any) -> None:
    """Register NAME and print its key, once."""
    at = datetime.now(UTC)
    expires: datetime | None = given.pop("expires")
    ends = expires.date() if expires is not None else at.date() + timedelta(days=USUAL_DAYS)
    with opened(settings) as agency:
        with agency.store.read() as tx:
            owner_id = _person(tx, owner)
            pack = pack_at(tx, agency, "", at)
        known = [p.id for p in pack.purposes] if pack is not None else []
        unknown = [p for p in given["purposes"] if known and p not in known]
        if unknown:
            raise UsageError(f"The rules know no purpose {unknown[0]!r}.", hint=f"There are: {', '.join(known)}.")
        given = {**given, "purpose": given["purposes"][0], "expires_on": ends}
        made = agency.store.write(lambda tx: systems.register(tx, name, owner_id, **given, actor=SYSTEM, at=at))
    if as_json:
        click.echo(_json({**_listed(made.system), "key": made.key}))
        return
    click.echo(made.key)
    click.echo(
        f"{made.system.name} is registered as {made.system.id} until {ends}. Above is its key: copy it now, "
        "since it is not shown again.",
        err=True,
    )


@command.command("list", epilog="Example: proviso system list --json")
@_as_json
@click.pass_obj
def list_(settings: Settings, as_json: bool) -> None:
    """List the systems: owner, tools, state, and what each used this month."""
    at = datetime.now(UTC)
    with opened(settings) as agency, agency.store.read() as tx:
        found = db.all(tx)
        spent = budgets.all_of(tx, at)
        pack = pack_at(tx, agency, "", at)
        states = {s.id: _state(s, system_state(s, at, pack) if pack is not None else "") for s in found}
    if as_json:
        rows = [{**_listed(s), "state": states[s.id][0], "spending": spent.get(s.id)} for s in found]
        click.echo(_json(rows))
        return
    lines = [
        f"{s.id}  {s.name}: {states[s.id][1]}; {s.owner_id} answers for it; {', '.join(sorted(s.tools))}; "
        f"{_requests(spent[s.id].requests if s.id in spent else 0)} this month"
        for s in found
    ]
    click.echo(clean("\n".join(lines)) if lines else "No system is registered.")


def _requests(count: int) -> str:
    return "1 request" if count == 1 else f"{count:,} requests"


@command.command("revoke", epilog="Example: proviso system revoke 7KQ2M4XD --reason 'Its key leaked.'")
@click.argument("system_id")
@click.option("--reason", required=True, help="Why; its owner reads it.")
@click.pass_obj
def revoke(settings: Settings, system_id: str, reason: str) -> None:
    """Take a system off the register: its next request is denied. It does not come back."""
    with opened(settings) as agency:
        done = agency.store.write(lambda tx: systems.revoke(tx, system_id, reason, actor=SYSTEM, at=datetime.now(UTC)))
    click.echo(clean(f"{done.name} is off the register. Its next request is denied."))


def _person(tx: Tx, said: str) -> str:
    found = people.get(tx, said)
    if found is None and "@" in said:
        matching = people.everyone(tx, said.casefold(), "", 0, 10)
        found = next((p for p in matching if p.email.casefold() == said.casefold()), None)
    if found is None:
        raise NotFoundError(f"There is no person {said!r}.", hint="Give a handle such as maya.okafor, or an address.")
    return found.id


def _state(system: System, state: str) -> tuple[str, str]:
    day: date = system.expires_on
    if state == "revoked" and system.revoked_at is not None:
        day = system.revoked_at.date()
    return state, f"{STATES.get(state, 'ends on')} {day.isoformat()}"


def _listed(system: System) -> dict[str, Any]:
    found: dict[str, Any] = msgspec.to_builtins(system)
    return {**found, "tools": sorted(system.tools), "purposes": sorted(system.purposes)}


def _json(found: object) -> str:
    return msgspec.json.format(msgspec.json.encode(found), indent=2).decode()
