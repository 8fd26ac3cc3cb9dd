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
from proviso.errors import UsageError
from proviso.journal import Journal

BREAK = "--\n"
"""Between notes: no line of a note is `--`."""


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
