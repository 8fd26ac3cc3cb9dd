"""The receipt of a signature is checked without us, and names what was changed."""

from __future__ import annotations

import json
from base64 import b64encode
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from proviso.actions import people, signing
from proviso.actions.agency import Agency
from proviso.errors import LedgerError, NotFoundError
from proviso.identity.signatures import Signer, open_signer
from proviso.reports import acknowledgements
from tests.actions.house import NOW, open_agency

TOM = "tom.reyes"


@pytest.fixture(scope="module")
def agency(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Agency]:
    made = open_agency(tmp_path_factory.mktemp("signed"))
    yield made
    made.store.close()


@pytest.fixture(scope="module")
def receipt(agency: Agency) -> bytes:
    pack = agency.packs.base()
    signed = agency.store.write(
        lambda tx: signing.sign_rules(tx, agency, TOM, pack, "Tom Reyes", method="typed name", actor=TOM, at=NOW)
    )
    with agency.store.read() as tx:
        return acknowledgements.receipt(tx, agency.journal, signed)


def test_a_receipt_holds_the_full_text_and_is_good(agency: Agency, receipt: bytes) -> None:
    with agency.store.read() as tx:
        key = signing.signer_of(tx, agency).public
    found = acknowledgements.check(receipt, key=key, vkey=agency.journal.vkey)
    assert found.is_good, found.checks
    assert (found.person, found.name, found.version) == (TOM, "Tom Reyes", "1")
    assert "I report a spill at once" in json.loads(receipt)["text"]
    assert found.kid == key["kid"]


Change = Callable[[dict[str, Any]], object]
TAMPERED: list[tuple[str, Change, int]] = [
    ("a word of the text", lambda r: r.update(text=r["text"].replace("nothing", "anything")), 1),
    ("the person", lambda r: r["statement"].update(person="maya.okafor"), 0),
    ("the name", lambda r: r["statement"].update(name="Maya Okafor"), 0),
    ("the time", lambda r: r["statement"].update(signed_at="2026-11-21T15:00:00.000000Z"), 0),
    ("the way", lambda r: r["statement"].update(method="passkey"), 0),
    ("a number where a text was", lambda r: r["statement"].update(version=1.5), 0),
    ("a part that is not signed", lambda r: r["statement"].update(more="yes"), 0),
    ("the signature", lambda r: r.update(jws=r["jws"][:-4] + ("AAAA" if r["jws"][-4:] != "AAAA" else "BBBB")), 0),
    ("the head of the signature", lambda r: r.update(jws=_unsigned(r["jws"])), 0),
    ("an entry of the ledger", lambda r: r["ledger"].update(index=r["ledger"]["index"] - 1), 2),
    ("the proof", lambda r: r["ledger"].update(proof=r["ledger"]["proof"][:-1]), 2),
    ("no ledger", lambda r: r.update(ledger={}), 2),
]


def _unsigned(jws: str) -> str:
    """The oldest trick: a head that asks for no signature."""
    head = b64encode(b'{"alg":"none"}').decode().rstrip("=")
    return f"{head}..{jws.rpartition('.')[2]}"


@pytest.mark.parametrize(("what", "change", "names"), TAMPERED, ids=[what for what, _, _ in TAMPERED])
def test_what_was_changed_is_named(receipt: bytes, what: str, change: Change, names: int) -> None:
    held = json.loads(receipt)
    change(held)
    found = acknowledgements.check(json.dumps(held).encode())
    assert not found.is_good, what
    assert not found.checks[names][1], what


def test_a_receipt_that_somebody_else_signed_is_not_the_agencys(agency: Agency, receipt: bytes, tmp_path: Path) -> None:
    forger = open_signer(tmp_path, may_make=True)
    held = json.loads(receipt)
    held["jws"] = forger.sign(json.dumps(held["statement"], sort_keys=True, separators=(",", ":")).encode())
    held["key"] = forger.public
    forged = json.dumps(held).encode()
    with agency.store.read() as tx:
        key = signing.signer_of(tx, agency).public
    assert acknowledgements.check(forged).checks[0][1], "with its own key it looks signed"
    assert not acknowledgements.check(forged).is_good, "but the ledger has another signature"
    assert not acknowledgements.check(forged, key=key).checks[0][1]


def test_a_receipt_of_another_ledger_is_not_ours(receipt: bytes, tmp_path: Path) -> None:
    other = open_agency(tmp_path / "other")
    try:
        found = acknowledgements.check(receipt, vkey=other.journal.vkey)
    finally:
        other.store.close()
    assert not found.checks[2][1]


def test_the_key_of_a_statement_checks_with_no_code_of_ours(agency: Agency, receipt: bytes) -> None:
    """As the documentation says: the bytes are `header.` and the statement, both base64url; the key is the `x`."""
    from base64 import urlsafe_b64decode, urlsafe_b64encode

    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

    held = json.loads(receipt)
    statement = json.dumps(held["statement"], sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()
    head, _, signature = held["jws"].split(".")
    signed = f"{head}.{urlsafe_b64encode(statement).decode().rstrip('=')}".encode()
    public = Ed25519PublicKey.from_public_bytes(urlsafe_b64decode(held["key"]["x"] + "="))
    public.verify(urlsafe_b64decode(signature + "=="), signed)


@pytest.mark.parametrize("file", [b"", b"{}", b"[]", b"not json", b'{"format": "proviso-receipt/1"}', b"\xff\xfe"])
def test_what_is_no_receipt_is_said(file: bytes) -> None:
    with pytest.raises(LedgerError):
        acknowledgements.check(file)


def test_a_signature_from_before_there_were_receipts_has_none(agency: Agency) -> None:
    signed = agency.store.write(lambda tx: people.sign(tx, "maya.okafor", "1", "00" * 32, actor="maya.okafor", at=NOW))
    with agency.store.read() as tx, pytest.raises(NotFoundError, match="before there were receipts"):
        acknowledgements.receipt(tx, agency.journal, signed)


def test_the_signer_shows_no_private_part() -> None:
    seed = Ed25519PrivateKey.generate()
    from joserfc.jwk import OKPKey

    key = OKPKey.import_key(seed)
    signer = Signer(key=key, kid=key.thumbprint())
    assert "d" not in signer.public
    assert str(key.as_dict(private=True)["d"]) not in repr(signer)
