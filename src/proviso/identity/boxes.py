"""Sealed boxes: a text locked to officers' public keys; only a key file that is elsewhere opens it.

HPKE (RFC 9180) with X25519, HKDF-SHA256 and AES-256-GCM, once for each key. The box's id is bound in, so that what is
locked cannot be moved to another box. The private key is PKCS #8, encrypted with a passphrase, in a file of its owner;
this program makes it in the officer's shell and never keeps it.
"""

from __future__ import annotations

import hashlib

import msgspec
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.hpke import AEAD, KDF, KEM, Suite
from cryptography.hazmat.primitives.serialization import (
    BestAvailableEncryption,
    Encoding,
    PrivateFormat,
    load_pem_private_key,
)

from proviso.errors import UnreadableError, UsageError

SUITE = Suite(KEM.X25519, KDF.HKDF_SHA256, AEAD.AES_256_GCM)
SHORTEST_PASSPHRASE = 15
FORMAT = "proviso-sealed-box-1"


class Box(msgspec.Struct, frozen=True, kw_only=True):
    """What a box file holds: the text once for each key, locked."""

    format: str
    id: str
    incident: str
    locks: dict[str, bytes]


def new_key(passphrase: str) -> tuple[bytes, bytes]:
    """A new key: its private half as an encrypted file, and its public half."""
    if len(passphrase) < SHORTEST_PASSPHRASE:
        raise UsageError(
            f"A passphrase has {SHORTEST_PASSPHRASE} characters at least.", hint="Four or five words are easy to keep."
        )
    private = X25519PrivateKey.generate()
    locked = private.private_bytes(
        Encoding.PEM, PrivateFormat.PKCS8, BestAvailableEncryption(passphrase.encode("utf-8"))
    )
    return locked, private.public_key().public_bytes_raw()


def key_id(public: bytes) -> str:
    """How a key is named: the first letters of its hash, in fours."""
    found = hashlib.sha256(b"proviso incident key\0" + public).hexdigest()[:12].upper()
    return "-".join(found[place : place + 4] for place in range(0, 12, 4))


def require_usable(public: bytes) -> None:
    """Refuse a key to which nothing can be locked: with one of them on file, no box could be locked at all."""
    try:
        SUITE.encrypt(b"", X25519PublicKey.from_public_bytes(public), b"")
    except (ValueError, TypeError):
        raise UsageError(
            "Nothing can be locked to this key: it is damaged.", hint="`proviso incident new-key FILE` makes one."
        ) from None


def lock(text: str, box_id: str, incident_id: str, keys: dict[str, bytes]) -> bytes:
    """The text, locked to each of these public keys."""
    if not keys:
        raise UsageError(
            "There is no key to lock it to.", hint="An incident officer makes one: proviso incident new-key FILE"
        )
    content = text.encode("utf-8", "surrogatepass")
    info = _info(box_id, incident_id)
    locks = {
        name: SUITE.encrypt(content, X25519PublicKey.from_public_bytes(public), info) for name, public in keys.items()
    }
    return msgspec.json.encode(Box(format=FORMAT, id=box_id, incident=incident_id, locks=locks))


def unlock(sealed: bytes, private: bytes, passphrase: str) -> str:
    """The text of a box file, with an officer's key file and its passphrase."""
    box, key = _read(sealed), _private(private, passphrase)
    name = key_id(key.public_key().public_bytes_raw())
    if name not in box.locks:
        raise UsageError(
            f"Key {name} does not open this box.", hint=f"These do: {', '.join(sorted(box.locks)) or 'none'}."
        )
    try:
        content = SUITE.decrypt(box.locks[name], key, _info(box.id, box.incident))
    except (InvalidTag, ValueError):
        raise UnreadableError("This box was changed after it was locked, so it does not open.") from None
    return content.decode("utf-8", "surrogatepass")


def _read(sealed: bytes) -> Box:
    try:
        box = msgspec.json.decode(sealed, type=Box)
    except (msgspec.DecodeError, UnicodeError, RecursionError):
        raise UnreadableError("This is no sealed box.", hint="Take it from the page of the incident again.") from None
    if box.format != FORMAT:
        raise UnreadableError(f"This box has the format {box.format!r}, which this version does not read.")
    return box


def _private(private: bytes, passphrase: str) -> X25519PrivateKey:
    try:
        key = load_pem_private_key(private, passphrase.encode("utf-8"))
    except (ValueError, TypeError):
        raise UsageError("This key file does not open with this passphrase.", hint="Check both.") from None
    if not isinstance(key, X25519PrivateKey):
        raise UsageError("This is another kind of key.", hint="`proviso incident new-key` made the one that is needed.")
    return key


def _info(box_id: str, incident_id: str) -> bytes:
    return f"{FORMAT} {incident_id} {box_id}".encode()
