"""Locks one text under a key of its own, and that key under the agency's: without the key the text is gone.

AES-256-GCM (NIST SP 800-38D). The record's id is bound in, so that a sealed text cannot be moved to another record.
"""

from __future__ import annotations

import secrets

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from proviso.errors import StoreError
from proviso.identity.keyring import Keyring

_NONCE = 12


def seal(text: str, record_id: str, sealing_key: Keyring) -> tuple[bytes, bytes]:
    """The locked text, and its key wrapped by the master key."""
    return seal_bytes(text.encode("utf-8", "surrogatepass"), record_id, sealing_key)


def unseal(sealed: tuple[bytes, bytes], record_id: str, sealing_key: Keyring) -> str:
    """The text again."""
    return unseal_bytes(sealed, record_id, sealing_key).decode("utf-8", "surrogatepass")


def seal_bytes(content: bytes, record_id: str, sealing_key: Keyring) -> tuple[bytes, bytes]:
    """A document, locked like a text."""
    key = AESGCM.generate_key(256)
    nonce = secrets.token_bytes(_NONCE)
    return nonce + AESGCM(key).encrypt(nonce, content, record_id.encode()), sealing_key.wrap(key)


def unseal_bytes(sealed: tuple[bytes, bytes], record_id: str, sealing_key: Keyring) -> bytes:
    """The document again."""
    locked, wrapped = sealed
    key = sealing_key.unwrap(wrapped, record_id)
    try:
        return AESGCM(key).decrypt(locked[:_NONCE], locked[_NONCE:], record_id.encode())
    except InvalidTag as fault:
        raise StoreError(
            "The sealed text cannot be opened: it was changed, or it belongs to another record.",
            hint="Put the database back from a backup.",
        ) from fault
