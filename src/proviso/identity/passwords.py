"""Passwords of people whose agency has no sign-in of its own, by the rules of NIST SP 800-63B-4 (3.1.1).

Long, never made of kinds of characters, pasted freely, never asked anew without a reason, compared with the commonest
ones when they are chosen, and kept as an Argon2id hash (RFC 9106). INVARIANT: no password is kept, logged or said.
"""

from __future__ import annotations

import gzip
import threading
import unicodedata
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from functools import cache
from itertools import pairwise
from pathlib import Path

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from proviso.errors import UsageError

SHORTEST = 15
SHORTEST_WITH_PASSKEY = 8
"""Beside a passkey, which is then asked for, too."""
LONGEST = 1_000
_FEW = 5
"""Different characters: with fewer it is one key held down, or a pattern."""
_LIST = Path(__file__).with_name("common-passwords.txt.gz")
_hasher = PasswordHasher()
_AT_ONCE = threading.BoundedSemaphore(4)
"""A hash takes 64 MiB: more at once than this wait for each other."""
_ROOM = threading.BoundedSemaphore(16)
"""Who hashes or waits to: a flood of tries must not take the threads of all other pages."""


class BusyError(UsageError):
    """Too many passwords are looked at in this moment."""


def hash_of(password: str) -> str:
    """What is kept of a password. It takes 0.1 s on purpose: never on the event loop."""
    with _place():
        return _hasher.hash(_bytes(password))


def is_password(kept: str, password: str) -> bool:
    """Whether this is the password of a hash. `kept` may be empty: it takes as long, and nobody learns who has none."""
    if len(password) > LONGEST:
        return False
    with _place():
        try:
            return _hasher.verify(kept or _nobody(), _bytes(password)) and bool(kept)
        except (VerificationError, InvalidHashError):
            return False


@contextmanager
def _place() -> Iterator[None]:
    if not _ROOM.acquire(blocking=False):
        raise BusyError("Many people sign in at this moment.", hint="Try again in a few seconds.")
    try:
        with _AT_ONCE:
            yield
    finally:
        _ROOM.release()


def is_short(password: str) -> bool:
    """Whether it counts only together with a passkey."""
    return len(_plain(password)) < SHORTEST


def weakness(password: str, *, about: Iterable[str] = (), has_passkey: bool = False) -> str:
    """Why this cannot be a password, in one sentence; empty when it can. `about` is what others know of the person."""
    plain = _plain(password)
    shortest = SHORTEST_WITH_PASSKEY if has_passkey else SHORTEST
    if len(plain) < shortest:
        return f"Use {shortest} characters or more. A few words in a row are easy to remember."
    if len(plain) > LONGEST:
        return f"Use {LONGEST:,} characters or fewer."
    folded = plain.casefold()
    if len(set(folded)) < _FEW or _is_row(folded):
        return "This repeats itself, so it is tried first. Choose another one."
    if _is_common(folded):
        return "Many people use this one, so it is tried first. Choose another one."
    if _is_about(folded, about):
        return "This is made of your name or the agency’s, so it is tried first. Choose another one."
    return ""


def _plain(password: str) -> str:
    """The same characters however the keyboard composes them (NIST SP 800-63B-4 3.1.1.2)."""
    return unicodedata.normalize("NFKC", password)


def _bytes(password: str) -> bytes:
    return _plain(password).encode("utf-8", "surrogatepass")


@cache
def _nobody() -> str:
    return _hasher.hash("nobody has this password")


@cache
def _common() -> frozenset[str]:
    return frozenset(gzip.decompress(_LIST.read_bytes()).decode().split("\n")) - {""}


def _is_common(folded: str) -> bool:
    """One of the list, or two of them in a row, whatever stands between and behind them."""
    letters = "".join(filter(str.isalnum, folded))
    bare = letters.rstrip("0123456789")
    found = _common()
    if {folded, letters, bare} & found:
        return True
    return any(letters[:place] in found and letters[place:] in found for place in range(4, len(letters) - 3))


def _is_row(folded: str) -> bool:
    """`abcdefghijklmno`, `987654321`, `abcabcabcabcabc`: each step is like the one before, or a part comes again."""
    steps = {ord(b) - ord(a) for a, b in pairwise(folded)}
    return len(steps) == 1 or folded in (folded + folded)[1:-1]


def _is_about(folded: str, about: Iterable[str]) -> bool:
    """What is left when the words about the person are taken out is next to nothing."""
    words = {word for said in about for word in _words(said) if len(word) > 2}
    letters = left = "".join(filter(str.isalnum, folded))
    for word in sorted(words, key=len, reverse=True):
        left = left.replace(word, "")
    return left != letters and len(left.strip("0123456789")) < _FEW


def _words(said: str) -> list[str]:
    return "".join(c if c.isalnum() else " " for c in said.casefold()).split()
