"""A browser that signed in to an account before carries a mark: the wrong tries of others do not make it wait."""

from __future__ import annotations

import hashlib
import hmac
import secrets

_LENGTH = 24


def new_mark(key: bytes, person_id: str) -> str:
    """A mark for a browser and a person; it opens nothing, and says nobody's name."""
    mark = secrets.token_urlsafe(_LENGTH)
    return f"{mark}.{_seal(key, person_id, mark)}"


def mark_of(key: bytes, cookie: str, person_id: str) -> str:
    """The mark in a cookie, if it is one for this person; else nothing."""
    mark, _, seal = cookie.partition(".")
    return mark if mark and hmac.compare_digest(_bytes(seal), _bytes(_seal(key, person_id, mark))) else ""


def _seal(key: bytes, person_id: str, mark: str) -> str:
    return hmac.new(key, _bytes(f"proviso.known\x00{person_id}\x00{mark}"), hashlib.sha256).hexdigest()


def _bytes(said: str) -> bytes:
    return said.encode("utf-8", "surrogatepass")
