"""The Merkle tree of RFC 9162, section 2.1, as it grows: a frontier of complete subtrees, and the nodes under it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from hashlib import sha256
from itertools import count, repeat

Node = tuple[int, int, bytes]
"""Level, index on that level, hash. Level 0 are the leaves; node (l, i) covers the entries i·2^l up to (i+1)·2^l."""

EMPTY_ROOT = sha256(b"").digest()


def leaf_hash(record: bytes) -> bytes:
    """RFC 9162 2.1.1: a leaf and an inner node can never have the same preimage."""
    return sha256(b"\x00" + record).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    """RFC 9162 2.1.1."""
    return sha256(b"\x01" + left + right).digest()


@dataclass(frozen=True, slots=True, kw_only=True)
class Frontier:
    """All that a tree needs to grow: its size, and the roots of its complete subtrees from left to right."""

    size: int = 0
    peaks: tuple[bytes, ...] = ()

    @property
    def root(self) -> bytes:
        """Head of the tree (RFC 9162 2.1.1)."""
        return fold(self.peaks) if self.peaks else EMPTY_ROOT


def fold(peaks: tuple[bytes, ...]) -> bytes:
    """One hash of neighboring complete subtrees, largest on the left."""
    *rest, root = peaks
    for peak in reversed(rest):
        root = node_hash(peak, root)
    return root


def extend(frontier: Frontier, leaves: Iterable[bytes]) -> tuple[Frontier, list[Node]]:
    """Append leaf hashes; also returns the nodes that became complete, level by level."""
    row, level, index, waiting = [*leaves], 0, frontier.size, [*frontier.peaks]
    size = index + len(row)
    nodes: list[Node] = []
    peaks: list[bytes] = []
    while row:
        nodes += zip(repeat(level), count(index), row)
        if index & 1:  # each 1 of the size is a subtree that waits for its right half
            row.insert(0, waiting.pop())
        if len(row) & 1:
            peaks.append(row.pop())
        row = [sha256(b"\x01" + left + right).digest() for left, right in zip(row[::2], row[1::2], strict=True)]
        level, index = level + 1, index >> 1
    return Frontier(size=size, peaks=(*waiting, *reversed(peaks))), nodes


def cover(start: int, stop: int) -> list[tuple[int, int]]:
    """The complete subtrees that make up the entries from `start` up to `stop`, as RFC 9162 splits them.

    `start` is a multiple of the largest of them: so are all ranges that a proof asks for.
    """
    found = []
    while start < stop:
        level = (stop - start).bit_length() - 1
        found.append((level, start >> level))
        start += 1 << level
    return found


def node_count(size: int) -> int:
    """How many nodes a tree of this size has stored, leaves included."""
    return 2 * size - size.bit_count()
