"""Keys of programs: `pv-…` of a system, `pt-…` of a person for hours, `pf-…` of a feed, `pa-…` of a program that
acts for a person. Shown once, kept as a hash.

A key has 34 random characters (170 bits) and 6 that follow from them, so that a slip in copying is told from a key that
nobody knows, and a scanner for leaked secrets can be sure. With so much randomness a hash needs no salt and no slow
function: nobody can guess a key, and it is found by one look into an index, which no clock can measure.
"""

from __future__ import annotations

import hashlib
import re
import secrets

from .ids import ALPHABET

SYSTEM = "pv-"
PERSON = "pt-"
FEED = "pf-"
ACTS = "pa-"
RANDOM = 34
CHECK = 6
HINT = 4
"""Last characters of a key that may be shown."""
_FORM = re.compile(rf"p[vtfa]-[{ALPHABET}]{{{RANDOM + CHECK}}}")


def new_key(prefix: str) -> str:
    """A new key with this prefix, from the system's random source."""
    body = "".join(secrets.choice(ALPHABET) for _ in range(RANDOM))
    return f"{prefix}{body}{_check(prefix, body)}"


def is_whole(key: str) -> bool:
    """Whether this has the form of a key and its last characters fit: else it was mistyped or cut off."""
    if not _FORM.fullmatch(key):
        return False
    prefix, body = key[: len(SYSTEM)], key[len(SYSTEM) : -CHECK]
    return key[-CHECK:] == _check(prefix, body)


def fingerprint(key: str) -> str:
    """What is kept of a key: its SHA-256, hex."""
    return hashlib.sha256(key.encode("utf-8", "surrogatepass")).hexdigest()


def hint_of(key: str) -> str:
    """What may be shown of a key later, to tell one from another."""
    return key[-HINT:]


def _check(prefix: str, body: str) -> str:
    number = int.from_bytes(hashlib.sha256(f"{prefix}{body}".encode()).digest()[:4], "big")
    return "".join(ALPHABET[number >> 5 * place & 31] for place in range(CHECK))
