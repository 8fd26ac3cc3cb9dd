"""Tools: which can I use now, and for what? (139-07.1). The list is public; what it says about staff is not."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime

from starlette.requests import Request
from starlette.responses import Response

from proviso.actions import tools as change_tools
from proviso.actions import visits as change_visits
from proviso.db import agency as agency_db
from proviso.db import people, tool_changes, tools, visits
from proviso.db.store import Tx
from proviso.errors import StoreError
from proviso.model import Role, Standing, Tool, ToolClass, ToolStatus

from ..desk import Desk, at_desk
from ..gates import is_open, next_gate, next_step
from ..history import Happened, sentence
from ..listing import address
from ..tool_words import conditions, re_review_line, state_line

SHOWN = ("ToolListed", "ToolChanged", "ToolConditionsSet")
"""What a reader of the list wants to hear of; the rest stands on the tool's page."""
MOST_NEWS = 10
FIRST = 25
"""So many cards of a group, before "Show all"."""
KINDS = (("", "Every kind"), (ToolClass.COMMERCIAL.value, "Commercial"), (ToolClass.INTERNAL.value, "The agency’s own"))
SORTS = (("", "As they were listed"), ("name", "By name"), ("new", "Newest change first"))


@dataclass(frozen=True, slots=True, kw_only=True)
class Card:
    """One tool on the list."""

    id: str
    name: str
    status: str
    summary: str
    conditions: tuple[str, ...]
    instead: tuple[str, str] | None = None
    """The tool to use meanwhile: its id and name."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """Tools in the same state for the reader."""

    id: str
    title: str
    cards: tuple[Card, ...]
    empty: str
    more: int = 0
    """Cards that are not shown yet."""


@dataclass(frozen=True, slots=True, kw_only=True)
class News:
    """What changed since the reader looked last."""

    title: str
    lines: tuple[Happened, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Filters:
    """What the reader looks for."""

    search: str = ""
    kind: str = ""
    sort: str = ""
    all: str = ""
    """The group that is shown whole."""

    @property
    def is_set(self) -> bool:
        """Whether some tools are left out."""
        return bool(self.search or self.kind)

    def address(self, group: str) -> str:
        """The same list with one group whole."""
        return address("/tools", q=self.search, kind=self.kind, sort=self.sort, all=group) + f"#{group}"


@dataclass(frozen=True, slots=True, kw_only=True)
class ToolsPage:
    """The list: its answer first, then the three groups."""

    answer: str
    next_step: str
    news: News | None
    filters: Filters
    kinds: tuple[tuple[str, str], ...]
    sorts: tuple[tuple[str, str], ...]
    found: str
    """How many tools fit the search; empty when nobody searched."""
    groups: tuple[Group, ...]
    signed_in: bool
    may_add: bool
    may_suggest: bool
    may_revoke: bool
    contact: str
    done: str


def list_tools(request: Request) -> Response:
    """The list (139-07.1.d); without signing in it says nothing about staff."""
    desk = at_desk(request, public=True)
    with desk.read() as tx:
        last, is_new = visits.last(tx, desk.viewer.id, desk.now) if desk.viewer else (None, False)
        page = tools_page(desk, tx, last)
    if is_new:
        with suppress(StoreError):  # a bookmark that cannot be kept keeps nobody from the list
            desk.write(lambda tx: change_visits.begin(tx, actor=desk.me.id, at=desk.now))
    return desk.page("tools.html", page, title="Tools")


def tools_page(desk: Desk, tx: Tx, last: datetime | None = None) -> ToolsPage:
    """Tools in three groups, as they are for this person now."""
    names, filters = agency_db.components(tx), filters_of(desk.request)
    found = list(_wanted(_with_standings(desk, tx), filters))
    kept: dict[str, list[Card]] = {"open": [], "step": [], "others": [], "closed": []}
    step = ""
    for tool, standing in found:
        group, said = _place(desk, tx, tool, standing)
        if group == "step" and not step and standing is not None:
            step = next_step(desk, tx, standing)
        kept[group].append(_card(desk, tx, tool, names, status=said))
    return ToolsPage(
        answer=_answer(desk, len(kept["open"]), len(kept["step"]), filters),
        next_step=step if not kept["open"] else "",
        news=_news(desk, tx, last),
        filters=filters,
        kinds=KINDS,
        sorts=SORTS,
        found=_found(desk, len(found), filters),
        groups=_groups(desk, kept, filters),
        signed_in=desk.viewer is not None,
        may_add=desk.has(*change_tools.OFFICES),
        may_suggest=desk.viewer is not None and Role.AUDITOR not in desk.viewer.roles and _has(desk, "/tools/suggest"),
        may_revoke=desk.has(Role.CIO) and bool(change_tools.approvals(tx)),
        contact=desk.contact(tx),
        done=desk.done,
    )


def _has(desk: Desk, path: str) -> bool:
    return any(getattr(route, "path", "") == path for route in desk.request.app.routes)


def filters_of(request: Request) -> Filters:
    """What the address asks for; what it does not know is left out."""
    asked = request.query_params
    return Filters(
        search=" ".join(asked.get("q", "").split())[:100],
        kind=asked.get("kind", "") if asked.get("kind") in dict(KINDS) else "",
        sort=asked.get("sort", "") if asked.get("sort") in dict(SORTS) else "",
        all=asked.get("all", ""),
    )


def _wanted(held: list[tuple[Tool, Standing | None]], filters: Filters) -> Iterator[tuple[Tool, Standing | None]]:
    """Those that fit the search, in the order that was asked for."""
    words = filters.search.casefold().split()
    if filters.sort == "name":
        held = sorted(held, key=lambda one: one[0].name.casefold())
    elif filters.sort == "new":
        held = sorted(
            held, key=lambda one: one[0].status_since.isoformat() if one[0].status_since else "", reverse=True
        )
    for tool, standing in held:
        text = f"{tool.name} {tool.vendor} {tool.summary}".casefold()
        if all(word in text for word in words) and filters.kind in {"", tool.tool_class.value}:
            yield tool, standing


def _with_standings(desk: Desk, tx: Tx) -> list[tuple[Tool, Standing | None]]:
    listed = (tool for tool in tools.all(tx) if tool.status is not ToolStatus.SUGGESTED)
    if desk.viewer is None:
        return [(tool, None) for tool in listed]
    held = {s.tool.id: s for s in people.standings(tx, desk.viewer.id, "") if s.tool is not None}
    return [(tool, held.get(tool.id)) for tool in listed]


def _place(desk: Desk, tx: Tx, tool: Tool, standing: Standing | None) -> tuple[str, str]:
    """The group of a tool, and its state for this reader."""
    late = re_review_line(desk, tool) if tool.re_review_reason or _is_due(desk, tool) else ""
    state = f"{state_line(desk, tool)} {late}".strip()
    if tool.status is not ToolStatus.APPROVED:
        return "closed", state
    if standing is None or is_open(desk, standing):
        return "open", state
    gate = next_gate(desk, tx, standing)
    if gate.id == "closed":
        return "others", f"{gate.needs}."
    return "step", f"{gate.needs}."


def _is_due(desk: Desk, tool: Tool) -> bool:
    return tool.re_review_due is not None and desk.today > tool.re_review_due


def _answer(desk: Desk, open_: int, after: int, filters: Filters) -> str:
    if filters.is_set and not open_ and not after:
        return "No tool that you look for is open to you now." if desk.viewer else "No tool that you look for is open."
    if desk.viewer is None:
        return f"{desk.count(open_, 'commercial AI tool is', 'AI tools are')} open to trained staff, with conditions."
    if open_:
        return f"{desk.count(open_, 'tool is', 'tools are')} open to you now."
    if after:
        return "No tool is open to you yet. Your next step:"
    return "No tool is open now. The CIO’s office reviews new ones."


def _found(desk: Desk, count: int, filters: Filters) -> str:
    if not filters.is_set:
        return ""
    return f"{desk.count(count, 'tool fits', 'tools fit')} your search." if count else "No tool fits your search."


def _groups(desk: Desk, kept: dict[str, list[Card]], filters: Filters) -> tuple[Group, ...]:
    mine = "Open to you" if desk.viewer else "Open to trained staff"
    titles = (
        ("open", mine, "None right now."),
        ("step", "Open after a step", "None. No step is missing for a tool."),
        ("others", "Open to others", ""),
        ("closed", "Paused or in review", "None."),
    )
    groups = [_group(name, title, kept[name], empty, filters) for name, title, empty in titles]
    return tuple(g for g in groups if g.cards or (g.empty and not filters.is_set and (desk.viewer or g.id != "step")))


def _group(name: str, title: str, cards: list[Card], empty: str, filters: Filters) -> Group:
    shown = cards if filters.all == name else cards[:FIRST]
    return Group(id=name, title=title, cards=tuple(shown), empty=empty, more=len(cards) - len(shown))


def _card(desk: Desk, tx: Tx, tool: Tool, names: dict[str, str], status: str) -> Card:
    other = tools.get(tx, tool.instead) if tool.instead and tool.status is not ToolStatus.APPROVED else None
    return Card(
        id=tool.id,
        name=tool.name,
        status=status,
        summary=tool.summary,
        conditions=conditions(desk, tool, names),
        instead=(other.id, other.name) if other is not None and other.status is ToolStatus.APPROVED else None,
    )


def _news(desk: Desk, tx: Tx, last: datetime | None) -> News | None:
    """What changed since the reader looked last; nothing at the first visit."""
    if last is None:
        return None
    since = desk.words.near(desk.words.local(last))
    found = tool_changes.lately(tx, SHOWN, since=last, limit=MOST_NEWS)
    if not found:
        return News(title=f"Nothing changed since your last visit, {since}.", lines=())
    items = []
    for entry in found:
        at = datetime.fromisoformat(entry.record.at)
        name = desk.tool(tx, str(entry.record.data["tool"]))
        items.append(
            Happened(when=desk.when(at), stamp=desk.stamp(at), what=f"{name}: {sentence(entry.record, desk, tx)}")
        )
    return News(title=f"What changed since your last visit, {since}", lines=tuple(items))
