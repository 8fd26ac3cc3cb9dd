"""The desk of a console page: who asks, when, under which pack, and the words to say it in."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Literal, TypeVar
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from proviso.actions import uses as change_uses
from proviso.actions.agency import Agency
from proviso.actions.wording import clean
from proviso.db import agency as agency_db
from proviso.db import people, tools
from proviso.db.store import Tx
from proviso.errors import NotFoundError, PolicyError
from proviso.model import Person, Role
from proviso.policy import Pack, period_days, statements_of
from proviso.policy.standing import last_day

from . import words as w
from .forms import Form
from .forms import form as form_of
from .render import render
from .session import NotYoursError, agency, clock, person, require, visit

T = TypeVar("T")
PAGE = 25
DONE = "console.done"


@dataclass(frozen=True, slots=True, kw_only=True)
class Pages:
    """Where a list stands: 25 a page."""

    number: int
    last: int
    size: int
    offset: int
    previous: str
    next: str


@dataclass(frozen=True, slots=True, kw_only=True)
class TaskRow:
    """One row of `pv.tasks`: the whole row is the link; done is plain text."""

    href: str
    label: str
    line: str = ""
    status: str = ""
    is_done: bool = False
    needs_you: bool = True
    """Only what needs the reader stands out; what waits for somebody else does not."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Confirm:
    """ "Check and confirm": the consequence first, in numbers, then the button."""

    answer: str
    consequences: tuple[str, ...]
    action: str
    hidden: Mapping[str, str]
    button: str
    back: str
    recorded: str
    asks_reason: str = ""
    typed: str = ""
    errors: Mapping[str, str] = field(default_factory=dict)


@dataclass(slots=True)
class Desk:
    """One request to a console page."""

    request: Request
    agency: Agency
    viewer: Person | None
    pack: Pack
    words: w.Words
    form: Form
    done: str = ""
    packs: dict[str, Pack] = field(default_factory=dict)
    """The rules of other components, as they were asked for in this request: a list of people asks for each row."""

    @property
    def me(self) -> Person:
        """The person who is signed in; a page for the public asks `viewer` instead."""
        return self.viewer if self.viewer is not None else require(self.request)

    @property
    def now(self) -> datetime:
        """The moment of this request, in UTC."""
        return self.words.now

    @property
    def today(self) -> date:
        """The reader's calendar day."""
        return self.words.today

    def read(self) -> AbstractContextManager[Tx]:
        """A snapshot of the store."""
        return self.agency.store.read()

    def write(self, work: Callable[[Tx], T]) -> T:
        """One transaction; durable when it returns."""
        return self.agency.store.write(work)

    def pack_of(self, component: str) -> Pack:
        """The rules that hold in a component now."""
        is_mine = self.viewer is not None and self.viewer.component == component
        if is_mine:
            return self.pack
        if component not in self.packs:
            self.packs[component] = rules_of(self.agency, component, self.now)
        return self.packs[component]

    def has(self, *roles: Role) -> bool:
        """Whether the reader has one of these roles."""
        return self.viewer is not None and bool(self.viewer.roles.intersection(roles))

    def only(self, whom: str, *roles: Role) -> None:
        """Stop here for everybody else, with the words of the 403 page."""
        if not self.has(*roles):
            raise NotYoursError(f"This page is for {whom}.", hint=f"You are signed in as {w.first_name(self.me.name)}.")

    def asked(self, name: str) -> str:
        """One value of the address, without the spaces around it."""
        return " ".join(self.request.query_params.get(name, "").split())

    def page(self, template: str, page: object, *, title: str, status: int = 200) -> Response:
        """The page as HTML."""
        return render(self.request, template, page, title=title, status=status)

    def go(self, path: str, done: str = "") -> Response:
        """After a change: back to where the work was, with a sentence that says what is done and what happens next."""
        session = visit(self.request).session
        if session is not None and done:
            session.data[DONE] = done
        return RedirectResponse(path, status_code=303)

    def pages(self, path: str, total: int, **filters: str) -> Pages:
        """Which page of a list the address asks for, and the addresses of its neighbors."""
        last = max(1, -(-total // PAGE))
        asked = self.request.query_params.get("page", "1")
        number = min(max(1, int(asked)), last) if asked.isdecimal() and len(asked) < 9 else 1
        kept = {name: value for name, value in filters.items() if value}

        def to(page: int) -> str:
            return f"{path}?{urlencode({**kept, 'page': page})}" if 1 <= page <= last else ""

        return Pages(
            number=number,
            last=last,
            size=PAGE,
            offset=(number - 1) * PAGE,
            previous=to(number - 1),
            next=to(number + 1),
        )

    def day(self, at: date) -> str:
        """ "Nov. 20", with the year when it is another one."""
        return self.words.day(at)

    def when(self, at: datetime) -> str:
        """ "Nov. 18 at 9:00 a.m. ET" """
        return self.words.moment(at)

    def stamp(self, at: date) -> str:
        """For `<time datetime>`."""
        return w.stamp(at)

    def age(self, since: datetime) -> str:
        """ "today", "4 days ago" """
        days = (self.today - self.words.local(since)).days
        return "today" if days <= 0 else f"{w.count(days, 'day')} ago"

    def count(self, value: int, one: str, many: str = "") -> str:
        """ "1 person waits", "6 people wait" """
        return w.count(value, one, many)

    def names(self, items: Iterable[str]) -> str:
        """ "Headquarters and the Flood Recovery Office"; with three or more, commas."""
        listed = list(items)
        if len(listed) < 3:
            return " and ".join(listed)
        return f"{', '.join(listed[:-1])} and {listed[-1]}"

    def code(self, decision_id: str) -> str:
        """ "7KQ2-M4XD" """
        return w.code(decision_id)

    def name(self, tx: Tx, person_id: str) -> str:
        """First and last name."""
        if person_id == "system":
            return "Proviso"
        found = people.get(tx, person_id)
        return found.name if found else person_id

    def tool(self, tx: Tx, tool_id: str) -> str:
        """A tool's name."""
        found = tools.get(tx, tool_id)
        return found.name if found else tool_id

    def purpose(self, purpose_id: str) -> str:
        """A purpose in the words of the pack."""
        return next((p.title for p in self.pack.purposes if p.id == purpose_id), purpose_id)

    def pack_lines(self, which: Literal["goes_in", "stays_out"]) -> tuple[str, ...]:
        """What may go in, and what stays out, in a few words each."""
        held = statements_of(self.pack)
        return held.goes_in if which == "goes_in" else held.stays_out

    def period(self, name: str) -> str:
        """How long a step counts: "12 months", "90 days"; empty when it has no end."""
        days = period_days(self.pack, name)
        if days is None:
            return ""
        months = round(days / 30.5)
        return w.count(months, "month") if days >= 60 else w.count(days, "day")

    def until(self, name: str) -> str:
        """The last day on which a step counts that is done now: "until Nov. 20, 2027"."""
        last = last_day(self.now, name, self.pack)
        return f"until {self.words.date(last)}" if last else "until it is taken back"

    def contact(self, tx: Tx) -> str:
        """Whom to write to."""
        return agency_db.get(tx, "help") or ""

    def office(self, tx: Tx, role: str) -> str:
        """ "Privacy, Joan Castellanos," or the office alone."""
        found = agency_db.offices(tx).get(role)
        if found is None:
            return role.replace("_", " ").capitalize()
        return f"{self.name(tx, found.person_id)} ({found.name})"

    def office_person(self, tx: Tx, role: Role) -> str:
        """Who answers for an office; empty when nobody is named."""
        found = agency_db.offices(tx).get(role.value)
        return self.name(tx, found.person_id) if found else ""

    def office_phone(self, tx: Tx, role: Role) -> str:
        """The number of an office; empty when there is none."""
        found = agency_db.offices(tx).get(role.value)
        return found.phone if found else ""


def at_desk(request: Request, *, public: bool = False, ended: bool = False) -> Desk:
    """The desk of this request. `public` pages need no signing in; `ended` ones work after access has ended."""
    viewer = person(request) if public else require(request)
    house = agency(request)
    now = clock()
    zone = ZoneInfo(house.settings.time_zone)
    pack = rules_of(house, viewer.component if viewer else "", now)
    session = visit(request).session
    done = session.data.pop(DONE, "") if session is not None and request.method == "GET" else ""
    return Desk(request, house, viewer, pack, w.Words(zone, now), form_of(request), done)


def rules_of(house: Agency, component: str, at: datetime) -> Pack:
    """The pack that judges uses at this moment, so that a page and a decision never speak of two; before any pack was
    put in force, or when it cannot be read (then every use is denied), the words of the one that the settings name."""
    try:
        with house.store.read() as tx:
            found = change_uses.pack_at(tx, house, component, at)
    except (NotFoundError, PolicyError):
        found = None
    return found or house.packs.for_component(component)


def typed(form: Form | None, *names: str) -> dict[str, str]:
    """Fields as they were typed, so that a form with errors loses nothing; empty ones before anything was sent."""
    return {name: clean(form.text(name)).strip() if form else "" for name in names}
