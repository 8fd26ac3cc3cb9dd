"""Codes for decisions and other records: short enough to read over the phone."""

from __future__ import annotations

import secrets

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
"""Crockford's base32: no I, L, O or U, so that nobody reads a 1 or a 0 into it."""

LENGTH = 8
_LETTERS = ALPHABET.encode() * 8
"""A letter for each byte, each as often as every other."""


def new_id() -> str:
    """Eight characters, 40 bits from the system's random source; shown in fours (`7KQ2-M4XD`)."""
    return secrets.token_bytes(LENGTH).translate(_LETTERS).decode()


def read_id(typed: str) -> str:
    """What a person typed, as it is stored: hyphens and spaces dropped, I and L read as 1, O as 0."""
    kept = typed.upper().replace("-", "").replace(" ", "")
    return kept.translate(str.maketrans("ILO", "110"))
