"""A copy of the database, and one byte changed in it: shows what a verifier sees. Never the real one."""

from __future__ import annotations

import shutil
import sqlite3
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from proviso.errors import LedgerError

from .backups import snapshot_of
from .engines import SQLite
from .store import Store


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """Which byte of which entry was changed."""

    entry: int
    byte: int


def copy(store: Store, folder: Path) -> Path:
    """Copy the database as it stands now into this folder, while others write (SQLite's online backup)."""
    path = folder / "copy.db"
    if not isinstance(store.backend, SQLite):
        with snapshot_of(store, folder) as (_, file), path.open("wb") as out:
            shutil.copyfileobj(file, out)
        return path
    with closing(sqlite3.connect(store.path)) as source, closing(sqlite3.connect(path)) as target:
        source.backup(target)
    return path


def change_one_byte(path: Path, entry: int, *, real: Store) -> Change:
    """Change one byte in the middle of one entry of a copy. INVARIANT: refuses the database that is in use."""
    if isinstance(real.backend, SQLite) and path.resolve() == real.path.resolve():
        raise LedgerError("This is the real ledger. Only a copy may be changed.")
    with closing(sqlite3.connect(path)) as conn:
        row = conn.execute("SELECT record FROM entries WHERE idx = ?", (entry,)).fetchone()
        if row is None:
            raise LedgerError(f"There is no entry {entry:,}.")
        record = bytearray(row[0])
        place = len(record) // 2
        record[place] ^= 1
        conn.execute("UPDATE entries SET record = ? WHERE idx = ?", (bytes(record), entry))
        conn.commit()
    return Change(entry=entry, byte=place)
