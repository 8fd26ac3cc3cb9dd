"""The ledger as files that anybody can check without us: `verify/` does, and it shares no code with this package.

`entries.jsonl`    each record's canonical bytes, one a line (canonical JSON holds no line break)
`leaves.txt`       the leaf hash of each, base64: they tell which entry it was when a root is not the signed one
`checkpoints.txt`  every saved checkpoint as a C2SP signed note, then the one of the file, a line `--` after each
`vkey`             the key to check them with, in the form of Go's `sumdb/note`
"""

from __future__ import annotations

from base64 import b64encode
from pathlib import Path

from proviso.db import entries
from proviso.db.store import Store
from proviso.errors import LedgerError, UsageError
from proviso.journal import Journal
from proviso.ledger.checkpoints import Verifier
from proviso.ledger.tree import Frontier, extend, leaf_hash

from .checked import Checked

BREAK = "--\n"
"""Between notes: no line of a note is `--`."""


def check(folder: Path, vkey: str) -> Checked:
    """Check an exported ledger with nothing but the key: every entry and every checkpoint."""
    verifier = Verifier.from_vkey(vkey)
    missing = [name for name in ("entries.jsonl", "checkpoints.txt") if not (folder / name).is_file()]
    if missing:
        return Checked(title="The exported ledger", facts=(), problems=(f"{missing[0]} is missing.",))
    lines = (folder / "entries.jsonl").read_bytes().split(b"\n")
    leaves = [leaf_hash(line) for line in lines[:-1]]
    problems = ["entries.jsonl does not end with its last line."] if lines[-1] else []
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
    facts = (f"{at:,} entries are those that were signed", f"{heads:,} signed checkpoints continue each other")
    return Checked(title="The exported ledger", facts=() if problems else facts, problems=tuple(problems))


def _first_bad(folder: Path, leaves: list[bytes], size: int) -> str:
    """The leaves beside the export tell which entry it is, when they themselves were not changed."""
    stored = (
        (folder / "leaves.txt").read_text("ascii", "replace").splitlines() if (folder / "leaves.txt").is_file() else []
    )
    for number, leaf in enumerate(leaves[:size]):
        if number >= len(stored) or stored[number] != b64encode(leaf).decode():
            return f"Entry {number:,} is not the one that was signed."
    return f"An entry up to {size - 1:,} is not the one that was signed, and its hash was changed with it."


def export(store: Store, journal: Journal, folder: Path) -> int:
    """Write the ledger as it stands, whole or not; returns how many entries were written."""
    if folder.exists() and any(folder.iterdir()):
        raise UsageError(f"The folder {folder} is not empty.", hint="Name a new one.")
    folder.mkdir(parents=True, exist_ok=True)
    filed = journal.filed()
    count = 0
    with (
        store.read() as tx,
        (folder / "entries.jsonl").open("wb") as lines,
        (folder / "leaves.txt").open("w") as leaves,
    ):
        for batch in entries.batches(tx):
            lines.writelines(_bytes(record) + b"\n" for _, record in batch)
            stored = entries.level(tx, 0, batch[0][0], batch[-1][0] + 1)
            leaves.writelines(b64encode(leaf).decode() + "\n" for _, leaf in stored)
            count += len(batch)
        notes = [saved.note for saved in entries.checkpoints(tx)]
    if filed and filed not in notes:
        notes.append(filed)
    (folder / "checkpoints.txt").write_text("".join(note + BREAK for note in notes), "utf-8")
    (folder / "vkey").write_text(journal.vkey + "\n", "utf-8")
    return count


def _bytes(record: bytes | str) -> bytes:
    return record if isinstance(record, bytes) else str(record).encode()
