"""My record, Sign-in: what a person signs in with, and where they are signed in now."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from starlette.requests import Request
from starlette.responses import Response

from proviso.actions import credentials as change
from proviso.actions.credentials import WeakPasswordError
from proviso.db import agency as agency_db
from proviso.errors import NotFoundError, UsageError
from proviso.identity import passwords
from proviso.identity.session import Session, Sessions
from proviso.model import Passkey

from ..desk import Desk, at_desk
from ..entering import Ask, agency_sign_in, begin_session, can_use_passkeys, end_session, sessions_of, ways_of
from ..session import session, visit
from ..stepping import ask, confirmed
from .links import SlipError, ask_new_passkey, check_twice, read_new_passkey
from .record import Tab, tabs

HERE = "/record/sign-in"
PASSWORD_PAGE = f"{HERE}/password"
PASSKEYS_PAGE = f"{HERE}/passkeys"
PURPOSE = "passkey-new"
TITLE = "Sign-in: My record"
WAYS = {
    "agency": "the agency sign-in",
    "password": "a password",
    "passkey": "a passkey",
    "link": "a one-time link",
    "": "the demo’s picker",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class PasskeyRow:
    """One passkey."""

    code: str
    name: str
    added: str
    used: str
    is_synced: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class SessionRow:
    """One browser in which the person is signed in."""

    mark: str
    browser: str
    began: str
    seen: str
    is_this: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class CredentialsPage:
    """What a person signs in with, and their sessions."""

    answer: str
    tabs: tuple[Tab, ...]
    is_local: bool
    has_agency: bool
    agency: str
    passkeys: tuple[PasskeyRow, ...]
    can_add: bool
    why_no_passkey: str
    password: str
    """Since when there is one; empty for none."""
    sessions: tuple[SessionRow, ...]
    done: str
    errors: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class PasswordPage:
    """The form of a new password."""

    address: str
    has_one: bool
    shortest: int
    errors: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class NewPasskeyPage:
    """The form of a new passkey."""

    passkey: Ask
    typed: str
    errors: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class PasskeyPage:
    """One passkey: its name, and its end."""

    code: str
    name: str
    typed: str
    errors: Mapping[str, str] = field(default_factory=dict)


def show_credentials(request: Request) -> Response:
    """What the person signs in with."""
    desk = at_desk(request)
    return desk.page("credentials.html", _page(desk), title=TITLE)


def show_password(request: Request) -> Response:
    """The form of a new password, once the person has confirmed who they are."""
    desk = _local(request)
    return desk.page("password.html", _password_page(desk), title="Set a password") if confirmed(desk) else _ask(desk)


def set_password(request: Request) -> Response:
    """Set or change the password; every other session of the person ends."""
    desk = _local(request)
    if not confirmed(desk):
        return _ask(desk)
    try:
        check_twice(desk.form)
        with desk.read() as tx:
            kept = change.hashed(tx, desk.me, desk.form.text("password"), agency_db.name(tx), at=desk.now)
        desk.write(lambda tx: change.set_password(tx, desk.me.id, kept, actor=desk.me.id, at=desk.now))
    except (SlipError, WeakPasswordError) as slip:
        errors = {slip.where if isinstance(slip, SlipError) else "password": slip.message}
        page = replace(_password_page(desk), errors=errors)
        return desk.page("password.html", page, title="Set a password", status=422)
    _stay_alone(desk)
    return desk.go(HERE, "Your password is set. Every other browser is signed out.")


def show_new_passkey(request: Request) -> Response:
    """The form of a new passkey, once the person has confirmed who they are."""
    desk = _local(request)
    return _new_passkey(desk) if confirmed(desk) else _ask(desk, PASSKEYS_PAGE)


def add_passkey(request: Request) -> Response:
    """Keep the passkey that the device made."""
    desk = _local(request)
    if not confirmed(desk):
        return _ask(desk, PASSKEYS_PAGE)
    try:
        made = read_new_passkey(request, desk.form, PURPOSE, desk.me, desk.form.line("name"))
        desk.write(lambda tx: change.add_passkey(tx, made, actor=desk.me.id, at=desk.now))
    except UsageError as slip:
        return _new_passkey(desk, {"name": f"{slip.message} {slip.hint}".strip()})
    return desk.go(HERE, "The passkey is added. Next time you can sign in with it, without typing anything.")


def show_passkey(request: Request) -> Response:
    """One passkey: rename it, or remove it."""
    desk = _local(request)
    found = _mine(desk)
    page = PasskeyPage(code=found.code, name=found.name, typed=found.name)
    return desk.page("passkey.html", page, title=f"Passkey {found.name}")


def rename_passkey(request: Request) -> Response:
    """Give it another name."""
    desk = _local(request)
    found, typed = _mine(desk), desk.form.line("name")
    try:
        desk.write(lambda tx: change.rename_passkey(tx, found.code, typed, actor=desk.me.id, at=desk.now))
    except UsageError as slip:
        page = PasskeyPage(code=found.code, name=found.name, typed=typed, errors={"name": slip.message})
        return desk.page("passkey.html", page, title=f"Passkey {found.name}", status=422)
    return desk.go(HERE, "The name is changed.")


def remove_passkey(request: Request) -> Response:
    """Remove it: it opens nothing any more."""
    desk = _local(request)
    found = _mine(desk)
    path = f"{PASSKEYS_PAGE}/{found.code}"
    if not confirmed(desk):
        return _ask(desk, path)
    provider = agency_sign_in(request)
    issuer = provider.registration.issuer if provider is not None else ""
    try:
        desk.write(lambda tx: change.remove_passkey(tx, found.code, issuer, actor=desk.me.id, at=desk.now))
    except UsageError as slip:
        errors = {"remove": f"{slip.message} {slip.hint}".strip()}
        page = PasskeyPage(code=found.code, name=found.name, typed=found.name, errors=errors)
        return desk.page("passkey.html", page, title=f"Passkey {found.name}", status=409)
    return desk.go(HERE, f"{found.name} is removed. It opens nothing any more.")


def end_others(request: Request) -> Response:
    """Sign out everywhere else, in whichever process the sessions live."""
    desk = at_desk(request)
    desk.write(lambda tx: change.end_sessions(tx, desk.me.id, actor=desk.me.id, at=desk.now))
    _stay_alone(desk)
    return desk.go(HERE, "Every other browser is signed out.")


def end_one(request: Request) -> Response:
    """Sign out in one other browser."""
    desk = at_desk(request)
    found = next((s for s in _others(desk) if _mark(s) == request.path_params["mark"]), None)
    if found is None:
        return desk.go(HERE, "That browser was signed out already.")
    end_session(_sessions(desk), found)
    return desk.go(HERE, f"{found.browser or 'That browser'} is signed out.")


def _local(request: Request) -> Desk:
    desk = at_desk(request)
    settings = desk.agency.settings
    if settings.demo or not settings.local_sign_in:
        raise NotFoundError("Nothing is kept here that you sign in with.", hint="The agency sign-in keeps it.")
    return desk


def _ask(desk: Desk, path: str = PASSWORD_PAGE) -> Response:
    """Nothing of these forms waits in a session: a password is typed again."""
    return ask(desk, path, keep=False)


def _stay_alone(desk: Desk) -> None:
    """This browser goes on, under a new code; what the others wait for ends at once."""
    now, before = visit(desk.request), session(desk.request)
    begin_session(desk.request, desk.me, before.way)
    if now.session is not None:
        now.session.data, now.session.lasting = before.data, before.lasting
        now.session.confirmed_at = before.confirmed_at
        _sessions(desk).keep(now.session)
    for other in _others(desk):
        end_session(_sessions(desk), other)


def _sessions(desk: Desk) -> Sessions:
    return visit(desk.request).sessions


def _others(desk: Desk) -> list[Session]:
    mine = session(desk.request).mark
    return [s for s in _sessions(desk).of(desk.me.id, desk.now) if s.mark != mine]


def _mark(held: Session) -> str:
    """Names a session on a page, and cannot be used as one."""
    return hashlib.sha256(f"row\x00{held.mark}".encode()).hexdigest()[:16]


def _mine(desk: Desk) -> Passkey:
    with desk.read() as tx:
        ways = ways_of(desk.request, tx, desk.me.id)
    found = next((p for p in ways.passkeys if p.code == desk.request.path_params["code"]), None)
    if found is None:
        raise NotFoundError("You have no such passkey.", hint="My record shows those that you have.")
    return found


def _new_passkey(desk: Desk, errors: Mapping[str, str] | None = None) -> Response:
    with desk.read() as tx:
        asked = ask_new_passkey(desk.request, tx, PURPOSE, desk.me)
    if asked is None:
        raise NotFoundError("Browsers take no passkey at this address.", hint=_no_passkey(desk))
    page = NewPasskeyPage(passkey=asked, typed=desk.form.line("name"), errors=errors or {})
    return desk.page("passkey_new.html", page, title="Add a passkey", status=422 if errors else 200)


def _password_page(desk: Desk) -> PasswordPage:
    with desk.read() as tx:
        ways = ways_of(desk.request, tx, desk.me.id)
    shortest = passwords.SHORTEST_WITH_PASSKEY if ways.passkeys else passwords.SHORTEST
    return PasswordPage(address=desk.me.email, has_one=ways.password is not None, shortest=shortest)


def _page(desk: Desk) -> CredentialsPage:
    with desk.read() as tx:
        ways = ways_of(desk.request, tx, desk.me.id)
        name = agency_db.name(tx)
        held = sessions_of(desk.request, tx, desk.me.id)
    mine = session(desk.request).mark
    is_local = desk.agency.settings.local_sign_in and not desk.agency.settings.demo
    return CredentialsPage(
        answer=_answer(desk, len(held)),
        tabs=tabs(desk, "sign-in"),
        is_local=is_local,
        has_agency=ways.agency,
        agency=name or "your agency",
        passkeys=tuple(_row(desk, p) for p in ways.passkeys),
        can_add=is_local and can_use_passkeys(desk.request) and len(ways.passkeys) < change.MOST_PASSKEYS,
        why_no_passkey="" if can_use_passkeys(desk.request) else _no_passkey(desk),
        password=desk.when(ways.password.set_at) if ways.password is not None else "",
        sessions=tuple(_session_row(desk, s, mine) for s in held),
        done=desk.done,
    )


def _answer(desk: Desk, count: int) -> str:
    way = WAYS.get(session(desk.request).way, "a password")
    return f"You signed in with {way}. {desk.count(count, 'browser is', 'browsers are')} signed in as you."


def _no_passkey(desk: Desk) -> str:
    return "A passkey needs an address with a name and https, or http://localhost on this computer."


def _row(desk: Desk, found: Passkey) -> PasskeyRow:
    return PasskeyRow(
        code=found.code,
        name=found.name,
        added=desk.day(found.added_at),
        used=desk.when(found.used_at) if found.used_at is not None else "",
        is_synced=found.is_synced,
    )


def _session_row(desk: Desk, found: Session, mine: str) -> SessionRow:
    return SessionRow(
        mark=_mark(found),
        browser=found.browser or "A browser",
        began=desk.when(found.started_at),
        seen=desk.when(found.seen_at),
        is_this=found.mark == mine,
    )
