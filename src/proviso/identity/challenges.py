"""Short-lived words that only this agency can have made, for one browser: nothing is stored until one is used.

A sign-in that begins here and ends elsewhere (at an authenticator, at the agency's sign-in) needs a word that comes
back with the answer. It holds what it is for and when it began, locked; the browser's code is bound in, so that an
answer that was meant for another browser is refused.
"""

from __future__ import annotations

import hashlib
import hmac
import secrets
from base64 import urlsafe_b64encode
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Protocol

import msgspec
from cryptography.fernet import Fernet, InvalidToken

COUNTS_FOR = timedelta(minutes=10)


class Used(Protocol):
    """Where it is kept, for every process, which words were used."""

    def is_used(self, word_id: str) -> bool:
        """Whether a word was used."""

    def use(self, word_id: str, at: datetime, before: datetime) -> bool:
        """Use a word up, False when somebody was faster; what was used before `before` may be forgotten."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Challenge:
    """What a word says, once it is opened."""

    id: str
    purpose: str
    browser: str
    at: float
    data: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Challenges:
    """Makes and opens the words of one agency: a sign-in may begin in one process and end in another."""

    key: bytes = field(repr=False)
    used: Used = field(repr=False)

    def make(self, purpose: str, browser: str, at: datetime, **data: str) -> str:
        """A word for one purpose and one browser."""
        said = Challenge(
            id=secrets.token_hex(16), purpose=purpose, browser=_mark(browser), at=at.timestamp(), data=data
        )
        return self._lock().encrypt(msgspec.json.encode(said)).decode()

    def open(self, word: str, purpose: str, browser: str, at: datetime) -> Challenge | None:
        """What a word says; None when it is not ours, too old, for another purpose or browser, or was used."""
        try:
            said = msgspec.json.decode(self._lock().decrypt(word.encode("ascii", "replace")), type=Challenge)
        except (InvalidToken, msgspec.DecodeError):
            return None
        is_fresh = 0 <= at.timestamp() - said.at < COUNTS_FOR.total_seconds()
        is_ours = said.purpose == purpose and hmac.compare_digest(said.browser, _mark(browser))
        return said if is_fresh and is_ours and not self.used.is_used(said.id) else None

    def spend(self, said: Challenge, at: datetime) -> bool:
        """Use a word up; False when somebody was faster. By what it says, not by its letters: base64 has several ways
        to write the same."""
        return self.used.use(said.id, at, at - COUNTS_FOR)

    def derived(self, word: str, what: str) -> str:
        """A secret that belongs to a word, without keeping it: a nonce, a code verifier (RFC 7636), 43 characters."""
        made = hmac.new(self.key, f"{what}\x00{word}".encode(), hashlib.sha256).digest()
        return urlsafe_b64encode(made).rstrip(b"=").decode()

    def _lock(self) -> Fernet:
        return Fernet(urlsafe_b64encode(self.key))


def _mark(browser: str) -> str:
    return hashlib.sha256(f"browser\x00{browser}".encode()).hexdigest()
