"""A receipt stands alone: whoever holds it and the key needs nothing of ours."""

from __future__ import annotations

import json
from typing import Any

import pytest

from proviso.errors import LedgerError
from proviso.ledger import proofs
from proviso.ledger.checkpoints import Signer
from proviso.ledger.receipts import Receipt
from proviso.ledger.tree import Frontier, extend, leaf_hash

SIGNER = Signer(bytes(range(32)))
RECORDS = [b'{"at":"2026-11-24T19:14:00.000000Z","data":{"n":%d},"event":"A","version":1}' % n for n in range(11)]


def receipt(index: int) -> Receipt:
    frontier, nodes = extend(Frontier(), map(leaf_hash, RECORDS))
    found = {(level, at): value for level, at, value in nodes}
    proof = proofs.prove(proofs.inclusion_ranges(index, 11), lambda keys: found)
    note = SIGNER.sign(frontier.size, frontier.root)
    return Receipt(index=index, record=RECORDS[index], proof=proof, checkpoint=note, vkey=SIGNER.verifier.vkey)


@pytest.mark.parametrize("index", range(11))
def test_a_receipt_survives_its_file_and_holds(index: int) -> None:
    found = Receipt.from_json(receipt(index).to_json())
    assert found == receipt(index)
    assert found.check(SIGNER.verifier.vkey).size == 11


def test_a_receipt_of_another_ledger_does_not_hold() -> None:
    with pytest.raises(LedgerError):
        receipt(3).check(Signer(bytes(32)).verifier.vkey)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("format", "other/1"),
        ("record", "e30="),
        ("leaf", "AAAA"),
        ("record", "no base64!"),
        ("proof", "x"),
        ("index", "3"),
    ],
)
def test_a_file_that_was_changed_is_refused_when_it_is_read(name: str, value: Any) -> None:
    values = json.loads(receipt(3).to_json()) | {name: value}
    with pytest.raises(LedgerError):
        Receipt.from_json(json.dumps(values).encode())


@pytest.mark.parametrize(
    ("name", "value"), [("index", 4), ("index", 11), ("index", -1), ("proof", []), ("checkpoint", "x")]
)
def test_a_receipt_that_was_changed_does_not_hold(name: str, value: Any) -> None:
    values = json.loads(receipt(3).to_json()) | {name: value}
    with pytest.raises(LedgerError):
        Receipt.from_json(json.dumps(values).encode()).check()


def test_bytes_that_are_no_file_of_ours_are_refused() -> None:
    with pytest.raises(LedgerError, match="not a receipt"):
        Receipt.from_json(b"\xff{")
