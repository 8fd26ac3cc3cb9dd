"""Letting somebody in who has shown who they are: the session, the mark of a known browser, and where to go."""

from __future__ import annotations

import re
from dataclasses import dataclass
from ipaddress import ip_address
from urllib.parse import urlsplit

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from proviso.actions import sign_ins
from proviso.actions.sign_ins import Caller
from proviso.db import credentials as db
from proviso.db.store import Tx
from proviso.identity import passkeys
from proviso.identity.challenges import Challenges
from proviso.identity.known import new_mark
from proviso.identity.oidc import AgencySignIn
from proviso.identity.session import Session, Sessions
from proviso.model import Passkey, Password, Person

from .live import end_lives
from .session import agency, clock, origin, safe_next, today, visit

KNOWN = "proviso-known"
DAYS_180 = 180 * 24 * 60 * 60
BROWSERS = (
    (r"Edg(?:A|iOS)?/", "Edge"),
    (r"OPR/", "Opera"),
    (r"(?:Firefox|FxiOS)/", "Firefox"),
    (r"(?:Chrome|CriOS|Chromium)/", "Chrome"),
    (r"Safari/", "Safari"),
)
SYSTEMS = (
    (r"iPhone", "iPhone"),
    (r"iPad", "iPad"),
    (r"Android", "Android"),
    (r"Windows", "Windows"),
    (r"CrOS", "ChromeOS"),
    (r"Mac OS X|Macintosh", "macOS"),
    (r"Linux|X11", "Linux"),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Ask:
    """What a page needs to ask for a passkey: the options for the browser, and the word that comes back with it."""

    options: str
    word: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Ways:
    """How a person can show who they are."""

    agency: bool = False
    passkeys: tuple[Passkey, ...] = ()
    password: Password | None = None

    def __bool__(self) -> bool:
        return self.agency or bool(self.passkeys) or self.password is not None


def let_in(request: Request, person: Person, way: str, next_address: str) -> Response:
    """Put it on record, begin a session under a new code, and go on to the page that was wanted."""
    house, at = agency(request), clock()
    sign_ins.enter(house, person, way, today(request), at=at)
    begin_session(request, person, way)
    response = RedirectResponse(safe_next(next_address), status_code=303)
    mark = new_mark(house.digest_key, person.id)
    secure = house.settings.secure_cookies
    response.set_cookie(KNOWN, mark, max_age=DAYS_180, path="/sign-in", httponly=True, samesite="lax", secure=secure)
    return response


def begin_session(request: Request, person: Person, way: str) -> None:
    """A session of this browser for a person who was let in."""
    roles = [role.value for role in person.roles]
    visit(request).sign_in(person.id, clock(), way=way, browser=browser_of(request), roles=roles)


def caller(request: Request) -> Caller:
    """Where a try comes from."""
    return Caller(address=request.client.host if request.client else "", cookie=request.cookies.get(KNOWN, ""))


def browser_of(request: Request) -> str:
    """ "Firefox on Windows": what a person knows their own session by. Nothing else of the header is kept."""
    said = request.headers.get("user-agent", "")
    browser = next((name for pattern, name in BROWSERS if re.search(pattern, said)), "A browser")
    system = next((name for pattern, name in SYSTEMS if re.search(pattern, said)), "")
    return f"{browser} on {system}" if system else browser


def challenges(request: Request) -> Challenges:
    """The words that come back with the answer of a sign-in."""
    found: Challenges = request.app.state.challenges
    return found


def agency_sign_in(request: Request) -> AgencySignIn | None:
    """The agency's own sign-in, None when the settings name none."""
    found: AgencySignIn | None = request.app.state.agency_sign_in
    return found


def ways_of(request: Request, tx: Tx, person_id: str) -> Ways:
    """How this person can show who they are, in this agency."""
    provider, settings = agency_sign_in(request), agency(request).settings
    issuer = provider.registration.issuer if provider is not None else ""
    is_local = settings.local_sign_in
    return Ways(
        agency=bool(issuer) and db.identity_of(tx, issuer, person_id) is not None,
        passkeys=tuple(db.passkeys(tx, person_id)) if is_local else (),
        password=db.password(tx, person_id) if is_local else None,
    )


def sessions_of(request: Request, tx: Tx, person_id: str) -> list[Session]:
    """The sessions of a person that nothing has ended, in whichever process they began."""
    ended = db.signed_out_at(tx, person_id)
    held = visit(request).sessions.of(person_id, clock())
    return [session for session in held if ended is None or session.stands_since >= ended]


def end_session(sessions: Sessions, found: Session) -> None:
    """End a session in every process, and at once what this one is writing for it."""
    here = sessions.held(found.mark)
    if here is not None:
        end_lives(here)
    sessions.end(found.mark)


def can_use_passkeys(request: Request) -> bool:
    """Whether browsers take passkeys at this address: it has a name (not a number), and TLS or is this computer."""
    parts = urlsplit(origin(request))
    host = parts.hostname or ""
    try:
        ip_address(host)
    except ValueError:
        return parts.scheme == "https" or host == "localhost"
    return False


def ask_passkey(request: Request, purpose: str, held: tuple[Passkey, ...] = (), **data: str) -> Ask:
    """What asks an authenticator for one of these passkeys; without any, for whichever it has for us."""
    word = challenges(request).make(purpose, visit(request).code, clock(), **data)
    return Ask(options=passkeys.assertion(origin(request), word, held), word=word)
