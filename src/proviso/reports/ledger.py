"""The ledger as files that anybody can check without us: `verify/` does, and it shares no code with this package.

`entries.jsonl`    each record's canonical bytes, one a line (canonical JSON holds no line break)
`leaves.txt`       the leaf hash of each, base64: they tell which entry it was when a root is not the signed one
`checkpoints.txt`  every saved checkpoint as a C2SP signed note, then the one of the file, a line `--` after each
`vkey`             the key to check them with, in the form of Go's `sumdb/note`
`withheld.txt`     only where entries of classified incidents stand as their hash: their numbers, one a line, signed

A withheld entry's line is `{"leaf":"…","withheld":"139-07.6"}`: the tree is whole without what the entry says (ADR 23).
"""

from __future__ import annotations

import json
from base64 import b64decode, b64encode
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from pathlib import Path

from proviso.db import entries, incidents
from proviso.db.store import Store
from proviso.errors import LedgerError, UsageError
from proviso.journal import Journal
from proviso.ledger import canonical
from proviso.ledger.checkpoints import Verifier
from proviso.ledger.tree import Frontier, extend, leaf_hash
from proviso.model.veils import incident_of

from .checked import Checked

BREAK = "--\n"
"""Between notes: no line of a note is `--`."""
WITHHELD = "withheld.txt"
FORMAT = "proviso-withheld/1"
"""First line of the signed list; the second one is how many entries the export has."""
CLAUSE = "139-07.6"
_BEGINS = b'{"leaf":'
"""No record begins so: their keys are sorted, and the first is `at`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Exported:
    """What was written."""

    count: int
    withheld: int
    """Entries of classified incidents that stand as their hash."""


def check(folder: Path, vkey: str) -> Checked:
    """Check an exported ledger with nothing but the key: every entry and every checkpoint."""
    verifier = Verifier.from_vkey(vkey)
    missing = [name for name in ("entries.jsonl", "checkpoints.txt") if not (folder / name).is_file()]
    if missing:
        return Checked(title="The exported ledger", facts=(), problems=(f"{missing[0]} is missing.",))
    lines = (folder / "entries.jsonl").read_bytes().split(b"\n")
    leaves = [_leaf(line) for line in lines[:-1]]
    problems = ["entries.jsonl does not end with its last line."] if lines[-1] else []
    withheld = [number for number, line in enumerate(lines[:-1]) if line.startswith(_BEGINS)]
    problems += _unsigned(folder, verifier, withheld, len(leaves))
    frontier, at = Frontier(), 0
    heads = 0
    for number, note in enumerate(
        filter(None, (folder / "checkpoints.txt").read_text("utf-8", "replace").split(BREAK)), 1
    ):
        try:
            head = verifier.open(note)
        except (LedgerError, ValueError):
            problems.append(f"checkpoints.txt, note {number}, was changed, or was not signed by this ledger.")
            continue
        if head.size < at or head.size > len(leaves):
            problems.append(f"Entry {len(leaves):,} and what followed is missing: {head.size:,} entries were signed.")
            break
        frontier, at = extend(frontier, leaves[at : head.size])[0], head.size
        if frontier.root != head.root:
            problems.append(_first_bad(folder, leaves, head.size))
            break
        heads += 1
    if not problems and at != len(leaves):
        problems.append(f"Entry {at:,} was added: no checkpoint holds it.")
    facts = [f"{at:,} entries are those that were signed", f"{heads:,} signed checkpoints continue each other"]
    if withheld:
        facts.append(f"{len(withheld):,} of them are of classified incidents: their hashes stand for what they say")
    return Checked(title="The exported ledger", facts=() if problems else tuple(facts), problems=tuple(problems))


def _leaf(line: bytes) -> bytes:
    """The hash of an entry: of its bytes, or the one that stands in their place."""
    if not line.startswith(_BEGINS):
        return leaf_hash(line)
    try:
        leaf = b64decode(json.loads(line)["leaf"], validate=True)
    except (ValueError, KeyError, TypeError):
        return leaf_hash(line)
    return leaf if line == _stand_in(leaf) else leaf_hash(line)


def _stand_in(leaf: bytes) -> bytes:
    return b'{"leaf":"%s","withheld":"%s"}' % (b64encode(leaf), CLAUSE.encode())


def _listed(withheld: Sequence[int], size: int) -> str:
    return "".join(f"{line}\n" for line in (FORMAT, size, *withheld))


def _unsigned(folder: Path, verifier: Verifier, withheld: Sequence[int], size: int) -> list[str]:
    """INVARIANT: only the agency withholds, else whoever passes an export on could hide an entry in it."""
    path = folder / WITHHELD
    if not withheld and not path.is_file():
        return []
    try:
        said = verifier.open_text(path.read_text("utf-8")) if path.is_file() else ""
    except (LedgerError, ValueError):
        return [f"{WITHHELD} was changed, or was not signed by this ledger."]
    if said == _listed(withheld, size):
        return []
    signed = {int(line) for line in said.splitlines()[2:] if line.isdecimal()}
    odd = sorted(signed ^ set(withheld))
    if not odd:
        return [f"{WITHHELD} was signed for another export."]
    what = "was withheld, and is not here so" if odd[0] in signed else "is withheld, and nobody signed that"
    return [f"Entry {odd[0]:,} {what}."]


def _first_bad(folder: Path, leaves: list[bytes], size: int) -> str:
    """The leaves beside the export tell which entry it is, when they themselves were not changed."""
    stored = (
        (folder / "leaves.txt").read_text("ascii", "replace").splitlines() if (folder / "leaves.txt").is_file() else []
    )
    for number, leaf in enumerate(leaves[:size]):
        if number >= len(stored) or stored[number] != b64encode(leaf).decode():
            return f"Entry {number:,} is not the one that was signed."
    return f"An entry up to {size - 1:,} is not the one that was signed, and its hash was changed with it."


def export(store: Store, journal: Journal, folder: Path, *, is_whole: bool = False) -> Exported:
    """Write the ledger as it stands, damaged or not.

    INVARIANT: unless `is_whole`, no entry of a classified incident is in it but as its hash (139-07.6)."""
    if folder.exists() and any(folder.iterdir()):
        raise UsageError(f"The folder {folder} is not empty.", hint="Name a new one.")
    folder.mkdir(parents=True, exist_ok=True)
    filed = journal.filed()
    count, withheld = 0, list[int]()
    with (
        store.read() as tx,
        (folder / "entries.jsonl").open("wb") as lines,
        (folder / "leaves.txt").open("w") as leaves,
    ):
        hidden = frozenset() if is_whole else incidents.classified(tx)
        for batch in entries.batches(tx):
            for index, found in batch:
                record = _bytes(found)
                if _is_hidden(record, hidden):
                    withheld.append(index)
                    record = _stand_in(leaf_hash(record))
                lines.write(record + b"\n")
            stored = entries.level(tx, 0, batch[0][0], batch[-1][0] + 1)
            leaves.writelines(b64encode(leaf).decode() + "\n" for _, leaf in stored)
            count += len(batch)
        notes = [saved.note for saved in entries.checkpoints(tx)]
    if filed and filed not in notes:
        notes.append(filed)
    (folder / "checkpoints.txt").write_text("".join(note + BREAK for note in notes), "utf-8")
    (folder / "vkey").write_text(journal.vkey + "\n", "utf-8")
    if withheld:
        (folder / WITHHELD).write_text(journal.sign_text(_listed(withheld, count)), "utf-8")
    return Exported(count=count, withheld=len(withheld))


def _is_hidden(record: bytes, hidden: Collection[str]) -> bool:
    """Whether an entry is of such an incident; one that cannot be read may be."""
    if not hidden:
        return False
    try:
        return incident_of(canonical.decode(record)) in hidden
    except LedgerError:
        return True


def _bytes(record: bytes | str) -> bytes:
    return record if isinstance(record, bytes) else str(record).encode()
