"""The journal: records events in the caller's transaction, and chains and signs each group before its commit.

It is what ties the ledger's mathematics to the store's rows. There is no off switch: an event that cannot be recorded
takes its transaction with it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from pathlib import Path
from secrets import token_urlsafe

from .db import entries
from .db.headfile import HeadFile
from .db.store import Store, Tx
from .errors import ClockError, LedgerError, NotFoundError
from .identity.keys import open_keys
from .ledger import canonical, proofs, segments
from .ledger.checkpoints import Signer, Verifier
from .ledger.receipts import Receipt
from .ledger.tree import Frontier, cover, extend, leaf_hash
from .ledger.verification import Note, Verification, verify
from .model import Event
from .model.veils import is_of_incident

MAX_BACK = timedelta(seconds=5)
"""How far the clock may go back between two entries: time servers step by less."""

SALT_BYTES = 16
_DO_NOT_REPAIR = "Do not repair it. Run `proviso ledger verify`, and tell the CIO's office."


def record(tx: Tx, at: datetime, event: Event) -> int:
    """Record what happened, in the caller's transaction; returns the number of the entry in the ledger."""
    return put(tx, canonical.encode(at, event, token_urlsafe(SALT_BYTES) if is_of_incident(event) else ""))


def put(tx: Tx, encoded: bytes) -> int:
    """The same for an event whose canonical bytes were made before: `canonical.encode(at, event)`."""
    if not tx.is_writing:
        raise LedgerError("An event can be recorded only while writing.")
    if tx.size < 0:
        newest = entries.newest(tx)
        tx.size = 0 if newest is None else newest[0] + 1
        tx.last_at = b"" if newest is None else canonical.stamp_of(newest[1]).encode()
    records = tx.records
    before = canonical.time_in(records[-1]) if records else tx.last_at
    if canonical.time_in(encoded) < before:
        _refuse_going_back(canonical.stamp_of(encoded), before.decode())
    records.append(encoded)
    return tx.size + len(records) - 1


def _refuse_going_back(now: str, before: str) -> None:
    back = datetime.fromisoformat(before) - datetime.fromisoformat(now)
    if back > MAX_BACK:
        raise ClockError(
            f"The clock of this machine went backwards: it says {_words(now)}, and the last entry of the ledger is of "
            f"{_words(before)}.",
            hint="Set the clock right. Until then nothing is recorded, so nothing is sent.",
        )


def _words(stamp: str) -> str:
    at = datetime.fromisoformat(stamp)
    return f"{at:%B} {at.day}, {at:%Y, %H:%M:%S} UTC"


class Journal:
    """The ledger of one agency: signs its heads, proves its entries."""

    def __init__(self, signer: Signer, file: HeadFile) -> None:
        self._signer = signer
        self._file = file
        self._frontier: Frontier | None = None

    @classmethod
    def open(cls, home: Path) -> Journal:
        """The journal of the data in this folder; makes the keys at the first start."""
        return cls(Signer(open_keys(home / "keys").ledger), HeadFile(home / "checkpoint"))

    @property
    def origin(self) -> str:
        """The name that the checkpoints are signed for."""
        return self._signer.origin

    @property
    def vkey(self) -> str:
        """The key that verifies the checkpoints, for Go's `sumdb/note`."""
        return self._signer.verifier.vkey

    def seal(self, tx: Tx) -> None:
        """Chain the records of the group and sign the new head; `Store` calls it before each commit."""
        before = self._frontier_of(tx)
        self._file.require()
        after, nodes = extend(before, map(leaf_hash, tx.records))
        note = self._signer.sign(after.size, after.root)
        head = entries.SavedCheckpoint(size=after.size, at=canonical.stamp_of(tx.records[-1]), note=note)
        entries.append(tx, before.size, tx.records, nodes, head)
        # INVARIANT: the frontier moves only after the commit, and the file is never ahead of the database.
        tx.committed.append(lambda: self._committed(after, note))

    def _committed(self, frontier: Frontier, note: str) -> None:
        self._frontier = frontier
        self._file.write(note)

    def _frontier_of(self, tx: Tx) -> Frontier:
        """The tree before this group; read again when another process appended, or at the first group."""
        known = self._frontier
        if known is not None and known.size == tx.size:
            return known
        if known is not None and known.size > tx.size:
            raise LedgerError(
                f"The ledger lost entries: it had {known.size:,}, it has {tx.size:,}.", hint=_DO_NOT_REPAIR
            )
        return self._load(tx) if known is None else self._follow(tx, known)

    def _load(self, tx: Tx) -> Frontier:
        """Read the frontier, and refuse to go on from a tree that is not the one that was signed."""
        frontier, newest = self._read(tx)
        if newest is None and not tx.size:
            self._file.begin(self._signer.sign(0, frontier.root))
        self._refuse_another(tx, frontier, self._file.read())
        self._refuse_other_head(tx, frontier, newest)
        return frontier

    def _follow(self, tx: Tx, known: Frontier) -> Frontier:
        """The tree that another process grew from the one that this process knows: signed, and beginning with ours."""
        frontier, newest = self._read(tx)
        self._refuse_other_head(tx, frontier, newest)
        if known.size and proofs.root_at(known.size, lambda keys: entries.some_nodes(tx, keys)) != known.root:
            raise LedgerError("The ledger does not go on from the one that was here.", hint=_DO_NOT_REPAIR)
        return frontier

    def _read(self, tx: Tx) -> tuple[Frontier, entries.SavedCheckpoint | None]:
        keys = cover(0, tx.size)
        found = entries.some_nodes(tx, keys)
        if len(found) != len(keys):
            raise LedgerError("The tree of the ledger is not whole.", hint=_DO_NOT_REPAIR)
        return Frontier(size=tx.size, peaks=tuple(found[key] for key in keys)), entries.newest_checkpoint(tx)

    def _refuse_other_head(self, tx: Tx, frontier: Frontier, newest: entries.SavedCheckpoint | None) -> None:
        if newest is not None:
            self._refuse_another(tx, frontier, newest.note)
        if (newest.size if newest else 0) != tx.size:
            raise LedgerError("The newest checkpoint is not of the newest entry.", hint=_DO_NOT_REPAIR)

    def _refuse_another(self, tx: Tx, frontier: Frontier, note: str) -> None:
        head = self._signer.verifier.open(note)
        if head.size > frontier.size:
            raise LedgerError(
                f"The ledger lost entries: {head.size:,} were signed, {frontier.size:,} are there.", hint=_DO_NOT_REPAIR
            )
        if proofs.root_at(head.size, lambda keys: entries.some_nodes(tx, keys)) != head.root:
            raise LedgerError("The ledger is not the one that was signed.", hint=_DO_NOT_REPAIR)

    def checkpoint(self, tx: Tx) -> str:
        """The newest signed head."""
        newest = entries.newest_checkpoint(tx)
        return newest.note if newest else self._signer.sign(0, Frontier().root)

    def receipt(self, tx: Tx, index: int) -> Receipt:
        """One entry, the proof that it is in the ledger (RFC 9162 2.1.3), and the newest signed head."""
        entry, newest = entries.get(tx, index), entries.newest_checkpoint(tx)
        if entry is None or newest is None:
            raise NotFoundError(f"There is no entry {index:,}.", hint=f"The ledger has {entries.size(tx):,}, from 0.")
        ranges = proofs.inclusion_ranges(index, newest.size)
        proof = proofs.prove(ranges, lambda keys: entries.some_nodes(tx, keys))
        return Receipt(index=index, record=entry.raw, proof=proof, checkpoint=newest.note, vkey=self.vkey)

    def consistency(self, tx: Tx, first: int, second: int) -> tuple[bytes, ...]:
        """The proof that the ledger of `second` entries begins with that of `first` entries (RFC 9162 2.1.4)."""
        return proofs.prove(proofs.consistency_ranges(first, second), lambda keys: entries.some_nodes(tx, keys))

    def segment(self, tx: Tx, indexes: Sequence[int], size: int) -> tuple[bytes, ...]:
        """One proof for many entries of the ledger of `size` entries (`ledger.segments`)."""
        return proofs.prove(segments.ranges_between(indexes, size), lambda keys: entries.some_nodes(tx, keys))

    def sign_text(self, text: str) -> str:
        """A note of what was made from the ledger, signed with its key; never a checkpoint."""
        return self._signer.sign_text(text)

    def filed(self) -> str:
        """The note in the file outside the database; empty when it is missing."""
        return self._file.read_or_empty()

    def notes(self, tx: Tx) -> list[Note]:
        """Every saved checkpoint of the database."""
        return _notes(tx)

    def verify(self, store: Store) -> Verification:
        """Read the whole ledger, and name the first entry that was changed, removed, inserted or reordered."""
        with store.read() as tx:
            is_started = entries.size(tx) > 0
        # The file first: what is committed meanwhile makes the snapshot longer than the file, never shorter.
        text = self.filed()
        with store.read() as tx:
            notes = self.notes(tx)
            if (is_started or text) and text not in [note.text for note in notes]:
                notes.append(Note(size=None, at="", text=text, place=f"the file {self._file.path.name}"))
            return verify(_Rows(tx), notes, self._signer.verifier)


def verify_copy(tx: Tx, vkey: str) -> Verification:
    """The same for a database apart from its home, such as the one in a backup, by the key alone."""
    return verify(_Rows(tx), _notes(tx), Verifier.from_vkey(vkey))


def _notes(tx: Tx) -> list[Note]:
    return [
        Note(size=each.size, at=each.at, text=each.note, place=f"the checkpoint of {each.size:,} entries")
        for each in entries.checkpoints(tx)
    ]


class _Rows:
    """The rows of the database as the verification reads them."""

    def __init__(self, tx: Tx) -> None:
        self._tx = tx

    def batches(self) -> Iterator[list[tuple[int, bytes]]]:
        return entries.batches(self._tx, 4_000)

    def entry(self, index: int) -> bytes | None:
        found = entries.get(self._tx, index)
        return None if found is None else found.raw

    def level(self, level: int, start: int, stop: int) -> list[tuple[int, bytes]]:
        return entries.level(self._tx, level, start, stop)

    def find_leaf(self, leaf: bytes) -> int | None:
        return entries.find_leaf(self._tx, leaf)

    def node_count(self) -> int:
        return entries.node_count(self._tx)
