"""`proviso pack print`, `propose`, `confirm`, `withdraw`, `end`: the document, and what puts rules in force."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import UTC, datetime
from typing import TypeVar
from zoneinfo import ZoneInfo

import click

from proviso.actions import packs
from proviso.db import packs as packs_db
from proviso.db import people, proposals
from proviso.db.store import Tx
from proviso.errors import NotFoundError, PackError, UsageError
from proviso.model import PackProposal
from proviso.policy import find, load
from proviso.policy.check import check, folder_of
from proviso.policy.texts import Texts
from proviso.reports.policy_document import document_of, text_of
from proviso.settings import Settings
from proviso.web.printed import policy_html

from .agencies import opened

T = TypeVar("T")
_who = click.option("--as", "person", required=True, help="Who does it: a handle such as ana.whitfield, or an address.")
_json = click.option("--json", "as_json", is_flag=True, help="Print JSON.")


@click.command("print", epilog="Example: proviso pack print dhs-139-07 --html > policy.html")
@click.argument("pack")
@click.option("--html", "form", flag_value="html", help="Print HTML.")
@click.option("--text", "form", flag_value="text", default="text", help="Print plain text; this is the default.")
def print_(pack: str, form: str) -> int:
    """Print a policy as a document: clauses, rules, conditions, purposes and periods, from the pack that decides."""
    document = document_of(find(pack))
    if form == "html":
        click.echo(policy_html(document))
    else:
        click.echo(text_of(document), nl=False)
    return 0


@click.command("propose", epilog='Example: proviso pack propose our-rules --as marcus.bell --why "The new directive."')
@click.argument("pack")
@_who
@click.option("--why", required=True, help="Why these rules come: people read it.")
@click.option("--on", "starts", help="From when: 2027-01-04T08:00, in the agency's zone. Else at once.")
@_json
@click.pass_obj
def propose(settings: Settings, pack: str, person: str, why: str, starts: str | None, as_json: bool) -> int:
    """Check a pack and propose it. A second person confirms; one of the two is the CIO."""
    folder = folder_of(pack)
    problems = check(folder).problems
    if problems:
        raise PackError(problems[0], hint="Mend it, then check it: proviso pack check")
    found = load(folder)
    now = datetime.now(UTC)
    at = now if starts is None else _moment(starts, settings)
    if at < now:
        raise UsageError(f"{starts} is over.", hint="Give a moment to come, or leave --on out.")
    made = _write(settings, person, lambda tx, actor: packs.propose(tx, found, max(at, now), why, actor=actor, at=now))
    return _say(made, as_json, f"Proposed {made.ref}. A second person: proviso pack confirm {made.id} --as PERSON")


@click.command("confirm", epilog="Example: proviso pack confirm 7KQ2M4XD --as ana.whitfield")
@click.argument("proposal")
@_who
@_json
@click.pass_obj
def confirm(settings: Settings, proposal: str, person: str, as_json: bool) -> int:
    """Confirm a pack that somebody else proposed: it holds from its moment on."""
    now = datetime.now(UTC)

    def work(tx: Tx, actor: str) -> PackProposal:
        found = proposals.get(tx, proposal)
        if found is None:
            raise NotFoundError(f"There is no proposal {proposal}.")
        return packs.confirm(tx, proposal, load(Texts(found.ref, found.files)), actor=actor, at=now)

    done = _write(settings, person, work)
    is_now = done.starts_at <= now
    return _say(done, as_json, f"{done.ref} is in force." if is_now else f"{done.ref} begins at {done.starts_at}.")


@click.command("withdraw", epilog='Example: proviso pack withdraw 7KQ2M4XD --as ana.whitfield --why "Not yet."')
@click.argument("proposal")
@_who
@click.option("--why", required=True, help="Why: people read it.")
@_json
@click.pass_obj
def withdraw(settings: Settings, proposal: str, person: str, why: str, as_json: bool) -> int:
    """Take a proposal back, or refuse it; also when it was confirmed and does not hold yet."""
    now = datetime.now(UTC)
    done = _write(settings, person, lambda tx, actor: packs.withdraw(tx, proposal, why, actor=actor, at=now))
    return _say(done, as_json, f"{done.ref} was taken back.")


@click.command("end", epilog='Example: proviso pack end --as ana.whitfield --why "It was withdrawn." --yes')
@_who
@click.option("--why", required=True, help="Why; it follows the word because.")
@click.option("--component", help="End a component's own rules instead; --pack says which.")
@click.option("--pack", "pack_id", default="", help="Id of the component's rules, such as lbb.")
@click.option("--yes", is_flag=True, help="Do not ask again.")
@click.pass_obj
def end(settings: Settings, person: str, why: str, component: str | None, pack_id: str, yes: bool) -> int:
    """End the rules in force: every use after it is denied until others are in force."""
    if bool(component) != bool(pack_id):
        raise UsageError("Name both, the component and its pack, or neither.")
    now = datetime.now(UTC)
    with opened(settings) as agency, agency.store.read() as tx:
        active = sum(p.is_active for p in people.everyone(tx, limit=1_000_000))
        held = [p.ref for p in packs_db.running(tx, now)]
    if not yes:
        said = f"the rules {pack_id} of {component} end" if component else f"{active:,} people lose every AI tool"
        click.confirm(f"In force: {', '.join(held) or 'nothing'}. When you go on, {said}. Go on?", abort=True)
    ended = _write(
        settings,
        person,
        lambda tx, actor: packs.end(tx, why, actor=actor, at=now, component=component, pack_id=pack_id),
    )
    click.echo(f"Ended: {', '.join(ended)}." if ended else "Nothing changed: no such rules were in force.")
    return 0


def _write(settings: Settings, person: str, work: Callable[[Tx, str], T]) -> T:
    with opened(settings) as agency:
        return agency.store.write(lambda tx: work(tx, _person(tx, person)))


def _person(tx: Tx, said: str) -> str:
    """A handle or an address as the id of a person; the action says whether they may."""
    found = people.get(tx, said) or next(
        (p for p in people.everyone(tx, limit=1_000_000) if p.email.lower() == said.lower()), None
    )
    if found is None:
        raise NotFoundError(f"There is no person {said!r}.", hint="Give a handle such as maya.okafor, or an address.")
    return found.id


def _moment(said: str, settings: Settings) -> datetime:
    try:
        at = datetime.fromisoformat(said)
    except ValueError as fault:
        raise UsageError(f"{said!r} is no moment.", hint="Write 2027-01-04T08:00.") from fault
    return (at if at.tzinfo else at.replace(tzinfo=ZoneInfo(settings.time_zone))).astimezone(UTC)


def _say(proposal: PackProposal, as_json: bool, sentence: str) -> int:
    if as_json:
        says = {
            "proposal": proposal.id,
            "pack": proposal.ref,
            "state": proposal.state.value,
            "starts_at": proposal.starts_at.isoformat(),
        }
        click.echo(json.dumps(says))
    else:
        click.echo(sentence)
    return 0


COMMANDS = (print_, propose, confirm, withdraw, end)
