"""`proviso incident who-else`, `vendor-notice`: the uses that a spill may have touched, from a shell (139-07.6)."""

from __future__ import annotations

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import click
import msgspec

from proviso.actions import affected as change
from proviso.actions.roles import get_person
from proviso.actions.sign_ins import find
from proviso.actions.tables import write_table
from proviso.actions.uses import pack_at
from proviso.actions.wording import clean
from proviso.db import affected, entries, uses
from proviso.db.store import Tx
from proviso.errors import NotFoundError, UsageError
from proviso.identity.ids import read_id
from proviso.model.affected import Left, Question
from proviso.reports import affected as reports
from proviso.settings import Settings

from .agencies import opened

_who = click.option("--as", "person", required=True, help="Who asks: a handle such as henry.osei, or an address.")


@click.command(
    "who-else", epilog="Example: proviso incident who-else --as henry.osei --tool northlight-chat --kind CUI"
)
@_who
@click.option("--incident", default="", help="The incident that it is for: 2026-011.")
@click.option("--tool", default="", help="Id of the tool.")
@click.option("--since", default="", help="From when: 2026-11-20 or 2026-11-20T14:05, in the agency's zone.")
@click.option("--until", default="", help="Until when, not included.")
@click.option("--class", "cls", default="", help="A class of finding: controlled, individual, secret…")
@click.option("--kind", default="", help="A kind of finding: CUI, US_SSN…")
@click.option("--component", default="", help="The person's component on that day.")
@click.option(
    "--allowed/--stopped", "is_allowed", default=None, help="Only what could leave, or only what was stopped."
)
@click.option("--provider", default="", help="The tool's kind of provider at that moment: openai, azure…")
@click.option("--model", default="", help="A model that the tool had at that moment.")
@click.option("--channel", default="", help="web, extension, gateway or app.")
@click.option("--system", default="", help="Id of a registered system.")
@click.option("--purpose", default="", help="Id of a purpose of the rules.")
@click.option("--same-as", default="", help="A decision: uses of the very same text.")
@click.option("--csv", "form", flag_value="csv", help="Print every use as a table.")
@click.option("--json", "form", flag_value="json", help="Print every use as JSON.")
@click.option("--receipts", is_flag=True, help="With --json: the receipt of each entry, too.")
@click.option("--keep", is_flag=True, help="Keep the set with the incident.")
@click.pass_obj
def who_else(
    settings: Settings, /, person: str, incident: str, form: str | None, receipts: bool, keep: bool, **asked: str
) -> None:
    """Count the uses that a spill may have touched, and list them. Without options: every use there is."""
    at = datetime.now(UTC)
    with opened(settings) as agency:
        change.complete(agency)
        with agency.store.read() as tx:
            actor = _person(tx, person)
            asks, pack = get_person(tx, actor), pack_at(tx, agency, "", at)
            question = change.visible(_question(tx, agency.settings.zone, asked), asks.roles, pack)
            before = entries.size(tx)
            counted = change.ask(tx, question, before)
        if keep and not incident:
            raise UsageError("Name the incident that the set is kept with.", hint="--incident 2026-011")
        agency.store.write(
            lambda tx: change.take(tx, incident, question, counted.uses, has_receipts=receipts, actor=actor, at=at)
        )
        if keep:
            kept = agency.store.write(lambda tx: change.save(tx, incident, question, actor=actor, at=at))
            click.echo(f"Kept with incident {incident} as set {kept.id}.", err=True)
        with agency.store.read() as tx:
            if form == "csv":
                table = write_table(reports.HEADS, reports.lines(tx, question, before))
                click.echo(table.decode("utf-8-sig"), nl=False)
            elif form == "json":
                for piece in reports.as_json(tx, question, before, agency.journal if receipts else None):
                    click.echo(piece.decode(), nl=False)
            else:
                click.echo(_said(counted.uses, counted.people, counted.checked))


@click.command(
    "vendor-notice",
    epilog="Example: proviso incident vendor-notice northlight-chat --as henry.osei --since 2026-11-01 "
    '--until 2026-11-15 --what "A bucket was open."',
)
@click.argument("tool_id", metavar="TOOL")
@_who
@click.option("--since", required=True, help="From when: 2026-11-20 or 2026-11-20T14:05, in the agency's zone.")
@click.option("--until", required=True, help="Until when, not included.")
@click.option("--what", required=True, help="What the vendor wrote, in a sentence or two. Not what got out.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
@click.pass_obj
def vendor_notice(
    settings: Settings, tool_id: str, person: str, since: str, until: str, what: str, as_json: bool
) -> None:
    """Open one incident for a vendor's notice, with every use that went to TOOL in that time."""
    at = datetime.now(UTC)
    with opened(settings) as agency:
        change.complete(agency)
        zone = agency.settings.zone
        begin, end = _moment(since, zone), _moment(until, zone)
        with agency.store.read() as tx:
            actor = _person(tx, person)
            pack = pack_at(tx, agency, "", at)
        incident, kept = agency.store.write(
            lambda tx: change.vendor_notice(tx, tool_id, begin, end, what, actor=actor, at=at, pack=pack)
        )
    if as_json:
        made = {"incident": incident.id, "set": kept.id, "uses": kept.uses, "people": kept.people}
        click.echo(msgspec.json.encode({**made, "question": kept.question.facts}).decode())
        return
    click.echo(f"Incident {incident.id} is open, with {_count(kept.uses, 'use')} of {_count(kept.people, 'person')}.")


def _question(tx: Tx, zone: ZoneInfo, asked: dict[str, str]) -> Question:
    digest = ""
    if asked["same_as"]:
        decision = uses.get(tx, read_id(asked["same_as"]))
        if decision is None:
            raise NotFoundError(f"There is no decision {asked['same_as']}.", hint="Check the eight letters and digits.")
        digest = decision.digest
    is_allowed = asked["is_allowed"]
    return Question(
        tool_id=asked["tool"],
        since=_moment(asked["since"], zone) if asked["since"] else None,
        until=_moment(asked["until"], zone) if asked["until"] else None,
        cls=_known("class", asked["cls"], {cls for cls, _ in affected.kinds(tx)}),
        kind=_known("kind", asked["kind"], {kind for _, kind in affected.kinds(tx)}),
        component=asked["component"],
        left=None if is_allowed is None else Left.ALLOWED if is_allowed else Left.STOPPED,
        provider=asked["provider"],
        model=asked["model"],
        channel=asked["channel"],
        system_id=asked["system"],
        purpose=asked["purpose"],
        digest=digest,
    )


def _known(what: str, asked: str, known: set[str]) -> str:
    """A word that was never found in any use is a slip of the pen, more likely than an answer of none."""
    if asked and asked not in known:
        listed = ", ".join(sorted(known)) or "none yet"
        raise UsageError(f"No use has a finding of the {what} {asked!r}.", hint=f"There are: {listed}.")
    return asked


def _moment(typed: str, zone: ZoneInfo) -> datetime:
    try:
        found = datetime.fromisoformat(typed)
    except ValueError:
        raise UsageError(f"{typed!r} is no time.", hint="Write it as 2026-11-20 or 2026-11-20T14:05.") from None
    return found if found.tzinfo else found.replace(tzinfo=zone)


def _person(tx: Tx, typed: str) -> str:
    found = find(tx, typed)
    if found is None:
        raise NotFoundError(f"There is no person {clean(typed)!r}.", hint="Ids look like henry.osei.")
    return found.id


def _said(uses_: int, people_: int, checked: int) -> str:
    if not uses_:
        return f"No use matches. Checked {_count(checked, 'use')}."
    matches = "1 use matches" if uses_ == 1 else f"{uses_:,} uses match"
    return f"{matches}, by {_count(people_, 'person')}. Checked {_count(checked, 'use')}."


def _count(value: int, one: str) -> str:
    many = "people" if one == "person" else f"{one}s"
    return f"1 {one}" if value == 1 else f"{value:,} {many}"
