"""`proviso verify`: check an evidence file, or an exported ledger, on a machine that has only the public key."""

from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path

import click

from proviso.errors import LedgerError, UsageError
from proviso.reports import evidence_check, ledger

NOT_GOOD = 3


@click.command("verify", epilog="Example: proviso verify evidence.pdf --vkey proviso.ledger/3f…+8c1e…+AY…")
@click.argument("file", type=click.Path(path_type=Path, exists=True))
@click.option("--vkey", default="", help="The public key, or a file that holds it.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def command(file: Path, vkey: str, as_json: bool) -> int:
    """Check an evidence file (a PDF, a ZIP or its folder) or an exported ledger. It needs no agency and no network.

    Each record is held against the signed head of the ledger, each text of the rules against the hash that the ledger
    names, and the file against its seal: one changed bit is found, and said where it is. Take the key from where you
    noted it when the ledger began; without it, the one in the file is used, and that proves less.

    Exit code: 0 good, 3 not good.
    """
    given = _key(vkey)
    if file.is_dir() and (file / "entries.jsonl").is_file() and not (file / "manifest.json").exists():
        found = ledger.check(file, given or _key(str(file / "vkey")))
    else:
        found = evidence_check.check(file, given or evidence_check.vkey_inside(file))
    if as_json:
        click.echo(json.dumps({"is_good": found.is_whole, **asdict(found), "key_given": bool(given)}))
        return 0 if found.is_whole else NOT_GOOD
    if found.title:
        click.echo(found.title)
    for fact in found.facts:
        click.echo(f"  yes  {fact[0].upper()}{fact[1:]}.")
    for problem in found.problems:
        click.echo(f"  NO   {problem}")
    if not given:
        click.echo("The key came with the file. Give the one that you were handed: --vkey KEY")
    click.echo("It is good." if found.is_whole else "It is not good: see the lines that say NO.")
    return 0 if found.is_whole else NOT_GOOD


def _key(vkey: str) -> str:
    if not vkey or "+" in vkey:
        return vkey.strip()
    path = Path(vkey)
    if not path.is_file():
        raise UsageError(f"{vkey} is neither a key nor a file that holds one.")
    held = path.read_text("utf-8", "replace").strip()
    if "+" not in held:
        raise LedgerError(f"{path.name} holds no key.", hint="It has the form name+id+key.")
    return held
