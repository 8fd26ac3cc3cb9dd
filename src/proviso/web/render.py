"""A page value and a template become HTML; the frame around it (navigation, who is signed in, footer) is made here."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from zoneinfo import ZoneInfo

from jinja2 import Environment, FileSystemLoader, Undefined, select_autoescape
from starlette.requests import Request
from starlette.responses import HTMLResponse

from proviso import __version__
from proviso.db import agency as agency_db
from proviso.db import packs as packs_db
from proviso.db import systems
from proviso.errors import ProvisoError
from proviso.model import Person

from . import words
from .alerts import Alert, alerts_for
from .areas import HUB, areas_of, is_inside, links_of, sees_systems
from .session import TOUR, agency, clock, person, visit
from .visiting import visit_alert
from .words import Words

HERE = Path(__file__).parent
STATIC = HERE / "static"
PUBLIC = (("Home", "/"), ("Tools", "/tools"), ("Rules", "/rules"))
NAVIGATION = (
    PUBLIC[0],
    ("Workspace", "/workspace"),
    ("Check a text", "/check"),
    *PUBLIC[1:],
    ("My record", "/record"),
)


class Testable(Undefined):
    """A missing value may be asked for (`{% if %}`), never printed: an empty place on a page is a fault."""

    __slots__ = ()
    __iter__ = __str__ = __len__ = Undefined._fail_with_undefined_error


@dataclass(frozen=True, slots=True, kw_only=True)
class NavItem:
    """One link of the header."""

    label: str
    href: str
    is_current: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Frame:
    """What every page has around it."""

    title: str
    agency: str
    is_demo: bool
    person: Person | None
    first_name: str
    navigation: tuple[NavItem, ...]
    rules: str
    """Title of the pack in force, or the sentence that none is."""
    version: str
    path: str
    session_minutes: int
    alerts: tuple[Alert, ...] = ()
    """Tools that were closed lately, and that this person used."""
    may_search: bool = False
    """The header has the box that finds people, tools and waivers."""
    is_on_tour: bool = False
    """This browser takes the tour of the demo, and finds its way back to it on every page."""


def render(request: Request, template: str, page: object, *, title: str = "", status: int = 200) -> HTMLResponse:
    """The page as HTML. `page` is one frozen `…Page` value; its `errors`, if any, put "Error: " before the title."""
    said = title or str(getattr(page, "title", ""))
    said = f"Error: {said}" if getattr(page, "errors", None) and not said.startswith("Error: ") else said
    return HTMLResponse(_html(request, template, page, _frame(request, said)), status_code=status)


def render_bare(request: Request, template: str, page: object, *, title: str, status: int) -> HTMLResponse:
    """The same with a frame that asks the database nothing: for when the database is what broke."""
    frame = Frame(
        title=title,
        agency="",
        is_demo=agency(request).settings.demo,
        person=None,
        first_name="",
        navigation=(NavItem(label="Home", href="/", is_current=False),),
        rules="",
        version=__version__,
        path=request.url.path,
        session_minutes=agency(request).settings.session_minutes,
    )
    return HTMLResponse(_html(request, template, page, frame), status_code=status)


def words_for(request: Request) -> Words:
    """The words of this request: the agency's time zone, and now."""
    return Words(ZoneInfo(agency(request).settings.time_zone), clock())


def _html(request: Request, template: str, page: object, frame: Frame) -> str:
    return (
        environment()
        .get_template(template)
        .render(
            page=page,
            frame=frame,
            csrf=visit(request).token,
            nonce=request.state.nonce,
            w=words_for(request),
        )
    )


def _frame(request: Request, title: str) -> Frame:
    settings = agency(request).settings
    somebody = person(request)
    with agency(request).store.read() as tx:
        name = agency_db.name(tx) or settings.agency
        in_force = packs_db.in_force(tx, clock(), somebody.component if somebody else "")
        alerts = alerts_for(tx, somebody, words_for(request))
        alerts = (*visit_alert(tx, somebody.id, words_for(request)), *alerts) if somebody else alerts
        has_systems = bool(somebody and systems.of_owner(tx, somebody.id))
    return Frame(
        title=title,
        agency=name,
        is_demo=settings.demo,
        person=somebody,
        first_name=words.first_name(somebody.name) if somebody else "",
        navigation=_navigation(request, somebody, has_systems=has_systems),
        rules=_rules(request, in_force),
        version=__version__,
        path=request.url.path,
        session_minutes=settings.session_minutes,
        is_on_tour=_is_on_tour(request),
        may_search=somebody is not None and bool(areas_of(somebody.roles)),
        alerts=alerts,
    )


def _is_on_tour(request: Request) -> bool:
    session = visit(request).session
    return session is not None and bool(session.lasting.get(TOUR)) and request.url.path != "/tour"


def _rules(request: Request, in_force: str | None) -> str:
    if in_force is None:
        return ""
    try:
        pack = agency(request).packs.by_ref(in_force)
    except ProvisoError:
        # A pack that cannot be read any more is named; its own pages say what is wrong with it.
        return in_force
    return pack.title


def _navigation(request: Request, somebody: Person | None, *, has_systems: bool) -> tuple[NavItem, ...]:
    links = list(NAVIGATION if somebody else PUBLIC)
    if somebody:
        links += links_of(somebody.roles)
        links += [("Systems", "/systems")] if has_systems and not sees_systems(somebody.roles) else []
    known = {getattr(route, "path", "") for route in request.app.routes}
    path = request.url.path
    return tuple(
        NavItem(label=label, href=href, is_current=_is_current(path, href, somebody))
        for label, href in links
        if href in known
    )


def _is_current(path: str, href: str, somebody: Person | None) -> bool:
    if href == HUB:
        return somebody is not None and is_inside(path, somebody.roles)
    return path == href or (href != "/" and path.startswith(href + "/"))


@cache
def environment() -> Environment:
    """The templates, compiled once. INVARIANT: autoescape is on for every template."""
    made = Environment(
        loader=FileSystemLoader(HERE / "templates"),
        autoescape=select_autoescape(default=True, default_for_string=True),
        undefined=Testable,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.globals["static"] = static
    made.filters.update(number=words.number, code=words.code, stamp=words.stamp, first_name=words.first_name)
    return made


@cache
def static(name: str) -> str:
    """Address of a static file, with a part of its hash, so that a new version is a new address."""
    path = STATIC / name
    if not path.is_file():
        return f"/static/{name}"
    return f"/static/{name}?v={hashlib.sha256(path.read_bytes()).hexdigest()[:12]}"
