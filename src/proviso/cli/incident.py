"""`proviso incident`: the incident officers' key files, and sealed boxes opened with them (139-07.6).

The key file and its passphrase belong to an officer. Nothing of them is kept here, and a box is opened without a
database, on the machine where the key file is.
"""

from __future__ import annotations

import base64
import binascii
import json
import os
from datetime import UTC, datetime
from pathlib import Path

import click

from proviso.actions import sealed_boxes
from proviso.actions.roles import SYSTEM
from proviso.actions.sign_ins import find
from proviso.db import incidents
from proviso.errors import ConflictError, NotFoundError, StoreError, UnreadableError, UsageError
from proviso.identity import boxes
from proviso.settings import Settings

from .agencies import opened
from .who_else import vendor_notice, who_else

LARGEST = 16 << 20
_as_json = click.option("--json", "as_json", is_flag=True, help="Print JSON.")


@click.group("incident", epilog="Example: proviso incident new-key henry.pem --owner henry.osei")
def command() -> None:
    """Say which uses a spill may have touched, write down a vendor's notice, and look after sealed boxes.

    A box holds a spilled text that must be kept. Proviso locks it to the officers' keys and cannot open it.
    """


command.add_command(who_else)
command.add_command(vendor_notice)


@command.command("new-key", epilog="Example: proviso incident new-key henry.pem --owner henry.osei")
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--owner", default="", help="Put its public half on file for this officer: a handle or an address.")
@click.password_option("--passphrase", prompt="Passphrase for the key file", help="Asked for when it is not given.")
@click.pass_obj
def new_key(settings: Settings, /, file: Path, owner: str, passphrase: str) -> None:
    """Make a key in FILE, locked with a passphrase, and print its public half.

    Without --owner nothing is opened: make it on the officer's own machine, then add the public half here.
    """
    private, public = boxes.new_key(passphrase)
    _keep(file, private)
    said = base64.b64encode(public).decode()
    if owner:
        _add(settings, owner, public)
    click.echo(said)
    then = "It is on file." if owner else f"Put it on file with: proviso incident add-key {said} --owner HANDLE"
    click.echo(f"Key {boxes.key_id(public)} is in {file}. Keep a copy of it apart from this machine. {then}", err=True)


@command.command("add-key", epilog="Example: proviso incident add-key 9fX…= --owner henry.osei")
@click.argument("public")
@click.option("--owner", required=True, help="The officer who has the key file: a handle or an address.")
@click.pass_obj
def add_key(settings: Settings, /, public: str, owner: str) -> None:
    """Put the PUBLIC half of a key on file: new boxes are locked to it, too."""
    try:
        raw = base64.b64decode(public, validate=True)
    except (binascii.Error, ValueError):
        raw = b""
    if len(raw) != 32:
        raise UsageError("This is no public half of a key.", hint="`proviso incident new-key` prints it: 44 letters.")
    click.echo(f"Key {_add(settings, owner, raw)} is on file.", err=True)


@command.command("list-keys", epilog="Example: proviso incident list-keys")
@_as_json
@click.pass_obj
def list_keys(settings: Settings, /, as_json: bool) -> None:
    """List the keys that boxes are locked to, and those that have ended."""
    with opened(settings) as agency, agency.store.read() as tx:
        keys = incidents.all_keys(tx)
    if as_json:
        rows = [{"key": key.id, "owner": key.owner, "made_at": key.made_at, "ended_at": key.ended_at} for key in keys]
        click.echo(json.dumps(rows, default=lambda at: at.isoformat(timespec="seconds"), indent=2))
        return
    if not keys:
        click.echo("No key is on file, so no text can be locked. Make one: proviso incident new-key FILE", err=True)
    for key in keys:
        ended = f", ended on {key.ended_at:%Y-%m-%d}" if key.ended_at else ""
        click.echo(f"{key.id}  {key.owner}, since {key.made_at:%Y-%m-%d}{ended}")


@command.command("end-key", epilog="Example: proviso incident end-key D49F-D544-6DC5")
@click.argument("key")
@click.pass_obj
def end_key(settings: Settings, /, key: str) -> None:
    """Lock no new box to this KEY. What is locked to it stays so: keep the key file."""
    with opened(settings) as agency:
        agency.store.write(lambda tx: sealed_boxes.end_key(tx, key.upper(), actor=SYSTEM, at=datetime.now(UTC)))
    click.echo(f"Key {key.upper()} has ended. Keep its file as long as a box is locked to it.", err=True)


@command.command("open", epilog="Example: proviso incident open incident-2026-011-7KQ2M4XD.box --key henry.pem")
@click.argument("file", type=click.Path(path_type=Path, exists=True, dir_okay=False))
@click.option(
    "--key", "key_file", required=True, type=click.Path(path_type=Path, exists=True, dir_okay=False), help="A key file."
)
@click.option("--passphrase", prompt="Passphrase of the key file", hide_input=True, help="Asked for when not given.")
def open_box(file: Path, key_file: Path, passphrase: str) -> None:
    """Print what is in the box FILE, which the page of the incident gave out. Nothing is kept."""
    click.echo(boxes.unlock(_read(file), _read(key_file), passphrase))


def _add(settings: Settings, owner: str, public: bytes) -> str:
    with opened(settings) as agency:
        with agency.store.read() as tx:
            person = find(tx, owner)
        if person is None:
            raise NotFoundError(f"There is nobody called {owner!r}.", hint="Handles look like henry.osei.")
        at = datetime.now(UTC)
        made = agency.store.write(lambda tx: sealed_boxes.add_key(tx, person.id, public, actor=SYSTEM, at=at))
    return made.id


def _keep(file: Path, private: bytes) -> None:
    """Write the key file for its owner alone; one that is there is never written over."""
    try:
        handle = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        raise ConflictError(f"{file} is there already.", hint="Name a new file: a key is never written over.") from None
    except OSError as fault:
        raise StoreError(f"{file} cannot be written: {fault.strerror}.", hint="Choose another folder.") from fault
    with os.fdopen(handle, "wb") as out:
        out.write(private)


def _read(file: Path) -> bytes:
    try:
        if file.stat().st_size > LARGEST:
            raise UnreadableError(f"{file} is too large for a key or a box.")
        return file.read_bytes()
    except OSError as fault:
        raise UnreadableError(f"{file} cannot be read: {fault.strerror}.") from fault
