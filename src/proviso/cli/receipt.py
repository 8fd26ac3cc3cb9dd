"""`proviso receipt`: check a receipt without us: of a signature under the rules, or of an entry of the ledger."""

from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path
from typing import Any

import click

from proviso.actions.signing import signer_of
from proviso.errors import LedgerError, UsageError
from proviso.identity.signatures import PROVENANCE
from proviso.ledger.receipts import FORMAT, Receipt
from proviso.reports import acknowledgements
from proviso.reports.provenance import check_manifest
from proviso.settings import Settings

from .agencies import opened
from .telling import tell

NOT_GOOD = 3
LARGEST = 4 << 20

_as_json = click.option("--json", "as_json", is_flag=True, help="Print JSON.")


@click.group("receipt", epilog="Example: proviso receipt verify signed-rules.json")
def command() -> None:
    """Check receipts, and print the key that checks signatures.

    A receipt is checked offline: it needs no agency, no database and no network.
    """


@command.command("verify", epilog="Example: proviso receipt verify signed-rules.json --key agency-key.json")
@click.argument("file", type=click.Path(path_type=Path, exists=True, dir_okay=False))
@click.option("--key", "key_file", type=click.Path(path_type=Path, exists=True, dir_okay=False), help="The public key.")
@click.option("--vkey", default="", help="The ledger's key, as `proviso ledger checkpoint --json` prints it.")
@_as_json
def verify(file: Path, key_file: Path | None, vkey: str, as_json: bool) -> int:
    """Check a receipt: who signed which text, whether it was changed, and whether the ledger has it.

    The file provenance.json that is attached to an official PDF is one, too.

    Give the keys that you trust: without them, those in the file are used, and that proves less.

    Exit code: 0 good, 3 not good.
    """
    if file.stat().st_size > LARGEST:
        raise UsageError(f"{file} is no receipt: it is too large.")
    content = file.read_bytes()
    if _format(content) == FORMAT:
        return _verify_entry(content, vkey, as_json)
    if _format(content) == PROVENANCE:
        return tell(check_manifest(content, key=_key(key_file) if key_file else None, vkey=vkey or None), as_json)
    found = acknowledgements.check(content, key=_key(key_file) if key_file else None, vkey=vkey or None)
    if as_json:
        click.echo(json.dumps({"is_good": found.is_good, **asdict(found)}))
        return 0 if found.is_good else NOT_GOOD
    click.echo(f"{found.name} ({found.person}) agreed to “{found.title}”, version {found.version}.")
    click.echo(f"Signed at {found.signed_at} with: {found.method}.")
    for sentence, holds in found.checks:
        click.echo(f"  {'yes' if holds else 'NO '}  {sentence}.")
    click.echo(f"Key: {found.kid}{'' if key_file else ', which came with the file. Compare it: proviso receipt key'}")
    click.echo("The receipt is good." if found.is_good else "The receipt is not good: see the lines that say NO.")
    return 0 if found.is_good else NOT_GOOD


@command.command("key", epilog="Example: proviso receipt key > agency-key.json")
@_as_json
@click.pass_obj
def key(settings: Settings, as_json: bool) -> int:
    """Print the public key under the signatures of this agency (RFC 7517)."""
    del as_json  # it is JSON in any case
    with opened(settings) as agency, agency.store.read() as tx:
        click.echo(json.dumps(signer_of(tx, agency).public, indent=2, sort_keys=True))
    return 0


def _format(content: bytes) -> str:
    try:
        found: Any = json.loads(content)
    except ValueError:
        raise LedgerError("This is not a receipt of Proviso.") from None
    return str(found.get("format", "")) if isinstance(found, dict) else ""


def _key(file: Path) -> dict[str, Any]:
    try:
        found: Any = json.loads(file.read_bytes()[:LARGEST])
    except ValueError:
        found = None
    if not isinstance(found, dict):
        raise UsageError(f"{file} is no public key.", hint="Take the one of: proviso receipt key")
    return found


def _verify_entry(content: bytes, vkey: str, as_json: bool) -> int:
    """A receipt of the ledger alone: one entry, and the proof that it is there."""
    receipt = Receipt.from_json(content)
    try:
        head = receipt.check(vkey or None)
    except LedgerError as fault:
        click.echo(json.dumps({"is_good": False, "why": fault.message}) if as_json else f"NO. {fault.message}")
        return NOT_GOOD
    said = {"is_good": True, "index": receipt.index, "size": head.size, "origin": head.origin}
    words = f"Entry {receipt.index:,} is in the ledger {head.origin} of {head.size:,} entries."
    click.echo(json.dumps(said) if as_json else words)
    return 0
