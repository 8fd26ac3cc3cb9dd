"""One proof for many entries: it accepts what was signed, and nothing else."""

from __future__ import annotations

from hashlib import sha256

import pytest
from hypothesis import given
from hypothesis import strategies as st

from proviso.errors import LedgerError
from proviso.ledger import proofs
from proviso.ledger.segments import from_runs, ranges_between, root_of, to_runs
from proviso.ledger.tree import Frontier, extend, leaf_hash

LEAVES = [leaf_hash(str(number).encode()) for number in range(70)]
NODES = {(level, index): head for level, index, head in extend(Frontier(), LEAVES)[1]}


def root(size: int) -> bytes:
    return extend(Frontier(), LEAVES[:size])[0].root


def proof(indexes: list[int], size: int) -> tuple[bytes, ...]:
    return proofs.prove(ranges_between(indexes, size), lambda keys: {key: NODES[key] for key in keys if key in NODES})


chosen = st.integers(1, 70).flatmap(
    lambda size: st.tuples(st.just(size), st.lists(st.integers(0, size - 1), min_size=1, unique=True).map(sorted))
)


@given(chosen)
def test_any_entries_with_their_proof_give_the_signed_root(asked: tuple[int, list[int]]) -> None:
    size, indexes = asked
    assert root_of([LEAVES[i] for i in indexes], indexes, size, proof(indexes, size)) == root(size)


@given(chosen, st.data())
def test_another_leaf_number_or_hash_never_does(asked: tuple[int, list[int]], data: st.DataObject) -> None:
    size, indexes = asked
    leaves, hashes = [LEAVES[i] for i in indexes], list(proof(indexes, size))
    which = data.draw(st.integers(0, len(leaves) + len(hashes) - 1))
    changed = leaves if which < len(leaves) else hashes
    position = which if which < len(leaves) else which - len(leaves)
    changed[position] = sha256(changed[position]).digest()
    assert root_of(leaves, indexes, size, hashes) != root(size)


def test_all_entries_need_no_hash_and_one_needs_what_an_inclusion_proof_has() -> None:
    assert proof(list(range(70)), 70) == ()
    single = proofs.prove(proofs.inclusion_ranges(41, 70), lambda keys: {key: NODES[key] for key in keys})
    assert sorted(proof([41], 70)) == sorted(single)


@pytest.mark.parametrize(
    ("indexes", "hashes", "says"),
    [
        ([3], [], "too short"),
        ([3], [b"x" * 32] * 20, "too long"),
        ([3, 3], [], "in order"),
        ([4, 3], [], "in order"),
        ([], [], "in order"),
        ([70], [], "not in a ledger"),
        ([-1], [], "not in a ledger"),
    ],
)
def test_what_is_no_proof_is_said(indexes: list[int], hashes: list[bytes], says: str) -> None:
    with pytest.raises(LedgerError, match=says):
        root_of([LEAVES[0]] * len(indexes), indexes, 70, hashes)


def test_more_leaves_than_numbers_are_refused() -> None:
    with pytest.raises(LedgerError, match="2 entries, and the proof is of 1"):
        root_of(LEAVES[:2], [3], 70, [])


@given(st.lists(st.integers(0, 300), unique=True).map(sorted))
def test_runs_are_the_same_numbers(indexes: list[int]) -> None:
    assert from_runs(to_runs(indexes), 301) == indexes


@pytest.mark.parametrize("runs", [[(3, 3)], [(4, 2)], [(0, 2), (1, 3)], [(0, 10**12)], [(0,)], [(-1, 2)]])
def test_runs_that_lead_out_of_the_ledger_are_refused(runs: list[tuple[int, ...]]) -> None:
    with pytest.raises(LedgerError, match="in order"):
        from_runs(runs, 70)
