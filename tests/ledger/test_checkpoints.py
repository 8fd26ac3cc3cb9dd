"""Checkpoints are C2SP signed notes; the first case is the example of Go's `sumdb/note`."""

from __future__ import annotations

import pytest

from proviso.errors import LedgerError
from proviso.ledger.checkpoints import Checkpoint, Signer, Verifier

SIGNER = Signer(bytes(range(32)))
ROOT = bytes(range(100, 132))
NOTE = SIGNER.sign(3914, ROOT)

GO_KEY = "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW"
GO_TEXT = "If you think cryptography is the answer to your problem,\nthen you don't know what your problem is.\n"
GO_SIGNATURE = (
    "— PeterNeumann x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM="
)


def test_the_key_and_the_signature_of_the_published_example_are_read() -> None:
    verifier = Verifier.from_vkey(GO_KEY)
    assert verifier.vkey == GO_KEY
    assert verifier._is_mine(GO_TEXT, GO_SIGNATURE)
    assert not verifier._is_mine(GO_TEXT + "x\n", GO_SIGNATURE)


def test_a_note_opens_to_the_head_that_was_signed() -> None:
    found = Verifier.from_vkey(SIGNER.verifier.vkey).open(NOTE)
    assert found == Checkpoint(origin=SIGNER.origin, size=3914, root=ROOT)


def test_a_note_has_the_form_of_the_specification() -> None:
    origin, size, root, empty, signature, end = NOTE.split("\n")
    assert (origin, size, root, empty, end) == (
        SIGNER.origin,
        "3914",
        "ZGVmZ2hpamtsbW5vcHFyc3R1dnd4eXp7fH1+f4CBgoM=",
        "",
        "",
    )
    assert signature.startswith(f"— {SIGNER.origin} ")


@pytest.mark.parametrize("place", range(0, len(NOTE) - 1, 3))
def test_any_changed_character_breaks_the_note(place: int) -> None:
    changed = NOTE[:place] + ("A" if NOTE[place] != "A" else "B") + NOTE[place + 1 :]
    with pytest.raises(LedgerError):
        SIGNER.verifier.open(changed)


@pytest.mark.parametrize("note", ["", "\n\n", NOTE.strip(), NOTE.replace("\n\n", "\n"), NOTE[: NOTE.index("—")]])
def test_what_is_no_note_is_refused(note: str) -> None:
    with pytest.raises(LedgerError):
        SIGNER.verifier.open(note)


def test_a_note_of_another_key_is_refused() -> None:
    with pytest.raises(LedgerError, match="not signed by this ledger"):
        Signer(bytes(32)).verifier.open(NOTE)


def test_a_witness_may_sign_beside_us() -> None:
    assert SIGNER.verifier.open(NOTE + GO_SIGNATURE + "\n").size == 3914


def test_the_same_head_has_the_same_note() -> None:
    assert Signer(bytes(range(32))).sign(3914, ROOT) == NOTE


@pytest.mark.parametrize("vkey", ["", "a+b", GO_KEY.replace("c74f20a3", "c74f20a4"), GO_KEY[:-4], "a+b+!!!"])
def test_what_is_no_key_is_refused(vkey: str) -> None:
    with pytest.raises(LedgerError):
        Verifier.from_vkey(vkey)


def test_a_signed_text_is_no_checkpoint_and_a_checkpoint_is_no_signed_text() -> None:
    signer = Signer(b"\x07" * 32)
    text = "proviso-seal/1\npdf\n12\n"
    assert signer.verifier.open_text(signer.sign_text(text)) == text
    with pytest.raises(LedgerError):
        signer.verifier.open(signer.sign_text(text))
    with pytest.raises(LedgerError):
        signer.verifier.open_text(signer.sign(1, b"\x01" * 32))


@pytest.mark.parametrize("text", ["proviso.ledger/x\n1\n", "proviso-seal/1", "a\n", "proviso-seal/1\n\nx\n", ""])
def test_what_could_be_taken_for_a_checkpoint_is_not_signed(text: str) -> None:
    with pytest.raises(LedgerError, match="cannot be signed"):
        Signer(b"\x07" * 32).sign_text(text)


@pytest.mark.parametrize("note", ["", "x\n", "proviso-seal/1\n\n— nobody abc\n"])
def test_a_text_that_this_key_did_not_sign_is_refused(note: str) -> None:
    with pytest.raises(LedgerError):
        Signer(b"\x07" * 32).verifier.open_text(note)
