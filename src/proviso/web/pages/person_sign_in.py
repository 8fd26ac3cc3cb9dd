"""How one person signs in, for the administrator: make a link, end the sessions, take everything away."""

from __future__ import annotations

from dataclasses import dataclass

from starlette.requests import Request
from starlette.responses import Response

from proviso.actions import credentials as change
from proviso.actions.roles import get_person
from proviso.actions.sign_ins import why_not_now
from proviso.db import credentials as db
from proviso.errors import NotFoundError
from proviso.model import Person, Role

from ..access import log_view
from ..desk import Confirm, Desk, at_desk
from ..entering import end_session, sessions_of, ways_of
from ..session import origin, visit
from ..stepping import ask, confirmed

KEEPERS = (Role.ADMIN, Role.AUDITOR)


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonSignInPage:
    """What one person signs in with; an auditor reads it, and an administrator may act."""

    id: str
    name: str
    answer: str
    facts: tuple[tuple[str, str], ...]
    is_local: bool
    may_act: bool
    why_not: str
    is_mailed: bool
    link: str
    """A new link, shown once; empty when it was mailed."""
    done: str


def show_person(request: Request) -> Response:
    """What one person signs in with."""
    desk, person = _desk(request)
    log_view(desk, person, "sign-in")
    return _show(desk, person)


def make_link(request: Request) -> Response:
    """Make a one-time link: mailed to the person, or shown once to who hands it on."""
    desk, person = _acting(request)
    if not confirmed(desk):
        return ask(desk, _path(person))
    is_mailed = _is_mailed(desk)
    words = desk.write(lambda tx: change.make_link(tx, person.id, actor=desk.me.id, at=desk.now, is_mailed=is_mailed))
    if is_mailed:
        return desk.go(_path(person), f"The link is on its way to {person.email}. It works once, for 3 days.")
    return _show(desk, person, link=f"{origin(request)}/sign-in/link/{words}")


def end_sessions(request: Request) -> Response:
    """End every session of the person."""
    desk, person = _acting(request)
    if not confirmed(desk):
        return ask(desk, _path(person))
    desk.write(lambda tx: change.end_sessions(tx, person.id, actor=desk.me.id, at=desk.now))
    _end_here(desk, person)
    return desk.go(_path(person), f"{person.name} is signed out everywhere.")


def check_removal(request: Request) -> Response:
    """Check and confirm: what the person loses."""
    desk, person = _acting(request)
    with desk.read() as tx:
        ways = ways_of(desk.request, tx, person.id)
    page = Confirm(
        answer=f"{person.name} cannot sign in any more until you make a new link.",
        consequences=(
            f"{desk.count(len(ways.passkeys), 'passkey')} and {'a' if ways.password else 'no'} password are removed. "
            "They do not come back.",
            f"{desk.count(_count_here(desk, person), 'browser')} signed in now, and signed out by this.",
            "Their approvals, trainings and records stay as they are.",
        ),
        action=f"{_path(person)}/remove",
        hidden={},
        button="Remove what they sign in with",
        back=_path(person),
        recorded="We record who removed it, from whom and when.",
    )
    return desk.page("confirm.html", page, title="Check and confirm: remove what somebody signs in with")


def remove(request: Request) -> Response:
    """Take everything away with which the person signs in: a lost phone, a stolen password."""
    desk, person = _acting(request)
    if not confirmed(desk):
        return ask(desk, _path(person))
    desk.write(lambda tx: change.remove_all(tx, person.id, actor=desk.me.id, at=desk.now))
    _end_here(desk, person)
    return desk.go(_path(person), f"Removed. {person.name} is signed out; a new link lets them begin again.")


def _desk(request: Request) -> tuple[Desk, Person]:
    desk = at_desk(request)
    desk.only("administrators and auditors", *KEEPERS)
    with desk.read() as tx:
        return desk, get_person(tx, request.path_params["person_id"])


def _acting(request: Request) -> tuple[Desk, Person]:
    desk, person = _desk(request)
    desk.only("administrators", Role.ADMIN)
    if desk.agency.settings.demo:
        raise NotFoundError("This demonstration has no passwords.", hint="Its people sign in by the picker.")
    return desk, person


def _show(desk: Desk, person: Person, *, link: str = "") -> Response:
    with desk.read() as tx:
        ways = ways_of(desk.request, tx, person.id)
        waiting = db.link_of(tx, person.id)
    settings = desk.agency.settings
    why_not = why_not_now(person, desk.today)
    facts = (
        ("Agency sign-in", "Tied to their account" if ways.agency else "Not used yet"),
        ("Passkeys", desk.count(len(ways.passkeys), "passkey")),
        ("Password", f"Set {desk.when(ways.password.set_at)}" if ways.password else "None"),
        (
            "One-time link",
            f"Waits until {desk.when(waiting.ends_at)}" if waiting and waiting.ends_at > desk.now else "None waits",
        ),
        ("Signed in now", desk.count(_count_here(desk, person), "browser")),
    )
    is_me = person.id == desk.me.id
    page = PersonSignInPage(
        id=person.id,
        name=person.name,
        answer=why_not.replace("You ", f"{person.name} ").replace("your", "their").replace("Your", "Their")
        or (f"{person.name} can sign in." if ways else f"{person.name} has no way to sign in yet."),
        facts=facts,
        is_local=settings.local_sign_in and not settings.demo,
        may_act=desk.has(Role.ADMIN) and not settings.demo and not is_me,
        why_not="Your own stands in My record, Sign-in. Another administrator can act here." if is_me else "",
        is_mailed=_is_mailed(desk),
        link=link,
        done=desk.done,
    )
    title = f"A sign-in link for {person.name}" if link else f"Sign-in of {person.name}"
    return desk.page("person_sign_in.html", page, title=title)


def _is_mailed(desk: Desk) -> bool:
    return bool(desk.agency.settings.mail_host)


def _path(person: Person) -> str:
    return f"/people/{person.id}/sign-in"


def _count_here(desk: Desk, person: Person) -> int:
    with desk.read() as tx:
        return len(sessions_of(desk.request, tx, person.id))


def _end_here(desk: Desk, person: Person) -> None:
    """At once, with what is written for them now; other processes hear of it at their next request."""
    sessions = visit(desk.request).sessions
    for found in sessions.of(person.id, desk.now):
        end_session(sessions, found)
