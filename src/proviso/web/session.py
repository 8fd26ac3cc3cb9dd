"""Who is asking: the cookie, the session, the person, and what their roles open."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from http.cookies import Morsel, SimpleCookie
from typing import TYPE_CHECKING, Any
from urllib.parse import quote, urlsplit
from zoneinfo import ZoneInfo

from starlette.concurrency import run_in_threadpool
from starlette.datastructures import MutableHeaders
from starlette.requests import HTTPConnection, Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from proviso.actions.sign_ins import is_over
from proviso.db import people
from proviso.errors import NotAllowedError, StoreError, UsageError
from proviso.identity.session import Session, Sessions, new_visitor
from proviso.model import Person, Role
from proviso.settings import Settings

from .live import end_lives

if TYPE_CHECKING:
    from proviso.actions.agency import Agency

COOKIE = "proviso"
TOUR = "tour.done"
"""Which stops of the tour this browser has seen: it outlives the process, and the change of the person."""
ROLE_NAMES = {
    Role.PERSONNEL: "personnel",
    Role.SUPERVISOR: "supervisors",
    Role.EXPERT: "experts",
    Role.PRIVACY: "the privacy office",
    Role.CIVIL_RIGHTS: "the civil rights office",
    Role.SECURITY: "the security office",
    Role.COUNSEL: "the counsel’s office",
    Role.TRAINING: "the training office",
    Role.CIO: "the CIO",
    Role.CIO_OFFICE: "the CIO’s office",
    Role.COMPONENT_CIO: "component CIOs",
    Role.LEADER: "office leaders",
    Role.INCIDENT: "incident officers",
    Role.RECORDS: "records officers",
    Role.ADMIN: "administrators",
    Role.AUDITOR: "auditors",
}


class SignInNeededError(UsageError):
    """Nobody is signed in; the answer is the sign-in page, then back here."""


class NotYoursError(NotAllowedError):
    """This page is for others; the message names them."""


@dataclass(slots=True)
class Visit:
    """One browser at one moment: its code (for the token) and its session, if somebody is signed in."""

    sessions: Sessions
    code: str
    session: Session | None
    changed: bool = False
    """The cookie must be set anew."""
    ended: bool = False
    """The browser had a session, and it has ended."""

    @property
    def token(self) -> str:
        """The CSRF token for the forms of this page."""
        return self.sessions.token(self.code)

    def is_token(self, token: str) -> bool:
        """Whether the form came from a page of this browser."""
        return self.sessions.is_token(self.code, token)

    def sign_in(
        self,
        person_id: str,
        at: datetime,
        *,
        way: str = "",
        browser: str = "",
        roles: Iterable[str] = (),
        lasting: Mapping[str, Any] | None = None,
    ) -> Session:
        """A new session for this browser, with a new code; the one that it had ends."""
        self.sign_out()
        self.session = self.sessions.start(person_id, at, way=way, browser=browser, roles=roles, lasting=lasting)
        self.code, self.changed = self.session.code, True
        return self.session

    def sign_out(self) -> None:
        """End the session and all that it held."""
        if self.session is not None:
            end_lives(self.session)
            self.sessions.end(self.session.mark)
        self.session, self.code, self.changed = None, new_visitor(), True


class Visits:
    """Finds the visit of each request and keeps the cookie."""

    def __init__(self, app: ASGIApp, *, settings: Settings, sessions: Sessions) -> None:
        self.app = app
        self.secure = settings.secure_cookies
        # Over TLS, no other host of the domain can set it (RFC 6265bis 4.1.3.2).
        self.name = f"__Host-{COOKIE}" if self.secure else COOKIE
        self.sessions = sessions

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Put the visit into the request's state; set the cookie when it changed."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        # A style sheet that many browsers may share sets no cookie, and asks for nobody.
        is_file = scope["path"].startswith("/static/")
        cookie = HTTPConnection(scope).cookies.get(self.name, "")
        visit = self._visit("" if is_file else cookie)
        scope.setdefault("state", {})["visit"] = visit
        if visit.session is not None and self.sessions.is_due(visit.session):
            with suppress(StoreError):  # a record that takes nothing is no reason to show nothing
                await run_in_threadpool(self.sessions.note, visit.session)

        async def with_cookie(message: Message) -> None:
            if message["type"] == "http.response.start" and visit.changed and not is_file:
                MutableHeaders(scope=message).append("set-cookie", self._cookie(visit.code))
            await send(message)

        await self.app(scope, receive, with_cookie)

    def _visit(self, cookie: str) -> Visit:
        code = self.sessions.read(cookie)
        if code is None:
            return Visit(self.sessions, new_visitor(), None, changed=True, ended=bool(cookie))
        session = self.sessions.find(code, clock())
        return Visit(self.sessions, code, session)

    def _cookie(self, code: str) -> str:
        jar: SimpleCookie = SimpleCookie()
        jar[self.name] = self.sessions.cookie(code)
        crumb: Morsel[str] = jar[self.name]
        crumb["path"] = "/"
        crumb["httponly"] = True
        crumb["samesite"] = "Lax"
        crumb["secure"] = self.secure
        return crumb.OutputString()


def clock() -> datetime:
    """Now, in UTC. The web is a door, so it may look at the clock; what is below gets the time as an argument."""
    return datetime.now(UTC)


def today(request: Request) -> date:
    """The agency's calendar day."""
    return clock().astimezone(ZoneInfo(agency(request).settings.time_zone)).date()


def origin(request: Request) -> str:
    """Scheme, host and port of these pages, as browsers know them: passkeys and the agency's sign-in are tied to it."""
    settings = agency(request).settings
    if settings.public_url:
        parts = urlsplit(settings.public_url)
        return f"{parts.scheme}://{parts.netloc}"
    scheme = "https" if settings.secure_cookies else request.url.scheme
    return f"{scheme}://{request.url.netloc}"


def agency(request: Request) -> Agency:
    """The agency that this application serves."""
    found: Agency = request.app.state.agency
    return found


def visit(request: Request) -> Visit:
    """This browser."""
    found: Visit = request.state.visit
    return found


def person(request: Request) -> Person | None:
    """Who is signed in, read anew for each request, so that a person who left or changed roles is seen at once."""
    session = visit(request).session
    if session is None:
        return None
    if not hasattr(request.state, "person"):
        request.state.person = _present(request, session)
    found: Person | None = request.state.person
    return found


def _present(request: Request, session: Session) -> Person | None:
    """The person of a session that has not ended. INVARIANT: who left, changed roles or ended all sessions is out at
    the next request, whichever process heard of it. The demo's people stay: its sign-in proves nothing."""
    house = agency(request)
    with house.store.read() as tx:
        found = people.get(tx, session.person_id)
        if house.settings.demo:
            return _without_offices(found)
        if found is None or is_over(tx, found, session.roles, session.stands_since, today(request)):
            visit(request).sign_out()
            return None
    return found


def _without_offices(somebody: Person | None) -> Person | None:
    """Who left holds no office any more; their own record and the report of a spill stay open."""
    if somebody is None or somebody.is_active:
        return somebody
    return replace(somebody, roles=frozenset({Role.PERSONNEL}))


def require(request: Request, *roles: Role) -> Person:
    """The person who is signed in and has one of these roles; with no role, anybody who is signed in."""
    somebody = person(request)
    if somebody is None:
        raise SignInNeededError("Sign in first.", hint="/sign-in?next=" + quote(here(request), safe=""))
    if roles and not somebody.roles.intersection(roles):
        names = " and ".join(ROLE_NAMES[role] for role in roles)
        raise NotYoursError(f"This page is for {names}.", hint=f"You are signed in as {somebody.name.split(' ')[0]}.")
    return somebody


def session(request: Request) -> Session:
    """The session of the person who is signed in; `session(request).data` keeps the conversation."""
    found = visit(request).session
    if found is None:
        raise SignInNeededError("Sign in first.", hint="/sign-in?next=" + quote(here(request), safe=""))
    return found


def is_part(request: Request) -> bool:
    """Whether htmx asks: then the answer goes into the page that is open, and nothing in its box may be lost."""
    return request.headers.get("hx-request") == "true"


def mark_sent(request: Request) -> None:
    """Called right before a text goes to a tool, so that a later fault does not say otherwise."""
    request.scope.setdefault("state", {})["sent"] = True


def was_sent(request: Request) -> bool:
    """Whether the text of this request had gone out."""
    return bool(request.scope.get("state", {}).get("sent"))


def here(request: Request) -> str:
    """The address of this page, to come back to after signing in; of a form, the page that it belongs to."""
    if request.method != "GET":
        return request.url.path
    return request.url.path + (f"?{request.url.query}" if request.url.query else "")


def safe_next(address: str) -> str:
    """Where to go after signing in: a page of ours, else Home. `//elsewhere` and `/\\elsewhere` are other sites."""
    is_ours = address.startswith("/") and not address.startswith(("//", "/\\")) and address.isprintable()
    return address if is_ours and "\\" not in address else "/"
