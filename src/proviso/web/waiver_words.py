"""Waivers in words: scope, state and days, the same on every page (139-07.5.w)."""

from __future__ import annotations

from datetime import date

from proviso.db import agency as agency_db
from proviso.db import people, tools
from proviso.db import waivers as db
from proviso.db.store import Tx
from proviso.model import RequestState, Role, Tool, ToolClass, ToolStatus, WaiverRequest

from .desk import Desk

OVERSEERS = (Role.CIO, Role.CIO_OFFICE, Role.PRIVACY, Role.CIVIL_RIGHTS, Role.COUNSEL, Role.AUDITOR)
"""Who reads every waiver whole, its reasons and the names in it."""
STATES = {
    RequestState.ASKED: "Asked",
    RequestState.WITHDRAWN: "Withdrawn",
    RequestState.REFUSED: "Refused",
    RequestState.REVOKED: "Taken back",
}
IN_FORCE, LATER, OVER, UNCONFIRMED = "In force", "Not yet in force", "Ended", "Ended: nobody confirmed it"


def is_whole(desk: Desk, request: WaiverRequest) -> bool:
    """Whether the reader sees the reasons and the names: the overseers, the component that asked, the people named."""
    is_asker = desk.has(Role.LEADER, Role.COMPONENT_CIO) and desk.me.component == request.component
    return desk.has(*OVERSEERS) or is_asker or desk.me.id in {request.asked_by, *(request.people or ())}


def clause_title(desk: Desk, clause: str) -> str:
    """The rule in the words of the pack: "Investigations"."""
    return next((c.title for c in desk.pack.clauses if c.id == clause), clause)


def state_of(desk: Desk, tx: Tx, request: WaiverRequest) -> str:
    """One state, as it is today."""
    if request.state is not RequestState.GRANTED:
        return STATES[request.state]
    held = db.granted(tx, request.id)
    if desk.today < request.starts_on:
        return LATER
    if held is not None and held.confirm_by is not None and held.confirm_by < desk.today <= request.ends_on:
        return UNCONFIRMED
    return IN_FORCE if desk.today <= request.ends_on else OVER


def days(desk: Desk, request: WaiverRequest) -> str:
    """ "Nov. 3 through Dec. 10" """
    return f"{desk.day(request.starts_on)} through {desk.day(request.ends_on)}"


def component_title(tx: Tx, component: str) -> str:
    """The component by its name."""
    return agency_db.components(tx).get(component, component)


def tools_line(desk: Desk, tx: Tx, request: WaiverRequest) -> str:
    """Which tools it is for."""
    if request.tools is None:
        return "Every commercial tool on the list"
    return desk.names(sorted(desk.tool(tx, tool) for tool in request.tools))


def people_line(desk: Desk, tx: Tx, request: WaiverRequest) -> str:
    """Whom it covers; names for those who may read them."""
    if request.people is None:
        return f"Everybody in {component_title(tx, request.component)}"
    if not is_whole(desk, request):
        return desk.count(len(request.people), "person", "people") + ", by name"
    return desk.names(sorted(desk.name(tx, person) for person in request.people))


def scope_line(desk: Desk, tx: Tx, request: WaiverRequest) -> str:
    """The whole scope in one sentence."""
    return f"{request.case_kind}. {people_line(desk, tx, request)}. {tools_line(desk, tx, request)}."


def confirm_by(tx: Tx, number: str) -> date | None:
    """The day by which the component confirms it, when it asks for that."""
    held = db.granted(tx, number)
    return None if held is None else held.confirm_by


def askers(desk: Desk, tx: Tx) -> str:
    """Who can ask for the reader, in a sentence; empty when nobody can."""
    found = people.with_role(tx, Role.LEADER, Role.COMPONENT_CIO, component=desk.me.component)
    names = [person.name for person in found if person.id != desk.me.id]
    return f"{desk.names(names)} can ask for your component." if names else ""


def tool_choices(tx: Tx, chosen: tuple[str, ...]) -> tuple[tuple[str, str], ...]:
    """The commercial tools that a waiver can be for."""
    return tuple((t.id, t.name) for t in tools.all(tx) if _is_for(t) or t.id in chosen)


def _is_for(tool: Tool) -> bool:
    return tool.tool_class is ToolClass.COMMERCIAL and tool.status in {ToolStatus.APPROVED, ToolStatus.PAUSED}
