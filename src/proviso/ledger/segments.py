"""Many entries with one proof: the hashes of whatever lies between them, so that the root can be computed from both.

An inclusion proof each (RFC 9162 2.1.3) would repeat nearly all of its hashes: 100,000 of them hold 1.7 million hashes.
The tree is the same; a subtree without any of the entries is one hash, and the hashes stand from left to right.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from itertools import pairwise

from proviso.errors import LedgerError

from .proofs import Range
from .tree import node_hash


def ranges_between(indexes: Sequence[int], size: int) -> list[Range]:
    """The subtrees that hold none of these entries, from left to right: what a proof of them all has to bring."""
    _refuse(indexes, size)
    found: list[Range] = []
    waiting = [(0, size, 0, len(indexes))]
    while waiting:
        start, stop, low, high = waiting.pop()
        if low == high:
            found.append((start, stop))
        elif high - low < stop - start:  # else every entry of it is here
            split = start + _largest_power_below(stop - start)
            middle = bisect_left(indexes, split, low, high)
            waiting += [(split, stop, middle, high), (start, split, low, middle)]
    return found


def root_of(leaves: Sequence[bytes], indexes: Sequence[int], size: int, hashes: Sequence[bytes]) -> bytes:
    """The root of the tree of `size` entries, from the leaves of these entries and the hashes between them."""
    _refuse(indexes, size)
    if len(leaves) != len(indexes):
        raise LedgerError(f"There are {len(leaves):,} entries, and the proof is of {len(indexes):,}.")
    between = iter(hashes)
    try:
        root = _root(leaves, indexes, (0, size, 0, len(indexes)), between)
    except StopIteration:
        raise LedgerError("The proof is too short.") from None
    if next(between, None) is not None:
        raise LedgerError("The proof is too long.")
    return root


def _root(
    leaves: Sequence[bytes], indexes: Sequence[int], part: tuple[int, int, int, int], rest: Iterator[bytes]
) -> bytes:
    start, stop, low, high = part
    if low == high:
        return next(rest)
    if stop - start == 1:
        return leaves[low]
    split = start + _largest_power_below(stop - start)
    middle = bisect_left(indexes, split, low, high)
    left = _root(leaves, indexes, (start, split, low, middle), rest)
    return node_hash(left, _root(leaves, indexes, (split, stop, middle, high), rest))


def to_runs(indexes: Sequence[int]) -> list[tuple[int, int]]:
    """Numbers as runs, from and up to: `[3, 4, 5, 9]` is `[(3, 6), (9, 10)]`."""
    runs: list[tuple[int, int]] = []
    for index in indexes:
        if runs and runs[-1][1] == index:
            runs[-1] = runs[-1][0], index + 1
        else:
            runs.append((index, index + 1))
    return runs


def from_runs(runs: Sequence[Sequence[int]], size: int) -> list[int]:
    """The numbers again; a run that leads backwards or out of the ledger is refused before it is written out."""
    before = 0
    for run in runs:
        if len(run) != 2 or not before <= run[0] < run[1] <= size:
            raise LedgerError("The numbers of the entries are not in order.")
        before = run[1]
    return [index for start, stop in runs for index in range(start, stop)]


def _refuse(indexes: Sequence[int], size: int) -> None:
    if not indexes or any(a >= b for a, b in pairwise(indexes)):
        raise LedgerError("The numbers of the entries are not in order.")
    if not 0 <= indexes[0] <= indexes[-1] < size:
        raise LedgerError(f"Entry {indexes[-1]:,} is not in a ledger of {size:,} entries.")


def _largest_power_below(count: int) -> int:
    return 1 << ((count - 1).bit_length() - 1)
