"""`proviso ledger`: check the record, list it, and take out of it what others can check without us."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path

import click

from proviso.actions.exports import leaving
from proviso.db import entries, incidents
from proviso.db.store import Store
from proviso.errors import NotAllowedError, NotFoundError
from proviso.identity.ids import read_id
from proviso.journal import Journal
from proviso.ledger import canonical
from proviso.model.veils import incident_of
from proviso.settings import Settings

from .homes import require_agency, with_agency

NOT_WHOLE = 3

_as_json = click.option("--json", "as_json", is_flag=True, help="Print JSON.")
_whole = click.option(
    "--whole", "is_whole", is_flag=True, help="Entries of classified incidents, too: for whom the rules clear alone."
)


@click.group("ledger", epilog="Example: proviso ledger verify")
def command() -> None:
    """Check the ledger, list it, and write receipts.

    Each use, each approval and each change is an entry; a signed checkpoint holds them all.
    """


@command.command("verify", epilog="Example: proviso ledger verify --json")
@_as_json
@click.pass_obj
def verify(settings: Settings, as_json: bool) -> int:
    """Read the whole ledger; name the first entry that was changed, removed, inserted or reordered.

    Exit code: 0 whole, 3 not whole.
    """
    with _opened(settings) as (store, journal):
        found = journal.verify(store)
    if as_json:
        click.echo(json.dumps({"is_whole": found.is_whole, **asdict(found)}))
    else:
        click.echo(found.sentence)
        if not found.is_whole:
            click.echo(f"Signed and still true: the first {found.trusted_size:,} entries.")
            click.echo("Do not repair it. Keep the folder as it is, and tell the CIO's office.", err=True)
    return 0 if found.is_whole else NOT_WHOLE


@command.command("list", epilog="Example: proviso ledger list --last 5")
@click.option("--last", "count", default=20, show_default=True, type=click.IntRange(1, 100_000), help="How many.")
@_whole
@_as_json
@click.pass_obj
def list_(settings: Settings, count: int, is_whole: bool, as_json: bool) -> int:
    """Print the newest entries, oldest of them first."""
    with _opened(settings) as (store, _), store.read() as tx:
        found: Sequence[entries.Entry] = entries.page(tx, 0, count, newest_first=True)[::-1]
        if not is_whole:
            found = leaving(tx, found)
    for entry in found:
        if as_json:
            click.echo(json.dumps({"index": entry.index, **asdict(entry.record)}))
        else:
            record = entry.record
            click.echo(f"{entry.index:>8,}  {record.at[:19]}Z  {record.event}  by {record.data.get('actor', '?')}")
    return 0


@command.command("checkpoint", epilog="Example: proviso ledger checkpoint > kept-by-the-auditor.txt")
@_as_json
@click.pass_obj
def checkpoint(settings: Settings, as_json: bool) -> int:
    """Print the newest signed checkpoint. Keep it elsewhere: it shows later whether the end was cut off."""
    with _opened(settings) as (store, journal), store.read() as tx:
        note = journal.checkpoint(tx)
        values = {"checkpoint": note, "vkey": journal.vkey, "size": entries.size(tx)}
    click.echo(json.dumps(values) if as_json else note, nl=as_json)
    return 0


@command.command("receipt", epilog="Example: proviso ledger receipt 7KQ2-M4XD > receipt.json")
@click.argument("entry", metavar="DECISION_ID|INDEX")
@_whole
@_as_json
@click.pass_obj
def receipt(settings: Settings, entry: str, is_whole: bool, as_json: bool) -> int:
    """Write the receipt of a decision: its entry, the proof that it is in the ledger, and the signed checkpoint.

    It is JSON in any case, and `verify/proviso-verify receipt FILE` checks it offline.
    """
    from proviso.db import uses  # the rest of `ledger` works without the tables of the uses

    with _opened(settings) as (store, journal), store.read() as tx:
        code = read_id(entry)
        if uses.get(tx, code) is not None:
            index = uses.entry_index(tx, code)
        elif entry.isdecimal():
            index = int(entry)
        else:
            raise NotFoundError(f"There is no decision {entry}.", hint="proviso ledger list shows the newest entries.")
        made = journal.receipt(tx, index)
        if not is_whole and incident_of(canonical.decode(made.record)) in incidents.classified(tx):
            raise NotAllowedError(
                f"Entry {index:,} is of a classified incident.", hint="Whom the rules clear for it adds --whole."
            )
        click.echo(made.to_json().decode(), nl=False)
    return 0


@command.command("export", epilog="Example: proviso ledger export ./for-the-auditor")
@click.argument("folder", type=click.Path(path_type=Path, file_okay=False))
@_whole
@_as_json
@click.pass_obj
def export(settings: Settings, folder: Path, is_whole: bool, as_json: bool) -> int:
    """Write the ledger into a folder that others can check without us.

    Of a classified incident the hashes of its entries are in it, not what they say.
    """
    from proviso.reports import ledger

    with _opened(settings) as (store, journal):
        made = ledger.export(store, journal, folder, is_whole=is_whole)
    if as_json:
        click.echo(json.dumps({"entries": made.count, "withheld": made.withheld, "folder": str(folder)}))
    else:
        click.echo(f"{made.count:,} entries are in {folder}.")
        if made.withheld:
            click.echo(f"Of {made.withheld:,} it has the hash alone: they are of classified incidents (139-07.6).")
        click.echo(f"Check them without us: verify/build.sh && verify/proviso-verify ledger {folder}")
    return 0


@contextmanager
def _opened(settings: Settings) -> Iterator[tuple[Store, Journal]]:
    """Store and journal alone: the ledger can be checked when a policy pack is broken."""
    settings = with_agency(settings)
    require_agency(settings)
    journal = Journal.open(settings.home)
    store = Store.open(settings.store, seal=journal.seal)
    try:
        yield store, journal
    finally:
        store.close()
