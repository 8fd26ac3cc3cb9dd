"""`proviso provenance`: is this the approved text? A file against its own record, and against the ledger (R-073)."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import click

from proviso.actions.signing import signer_of
from proviso.db import signatures
from proviso.errors import LedgerError, UsageError
from proviso.reports.brought import LARGEST, Brought, read_brought
from proviso.reports.provenance import Outcome, Provenance, check_file, look_up, with_record
from proviso.settings import Settings

from .agencies import opened
from .telling import tell


@click.command("provenance", epilog="Example: proviso provenance flood-plan.docx --key agency-key.json --vkey KEY")
@click.argument("file", type=click.Path(path_type=Path, exists=True, dir_okay=False))
@click.option("--key", "key_file", type=click.Path(path_type=Path, exists=True, dir_okay=False), help="The public key.")
@click.option("--vkey", default="", help="The ledger's key, as `proviso ledger checkpoint --json` prints it.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
@click.pass_obj
def command(settings: Settings, file: Path, key_file: Path | None, vkey: str, as_json: bool) -> int:
    """Say whether a .docx, .pdf or .md file is the text that the experts approved, to the last byte.

    With both keys it works anywhere, offline, without an agency. Without them the agency of this home is asked, and
    plain text works, too: its words are looked for in the ledger.

    Exit code: 0 the approved text, 3 not.
    """
    if file.stat().st_size > LARGEST:
        raise UsageError(f"{file} is too large: {LARGEST >> 20} MB is the most.")
    if bool(key_file) != bool(vkey):
        raise UsageError(
            "Give both keys, or none.", hint="They come from: proviso receipt key, proviso ledger checkpoint"
        )
    try:
        brought = read_brought(file.read_bytes())
        found = _alone(brought, _key(key_file), vkey) if key_file else _at_home(settings, brought)
    except LedgerError as fault:
        found = Provenance(outcome=Outcome.BROKEN, checks=((fault.message.rstrip("."), False),))
    return tell(found, as_json)


def _alone(brought: Brought, key: dict[str, Any], vkey: str) -> Provenance:
    if not brought.manifest:
        return Provenance(outcome=Outcome.UNKNOWN, checks=(("The file has its record with it", False),))
    return check_file(brought, key=key, vkey=vkey)


def _at_home(settings: Settings, brought: Brought) -> Provenance:
    with opened(settings) as agency, agency.store.read() as tx:
        if not brought.manifest:
            return look_up(tx, brought.seen, agency.settings.zone)
        key = signer_of(tx, agency).public if signatures.has_keys(tx) else {}
        return with_record(tx, check_file(brought, key=key, vkey=agency.journal.vkey))


def _key(file: Path) -> dict[str, Any]:
    try:
        found: Any = json.loads(file.read_bytes()[:LARGEST])
    except (ValueError, RecursionError):
        found = None
    if not isinstance(found, dict):
        raise UsageError(f"{file} is no public key.", hint="Take the one of: proviso receipt key")
    return found
