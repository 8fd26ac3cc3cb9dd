"""`proviso restore`: bring a home back from a backup, into a folder that is not there yet."""

from __future__ import annotations

import json
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path

import click

from proviso.actions import backups as change
from proviso.actions import losses
from proviso.settings import Address, Settings

from .backup import NOT_WHOLE, opener, reading


@click.command("restore", epilog="Example: proviso restore monday.pvb --home /srv/proviso-new --checkpoint kept.txt")
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False))
@click.option(
    "--home", type=click.Path(path_type=Path), required=True, help="New folder of the home; it may not exist."
)
@click.option("--passphrase-file", type=click.Path(path_type=Path), help="File that holds the passphrase.")
@click.option("--identity", type=click.Path(path_type=Path), help="File of the private key, for a backup with --to.")
@click.option("--keys", type=click.Path(path_type=Path, file_okay=False), help="Folder of the keys, if they are apart.")
@click.option(
    "--checkpoint",
    "checkpoints",
    type=click.Path(path_type=Path),
    multiple=True,
    help="A checkpoint or receipt that somebody kept: shows whether entries are missing.",
)
@click.option("--old-home", type=click.Path(path_type=Path), help="The home before, or what is left of it: the same.")
@click.option("--accept-loss", is_flag=True, help="Go on without the entries that are missing.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
@click.pass_obj
def command(
    settings: Settings,
    file: Path,
    home: Path,
    passphrase_file: Path | None,
    identity: Path | None,
    keys: Path | None,
    checkpoints: tuple[Path, ...],
    old_home: Path | None,
    accept_loss: bool,
    as_json: bool,
) -> int:
    """Bring a home back from a backup; its ledger is verified before it is there. With PROVISO_DATABASE_URL the store
    goes into that database, which has to be empty, whatever the backup was made of.

    Exit code 3: a newer ledger is known, and entries would be missing; nothing was restored.
    """
    known = tuple(losses.from_file(path) for path in checkpoints)
    known += (losses.from_home(old_home),) if old_home is not None else ()
    with reading(file) as held:
        try:
            done = change.restore(
                held,
                opener(passphrase_file, identity),
                home,
                at=datetime.now(UTC),
                known=known,
                keys=keys,
                accept_loss=accept_loss,
                where=settings.store if isinstance(settings.store, Address) else None,
            )
        except change.LossError as fault:
            _say_loss(fault, as_json)
            return NOT_WHOLE
    _say(done, home, compared=bool(known), as_json=as_json)
    return 0


def _say_loss(fault: change.LossError, as_json: bool) -> None:
    if as_json:
        said = {"message": fault.message, "hint": fault.hint, "exit": NOT_WHOLE}
        click.echo(json.dumps({"error": said, "loss": asdict(fault.loss)}))
        return
    click.echo(f"Error: {fault.message}", err=True)
    for kind, count in fault.loss.kinds.items():
        click.echo(f"  {count:>8,}  {kind}", err=True)
    click.echo(fault.hint, err=True)


def _say(done: change.Restored, home: Path, *, compared: bool, as_json: bool) -> None:
    if as_json:
        said = {"home": str(home), "entries": done.manifest.entries, "sentence": done.found.sentence}
        more = {"loss": asdict(done.loss) if done.loss else None, "held": done.held, "links_ended": done.links_ended}
        click.echo(json.dumps({**said, **more}))
        return
    click.echo(f"Restored in {home}, as of {done.manifest.made_at}. {done.found.sentence}")
    if done.loss is not None:
        click.echo(f"Of the ledger before, {done.loss.sentence} The new ledger says so.")
    elif not compared:
        click.echo("Nobody said what the newest checkpoint was, so nobody can tell whether entries are missing.")
    if done.held:
        one = "1 message that waited is held back, since it"
        which = one if done.held == 1 else f"{done.held:,} messages that waited are held back, since they"
        click.echo(f"{which} may have been sent. See: proviso outbox list --state stuck")
    click.echo("Keys and rights that were taken away after the backup are back: take them away again.")
    click.echo(f"Go on with: PROVISO_HOME={home} proviso serve")
