"""`proviso system`: the register of systems from a shell, for who sets up the machine (139-07.3)."""

from __future__ import annotations

from collections.abc import Sequence
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
from proviso.policy import Pack
from proviso.policy.facts import system_state
from proviso.settings import Settings

from .agencies import opened
from .days import DAY

USUAL_DAYS = 180
STATES = {"current": "registered until", "expired": "ended on", "revoked": "taken off the register on"}

_as_json = click.option("--json", "as_json", is_flag=True, help="Print JSON.")


@click.group("system", epilog="Example: proviso system list")
def command() -> None:
    """Register the agency's own systems, list and change them, give them new keys, and take them off the register.

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
    type=DAY,
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
    ends = expires.date() if expires is not None else at.astimezone(settings.zone).date() + timedelta(days=USUAL_DAYS)
    with opened(settings) as agency:
        with agency.store.read() as tx:
            owner_id = _person(tx, owner)
            pack = pack_at(tx, agency, "", at)
        _check_purposes(given["purposes"], pack)
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


@command.command("change", epilog="Example: proviso system change 7KQ2M4XD --tool quillmate --reason 'It moved.'")
@click.argument("system_id")
@click.option("--reason", required=True, help="Why; its owner reads it.")
@click.option("--name")
@click.option("--owner", help="Who answers for it from now on.")
@click.option("--use-case", help="What it does, one sentence.")
@click.option(
    "--tool", "tools", multiple=True, help="All tools that it may use: this list takes the place of the old one."
)
@click.option("--purpose", "purposes", multiple=True, help="All its purposes; the first counts when none is said.")
@click.option("--source", help="Where its texts are published, when a request says nothing else.")
@click.option("--expires", type=DAY, help="Last day, as 2027-05-29.")
@click.option("--requests-a-minute", type=int)
@click.option("--tokens-a-month", type=int, help="In and out; 0: no limit.")
@click.option("--cents-a-month", type=int, help="0: no limit.")
@_as_json
@click.pass_obj
def change(settings: Settings, /, system_id: str, reason: str, as_json: bool, **given: Any) -> None:
    """Change what a system may do; what is not named stays. It counts from its next request on."""
    at = datetime.now(UTC)
    with opened(settings) as agency:
        with agency.store.read() as tx:
            wanted = _changes(tx, given, pack_at(tx, agency, "", at))
        if not wanted:
            raise UsageError("Say what to change.", hint="proviso system change --help names what can change.")
        done = agency.store.write(lambda tx: systems.change(tx, system_id, reason, actor=SYSTEM, at=at, **wanted))
    click.echo(
        _json(_listed(done)) if as_json else clean(f"{done.name} is changed. It counts from its next request on.")
    )


def _changes(tx: Tx, given: dict[str, Any], pack: Pack | None) -> dict[str, object]:
    """What was named on the command line, as the action takes it."""
    wanted: dict[str, object] = {name: said for name, said in given.items() if said not in (None, ())}
    if "owner" in wanted:
        wanted["owner_id"] = _person(tx, str(wanted.pop("owner")))
    if "expires" in wanted:
        wanted["expires_on"] = given["expires"].date()
        del wanted["expires"]
    if "tools" in wanted:
        wanted["tools"] = frozenset(given["tools"])
    if "purposes" in wanted:
        _check_purposes(given["purposes"], pack)
        wanted |= {"purposes": frozenset(given["purposes"]), "purpose": given["purposes"][0]}
    return wanted | {name: None for name in ("tokens_a_month", "cents_a_month") if given[name] == 0}


def _check_purposes(purposes: Sequence[str], pack: Pack | None) -> None:
    known = [p.id for p in pack.purposes] if pack is not None else []
    unknown = [p for p in purposes if known and p not in known]
    if unknown:
        raise UsageError(f"The rules know no purpose {unknown[0]!r}.", hint=f"There are: {', '.join(known)}.")


@command.command("rotate", epilog="Example: proviso system rotate 7KQ2M4XD --overlap 1")
@click.argument("system_id")
@click.option(
    "--overlap", type=click.IntRange(0, 24), default=24, show_default=True, help="Hours in which both keys work."
)
@_as_json
@click.pass_obj
def rotate(settings: Settings, system_id: str, overlap: int, as_json: bool) -> None:
    """Make a new key and print it, once. The old one goes on for the overlap, then it opens nothing."""
    at = datetime.now(UTC)
    with opened(settings) as agency:
        made = agency.store.write(
            lambda tx: systems.rotate_key(tx, system_id, timedelta(hours=overlap), actor=SYSTEM, at=at)
        )
    ends = (at + timedelta(hours=overlap)).isoformat(timespec="seconds")
    if as_json:
        click.echo(_json({**_listed(made.system), "key": made.key, "old_key_ends_at": ends}))
        return
    click.echo(made.key)
    said = f"goes on until {ends}" if overlap else "ended just now"
    click.echo(clean(f"Above is the new key of {made.system.name}: copy it now. The old one {said}."), err=True)


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
    found = people.get(tx, said) or people.by_email(tx, said)
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
