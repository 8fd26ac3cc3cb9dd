"""Who sits at the browser: sessions, bounded in number and in time.

That somebody is signed in is kept where every process and the next start find it, locked with the server's key. A
conversation lives in the memory of one process and nowhere else (docs/adr/0004): it ends when the person signs out,
after the idle minutes, and when that process stops. The cookie holds a signed random code, no data.
"""

from __future__ import annotations

import hashlib
import hmac
import secrets
import threading
from base64 import b64decode, b64encode
from collections import OrderedDict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any, Protocol

import msgspec
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from itsdangerous import BadSignature, Signer

from proviso.errors import StoreError
from proviso.model import KeptSession

LIMIT = 10_000
"""Sessions of which a process holds what the pages keep; the one that was idle longest loses it first."""
NEVER = datetime.min.replace(tzinfo=UTC)
LONGEST = timedelta(hours=12)
"""A day's work; then a person signs in again, however busy they are (NIST SP 800-63B-4 2.2.3: at most 24 hours)."""
A_MINUTE = timedelta(minutes=1)
"""How often it is written down that somebody is there."""
NONCE = 12


class Keeper(Protocol):
    """Where sessions are kept for every process."""

    def find(self, mark: str) -> KeptSession | None:
        """The session with this mark, None when it has ended."""

    def of(self, person_id: str) -> list[KeptSession]:
        """The sessions of a person."""

    def put(self, kept: KeptSession, before: datetime) -> None:
        """A session begins; those that nobody used since `before` are dropped."""

    def change(self, kept: KeptSession) -> None:
        """What is known of a session changed."""

    def see(self, mark: str, at: datetime) -> None:
        """Somebody was there."""

    def end(self, mark: str) -> None:
        """The session is over."""


@dataclass(slots=True, kw_only=True)
class Session:
    """One browser, signed in as one person."""

    code: str
    """What the cookie holds; empty in a list of a person's sessions, which only their browsers know."""
    mark: str = ""
    """What the session is kept under: it opens nothing."""
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
    lasting: dict[str, Any] = field(default_factory=dict, repr=False)
    """What outlives this process: how far somebody is in the tour or in the rules that they sign. Never a text."""
    data: dict[str, Any] = field(default_factory=dict, repr=False)
    """What the pages keep between two requests: the conversation, a form that waits.

    Never written to a disk. A page that changes it does so in one assignment, since two tabs may ask at once."""
    locked: str = field(default="", repr=False)
    """As it was last read or written."""
    noted_at: datetime = NEVER
    """When it was last written down that somebody is there."""


class _Head(msgspec.Struct, frozen=True):
    """What is kept of a session, locked."""

    started_at: datetime
    confirmed_at: datetime
    stands_since: datetime
    way: str
    browser: str
    roles: frozenset[str]
    lasting: dict[str, Any]


class Sessions:
    """The sessions of one agency. Safe to call from many threads."""

    def __init__(self, *, idle_minutes: int, key: bytes, keeper: Keeper, limit: int = LIMIT) -> None:
        self._idle = timedelta(minutes=idle_minutes)
        self._limit = limit
        self._keeper = keeper
        self._by_code: OrderedDict[str, Session] = OrderedDict()
        self._lock = threading.Lock()
        self._signer = Signer(derived(key, "cookie"), salt="proviso.session", digest_method=hashlib.sha256)
        self._tokens = Signer(derived(key, "token"), salt="proviso.csrf", digest_method=hashlib.sha256)
        self._mark_key = derived(key, "mark")
        self._cipher = AESGCM(derived(key, "row"))

    def start(
        self,
        person_id: str,
        at: datetime,
        *,
        way: str = "",
        browser: str = "",
        roles: Iterable[str] = (),
        lasting: Mapping[str, Any] | None = None,
    ) -> Session:
        """A new session with a new code: nobody can have set it before (no session fixation)."""
        code = secrets.token_urlsafe(24)
        session = Session(
            code=code,
            mark=self.mark(code),
            person_id=person_id,
            started_at=at,
            seen_at=at,
            confirmed_at=at,
            stands_since=at,
            way=way,
            browser=browser,
            roles=frozenset(roles),
            lasting=dict(lasting or {}),
            noted_at=at,
        )
        self._keeper.put(self._kept(session), at - self._idle)
        with self._lock:
            self._drop_idle(at)
            self._hold(session)
        return session

    def find(self, code: str, at: datetime) -> Session | None:
        """The session of a code, None when it ended or was idle too long; the look counts as activity.

        While nobody can look it up, the memory of this process counts: a text that cannot be checked is not lost.
        """
        mark = self.mark(code)
        try:
            kept = self._keeper.find(mark)
        except StoreError:
            kept = None
            is_known = False
        else:
            is_known = True
        with self._lock:
            session = self._by_code.get(code)
            if is_known:
                session = self._read(code, kept, session) if kept is not None else None
            if session is None or self._is_over(session, at):
                self._by_code.pop(code, None)
                return None
            session.seen_at = max(session.seen_at, at)
            self._hold(session)
            return session

    def keep(self, session: Session) -> None:
        """Write down what changed of a session: who somebody is was confirmed, or how far they are."""
        session.noted_at = session.seen_at
        self._keeper.change(self._kept(session))

    def is_due(self, session: Session) -> bool:
        """Whether it is time to write down that somebody is there."""
        return session.seen_at - session.noted_at >= min(A_MINUTE, self._idle / 10)

    def note(self, session: Session) -> None:
        """Write down that somebody is there, so that no other process takes the session for idle."""
        session.noted_at = session.seen_at
        self._keeper.see(session.mark, session.seen_at)

    def of(self, person_id: str, at: datetime) -> list[Session]:
        """The sessions of a person that have not ended, in whichever process they began, newest first."""
        found = [one for kept in self._keeper.of(person_id) if (one := self._read("", kept, None)) is not None]
        with self._lock:
            here = {session.mark: session for session in self._by_code.values()}
        for one in found:
            if one.mark in here:
                one.seen_at = max(one.seen_at, here[one.mark].seen_at)
        going_on = [one for one in found if not self._is_over(one, at)]
        return sorted(going_on, key=lambda session: session.seen_at, reverse=True)

    def held(self, mark: str) -> Session | None:
        """What this process holds of a session."""
        with self._lock:
            return next((session for session in self._by_code.values() if session.mark == mark), None)

    def end(self, mark: str) -> None:
        """Sign out: the session is over in every process, and its conversation is gone."""
        with self._lock:
            for code in [code for code, session in self._by_code.items() if session.mark == mark]:
                del self._by_code[code]
        self._keeper.end(mark)

    def __len__(self) -> int:
        with self._lock:
            return len(self._by_code)

    def mark(self, code: str) -> str:
        """What a session is kept under; nobody finds the code of a cookie from it."""
        return hmac.new(self._mark_key, code.encode(), hashlib.sha256).hexdigest()

    def cookie(self, code: str) -> str:
        """What the cookie holds: the code and its signature."""
        return self._signer.sign(code).decode()

    def read(self, cookie: str) -> str | None:
        """The code in a cookie, None when it was not signed by this agency."""
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

    def _is_over(self, session: Session, at: datetime) -> bool:
        return at - session.seen_at >= self._idle or at - session.started_at >= LONGEST

    def _hold(self, session: Session) -> None:
        self._by_code[session.code] = session
        self._by_code.move_to_end(session.code)
        while len(self._by_code) > self._limit:
            self._by_code.popitem(last=False)

    def _drop_idle(self, at: datetime) -> None:
        # Oldest first, so the first one that is still fresh ends the search.
        for code, session in list(self._by_code.items()):
            if at - session.seen_at < self._idle:
                return
            del self._by_code[code]

    def _kept(self, session: Session) -> KeptSession:
        head = _Head(
            started_at=session.started_at,
            confirmed_at=session.confirmed_at,
            stands_since=session.stands_since,
            way=session.way,
            browser=session.browser,
            roles=session.roles,
            lasting=session.lasting,
        )
        nonce = secrets.token_bytes(NONCE)
        locked = self._cipher.encrypt(nonce, msgspec.json.encode(head), _bound(session.mark, session.person_id))
        session.locked = b64encode(nonce + locked).decode()
        return KeptSession(
            mark=session.mark, person_id=session.person_id, seen_at=session.seen_at, locked=session.locked
        )

    def _read(self, code: str, kept: KeptSession, held: Session | None) -> Session | None:
        """The session of a row: what this process holds of it, brought up to date when another one changed it. A row
        that this key did not lock is nobody's."""
        if held is not None and held.locked == kept.locked:
            held.seen_at = max(held.seen_at, kept.seen_at)
            return held
        try:
            raw = b64decode(kept.locked, validate=True)
            opened = self._cipher.decrypt(raw[:NONCE], raw[NONCE:], _bound(kept.mark, kept.person_id))
            head = msgspec.json.decode(opened, type=_Head)
        except (InvalidTag, ValueError):
            return None
        return Session(
            code=code,
            mark=kept.mark,
            person_id=kept.person_id,
            started_at=head.started_at,
            seen_at=kept.seen_at if held is None else max(kept.seen_at, held.seen_at),
            confirmed_at=head.confirmed_at,
            stands_since=head.stands_since,
            way=head.way,
            browser=head.browser,
            roles=head.roles,
            lasting=head.lasting,
            data={} if held is None else held.data,
            locked=kept.locked,
            noted_at=kept.seen_at,
        )


def derived(key: bytes, what: str) -> bytes:
    """A key for one thing from the server's key of sessions."""
    return hmac.new(key, f"proviso.session.{what}".encode(), hashlib.sha256).digest()


def new_visitor() -> str:
    """A code for a browser that has not signed in, so that the sign-in form has a token, too."""
    return secrets.token_urlsafe(18)


def _bound(mark: str, person_id: str) -> bytes:
    """A row that was moved to another mark or person does not open."""
    return f"{mark}\x00{person_id}".encode()
