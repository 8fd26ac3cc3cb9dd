"""Locks one text under a key of its own, and that key under the agency's: without the key the text is gone.

AES-256-GCM (NIST SP 800-38D). The record's id is bound in, so that a sealed text cannot be moved to another record.
"""

from __future__ import annotations

import secrets

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from proviso.errors import StoreError

_NONCE = 12


def seal(text: str, record_id: str, sealing_key: bytes) -> tuple[bytes, bytes]:
    """The locked text, and its key wrapped by the sealing key."""
    key = AESGCM.generate_key(256)
    return _lock(text.encode("utf-8", "surrogatepass"), record_id, key), _lock(key, record_id, sealing_key)


def unseal(sealed: tuple[bytes, bytes], record_id: str, sealing_key: bytes) -> str:
    """The text again."""
    locked, wrapped = sealed
    return _unlock(locked, record_id, _unlock(wrapped, record_id, sealing_key)).decode("utf-8", "surrogatepass")


def _lock(content: bytes, record_id: str, key: bytes) -> bytes:
    nonce = secrets.token_bytes(_NONCE)
    return nonce + AESGCM(key).encrypt(nonce, content, record_id.encode())


def _unlock(locked: bytes, record_id: str, key: bytes) -> bytes:
    try:
        return AESGCM(key).decrypt(locked[:_NONCE], locked[_NONCE:], record_id.encode())
    except InvalidTag as fault:
        raise StoreError(
            "The sealed text cannot be opened: it was changed, or the sealing key is another one.",
            hint="Put the key file back from a backup.",
        ) from fault


def seal_bytes(content: bytes, record_id: str, sealing_key: bytes) -> tuple[bytes, bytes]:
    """A document, locked like a text."""
    key = AESGCM.generate_key(256)
    return _lock(content, record_id, key), _lock(key, record_id, sealing_key)


def unseal_bytes(sealed: tuple[bytes, bytes], record_id: str, sealing_key: bytes) -> bytes:
    """The document again."""
    locked, wrapped = sealed
    return _unlock(locked, record_id, _unlock(wrapped, record_id, sealing_key))
