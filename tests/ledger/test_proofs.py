"""Proofs hold for what is in the ledger, and for nothing else."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from proviso.errors import LedgerError
from proviso.ledger import proofs
from proviso.ledger.tree import EMPTY_ROOT, Frontier, extend, leaf_hash

LEAVES = [leaf_hash(f"record {number}".encode()) for number in range(200)]
NODES = {(level, index): value for level, index, value in extend(Frontier(), LEAVES)[1]}


def read(keys: object) -> dict[tuple[int, int], bytes]:
    return NODES


def root(size: int) -> bytes:
    return extend(Frontier(), LEAVES[:size])[0].root


pairs = st.integers(1, 200).flatmap(lambda size: st.tuples(st.integers(0, size - 1), st.just(size)))
sizes = st.integers(1, 200).flatmap(lambda size: st.tuples(st.integers(1, size), st.just(size)))


@given(pairs)
def test_every_entry_is_proven_in_every_ledger_that_holds_it(pair: tuple[int, int]) -> None:
    index, size = pair
    proof = proofs.prove(proofs.inclusion_ranges(index, size), read)
    assert proofs.is_included(LEAVES[index], index, size, proof, root(size))


@given(pairs, st.data())
def test_any_changed_byte_breaks_the_proof(pair: tuple[int, int], data: st.DataObject) -> None:
    index, size = pair
    proof = list(proofs.prove(proofs.inclusion_ranges(index, size), read))
    parts = [LEAVES[index], root(size), *proof]
    which = data.draw(st.integers(0, len(parts) - 1))
    where = data.draw(st.integers(0, 31))
    changed = bytearray(parts[which])
    changed[where] ^= data.draw(st.integers(1, 255))
    parts[which] = bytes(changed)
    assert not proofs.is_included(parts[0], index, size, parts[2:], parts[1])


@given(pairs, st.integers(0, 210))
def test_a_proof_holds_for_its_own_index_only(pair: tuple[int, int], other: int) -> None:
    index, size = pair
    proof = proofs.prove(proofs.inclusion_ranges(index, size), read)
    assert proofs.is_included(LEAVES[index], other, size, proof, root(size)) == (other == index)


@given(pairs)
def test_a_longer_or_shorter_proof_does_not_hold(pair: tuple[int, int]) -> None:
    index, size = pair
    proof = proofs.prove(proofs.inclusion_ranges(index, size), read)
    assert not proofs.is_included(LEAVES[index], index, size, (*proof, bytes(32)), root(size))
    if proof:
        assert not proofs.is_included(LEAVES[index], index, size, proof[:-1], root(size))


@given(sizes)
def test_every_ledger_is_consistent_with_every_shorter_one(pair: tuple[int, int]) -> None:
    first, second = pair
    proof = proofs.prove(proofs.consistency_ranges(first, second), read)
    assert proofs.is_consistent(first, second, root(first), root(second), proof)
    assert proofs.root_at(first, read) == root(first)


@given(sizes, st.integers(0, 31), st.integers(1, 255))
def test_a_rewritten_past_is_not_consistent(pair: tuple[int, int], where: int, flip: int) -> None:
    first, second = pair
    proof = proofs.prove(proofs.consistency_ranges(first, second), read)
    other = bytearray(root(first))
    other[where] ^= flip
    assert not proofs.is_consistent(first, second, bytes(other), root(second), proof)
    assert not proofs.is_consistent(first, second, root(first), root(second), (*proof, bytes(32)))


def test_an_empty_ledger_is_the_beginning_of_all() -> None:
    assert proofs.is_consistent(0, 7, EMPTY_ROOT, root(7), ())
    assert proofs.root_at(0, read) == EMPTY_ROOT


@pytest.mark.parametrize(("index", "size"), [(-1, 5), (5, 5), (0, 0)])
def test_an_entry_that_is_not_there_has_no_proof(index: int, size: int) -> None:
    with pytest.raises(LedgerError, match=f"Entry {index}"):
        proofs.inclusion_ranges(index, size)
    assert not proofs.is_included(LEAVES[0], index, size, (), LEAVES[0])


def test_a_ledger_does_not_shrink() -> None:
    with pytest.raises(LedgerError):
        proofs.consistency_ranges(6, 5)
    assert not proofs.is_consistent(6, 5, root(6), root(5), ())


def test_a_tree_that_lacks_a_node_says_so() -> None:
    with pytest.raises(LedgerError, match="lacks node"):
        proofs.prove([(0, 4)], lambda keys: {})
