"""The receipt of a signature (139-07.2.c.5): one file that anybody can check without us, and the check itself.

`statement`  who agreed to which text, when and how: the bytes that were signed are its canonical form (RFC 8785)
`text`       the text to the letter; its SHA-256 stands in the statement
`jws`        the signature over the statement, detached (RFC 7515, appendix F), Ed25519
`key`        the public key (RFC 7517); who checks compares it with the one that the agency publishes
`ledger`     the entry, the proof that it is in the ledger, and the signed head (`proviso-receipt/1`)
"""

from __future__ import annotations

from base64 import urlsafe_b64decode
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

import msgspec

from proviso.db import signatures
from proviso.db.store import Tx
from proviso.errors import LedgerError, NotFoundError
from proviso.identity.signatures import FORMAT, is_signed, thumbprint
from proviso.journal import Journal
from proviso.ledger import canonical
from proviso.ledger.receipts import Receipt
from proviso.model import Acknowledgement


@dataclass(frozen=True, slots=True, kw_only=True)
class Checked:
    """What a receipt says, and each thing that was checked: a sentence, and whether it holds."""

    person: str
    name: str
    title: str
    version: str
    signed_at: str
    method: str
    kid: str
    checks: tuple[tuple[str, bool], ...]

    @property
    def is_good(self) -> bool:
        """Whether all of it holds."""
        return all(holds for _, holds in self.checks)


def receipt(tx: Tx, journal: Journal, signed: Acknowledgement) -> bytes:
    """The receipt of one signature, as JSON."""
    kid = kid_of(signed)
    text, key = signatures.text_of(tx, signed.text_sha256), signatures.key_of(tx, kid)
    if not signed.jws or text is None or key is None or signed.entry is None:
        raise NotFoundError(
            "There is no receipt of this signature: it was given before there were receipts.",
            hint="Sign the rules again to get one.",
        )
    values = {
        "format": FORMAT,
        "statement": msgspec.json.decode(signed.statement),
        "text": text,
        "jws": signed.jws,
        "key": key,
        "ledger": msgspec.json.decode(journal.receipt(tx, signed.entry).to_json()),
    }
    return msgspec.json.format(msgspec.json.encode(values), indent=2) + b"\n"


def kid_of(signed: Acknowledgement) -> str:
    """The name of the key that signed; empty when none did."""
    head = signed.jws.partition(".")[0]
    try:
        return str(msgspec.json.decode(_unpadded(head))["kid"])
    except (ValueError, KeyError, TypeError, msgspec.DecodeError):
        return ""


def _unpadded(value: str) -> bytes:
    return urlsafe_b64decode(value + "=" * (-len(value) % 4))


class _File(msgspec.Struct):
    format: str
    statement: dict[str, Any]
    text: str
    jws: str
    key: dict[str, Any]
    ledger: dict[str, Any]


def check(file: bytes, *, key: dict[str, Any] | None = None, vkey: str | None = None) -> Checked:
    """Check a receipt with the agency's public key (else with the one in the file, which proves less)."""
    try:
        read = msgspec.json.decode(file, type=_File)
    except (ValueError, msgspec.DecodeError) as fault:
        raise LedgerError("This is not a receipt of a signature.") from fault
    if read.format != FORMAT:
        raise LedgerError(f"This is a receipt of another format: {read.format[:40]}.")
    said = {name: value for name, value in read.statement.items() if isinstance(value, str)}
    statement = _canonical(read.statement)
    public = read.key if key is None else key
    ledger = _ledger_says(read, statement, vkey)
    return Checked(
        person=said.get("person", ""),
        name=said.get("name", ""),
        title=said.get("agrees_to", ""),
        version=said.get("version", ""),
        signed_at=said.get("signed_at", ""),
        method=said.get("method", ""),
        kid=thumbprint(public),
        checks=(
            ("The statement is signed with this key", is_signed(read.jws, statement, public)),
            (
                "The text is the one that the statement names",
                sha256(read.text.encode()).hexdigest() == said.get("text_sha256"),
            ),
            ledger,
        ),
    )


def _canonical(statement: dict[str, Any]) -> bytes:
    try:
        return bytes(canonical.part(statement))
    except LedgerError:
        return b""


def _ledger_says(read: _File, statement: bytes, vkey: str | None) -> tuple[str, bool]:
    """Whether the entry is in the signed ledger, and is the entry of this very signature."""
    sentence = "The signature is an entry of the ledger"
    try:
        held = Receipt.from_json(msgspec.json.encode(read.ledger))
        head = held.check(vkey)
        entry = canonical.decode(held.record)
    except LedgerError:
        return sentence, False
    data = entry.data
    is_it = (
        entry.event == "AcknowledgementSigned"
        and data.get("jws") == read.jws
        and data.get("person") == read.statement.get("person")
        and data.get("statement_sha256") == sha256(statement).hexdigest()
    )
    return f"{sentence}: {held.index:,} of {head.size:,} in {head.origin}", is_it
