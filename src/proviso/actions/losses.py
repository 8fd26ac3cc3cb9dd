"""What a backup lacks of the newest ledger that somebody knows of: a checkpoint that was kept, or the old folder."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field, replace
from pathlib import Path

from proviso.db import backups as db
from proviso.db import entries
from proviso.db.store import Tx
from proviso.errors import LedgerError, ProvisoError, StoreError, UsageError
from proviso.ledger import canonical, proofs
from proviso.ledger.checkpoints import Checkpoint, Verifier

MOST_READ = 1_000_000
"""Missing entries of an old folder that are counted by kind."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """A newer head that somebody knows: its note, and where the database that it is of may still be read."""

    note: str
    place: str
    """"the file kept.txt", "the old home /srv/proviso"."""
    database: Path | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Loss:
    """Entries that were in the ledger and are not in the backup."""

    first: int
    last: int
    since: str
    """Time of the last entry that the backup has."""
    until: str = ""
    """Time of the last missing one; empty where nobody can say."""
    kinds: Mapping[str, int] = field(default_factory=dict)
    """How many of each kind, where the old database can be read."""

    @property
    def count(self) -> int:
        """How many are missing."""
        return self.last - self.first + 1

    @property
    def sentence(self) -> str:
        """ "entries 120 to 134 are missing, from 2026-11-24T19:14:00Z to 2026-11-24T20:00:00Z." """
        which = f"entry {self.first:,} is" if self.count == 1 else f"entries {self.first:,} to {self.last:,} are"
        when = f"after {_short(self.since)}" + (f", until {_short(self.until)}" if self.until else "")
        return f"{which} missing, {when}."


def from_file(path: Path) -> Known:
    """A checkpoint that somebody kept: the note, or the JSON of `proviso ledger checkpoint --json`, or a receipt."""
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as fault:
        raise UsageError(f"The checkpoint {path} cannot be read.", hint="Name the file that was kept.") from fault
    with suppress(ValueError, AttributeError, RecursionError):
        text = json.loads(text).get("checkpoint", "")
    return Known(note=text, place=f"the file {path}")


def from_home(home: Path) -> Known:
    """The head that an old home knows: the newer one of its file and its database."""
    database = home / "proviso.db"
    notes = []
    with suppress(OSError, UnicodeDecodeError):
        notes.append((home / "checkpoint").read_text(encoding="utf-8"))
    with suppress(ProvisoError), db.read_only(database) as tx:
        newest = entries.newest_checkpoint(tx)
        notes += [newest.note] if newest is not None else []
    if not notes:
        raise UsageError(
            f"{home} has no checkpoint and no database that can be read.", hint="Name the folder of the old home."
        )
    return Known(note=max(notes, key=_size), place=f"the old home {home}", database=database)


def loss_of(tx: Tx, vkey: str, known: Known) -> Loss | None:
    """What the database of the backup lacks; None when it has all. Another history is a `LedgerError`."""
    head = _opened(vkey, known)
    size = entries.size(tx)
    if head.size <= size:
        if head.size and proofs.root_at(head.size, lambda keys: entries.some_nodes(tx, keys)) != head.root:
            raise _another(known)
        return None
    last = entries.last(tx)
    loss = Loss(first=size, last=head.size - 1, since=canonical.stamp_of(last.raw) if last is not None else "")
    if known.database is None:
        return loss
    try:
        with db.read_only(known.database) as old:
            return _seen(tx, old, loss, head, known)
    except StoreError:
        return loss


def _seen(tx: Tx, old: Tx, loss: Loss, head: Checkpoint, known: Known) -> Loss:
    """The same with what the old database says of the missing entries. One that is damaged itself says nothing."""
    try:
        last = entries.last(old)
        if last is None or last.index < loss.last or _root(old, head.size) != head.root:
            return loss
        is_same = not loss.first or _root(old, loss.first) == _root(tx, loss.first)
        kinds = _kinds(old, loss)
        until = canonical.stamp_of(_record(old, loss.last))
    except (LedgerError, KeyError):
        return loss
    if not is_same:
        raise _another(known)
    return replace(loss, until=until, kinds=kinds)


def _kinds(old: Tx, loss: Loss) -> dict[str, int]:
    kinds: Counter[str] = Counter()
    for place in range(loss.first, min(loss.last + 1, loss.first + MOST_READ), 1_000):
        kinds.update(entry.record.event for entry in entries.page(old, place, 1_000) if entry.index <= loss.last)
    return dict(kinds.most_common())


def _record(tx: Tx, index: int) -> bytes:
    found = entries.get(tx, index)
    return b"" if found is None else found.raw


def _root(tx: Tx, size: int) -> bytes:
    return proofs.root_at(size, lambda keys: entries.some_nodes(tx, keys))


def _opened(vkey: str, known: Known) -> Checkpoint:
    try:
        return Verifier.from_vkey(vkey).open(known.note)
    except LedgerError as fault:
        raise LedgerError(
            f"The checkpoint in {known.place} is not one of this ledger: {fault.message}",
            hint=f"The backup is of {vkey.split('+')[0]}.",
        ) from fault


def _another(known: Known) -> LedgerError:
    return LedgerError(
        f"The backup does not go together with {known.place}: their ledgers have another history.",
        hint="Somebody wrote two. Keep both as they are, and tell the CIO's office.",
    )


def _size(note: str) -> int:
    lines = note.split("\n", 2)
    return int(lines[1]) if len(lines) == 3 and lines[1].isdecimal() else -1


def _short(stamp: str) -> str:
    return f"{stamp[:10]} {stamp[11:19]} UTC" if stamp else "the beginning"
