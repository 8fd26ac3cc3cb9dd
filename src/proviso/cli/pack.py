"""`proviso pack`: check a policy pack, compare two, replay, print; propose one, confirm it, end what is in force."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import asdict
from datetime import datetime
from typing import Any

import click
import msgspec

from proviso.db import entries
from proviso.db.store import Tx
from proviso.model import Record
from proviso.policy import Enforcement, Pack, Replayed, find, replay
from proviso.policy.check import Checked, check, folder_of
from proviso.policy.diff import Difference, diff
from proviso.settings import Settings

from .agencies import opened
from .pack_acts import COMMANDS

FOUND = 3
"""Exit code: problems were found, or something would change."""
SHOWN = 25
_WORDS = {
    Enforcement.ENFORCED: "enforced",
    Enforcement.RECORD: "kept as a record",
    Enforcement.INFORMATION: "for information",
    Enforcement.NOT_YET: "not enforced yet",
}

_as_json = click.option("--json", "as_json", is_flag=True, help="Print JSON.")


@click.group("pack", epilog="Example: proviso pack check dhs-139-07")
def command() -> None:
    """Check, compare, replay, print and change policy packs.

    PACK is the name of a pack that comes with Proviso (dhs-139-07, lbb, example-city) or a folder.
    """


@command.command("check", epilog="Example: proviso pack check dhs-139-07")
@click.argument("pack")
@_as_json
def check_(pack: str, as_json: bool) -> int:
    """Say whether a pack is whole, and which of its clauses are not enforced yet.

    Exit code: 0 whole, 3 problems.
    """
    found = check(folder_of(pack))
    click.echo(json.dumps(_checked(found), ensure_ascii=False) if as_json else _say_checked(found))
    return FOUND if found.problems else 0


def _checked(found: Checked) -> dict[str, Any]:
    return {
        "pack": found.ref,
        "title": found.title,
        "problems": list(found.problems),
        "counts": found.counts,
        "rules": found.rules,
        "cases": found.cases,
        "answers": {cls.value: rule.value for cls, rule in found.answers.items()},
        "clauses": [
            {"id": c.id, "title": c.title, "enforcement": c.enforcement.value, "needs": c.needs} for c in found.clauses
        ],
    }


def _say_checked(found: Checked) -> str:
    lines = [found.sentence, *(f"  {problem}" for problem in found.problems)]
    if found.answers_sentence:
        lines.append(found.answers_sentence)
    if found.clauses:
        width = max(len(c.id) for c in found.clauses)
        lines.append("")
        for c in found.clauses:
            needs = f": needs {c.needs}" if c.needs else ""
            lines.append(f"  {c.id:<{width}}  {c.title}: {_WORDS[c.enforcement]}{needs}")
    return "\n".join(lines)


@command.command("diff", epilog="Example: proviso pack diff dhs-139-07 example-city")
@click.argument("before")
@click.argument("after")
@_as_json
def diff_(before: str, after: str, as_json: bool) -> int:
    """Say what gets looser and what tighter from one pack to another.

    Exit code: 0 nothing changes, 3 something does.
    """
    folders = tuple({name: folder_of(name) for name in (before, after)}.values())
    found = diff(find(before), find(after), folders)
    click.echo(json.dumps(asdict(found), ensure_ascii=False) if as_json else _say_difference(found))
    return FOUND if found.looser or found.tighter or found.opened or found.closed else 0


def _say_difference(found: Difference) -> str:
    lines = [found.sentence]
    for title, held in (("Looser", found.looser), ("Tighter", found.tighter), ("Also", found.other)):
        if held:
            lines += ["", f"{title}:", *(f"  {said}" for said in held)]
    return "\n".join(lines)


@command.command("replay", epilog="Example: proviso pack replay example-city")
@click.argument("pack")
@_as_json
@click.pass_obj
def replay_(settings: Settings, pack: str, as_json: bool) -> int:
    """Run the decisions of the ledger under another pack, and list those that would come out otherwise.

    Exit code: 0 nothing would change, 3 something would.
    """
    other = find(pack)
    with opened(settings) as agency, agency.store.read() as tx:
        held = list(_replayed(tx, other))
    changed = [found for found in held if found.changes]
    if as_json:
        says = {"pack": other.ref, "decisions": len(held), "changes": msgspec.to_builtins(changed)}
        click.echo(json.dumps(says, ensure_ascii=False))
    else:
        click.echo("\n".join(_say_replayed(other, held, changed)))
    return FOUND if changed else 0


def _replayed(tx: Tx, pack: Pack) -> Iterator[Replayed]:
    decode = msgspec.json.Decoder(Record).decode
    for batch in entries.batches(tx):
        for _, raw in batch:
            if b'"UseDecided"' not in raw:
                continue
            record = decode(raw)
            if record.event != "UseDecided":
                continue
            found = replay(record.data, datetime.fromisoformat(record.at), pack)
            if found is not None:
                yield found


def _say_replayed(pack: Pack, held: list[Replayed], changed: list[Replayed]) -> Iterator[str]:
    opened = sum(found.is_allowed for found in changed)
    yield (
        f"Under {pack.ref}, {len(changed):,} of {len(held):,} decisions would come out otherwise: "
        f"{opened:,} would be allowed, {len(changed) - opened:,} denied."
    )
    for found in changed[:SHOWN]:
        why = ", ".join(found.was if found.is_allowed else found.rules)
        code = f"{found.decision[:4]}-{found.decision[4:]}"
        yield f"  {code}  {'denied before, allowed' if found.is_allowed else 'allowed before, denied'}: {why}"
    if len(changed) > SHOWN:
        yield f"  and {len(changed) - SHOWN:,} more; --json lists all."


for _command in COMMANDS:
    command.add_command(_command)
