"""Inclusion and consistency proofs (RFC 9162 2.1.3, 2.1.4): what to read, what to send, how to check."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from proviso.errors import LedgerError

from .tree import EMPTY_ROOT, cover, fold, node_hash

Range = tuple[int, int]
"""Entries from, up to."""
Key = tuple[int, int]
"""Level and index of a stored node."""
Nodes = Callable[[Sequence[Key]], dict[Key, bytes]]
"""Reads stored nodes, all in one go."""


def inclusion_ranges(index: int, size: int) -> list[Range]:
    """RFC 9162 2.1.3.1, PATH(m, D_n): the subtrees beside the way from the entry up to the root."""
    if not 0 <= index < size:
        raise LedgerError(f"Entry {index} is not in a ledger of {size} entries.")
    ranges: list[Range] = []
    start, stop = 0, size
    while stop - start > 1:
        split = start + _largest_power_below(stop - start)
        if index < split:
            ranges.append((split, stop))
            stop = split
        else:
            ranges.append((start, split))
            start = split
    return ranges[::-1]


def consistency_ranges(first: int, second: int) -> list[Range]:
    """RFC 9162 2.1.4.1, SUBPROOF(m, D_n, true)."""
    if not 0 < first <= second:
        raise LedgerError(f"There is no consistency proof from {first} to {second} entries.")
    ranges: list[Range] = []
    start, stop, is_whole = 0, second, True
    while first != stop:
        split = start + _largest_power_below(stop - start)
        if first <= split:
            ranges.append((split, stop))
            stop = split
        else:
            ranges.append((start, split))
            start, is_whole = split, False
    if not is_whole:
        ranges.append((start, stop))
    return ranges[::-1]


def prove(ranges: Sequence[Range], nodes: Nodes) -> tuple[bytes, ...]:
    """The hashes of these ranges, from stored nodes: about 2·log2(size) reads at most."""
    keys = [cover(*each) for each in ranges]
    found = nodes([key for each in keys for key in each])
    try:
        return tuple(fold(tuple(found[key] for key in each)) for each in keys)
    except KeyError as missing:
        raise LedgerError(f"The tree of the ledger lacks node {missing}.", hint="Run: proviso ledger verify") from None


def root_at(size: int, nodes: Nodes) -> bytes:
    """Head of the tree as it was at an earlier size."""
    return prove([(0, size)], nodes)[0] if size else EMPTY_ROOT


def is_included(leaf: bytes, index: int, size: int, proof: Sequence[bytes], root: bytes) -> bool:
    """RFC 9162 2.1.3.2."""
    if not 0 <= index < size:
        return False
    position, last, head = index, size - 1, leaf
    for step in proof:
        if last == 0:
            return False
        if position & 1 or position == last:
            head = node_hash(step, head)
            while not position & 1 and position:
                position, last = position >> 1, last >> 1
        else:
            head = node_hash(head, step)
        position, last = position >> 1, last >> 1
    return last == 0 and head == root


def is_consistent(first: int, second: int, old: bytes, new: bytes, proof: Sequence[bytes]) -> bool:
    """RFC 9162 2.1.4.2: the tree of `second` entries begins with the tree of `first` entries."""
    if first == second:
        return not proof and old == new
    if not 0 < first < second:
        return first == 0 and not proof
    path = list(proof) if first & (first - 1) else [old, *proof]
    if not path:
        return False
    position, last = first - 1, second - 1
    while position & 1:
        position, last = position >> 1, last >> 1
    was = now = path[0]
    for step in path[1:]:
        if last == 0:
            return False
        if position & 1 or position == last:
            was, now = node_hash(step, was), node_hash(step, now)
            while not position & 1 and position:
                position, last = position >> 1, last >> 1
        else:
            now = node_hash(now, step)
        position, last = position >> 1, last >> 1
    return last == 0 and was == old and now == new


def _largest_power_below(count: int) -> int:
    return 1 << ((count - 1).bit_length() - 1)
