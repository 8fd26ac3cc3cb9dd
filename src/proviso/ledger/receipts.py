"""Receipts: one entry, the proof that it is in the ledger, and the signed head. To check one needs nothing of ours."""

from __future__ import annotations

from base64 import b64decode, b64encode
from dataclasses import dataclass

import msgspec

from proviso.errors import LedgerError

from .checkpoints import Checkpoint, Verifier
from .proofs import is_included
from .tree import leaf_hash

FORMAT = "proviso-receipt/1"


@dataclass(frozen=True, slots=True, kw_only=True)
class Receipt:
    """One entry with its inclusion proof (RFC 9162 2.1.3) and a signed checkpoint (C2SP)."""

    index: int
    record: bytes
    proof: tuple[bytes, ...]
    checkpoint: str
    """The signed note."""
    vkey: str

    @property
    def leaf(self) -> bytes:
        """SHA-256(0x00 ‖ record)."""
        return leaf_hash(self.record)

    def to_json(self) -> bytes:
        """The receipt file: binary values in base64."""
        values = {
            "format": FORMAT,
            "index": self.index,
            "record": _text(self.record),
            "leaf": _text(self.leaf),
            "proof": [_text(step) for step in self.proof],
            "checkpoint": self.checkpoint,
            "vkey": self.vkey,
        }
        return msgspec.json.format(msgspec.json.encode(values), indent=2) + b"\n"

    @classmethod
    def from_json(cls, file: bytes) -> Receipt:
        """Read a receipt file; says what is wrong with it."""
        try:
            raw = msgspec.json.decode(file, type=_File)
            found = cls(
                index=raw.index,
                record=b64decode(raw.record, validate=True),
                proof=tuple(b64decode(step, validate=True) for step in raw.proof),
                checkpoint=raw.checkpoint,
                vkey=raw.vkey,
            )
            leaf = b64decode(raw.leaf, validate=True)
        except (ValueError, msgspec.DecodeError, RecursionError) as fault:
            raise LedgerError("This is not a receipt of Proviso.") from fault
        if raw.format != FORMAT:
            raise LedgerError(f"This is a receipt of another format: {raw.format}.")
        if leaf != found.leaf:
            raise LedgerError("The record of this receipt was changed: its hash is another.")
        return found

    def check(self, vkey: str | None = None) -> Checkpoint:
        """The checkpoint that holds this entry, or a `LedgerError`. Give the `vkey` that you trust, not the file's."""
        verifier = Verifier.from_vkey(vkey or self.vkey)
        checkpoint = verifier.open(self.checkpoint)
        if not is_included(self.leaf, self.index, checkpoint.size, self.proof, checkpoint.root):
            raise LedgerError(f"Entry {self.index} of this receipt is not in the ledger that was signed.")
        return checkpoint


class _File(msgspec.Struct):
    format: str
    index: int
    record: str
    leaf: str
    proof: list[str]
    checkpoint: str
    vkey: str


def _text(value: bytes) -> str:
    return b64encode(value).decode()
