"""An authenticator made of a key and a few bytes: what an honest one answers holds, and each bent answer is refused."""

from __future__ import annotations

import hashlib
import json
import struct
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import Any

import pytest
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from webauthn.helpers import bytes_to_base64url, encode_cbor

from proviso.identity import passkeys
from proviso.identity.passkeys import PasskeyError, challenge_of
from proviso.model import Passkey
from tests.web.house import person

ORIGIN = "https://ai.dcs.example"
NOW = datetime(2026, 11, 30, 15, 0, tzinfo=UTC)
MAYA = person("Maya Okafor")
HANDLE = b"h" * 32
PRESENT, VERIFIED, ATTESTED = 0x01, 0x04, 0x40


@dataclass
class Authenticator:
    """A device with one passkey; each test bends one thing."""

    key: ec.EllipticCurvePrivateKey = field(default_factory=lambda: ec.generate_private_key(ec.SECP256R1()))
    id: bytes = b"credential-1"
    origin: str = ORIGIN
    party: str = "ai.dcs.example"
    count: int = 1
    flags: int = PRESENT | VERIFIED
    handle: bytes = HANDLE
    kind: str = ""

    def create(self, word: str) -> str:
        numbers = self.key.public_key().public_numbers()
        public = {1: 2, 3: -7, -1: 1, -2: numbers.x.to_bytes(32, "big"), -3: numbers.y.to_bytes(32, "big")}
        held = b"\x00" * 16 + struct.pack(">H", len(self.id)) + self.id + encode_cbor(public)
        data = self._data(self.flags | ATTESTED) + held
        response = {
            "clientDataJSON": self._client("webauthn.create", word),
            "attestationObject": bytes_to_base64url(encode_cbor({"fmt": "none", "attStmt": {}, "authData": data})),
        }
        return self._answer(response)

    def get(self, word: str) -> str:
        data, client = self._data(self.flags), self._client("webauthn.get", word)
        raw = json.dumps(self._said("webauthn.get", word)).encode()
        signature = self.key.sign(data + hashlib.sha256(raw).digest(), ec.ECDSA(hashes.SHA256()))
        response = {
            "clientDataJSON": client,
            "authenticatorData": bytes_to_base64url(data),
            "signature": bytes_to_base64url(signature),
            "userHandle": bytes_to_base64url(self.handle),
        }
        return self._answer(response)

    def _answer(self, response: dict[str, str]) -> str:
        credential = bytes_to_base64url(self.id)
        return json.dumps({"id": credential, "rawId": credential, "type": "public-key", "response": response})

    def _data(self, flags: int) -> bytes:
        return hashlib.sha256(self.party.encode()).digest() + bytes([flags]) + struct.pack(">I", self.count)

    def _said(self, kind: str, word: str) -> dict[str, Any]:
        return {"type": self.kind or kind, "challenge": bytes_to_base64url(challenge_of(word)), "origin": self.origin}

    def _client(self, kind: str, word: str) -> str:
        return bytes_to_base64url(json.dumps(self._said(kind, word)).encode())


def add(device: Authenticator, answer: str = "", word: str = "the word") -> Passkey:
    return passkeys.added(
        answer or device.create("the word"),
        word,
        ORIGIN,
        person_id=MAYA.id,
        handle=HANDLE,
        code="AAAA1111",
        name="Laptop",
        at=NOW,
    )


def test_what_is_asked_names_no_algorithm_of_our_own_and_takes_nobody_unverified() -> None:
    made = add(Authenticator())
    asked = json.loads(passkeys.registration(ORIGIN, "DCS", MAYA, HANDLE, "the word", [made]))
    assert asked["rp"] == {"id": "ai.dcs.example", "name": "DCS"}
    assert asked["authenticatorSelection"]["residentKey"] == "required"
    assert asked["authenticatorSelection"]["userVerification"] == "required"
    assert [held["id"] for held in asked["excludeCredentials"]] == [made.id]
    assert MAYA.id not in asked["user"]["id"]
    shown = json.loads(passkeys.assertion(ORIGIN, "the word"))
    assert (shown["userVerification"], shown["allowCredentials"]) == ("required", [])


def test_an_honest_answer_holds() -> None:
    device = Authenticator()
    made = add(device)
    assert (made.id, made.count, made.is_synced) == (bytes_to_base64url(device.id), 1, False)
    device.count = 2
    answer = device.get("another word")
    assert passkeys.credential_id(answer) == made.id
    assert passkeys.counted(answer, "another word", ORIGIN, made) == 2


@pytest.mark.parametrize(
    "bent",
    [
        {"origin": "https://ai.dcs.example.evil.example"},
        {"origin": "http://ai.dcs.example"},
        {"party": "evil.example"},
        {"flags": PRESENT},
        {"flags": VERIFIED},
        {"kind": "payment.get"},
    ],
    ids=str,
)
def test_a_bent_answer_is_refused(bent: dict[str, Any]) -> None:
    with pytest.raises(PasskeyError):
        add(replace(Authenticator(), **bent))
    device = Authenticator()
    made = add(device)
    device.count = 2
    with pytest.raises(PasskeyError):
        passkeys.counted(replace(device, **bent).get("w"), "w", ORIGIN, made)


def test_the_answer_to_another_question_is_refused() -> None:
    device = Authenticator()
    with pytest.raises(PasskeyError):
        add(device, word="another word")
    made = add(device)
    device.count = 2
    with pytest.raises(PasskeyError):
        passkeys.counted(device.get("one word"), "another word", ORIGIN, made)
    with pytest.raises(PasskeyError):
        passkeys.counted(device.create("one word"), "one word", ORIGIN, made)


def test_another_key_and_another_persons_handle_are_refused() -> None:
    device = Authenticator()
    made = add(device)
    with pytest.raises(PasskeyError):
        passkeys.counted(Authenticator(count=2).get("w"), "w", ORIGIN, made)
    with pytest.raises(PasskeyError):
        passkeys.counted(replace(device, count=2, handle=b"x" * 32).get("w"), "w", ORIGIN, made)


def test_a_copy_that_counts_from_the_beginning_is_refused() -> None:
    device = Authenticator(count=7)
    made = add(device)
    for count in (0, 6, 7):
        with pytest.raises(PasskeyError):
            passkeys.counted(replace(device, count=count).get("w"), "w", ORIGIN, made)


def test_one_that_does_not_count_is_taken() -> None:
    device = Authenticator(count=0)
    assert passkeys.counted(device.get("w"), "w", ORIGIN, add(device)) == 0


@pytest.mark.parametrize(
    "answer", ["x", "{}", "[]", "null", '{"id": "x"}', "{" * 9_000, "x" * 30_000, "\udcff", "\x00"]
)
def test_what_is_no_answer_is_refused(answer: str) -> None:
    with pytest.raises(PasskeyError):
        add(Authenticator(), answer)
    made = add(Authenticator())
    with pytest.raises(PasskeyError):
        passkeys.counted(answer, "w", ORIGIN, made)
