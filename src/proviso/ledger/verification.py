"""Reads a whole ledger in order, and says that it is whole or names the first entry that is not.

Three things must agree: the entries, the stored nodes of the tree, and every signed checkpoint. Only the checkpoints
are proof; the nodes tell which entry it was when a root is not the one that was signed.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol

from proviso.errors import LedgerError

from .checkpoints import Verifier
from .tree import Frontier, Node, extend, leaf_hash, node_count

Row = tuple[int, bytes]


class Shelf(Protocol):
    """Where the rows of a ledger stand."""

    def batches(self) -> Iterator[list[Row]]:
        """All entries in the order of their numbers."""

    def entry(self, index: int) -> bytes | None:
        """One entry."""

    def level(self, level: int, start: int, stop: int) -> list[Row]:
        """Stored nodes of one level."""

    def find_leaf(self, leaf: bytes) -> int | None:
        """Number of the entry whose stored leaf has this hash."""

    def node_count(self) -> int:
        """How many nodes are stored."""


class Damage(StrEnum):
    """What happened to a ledger that is not whole."""

    CHANGED = "changed"
    REMOVED = "removed"
    INSERTED = "inserted"
    REORDERED = "reordered"
    TRUNCATED = "truncated"
    NODE = "node"
    """The entries hold, a stored hash of the tree does not."""
    CHECKPOINT = "checkpoint"
    """The entries hold together, but a saved checkpoint is missing, damaged or signed by somebody else."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Note:
    """A saved checkpoint, not yet trusted."""

    size: int | None
    """Entries that its row says; None for the file, which says so in the note only."""
    at: str
    text: str
    place: str
    """"the checkpoint of 120 entries", "the file checkpoint": where it was read."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Verification:
    """The outcome. INVARIANT: `is_whole` only when `damage` is None."""

    entries: int
    """How many were read."""
    checkpoints: int = 0
    """How many held."""
    damage: Damage | None = None
    first_bad: int | None = None
    """Number of the first entry that was changed, removed, inserted or reordered; numbers begin with 0."""
    sentence: str
    trusted_size: int = 0
    """Entries under the newest checkpoint that holds."""
    trusted_at: str = ""
    """Time of the last of them."""

    @property
    def is_whole(self) -> bool:
        """True when entries, tree and checkpoints agree."""
        return self.damage is None


@dataclass(frozen=True, slots=True, kw_only=True)
class _Head:
    size: int
    root: bytes
    at: str
    place: str


class _Found(Exception):  # noqa: N818  # not an error: how the walk ends early
    def __init__(self, damage: Damage, first_bad: int | None, sentence: str) -> None:
        super().__init__(sentence)
        self.damage, self.first_bad, self.sentence = damage, first_bad, sentence


def verify(shelf: Shelf, notes: Sequence[Note], verifier: Verifier) -> Verification:
    """Recompute every hash (RFC 9162 2.1), and hold it against each stored node and each signed checkpoint."""
    heads, unsigned = _open(notes, verifier)
    walk = _Walk(shelf, heads)
    try:
        walk.run(unsigned)
    except _Found as found:
        return Verification(
            entries=walk.frontier.size,
            checkpoints=walk.held,
            damage=found.damage,
            first_bad=found.first_bad,
            sentence=found.sentence,
            trusted_size=walk.trusted.size,
            trusted_at=walk.trusted.at,
        )
    size = walk.frontier.size
    says = f"The ledger is whole: {_many(size, 'entry', 'entries')}, {_many(walk.held, 'signed checkpoint')}."
    return Verification(
        entries=size, checkpoints=walk.held, sentence=says, trusted_size=size, trusted_at=walk.trusted.at
    )


def _open(notes: Sequence[Note], verifier: Verifier) -> tuple[list[_Head], list[str]]:
    heads, unsigned = [], []
    for note in notes:
        if not note.text:
            unsigned.append(f"{note.place[0].upper()}{note.place[1:]} is missing: a cut end would not show.")
            continue
        try:
            checkpoint = verifier.open(note.text)
        except LedgerError as fault:
            unsigned.append(f"{note.place[0].upper()}{note.place[1:]} does not hold. {fault.message}")
            continue
        if note.size not in (None, checkpoint.size):
            unsigned.append(f"{note.place[0].upper()}{note.place[1:]} is one of {checkpoint.size:,} entries.")
        heads.append(_Head(size=checkpoint.size, root=checkpoint.root, at=note.at, place=note.place))
    return sorted(heads, key=lambda head: head.size), unsigned


class _Walk:
    """One pass over the entries; `suspect` is a difference between entries and nodes that no checkpoint judged yet."""

    def __init__(self, shelf: Shelf, heads: list[_Head]) -> None:
        self.shelf = shelf
        self.waiting = heads[::-1]
        self.last = heads[-1].size if heads else 0
        self.frontier = Frontier()
        self.trusted = _Head(size=0, root=b"", at="", place="")
        self.held = 0
        self.suspect: tuple[int, int] | None = None
        """Level and index of the first stored node that differs."""

    def run(self, unsigned: list[str]) -> None:
        """Raises `_Found` at the first damage; `unsigned` says which checkpoints do not hold."""
        self._judge()
        for batch in self.shelf.batches():
            self._take(batch)
        size = self.frontier.size
        if self.suspect is not None:
            raise self._verdict()
        if size < self.last:
            lost = f"Entry {size:,} and all after it" if self.last - size > 1 else f"Entry {size:,}, the last one,"
            raise _Found(
                Damage.TRUNCATED,
                size,
                f"{lost} is missing: {self.waiting[0].place} was signed for {self.last:,} entries.",
            )
        if size > self.last:
            raise _Found(
                Damage.INSERTED, self.last, f"Entry {self.last:,} was added from outside: no checkpoint holds it."
            )
        if self.shelf.node_count() != node_count(size):
            raise _Found(Damage.NODE, None, "The entries hold, but the stored tree has nodes that are not its own.")
        if unsigned:
            raise _Found(Damage.CHECKPOINT, None, unsigned[0])

    def _take(self, batch: list[Row]) -> None:
        while batch:
            room = self.waiting[-1].size - self.frontier.size if self.waiting else len(batch)
            piece, batch = batch[:room], batch[room:]
            gap = self._gap(piece)
            piece, wrong = piece[:gap], piece[gap:] if gap is not None else []
            start = self.frontier
            self.frontier, nodes = extend(start, [leaf_hash(record) for _, record in piece])
            if self.suspect is None:
                self.suspect = self._differs(nodes)
            if wrong:
                raise self._misplaced(wrong[0][0])
            self._judge()

    def _gap(self, piece: list[Row]) -> int | None:
        size = self.frontier.size
        for offset, (index, record) in enumerate(piece):
            if index != size + offset or type(record) is not bytes:
                return offset
        return None

    def _misplaced(self, index: int) -> _Found:
        """The row of this number stands where another should, or is no record at all."""
        if self.suspect is not None:
            return self._verdict()
        size = self.frontier.size
        if index == size:
            return _Found(Damage.CHANGED, size, f"Entry {size:,} was changed: it is no record.")
        if index < size:
            return _Found(Damage.INSERTED, size, f"An entry was inserted before entry {size:,}.")
        return _Found(Damage.REMOVED, size, f"Entry {size:,} was removed.")

    def _differs(self, nodes: list[Node]) -> tuple[int, int] | None:
        """The first stored node, leaves first, that is not the recomputed one."""
        levels: dict[int, list[Row]] = {}
        for level, index, value in nodes:
            levels.setdefault(level, []).append((index, value))
        for level, mine in sorted(levels.items()):
            theirs = self.shelf.level(level, mine[0][0], mine[-1][0] + 1)
            if theirs != mine:
                stored = dict(theirs)
                return level, next(index for index, value in mine if stored.get(index) != value)
        return None

    def _judge(self) -> None:
        """Hold the tree against the checkpoints of just this size."""
        while self.waiting and self.waiting[-1].size == self.frontier.size:
            head = self.waiting[-1]
            if head.root != self.frontier.root:
                raise self._verdict() if self.suspect is not None else self._rewritten(head)
            if self.suspect is not None:
                level, index = self.suspect
                first = index << level
                raise _Found(
                    Damage.NODE, first, f"The entries hold, but the stored tree was changed at entry {first:,}."
                )
            self.waiting.pop()
            self.trusted = head
            self.held += 1

    def _rewritten(self, head: _Head) -> _Found:
        first, last = self.trusted.size, head.size - 1
        where = f"Entry {first:,}" if first == last else f"An entry from {first:,} to {last:,}"
        return _Found(Damage.CHANGED, first, f"{where} was changed, and the stored tree with it: {head.place} says so.")

    def _verdict(self) -> _Found:
        level, index = self.suspect or (0, self.frontier.size)
        if level:
            first = index << level
            return _Found(
                Damage.CHANGED,
                first,
                f"An entry from {first:,} to {first + (1 << level) - 1:,} was changed, with its leaf.",
            )
        damage = self._kind(index)
        return _Found(damage, index, f"Entry {index:,} {_SAYS[damage]}.")

    def _kind(self, i: int) -> Damage:
        """What happened at the first entry that is not under its stored leaf."""
        is_, was = self._leaf, self._stored
        if was(i) is None:
            return Damage.INSERTED
        if any(is_(i + k) == was(i) and is_(i + k + 1) == was(i + 1) for k in range(1, 65)):
            return Damage.INSERTED
        stood = self.shelf.find_leaf(is_(i) or b"")
        if stood is None or is_(stood) == was(stood):
            return Damage.CHANGED
        if is_(i + 1) != was(i + 1) and is_(i + 1) == was(stood + 1):
            return Damage.REMOVED
        return Damage.REORDERED

    def _leaf(self, index: int) -> bytes | None:
        record = self.shelf.entry(index)
        return leaf_hash(record) if isinstance(record, bytes) else None

    def _stored(self, index: int) -> bytes | None:
        row = self.shelf.level(0, index, index + 1)
        return row[0][1] if row else None


_SAYS = {
    Damage.CHANGED: "was changed",
    Damage.REMOVED: "was removed",
    Damage.INSERTED: "was inserted",
    Damage.REORDERED: "stands in another's place: entries were reordered",
}


def _many(count: int, one: str, more: str = "") -> str:
    return f"{count:,} {one if count == 1 else more or one + 's'}"
