"""Search over people, tools and waivers: one box in the header, results by kind. A look at people is recorded."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import urlencode

from starlette.requests import Request
from starlette.responses import Response

from proviso.db import agency as agency_db
from proviso.db import readiness, tools, waivers
from proviso.db.readiness import Wanted
from proviso.db.store import Tx
from proviso.model import RequestState, Tool, WaiverRequest

from ..access import log_list
from ..areas import areas_of
from ..desk import Desk, at_desk
from ..waiver_words import is_whole
from .people import READERS, wanted

MOST = 10
LONGEST = 100
OPEN_TO_ALL = frozenset({RequestState.GRANTED, RequestState.REVOKED})
"""What was granted is everybody’s to know; what was only asked is between the component and the offices."""
NO_FILTERS = dict.fromkeys(("q", "component", "role", "step", "state", "supervisor"), "")


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """One result: where it is, and a line about it."""

    href: str
    label: str
    line: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """The results of one kind."""

    title: str
    count: str
    rows: tuple[Found, ...]
    more_href: str
    """The list with all of them, where there are more than are shown."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SearchPage:
    """What was found, by kind."""

    asked: str
    answer: str
    groups: tuple[Group, ...]
    logged: str


def _sees_waivers(desk: Desk) -> bool:
    return any(area.href == "/waivers" for area in areas_of(desk.me.roles))


def search(request: Request) -> Response:
    """Look for words among people, tools and waivers, as far as the reader may see them."""
    desk = at_desk(request)
    asked = desk.asked("q")[:LONGEST]
    sees_people = desk.has(*READERS) and bool(asked)
    if sees_people:
        log_list(desk, "search")
    with desk.read() as tx:
        groups = tuple(group for group in _groups(desk, tx, asked, sees_people=sees_people) if group.rows)
    page = SearchPage(
        asked=asked,
        answer=_answer(asked, groups),
        groups=groups,
        logged="A search for people is written to the ledger, once an hour." if sees_people else "",
    )
    title = f"{'Found' if groups else 'Nothing found'}: {asked}" if asked else "Search"
    return desk.page("search.html", page, title=title)


def _answer(asked: str, groups: tuple[Group, ...]) -> str:
    if not asked:
        return "Type a name, a tool, or the number of a waiver."
    if not groups:
        return f"Nothing here has the words “{asked}”. Try one word, or a part of a name."
    return f"{', '.join(group.count for group in groups)} for “{asked}”."


def _groups(desk: Desk, tx: Tx, asked: str, *, sees_people: bool) -> list[Group]:
    if not asked:
        return []
    groups = [_people(desk, tx, asked)] if sees_people else []
    groups.append(_tools(desk, tx, asked))
    return [*groups, _waivers(desk, tx, asked)] if _sees_waivers(desk) else groups


def _people(desk: Desk, tx: Tx, asked: str) -> Group:
    filters: Wanted = wanted(desk, {**NO_FILTERS, "q": asked})
    total = readiness.count_listed(tx, filters)
    names = agency_db.components(tx)
    rows = tuple(
        Found(
            href=f"/people/{one.person.id}",
            label=one.person.name,
            line=f"{one.person.title or 'No title'}, {names.get(one.person.component, one.person.component)}",
        )
        for one in readiness.listed(tx, filters, "name", 0, MOST)
    )
    more = f"/people?{urlencode({'q': asked})}" if total > MOST else ""
    return Group(title="People", count=desk.count(total, "person", "people"), rows=rows, more_href=more)


def _tools(desk: Desk, tx: Tx, asked: str) -> Group:
    found = [tool for tool in tools.all(tx) if _has(f"{tool.name} {tool.vendor} {tool.summary} {tool.id}", asked)]
    return Group(
        title="Tools",
        count=desk.count(len(found), "tool"),
        rows=tuple(Found(href=f"/tools/{tool.id}", label=tool.name, line=_about(tool)) for tool in found[:MOST]),
        more_href=f"/tools?{urlencode({'q': asked})}" if len(found) > MOST else "",
    )


def _about(tool: Tool) -> str:
    return ", ".join(filter(None, (tool.vendor, tool.summary.rstrip("."))))


def _waivers(desk: Desk, tx: Tx, asked: str) -> Group:
    names = agency_db.components(tx)
    shown = [one for one in waivers.listed(tx) if one.state in OPEN_TO_ALL or is_whole(desk, one)]
    found = [one for one in shown if _has(_words_of(one, names), asked)]
    return Group(
        title="Waivers",
        count=desk.count(len(found), "waiver"),
        rows=tuple(
            Found(
                href=f"/waivers/{one.id}",
                label=f"Waiver {one.id}",
                line=f"{one.case_kind}, {names.get(one.component, one.component)}",
            )
            for one in found[:MOST]
        ),
        more_href="/waivers" if len(found) > MOST else "",
    )


def _words_of(one: WaiverRequest, names: dict[str, str]) -> str:
    return f"{one.id} {one.clause} {one.case_kind} {one.component} {names.get(one.component, '')}"


def _has(text: str, asked: str) -> bool:
    words = text.casefold()
    return all(word in words for word in asked.casefold().split())
