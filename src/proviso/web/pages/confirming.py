"""Confirm that it is you: before an approval or a signature, with what the person signs in with (139-07.2.c)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from urllib.parse import urlencode

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from proviso.actions import sign_ins
from proviso.actions.sign_ins import RefusedError
from proviso.errors import NotFoundError

from ..desk import Desk, at_desk
from ..entering import Ask, agency_sign_in, ask_passkey, caller, can_use_passkeys, challenges, ways_of
from ..session import origin, safe_next, session, visit
from ..stepping import AGAIN, Held, confirm, gone_on, held

AGAIN_PURPOSE = "again"
TITLE = "Confirm that it is you"
NO = "The agency sign-in did not confirm it, or you went back. Nothing has changed."


@dataclass(frozen=True, slots=True, kw_only=True)
class AgainPage:
    """The ways in which this person can show once more who they are."""

    name: str
    address: str
    """What their password goes with, for a program that keeps passwords."""
    minutes: str
    agency: str
    has_agency: bool
    passkey: Ask | None
    has_password: bool
    needs_passkey: bool
    """Their password is short: it does not confirm anything alone."""
    next: str
    waits: bool
    """A form waits behind this page."""
    errors: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class GoOnPage:
    """What was sent before, to be sent now."""

    action: str
    fields: tuple[tuple[str, str], ...]
    back: str


def show_again(request: Request) -> Response:
    """Ask who it is."""
    desk = at_desk(request)
    page = _page(desk, request.query_params.get("next", ""))
    if request.query_params.get("said") == "no":
        page = replace(page, errors={"doors": NO})
    return desk.page("sign_in_again.html", page, title=TITLE)


def confirm_with_password(request: Request) -> Response:
    """The password, once more."""
    desk = at_desk(request)
    next_address = desk.form.text("next")
    if not desk.agency.settings.local_sign_in:
        raise NotFoundError("Nobody signs in with a password here.")
    if not desk.form.text("password"):
        return _again(desk, next_address, "password", "Type your password.")
    try:
        proof = sign_ins.check_password(
            desk.agency, desk.me.id, desk.form.text("password"), caller(request), at=desk.now
        )
    except RefusedError as refusal:
        said = refusal.message if refusal.wait else "This is not your password."
        return _again(desk, next_address, "password", said)
    if proof.needs_passkey:
        return _again(desk, next_address, "password", "Your password is short. Confirm with your passkey.")
    return _confirmed(desk, sign_ins.PASSWORD, next_address)


def confirm_with_passkey(request: Request) -> Response:
    """A passkey of theirs."""
    desk = at_desk(request)
    next_address, word = desk.form.text("next"), desk.form.text("word")
    words = challenges(request)
    said = words.open(word, AGAIN_PURPOSE, visit(request).code, desk.now)
    if said is None or not words.spend(said, desk.now):
        return _again(desk, next_address, "doors", "This page was open for too long. Choose the passkey once more.")
    try:
        sign_ins.check_passkey(
            desk.agency,
            desk.form.text("credential"),
            word,
            origin(request),
            at=desk.now,
            person_id=desk.me.id,
        )
    except RefusedError as refusal:
        return _again(desk, next_address, "doors", f"{refusal.message} {refusal.hint}")
    return _confirmed(desk, sign_ins.PASSKEY, next_address)


def go_on(request: Request) -> Response:
    """Confirmed: what was sent before is here, and one button sends it; without such a form, on to the page."""
    desk = at_desk(request)
    next_address = safe_next(request.query_params.get("next", ""))
    waits = held(desk)
    if waits is None or waits.back != next_address:
        return RedirectResponse(next_address, status_code=303)
    if session(request).confirmed_at < waits.at:
        return RedirectResponse(f"{AGAIN}?{urlencode({'next': next_address})}", status_code=303)
    page = GoOnPage(action=waits.action, fields=waits.fields, back=waits.back)
    return desk.page("sign_in_go_on.html", page, title="Confirmed: go on")


def _confirmed(desk: Desk, way: str, next_address: str) -> Response:
    sign_ins.confirm(desk.agency, desk.me, way, at=desk.now)
    confirm(desk.request, desk.now)
    return gone_on(next_address)


def _again(desk: Desk, next_address: str, where: str, sentence: str) -> Response:
    page = replace(_page(desk, next_address), errors={where: sentence})
    return desk.page("sign_in_again.html", page, title=TITLE, status=422)


def _page(desk: Desk, next_address: str) -> AgainPage:
    with desk.read() as tx:
        ways = ways_of(desk.request, tx, desk.me.id)
    password = ways.password
    can_passkey = bool(ways.passkeys) and can_use_passkeys(desk.request)
    waits: Held | None = held(desk)
    return AgainPage(
        name=desk.me.name,
        address=desk.me.email,
        minutes=desk.count(desk.agency.settings.step_up_minutes, "minute"),
        agency=desk.agency.settings.agency,
        has_agency=agency_sign_in(desk.request) is not None and ways.agency,
        passkey=ask_passkey(desk.request, AGAIN_PURPOSE, ways.passkeys) if can_passkey else None,
        has_password=password is not None and not password.is_short,
        needs_passkey=password is not None and password.is_short,
        next=safe_next(next_address),
        waits=waits is not None and waits.back == safe_next(next_address),
    )
