"""Tokens: a person's own way through the gateway, for a few hours, where the rules in force let people take it."""

from __future__ import annotations

from dataclasses import dataclass, field

from starlette.requests import Request
from starlette.responses import Response

from proviso.actions import tokens as change
from proviso.db import systems
from proviso.db.store import Tx
from proviso.errors import UsageError

from ..desk import Desk, at_desk
from ..stepping import ask, confirmed
from .record import Tab, tabs


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One token that opens something now."""

    id: str
    hint: str
    purpose: str
    ends: str


@dataclass(frozen=True, slots=True, kw_only=True)
class TokensPage:
    """The tokens of the person, the form that makes one, and a new one, shown once."""

    answer: str
    tabs: tuple[Tab, ...]
    lines: tuple[Line, ...]
    can_make: bool
    purposes: tuple[tuple[str, str], ...]
    typed: str
    key: str
    done: str
    errors: dict[str, str] = field(default_factory=dict)


def show_tokens(request: Request) -> Response:
    """The tokens that a person has now."""
    desk = at_desk(request)
    with desk.read() as tx:
        page = _page(desk, tx)
    return desk.page("tokens.html", page, title="Tokens: My record")


def _page(desk: Desk, tx: Tx, key: str = "", typed: str = "", errors: dict[str, str] | None = None) -> TokensPage:
    held = systems.tokens_of(tx, desk.me.id, desk.now)
    can_make = change.is_offered(desk.pack) and len(held) < change.MOST and desk.me.is_active
    return TokensPage(
        answer=_answer(desk, len(held)),
        tabs=tabs(desk, "tokens"),
        lines=tuple(
            Line(id=t.id, hint=t.hint, purpose=desk.purpose(t.purpose), ends=desk.when(t.ends_at)) for t in held
        ),
        can_make=can_make,
        purposes=tuple((p.id, p.title) for p in desk.pack.purposes if not (p.area or p.is_test)),
        typed=typed,
        key=key,
        done=desk.done,
        errors=errors or {},
    )


def _answer(desk: Desk, count: int) -> str:
    if not change.is_offered(desk.pack):
        return "The rules in force keep people on the web. A program needs a registration as a system."
    return f"You have {desk.count(count, 'token', 'tokens')} now." if count else "You have no token now."


def make_token(request: Request) -> Response:
    """Make one, and show it once."""
    desk = at_desk(request)
    purpose = desk.form.line("purpose")
    if not confirmed(desk):
        return ask(desk, "/record/tokens")
    try:
        made = desk.write(lambda tx: change.make(tx, desk.me.id, purpose, desk.pack, actor=desk.me.id, at=desk.now))
    except UsageError as slip:
        with desk.read() as tx:
            errors = {"purpose": " ".join(filter(None, (slip.message, slip.hint)))}
            page = _page(desk, tx, typed=purpose, errors=errors)
        return desk.page("tokens.html", page, title="Tokens: My record", status=422)
    with desk.read() as tx:
        page = _page(desk, tx, key=made.words)
    return desk.page("tokens.html", page, title="Your new token: My record")


def end_token(request: Request) -> Response:
    """End one at once."""
    desk = at_desk(request)
    token_id = request.path_params["token_id"]
    desk.write(lambda tx: change.end(tx, token_id, actor=desk.me.id, at=desk.now))
    return desk.go("/record/tokens", "Ended. It opens nothing from now on.")
