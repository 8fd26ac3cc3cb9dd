"""Sign in: which door? The demo has a picker of its people; a real agency gets its own sign-in here."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from proviso.db import agency as agency_db
from proviso.db import people
from proviso.model import Person

from ..forms import form
from ..render import render
from ..session import agency, clock, safe_next, visit

FIRST = "maya.okafor"
"""Chosen when the page opens, so that the demo is one click away."""


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
    errors: Mapping[str, str] = field(default_factory=dict)


def show_sign_in(request: Request) -> Response:
    """The doors; somebody who is signed in may change to another demo person here."""
    return render(request, "sign_in.html", _page(request, request.query_params.get("next", "")), title="Sign in")


def sign_in(request: Request) -> Response:
    """Sign in as a person of the demo. INVARIANT: without a password only where `demo` is set."""
    sent = form(request)
    next_address, person_id = sent.text("next"), sent.line("person")
    page = _page(request, next_address, person_id)
    if not page.is_demo or person_id not in {tile.id for tile in page.people}:
        wrong = {"person": "Choose the person to sign in as."}
        failed = SignInPage(
            is_demo=page.is_demo,
            agency=page.agency,
            people=page.people,
            chosen=page.chosen,
            next=page.next,
            comes_from=page.comes_from,
            errors=wrong,
        )
        return render(request, "sign_in.html", failed, title="Sign in", status=422)
    visit(request).sign_in(person_id, clock())
    return RedirectResponse(safe_next(next_address), status_code=303)


def sign_out(request: Request) -> Response:
    """End the session; the conversation ends with it."""
    visit(request).sign_out()
    return RedirectResponse("/sign-in", status_code=303)


def stay(request: Request) -> Response:
    """ "Stay signed in": the look at the session was the activity."""
    return Response(status_code=204 if visit(request).session else 401)


def _page(request: Request, next_address: str, chosen: str = "") -> SignInPage:
    house = agency(request)
    tiles: tuple[Tile, ...] = ()
    with house.store.read() as tx:
        name = agency_db.name(tx) or house.settings.agency
        if house.settings.demo:
            components = agency_db.components(tx)
            tiles = tuple(
                Tile(
                    id=person.id,
                    name=person.name,
                    about=", ".join(filter(None, (person.title, components.get(person.component, "")))),
                    story=person.story,
                )
                for person in sorted(people.with_stories(tx), key=_first_story)
            )
    return SignInPage(
        is_demo=house.settings.demo,
        agency=name,
        people=tiles,
        chosen=chosen or (tiles[0].id if tiles else ""),
        next=safe_next(next_address) if next_address else "",
        comes_from=bool(next_address),
    )


def _first_story(person: Person) -> tuple[bool, str]:
    """The one whose story the tour begins with first, then by name."""
    return person.id != FIRST, person.name
