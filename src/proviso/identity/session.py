"""Who sits at the browser: sessions that live in this process only, bounded in number and in time.

A conversation lives here and nowhere else (docs/adr: the session, unless the pack keeps it), so that it ends when the
person signs out, after the idle minutes, and when the process stops. The cookie holds a signed random code, no data.
"""

from __future__ import annotations

import hashlib
import secrets
import threading
from collections import OrderedDict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from itsdangerous import BadSignature, Signer

LIMIT = 10_000
"""Sessions at once; the one that was idle longest ends first."""
NEVER = datetime.min.replace(tzinfo=UTC)
LONGEST = timedelta(hours=12)
"""A day's work; then a person signs in again, however busy they are (NIST SP 800-63B-4 2.2.3: at most 24 hours)."""


@dataclass(slots=True, kw_only=True)
class Session:
    """One browser, signed in as one person."""

    code: str
    person_id: str
    started_at: datetime
    seen_at: datetime
    confirmed_at: datetime = NEVER
    """When the person last showed who they are: at sign-in, and each time a signature or an approval asked for it."""
    stands_since: datetime = NEVER
    """An end of all sessions after this moment ends it, too."""
    way: str = ""
    """How they signed in: `agency`, `password`, `passkey`, `link`; the demo's picker is no way."""
    browser: str = ""
    """"Firefox on Windows": so that a person knows their own sessions again."""
    roles: frozenset[str] = frozenset()
    """What the person was when it began: who becomes somebody else signs in again."""
    data: dict[str, Any] = field(default_factory=dict, repr=False)
    """What the pages keep between two requests: the conversation, the last tool and purpose.

    Never written to a disk. A page that changes it does so in one assignment, since two tabs may ask at once."""


class Sessions:
    """The store of sessions. Safe to call from many threads."""

    def __init__(self, *, idle_minutes: int, limit: int = LIMIT) -> None:
        self._idle = timedelta(minutes=idle_minutes)
        self._limit = limit
        self._by_code: OrderedDict[str, Session] = OrderedDict()
        self._lock = threading.Lock()
        # A key of this process: sessions do not outlive it, so their signatures need not either.
        self._signer = Signer(secrets.token_bytes(32), salt="proviso.session", digest_method=hashlib.sha256)
        self._tokens = Signer(secrets.token_bytes(32), salt="proviso.csrf", digest_method=hashlib.sha256)

    def start(
        self, person_id: str, at: datetime, *, way: str = "", browser: str = "", roles: Iterable[str] = ()
    ) -> Session:
        """A new session with a new code: nobody can have set it before (no session fixation)."""
        session = Session(
            code=secrets.token_urlsafe(24),
            person_id=person_id,
            started_at=at,
            seen_at=at,
            confirmed_at=at,
            stands_since=at,
            way=way,
            browser=browser,
            roles=frozenset(roles),
        )
        with self._lock:
            self._drop_idle(at)
            while len(self._by_code) >= self._limit:
                self._by_code.popitem(last=False)
            self._by_code[session.code] = session
        return session

    def find(self, code: str, at: datetime) -> Session | None:
        """The session of a code, None when it ended or was idle too long; the look counts as activity."""
        with self._lock:
            session = self._by_code.get(code)
            if session is None:
                return None
            if at - session.seen_at >= self._idle or at - session.started_at >= LONGEST:
                del self._by_code[code]
                return None
            session.seen_at = max(session.seen_at, at)
            self._by_code.move_to_end(code)
            return session

    def of(self, person_id: str, at: datetime) -> list[Session]:
        """The sessions of a person in this process that have not been idle too long, newest first."""
        with self._lock:
            found = [s for s in self._by_code.values() if s.person_id == person_id and at - s.seen_at < self._idle]
        return sorted(found, key=lambda session: session.seen_at, reverse=True)

    def end(self, code: str) -> None:
        """Sign out: the session and its conversation are gone."""
        with self._lock:
            self._by_code.pop(code, None)

    def __len__(self) -> int:
        with self._lock:
            return len(self._by_code)

    def cookie(self, code: str) -> str:
        """What the cookie holds: the code and its signature."""
        return self._signer.sign(code).decode()

    def read(self, cookie: str) -> str | None:
        """The code in a cookie, None when it was not signed by this process."""
        try:
            return self._signer.unsign(cookie).decode()
        except (BadSignature, UnicodeError):
            return None

    def token(self, code: str) -> str:
        """The CSRF token of a code: each form carries it, and no other site can know it."""
        return self._tokens.get_signature(code).decode()

    def is_token(self, code: str, token: str) -> bool:
        """Whether a form came from a page of this browser. Compares in constant time."""
        return token.isascii() and self._tokens.verify_signature(code, token)

    def _drop_idle(self, at: datetime) -> None:
        # Oldest first, so the first one that is still fresh ends the search.
        for code, session in list(self._by_code.items()):
            if at - session.seen_at < self._idle:
                return
            del self._by_code[code]


def new_visitor() -> str:
    """A code for a browser that has not signed in, so that the sign-in form has a token, too."""
    return secrets.token_urlsafe(18)
