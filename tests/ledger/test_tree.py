"""The tree is that of RFC 9162; the expected roots are the test vectors of certificate-transparency."""

from __future__ import annotations

from hashlib import sha256

import pytest
from hypothesis import given
from hypothesis import strategies as st

from proviso.ledger.tree import EMPTY_ROOT, Frontier, cover, extend, leaf_hash, node_count, node_hash

RECORDS = [bytes.fromhex(each) for each in ("", "00", "10", "2021", "3031", "40414243", "5051525354555657", "606162636465666768696a6b6c6d6e6f")]  # fmt: skip # noqa: E501
ROOTS = [
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
]


def mth(leaves: list[bytes]) -> bytes:
    """RFC 9162 2.1.1, word for word."""
    if not leaves:
        return sha256(b"").digest()
    if len(leaves) == 1:
        return leaves[0]
    split = 1 << ((len(leaves) - 1).bit_length() - 1)
    return node_hash(mth(leaves[:split]), mth(leaves[split:]))


@pytest.mark.parametrize("size", range(1, 9))
def test_roots_are_the_published_ones(size: int) -> None:
    frontier, _ = extend(Frontier(), map(leaf_hash, RECORDS[:size]))
    assert frontier.root.hex() == ROOTS[size - 1]


def test_the_empty_tree_has_the_hash_of_nothing() -> None:
    assert Frontier().root == EMPTY_ROOT == sha256(b"").digest()


@given(st.integers(0, 200), st.integers(0, 200))
def test_growing_in_two_steps_is_growing_in_one(first: int, second: int) -> None:
    leaves = [leaf_hash(str(number).encode()) for number in range(first + second)]
    before, some = extend(Frontier(), leaves[:first])
    after, more = extend(before, leaves[first:])
    at_once, nodes = extend(Frontier(), leaves)
    assert (after, sorted(some + more)) == (at_once, sorted(nodes))
    assert after.root == mth(leaves)
    assert len(nodes) == node_count(len(leaves))


@given(st.integers(1, 200))
def test_each_node_is_the_root_of_its_own_entries(size: int) -> None:
    leaves = [leaf_hash(str(number).encode()) for number in range(size)]
    for level, index, value in extend(Frontier(), leaves)[1]:
        assert value == mth(leaves[index << level : (index + 1) << level])


@given(st.integers(0, 10_000))
def test_a_range_from_the_start_is_covered_by_one_subtree_for_each_bit(size: int) -> None:
    found = cover(0, size)
    assert len(found) == size.bit_count()
    assert sum(1 << level for level, _ in found) == size
