"""Step-up: an approval and a signature are given by a person who has just shown who they are (139-07.2.c.1, c.5).

A page that approves or signs begins with `if not confirmed(desk): return ask(desk, path)`. The form that was sent is
kept in the session, in memory only, and comes back behind the confirmation: nothing is typed twice.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from urllib.parse import urlencode

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from .desk import Desk
from .session import safe_next, session, visit

HELD = "stepping.held"
AGAIN = "/sign-in/again"
GO_ON = "/sign-in/again/go-on"
TOKEN = "csrf"  # noqa: S105  # the name of a field


@dataclass(frozen=True, slots=True, kw_only=True)
class Held:
    """A form that waits until its sender has confirmed who they are."""

    action: str
    fields: tuple[tuple[str, str], ...] = field(repr=False)
    back: str
    """The page that the form stood on."""
    at: datetime


def confirmed(desk: Desk) -> bool:
    """Whether the person has just shown who they are; the demo, whose sign-in has no passwords, never asks."""
    if desk.agency.settings.demo:
        return True
    is_so = desk.now - session(desk.request).confirmed_at < _counts_for(desk)
    if is_so and desk.request.method == "POST":
        _forget(desk)
    return is_so


def ask(desk: Desk, path: str, *, keep: bool = True, without: Collection[str] = ()) -> Response:
    """Ask who it is, then come back: to the page `path`, or with the form that was sent in hand (`keep`), but never
    with a secret in it (`without`)."""
    if desk.request.method == "POST" and keep:
        fields = tuple((name, value) for name, value in desk.form.items() if name not in {TOKEN, *without})
        held = Held(action=desk.request.url.path, fields=fields, back=path, at=desk.now)
        session(desk.request).data[HELD] = held
    return RedirectResponse(f"{AGAIN}?{urlencode({'next': safe_next(path)})}", status_code=303)


def held(desk: Desk) -> Held | None:
    """The form that waits, as long as a confirmation would count."""
    found = session(desk.request).data.get(HELD)
    return found if isinstance(found, Held) and desk.now - found.at < 2 * _counts_for(desk) else None


def confirm(request: Request, at: datetime) -> None:
    """The person has shown who they are, now."""
    held = session(request)
    held.confirmed_at = at
    visit(request).sessions.keep(held)


def gone_on(path: str) -> Response:
    """After a confirmation: to the form that waits, or to the page that asked."""
    return RedirectResponse(f"{GO_ON}?{urlencode({'next': safe_next(path)})}", status_code=303)


def _forget(desk: Desk) -> None:
    found = session(desk.request).data.get(HELD)
    if isinstance(found, Held) and found.action == desk.request.url.path:
        session(desk.request).data.pop(HELD, None)


def _counts_for(desk: Desk) -> timedelta:
    return timedelta(minutes=desk.agency.settings.step_up_minutes)
