"""`proviso backup`: the whole home in one encrypted file, made while Proviso works, and a look whether it is whole."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import BinaryIO

import click

from proviso.actions import backups as change
from proviso.db.store import Store
from proviso.errors import ConflictError, StoreError, UsageError
from proviso.identity.sealed_files import PUBLIC, Identity, Lock, Opener, Passphrase, Recipient, new_pair
from proviso.journal import Journal
from proviso.settings import Settings

from .homes import require_agency, with_agency
from .secrets import passphrase, read_secret

NOT_WHOLE = 3
_as_json = click.option("--json", "as_json", is_flag=True, help="Print JSON.")
_passphrase_file = click.option(
    "--passphrase-file",
    type=click.Path(path_type=Path),
    help="File that holds the passphrase; without it, it is asked.",
)
_identity = click.option(
    "--identity", type=click.Path(path_type=Path), help="File of the private key that opens a backup made with --to."
)


@click.group("backup", invoke_without_command=True, epilog="Example: proviso backup -o /backups/monday.pvb")
@click.option("-o", "--output", metavar="FILE", help="Where to write it; - is the standard output.")
@click.option("--to", metavar="KEY|FILE", help="Public key of who may open it, instead of a passphrase.")
@_passphrase_file
@click.option("--without-keys", is_flag=True, help="Leave out the keys: they are kept elsewhere.")
@_as_json
@click.pass_context
def command(
    context: click.Context,
    output: str | None,
    to: str | None,
    passphrase_file: Path | None,
    without_keys: bool,
    as_json: bool,
) -> None:
    """Back up the whole home, encrypted, while Proviso works.

    Database, ledger, its newest checkpoint and the keys, as of one moment. `proviso restore` brings it back.
    """
    if context.invoked_subcommand is not None:
        if output:
            raise click.UsageError("-o goes with `proviso backup` alone.")
        return
    if not output:
        raise click.UsageError("Say where the backup goes: -o FILE.")
    settings: Settings = context.obj
    lock = _lock(to, passphrase_file)
    at = datetime.now(UTC)
    with opened(settings) as (home, store, journal):
        keys = None if without_keys else home.keys
        with _written(output) as out:
            manifest = change.make(store, journal, keys, out, lock, at=at, told=_progress(as_json), folder=home.home)
        size = 0 if output == "-" else Path(output).stat().st_size
    said = {"file": output, "bytes": size, "entries": manifest.entries, "keys": list(manifest.keys)}
    if as_json:
        click.echo(json.dumps({**said, "checkpoint": manifest.checkpoint}), err=output == "-")
        return
    with_keys = "with its keys" if manifest.keys else "without its keys: keep those elsewhere"
    click.echo(f"The backup holds {manifest.entries:,} entries of the ledger, {with_keys}.", err=True)
    key = " --identity KEYFILE" if to else ""
    click.echo(
        f"Look at it once: proviso backup check {output}{key}" if output != "-" else "Keep it elsewhere.", err=True
    )


@command.command("check", epilog="Example: proviso backup check /backups/monday.pvb")
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False))
@_passphrase_file
@_identity
@click.option("--vkey", default="", help="Key of the ledger as you noted it: the backup has to be of this one.")
@_as_json
def check(file: Path, passphrase_file: Path | None, identity: Path | None, vkey: str, as_json: bool) -> int:
    """Read a whole backup and verify the ledger in it; nothing of it stays on this machine.

    Exit code: 0 whole, 3 the ledger in it is not whole.
    """
    with reading(file) as held:
        checked = change.check(held, opener(passphrase_file, identity), vkey=vkey)
    manifest, found = checked.manifest, checked.found
    if as_json:
        said = {"is_whole": found.is_whole, "sentence": found.sentence, "made_at": manifest.made_at}
        more = {"entries": manifest.entries, "schema": manifest.schema, "version": manifest.version}
        click.echo(json.dumps({**said, **more, "keys": list(manifest.keys), "checkpoint": manifest.checkpoint}))
    else:
        keys = "It holds the keys." if manifest.keys else "It holds no keys: those have to be elsewhere."
        click.echo(
            f"Backup of {manifest.agency or 'an agency'}, made {manifest.made_at} by Proviso {manifest.version}."
        )
        click.echo(f"{found.sentence} {keys}")
    return 0 if found.is_whole else NOT_WHOLE


@command.command("new-key", epilog="Example: proviso backup new-key /safe/backup.key")
@click.argument("file", type=click.Path(path_type=Path))
def new_key(file: Path) -> None:
    """Make a pair of keys: the private one into FILE, to be kept away from this machine; the public one is printed."""
    public, private = new_pair()
    try:
        with os.fdopen(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="utf-8") as out:
            out.write(private + "\n")
    except FileExistsError as fault:
        raise ConflictError(
            f"{file} is there already.", hint="A key that opens backups is never overwritten."
        ) from fault
    except OSError as fault:
        raise UsageError(f"{file} cannot be written: {(fault.strerror or '').lower()}.") from fault
    click.echo(public)
    click.echo(f"Back up with: proviso backup -o FILE --to {public[:22]}…", err=True)
    click.echo(f"Take {file} to a safe place: without it nobody opens these backups.", err=True)


@contextmanager
def opened(settings: Settings) -> Iterator[tuple[Settings, Store, Journal]]:
    """Store and journal alone: a home can be backed up when its policy is broken."""
    settings = with_agency(settings)
    require_agency(settings)
    journal = Journal.open(settings.home)
    store = Store.open(settings.store, seal=journal.seal)
    try:
        yield settings, store, journal
    finally:
        store.close()


def opener(passphrase_file: Path | None, identity: Path | None) -> Opener:
    """What opens a backup: a private key, or a passphrase."""
    if identity is not None and passphrase_file is not None:
        raise UsageError(
            "--identity and --passphrase-file are both named.", hint="A backup is sealed with one of them."
        )
    if identity is not None:
        return Identity(read_secret(identity, "a private key"))
    return Passphrase(passphrase(passphrase_file, is_new=False))


@contextmanager
def reading(file: Path) -> Iterator[BinaryIO]:
    """The file of a backup."""
    try:
        held = file.open("rb")
    except OSError as fault:
        raise UsageError(f"{file} cannot be read: {(fault.strerror or '').lower()}.") from fault
    with held:
        yield held


def _lock(to: str | None, passphrase_file: Path | None) -> Lock:
    if to and passphrase_file:
        raise UsageError("--to and --passphrase-file are both named.", hint="A backup is sealed with one of them.")
    if not to:
        return Passphrase(passphrase(passphrase_file, is_new=True))
    if to.startswith(PUBLIC):
        return Recipient(to)
    try:
        return Recipient(Path(to).read_text(encoding="utf-8").strip())
    except (OSError, UnicodeDecodeError) as fault:
        raise UsageError(
            f"{to} is neither a public key nor a file of one.", hint="proviso backup new-key FILE makes a pair."
        ) from fault


@contextmanager
def _written(output: str) -> Iterator[BinaryIO]:
    """A new file that is there when it is whole, and durable; nothing is overwritten."""
    if output == "-":
        if sys.stdout.isatty():
            raise UsageError("A backup is no text for a screen.", hint="Send it on: proviso backup -o - | …")
        yield sys.stdout.buffer
        sys.stdout.buffer.flush()
        return
    path = Path(output)
    if path.exists():
        raise ConflictError(f"{path} is there already, and a backup overwrites nothing.", hint="Name another file.")
    fresh = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        with os.fdopen(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb", 1 << 20) as out:
            yield out
            out.flush()
            os.fsync(out.fileno())
        _name(fresh, path)
    except FileExistsError as fault:
        raise ConflictError(f"{path} is there already, and a backup overwrites nothing.") from fault
    except OSError as fault:
        why = (fault.strerror or type(fault).__name__).lower()
        raise StoreError(
            f"The backup could not be written to {path}: {why}.", hint="Make room, or name another place."
        ) from fault
    finally:
        fresh.unlink(missing_ok=True)


def _name(fresh: Path, path: Path) -> None:
    """Give the file its name. A link fails where a rename would overwrite; not every disk has links."""
    try:
        os.link(fresh, path)
    except FileExistsError:
        raise
    except OSError:
        fresh.rename(path)


def _progress(as_json: bool) -> change.Told | None:
    """ "40%" on one line of a terminal."""
    if as_json or not sys.stderr.isatty():
        return None

    def told(done: int, size: int) -> None:
        percent = 100 * done // size if size else 100
        click.echo(f"\rBacking up: {percent}%", nl=done >= size, err=True)

    return told
