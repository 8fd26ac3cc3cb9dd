"""Sign in: which door? The agency's own first, then a passkey, then a password; the demo has a picker of its people."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from urllib.parse import urlsplit

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from proviso.actions import sign_ins
from proviso.actions.sign_ins import RefusedError
from proviso.db import agency as agency_db
from proviso.db import credentials, people
from proviso.errors import NotFoundError
from proviso.model import Person

from ..entering import Ask, agency_sign_in, ask_passkey, caller, can_use_passkeys, challenges, let_in
from ..forms import form
from ..render import render
from ..session import agency, clock, origin, safe_next, visit
from ..session import person as signed_in

FIRST = "maya.okafor"
"""Chosen when the page opens, so that the demo is one click away."""
TOO_MANY = 429
SECOND = "second"
"""Purpose of the word that comes back with the passkey beside a short password."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Tile:
    """One person of the demo."""

    id: str
    name: str
    about: str
    story: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SignInPage:
    """The doors that this agency has."""

    is_demo: bool
    agency: str
    people: tuple[Tile, ...]
    chosen: str
    next: str
    comes_from: bool
    """The person wanted another page, or their session ended."""
    has_agency: bool
    has_local: bool
    passkey: Ask | None
    passkeys_at: str
    """Where browsers take passkeys on this computer, when this address is a number."""
    typed: str
    help: str
    errors: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class RefusedPage:
    """Somebody was not let in: why, and whom to ask."""

    title: str
    hint: str
    help: str
    security: str
    """Who hears of a spill, also from people whose access has ended."""
    can_change: bool
    """The agency's sign-in may know them by another account, too."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SecondPage:
    """The password was right and is short: the passkey, too."""

    passkey: Ask
    next: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SignedOutPage:
    """Signed out of Proviso; the agency's sign-in may go on elsewhere."""

    agency: str
    elsewhere: str


def show_sign_in(request: Request) -> Response:
    """The doors; somebody who is signed in may change to another demo person here."""
    return render(request, "sign_in.html", _page(request, request.query_params.get("next", "")), title="Sign in")


def sign_in(request: Request) -> Response:
    """Sign in as a person of the demo, or with a password. INVARIANT: without one only where `demo` is set."""
    if agency(request).settings.demo:
        return _as_demo_person(request)
    return _with_password(request)


def sign_in_with_passkey(request: Request) -> Response:
    """Sign in with a passkey, which says whose it is; or with the one that a short password needs beside it."""
    sent, at = form(request), clock()
    next_address, word = sent.text("next"), sent.text("word")
    if not agency(request).settings.local_sign_in or agency(request).settings.demo:
        raise NotFoundError("Nobody signs in this way here.")
    words = challenges(request)
    second = words.open(word, SECOND, visit(request).code, at)
    said = second or words.open(word, sign_ins.PASSKEY, visit(request).code, at)
    if said is None or not words.spend(said, at):
        return trouble(request, "This page was open for too long. Choose the passkey once more.", next_address)
    owner_id = second.data["person"] if second is not None else ""
    try:
        person = sign_ins.check_passkey(
            agency(request), sent.text("credential"), word, origin(request), at=at, person_id=owner_id
        )
    except RefusedError as refusal:
        return trouble(request, f"{refusal.message} {refusal.hint}", next_address, status=403)
    return _enter(request, person, sign_ins.PASSKEY, next_address)


def sign_out(request: Request) -> Response:
    """End the session; the conversation ends with it."""
    visit(request).sign_out()
    is_elsewhere = agency_sign_in(request) is not None
    return RedirectResponse("/signed-out" if is_elsewhere else "/sign-in", status_code=303)


def show_signed_out(request: Request) -> Response:
    """Signed out here; and the way to end the session of the agency's sign-in, too."""
    if signed_in(request) is not None:
        return RedirectResponse("/", status_code=303)
    provider = agency_sign_in(request)
    elsewhere = provider.sign_out_address(f"{origin(request)}/sign-in", clock()) if provider is not None else ""
    page = SignedOutPage(agency=_name(request), elsewhere=elsewhere)
    return render(request, "signed_out.html", page, title="You are signed out")


def stay(request: Request) -> Response:
    """ "Stay signed in": the look at the session was the activity."""
    return Response(status_code=204 if signed_in(request) else 401)


def trouble(
    request: Request, sentence: str, next_address: str, *, where: str = "doors", typed: str = "", status: int = 422
) -> Response:
    """The doors again, with what went wrong at one of them; what was typed comes back, but no password."""
    page = replace(_page(request, next_address), typed=typed, errors={where: sentence.strip()})
    return render(request, "sign_in.html", page, title="Sign in", status=status)


def refused(request: Request, refusal: RefusedError) -> Response:
    """Who was not let in reads why on a page of its own, and whom to ask."""
    with agency(request).store.read() as tx:
        security = agency_db.offices(tx).get("security")
        contact = agency_db.get(tx, "help") or ""
    page = RefusedPage(
        title=refusal.message.rstrip("."),
        hint=refusal.hint,
        help=contact,
        security=f"{security.name}, {security.phone}" if security is not None and security.phone else "",
        can_change=agency_sign_in(request) is not None,
    )
    return render(request, "refused.html", page, title=page.title, status=403)


def _as_demo_person(request: Request) -> Response:
    sent = form(request)
    next_address, person_id = sent.text("next"), sent.line("person")
    page = replace(_page(request, next_address, person_id), errors={"person": "Choose the person to sign in as."})
    if person_id not in {tile.id for tile in page.people}:
        return render(request, "sign_in.html", page, title="Sign in", status=422)
    visit(request).sign_in(person_id, clock())
    return RedirectResponse(safe_next(next_address), status_code=303)


def _with_password(request: Request) -> Response:
    sent = form(request)
    house, next_address, typed = agency(request), sent.text("next"), sent.line("email")
    if not house.settings.local_sign_in:
        raise NotFoundError("Nobody signs in with a password here.", hint="Use the agency sign-in.")
    missing = {"email": "Type your agency e-mail address."} if not typed else {}
    missing |= {"password": "Type your password."} if not sent.text("password") else {}
    if missing:
        page = replace(_page(request, next_address), typed=typed, errors=missing)
        return render(request, "sign_in.html", page, title="Sign in", status=422)
    try:
        proof = sign_ins.check_password(house, typed, sent.text("password"), caller(request), at=clock())
    except RefusedError as refusal:
        status = TOO_MANY if refusal.wait else 422
        said = f"{refusal.message} {refusal.hint}"
        answer = trouble(request, said, next_address, where="password", typed=typed, status=status)
        if refusal.wait:
            answer.headers["retry-after"] = str(max(1, round(refusal.wait.total_seconds())))
        return answer
    if proof.needs_passkey:
        return _ask_second(request, proof.person, next_address)
    return _enter(request, proof.person, sign_ins.PASSWORD, next_address)


def _ask_second(request: Request, person: Person, next_address: str) -> Response:
    with agency(request).store.read() as tx:
        held = tuple(credentials.passkeys(tx, person.id))
    page = SecondPage(passkey=ask_passkey(request, SECOND, held, person=person.id), next=safe_next(next_address))
    return render(request, "sign_in_second.html", page, title="Now your passkey")


def _enter(request: Request, person: Person, way: str, next_address: str) -> Response:
    try:
        return let_in(request, person, way, next_address)
    except RefusedError as refusal:
        return refused(request, refusal)


def _page(request: Request, next_address: str, chosen: str = "") -> SignInPage:
    house = agency(request)
    settings = house.settings
    tiles = _tiles(request) if settings.demo else ()
    has_local = settings.local_sign_in and not settings.demo
    with house.store.read() as tx:
        contact = agency_db.get(tx, "help") or ""
    return SignInPage(
        is_demo=settings.demo,
        agency=_name(request),
        people=tiles,
        chosen=chosen or (tiles[0].id if tiles else ""),
        next=safe_next(next_address) if next_address else "",
        comes_from=bool(next_address),
        has_agency=agency_sign_in(request) is not None and not settings.demo,
        has_local=has_local,
        passkey=ask_passkey(request, sign_ins.PASSKEY) if has_local and can_use_passkeys(request) else None,
        passkeys_at=_passkeys_at(request) if has_local else "",
        typed="",
        help=contact,
    )


def _passkeys_at(request: Request) -> str:
    parts = urlsplit(origin(request))
    is_number = not can_use_passkeys(request) and parts.hostname in {"127.0.0.1", "::1"}
    return f"http://localhost{f':{parts.port}' if parts.port else ''}/sign-in" if is_number else ""


def _name(request: Request) -> str:
    house = agency(request)
    with house.store.read() as tx:
        return agency_db.name(tx) or house.settings.agency


def _tiles(request: Request) -> tuple[Tile, ...]:
    with agency(request).store.read() as tx:
        components = agency_db.components(tx)
        return tuple(
            Tile(
                id=person.id,
                name=person.name,
                about=", ".join(filter(None, (person.title, components.get(person.component, "")))),
                story=person.story,
            )
            for person in sorted(people.with_stories(tx), key=_first_story)
        )


def _first_story(person: Person) -> tuple[bool, str]:
    """The one whose story the tour begins with first, then by name."""
    return person.id != FIRST, person.name
