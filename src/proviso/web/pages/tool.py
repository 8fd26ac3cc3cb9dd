"""One tool: its conditions and history, before the first use (139-07.1), and what its offices may do with it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from starlette.requests import Request
from starlette.responses import Response

from proviso.actions import re_reviews as change_re_reviews
from proviso.actions import terms as change_terms
from proviso.actions import tools as change_tools
from proviso.actions.release import needs_review
from proviso.db import agency as agency_db
from proviso.db import people, terms, tool_changes, tools, wishes
from proviso.db.store import Tx
from proviso.errors import NotFoundError
from proviso.model import Role, Tool, ToolStatus

from ..desk import Desk, at_desk, typed
from ..gates import is_open, next_gate, next_step
from ..history import Happened, sentence
from ..tool_reviews import ReviewLine, reviews_of
from ..tool_words import STATUS, conditions, is_late, re_review_line, state_line
from .connections import line_for
from .wishes import label_for

STATES = (ToolStatus.APPROVED, ToolStatus.PAUSED, ToolStatus.REVOKED, ToolStatus.ENDED)
HAD_APPROVAL = frozenset({ToolStatus.APPROVED, ToolStatus.PAUSED})
"""Only what has an approval can be paused, or have it taken back."""
VERBS = {
    ToolStatus.APPROVED: "Open it, with its conditions",
    ToolStatus.PAUSED: "Pause it",
    ToolStatus.REVOKED: "Take its approval back",
    ToolStatus.ENDED: "End it",
}
TOLD_TO_ALL = ("ToolListed", "ToolChanged", "ToolConditionsSet", "ToolReReviewSet", "ToolReReviewDue")
"""What the public reads, too; terms and incidents are between the agency and its vendor."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Fact:
    """One line of the facts; some lead to where more stands."""

    label: str
    value: str
    href: str = ""
    link: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ToolPage:
    """One tool: its conditions, its history, and for its office the form that changes its status."""

    id: str
    name: str
    answer: str
    next_step: str
    instead: str
    """The tool that can do the same work while this one is closed: its name; with `instead_id`."""
    instead_id: str
    summary: str
    can_ask: bool
    waits: str
    """What the button for being told says: to be told, or to be told no longer; empty where there is none."""
    conditions: tuple[str, ...]
    facts: tuple[Fact, ...]
    reviews: tuple[ReviewLine, ...]
    history: tuple[Happened, ...]
    deeds: tuple[tuple[str, str], ...]
    """What else the reader's office may do: label and address."""
    choices: tuple[tuple[str, str], ...]
    """What the reader's office may make of it; without any there is no form."""
    others: tuple[tuple[str, str], ...]
    """Open tools that could do the same work meanwhile."""
    seen: str
    """The mark of what the form shows, so that a stale one is noticed."""
    connection: str
    """How it is reached, for those who say so; empty for everybody else."""
    typed: dict[str, str]
    errors: dict[str, str]
    done: str


def show_tool(request: Request) -> Response:
    """One tool, before the first use."""
    desk = at_desk(request, public=True)
    with desk.read() as tx:
        page = tool_page(desk, tx, find_tool(tx, request))
    return desk.page("tool.html", page, title=page.name)


def find_tool(tx: Tx, request: Request) -> Tool:
    """The tool of the address."""
    tool = tools.get(tx, request.path_params["tool_id"])
    if tool is None:
        raise NotFoundError("There is no such tool.", hint="The list of tools shows all of them.")
    return tool


def tool_page(
    desk: Desk, tx: Tx, tool: Tool, values: dict[str, str] | None = None, errors: dict[str, str] | None = None
) -> ToolPage:
    """What this tool is for this person now, and how it came to be so."""
    answer, step, can_ask = _state_for(desk, tx, tool)
    other = tools.get(tx, tool.instead) if tool.instead and tool.status is not ToolStatus.APPROVED else None
    return ToolPage(
        id=tool.id,
        name=tool.name,
        answer=answer,
        next_step=step,
        instead=other.name if other is not None else "",
        instead_id=other.id if other is not None else "",
        summary=tool.summary,
        can_ask=can_ask,
        waits=label_for(desk, tx, tool),
        conditions=conditions(desk, tool, agency_db.components(tx)),
        facts=tuple(_facts(desk, tx, tool)),
        reviews=reviews_of(desk, tx, tool),
        history=history(desk, tx, tool),
        deeds=tuple(_deeds(desk, tool)),
        choices=choices_for(desk, tx, tool),
        others=others_than(tx, tool),
        seen=change_tools.mark(tool),
        connection=line_for(desk, tx, tool),
        typed=values or typed(None, "status", "reason", "instead"),
        errors=errors or {},
        done=desk.done,
    )


def choices_for(desk: Desk, tx: Tx, tool: Tool) -> tuple[tuple[str, str], ...]:
    """The states that this reader may give to the tool, by the rule of the action itself."""
    return tuple(
        (state.value, VERBS[state])
        for state in STATES
        if state is not tool.status
        and (tool.status in HAD_APPROVAL or state not in {ToolStatus.PAUSED, ToolStatus.REVOKED})
        and desk.has(*change_tools.offices_for(state))
        and not (state is ToolStatus.APPROVED and needs_review(tx, tool))
    )


def others_than(tx: Tx, *closed: Tool) -> tuple[tuple[str, str], ...]:
    """Tools that are open now, besides these: for "What people can use instead"."""
    gone = {tool.id for tool in closed}
    open_ = (t for t in tools.all(tx) if t.status is ToolStatus.APPROVED and t.id not in gone)
    return (("", "Name none"), *((tool.id, tool.name) for tool in open_))


def _state_for(desk: Desk, tx: Tx, tool: Tool) -> tuple[str, str, bool]:
    if tool.status is not ToolStatus.APPROVED:
        return f"{tool.name} is not open. {state_line(desk, tool)}", "", False
    if is_late(desk, tool):
        return f"{tool.name} is not open. {re_review_line(desk, tool)}", "", False
    due = f" {re_review_line(desk, tool)}" if _is_due(desk, tool) else ""
    if desk.viewer is None:
        return f"{tool.name} is open to trained staff, with conditions.{due}", "", False
    standing = people.standing(tx, desk.viewer.id, tool.id, "")
    if is_open(desk, standing):
        return f"{tool.name} is open to you now.{due}", "", True
    gate = next_gate(desk, tx, standing)
    if gate.id == "closed":
        return f"{tool.name} is not open to you. {gate.needs}.", "", False
    return f"{tool.name} opens for you after a step. {gate.needs}.", next_step(desk, tx, standing), False


def _is_due(desk: Desk, tool: Tool) -> bool:
    return tool.re_review_due is not None and (desk.today > tool.re_review_due or bool(tool.re_review_reason))


def _facts(desk: Desk, tx: Tx, tool: Tool) -> Iterator[Fact]:
    yield Fact(label="Vendor", value=tool.vendor)
    yield Fact(label="State", value=state_line(desk, tool))
    if tool.status_by and desk.viewer is not None:
        is_decided = tool.status not in {ToolStatus.SUGGESTED, ToolStatus.IN_REVIEW}
        yield Fact(label="Decided by" if is_decided else "Put there by", value=desk.name(tx, tool.status_by))
    due = re_review_line(desk, tool)
    if due:
        yield Fact(label="Re-review", value=due)
    if desk.viewer is not None:
        yield _terms(desk, tx, tool)
        if _has(desk, "/tools/{tool_id}/guide"):
            yield Fact(label="Settings", value="", href=f"/tools/{tool.id}/guide", link="See the settings guide")
    waiting = wishes.count_for(tx, tool.id) if desk.has(*change_tools.PAUSERS) else 0
    if waiting:
        yield Fact(label="Waited for by", value=desk.count(waiting, "person", "people"))
    yield Fact(label="Needs an account", value="Yes, made with your agency address." if tool.needs_account else "No.")


def _terms(desk: Desk, tx: Tx, tool: Tool) -> Fact:
    """The vendor's terms: which version was read, since when."""
    kept = terms.newest(tx, tool.id)
    said = f"Version {kept.version}, kept on {desk.day(kept.kept_at)}." if kept else "No document is kept yet."
    return Fact(label="Terms", value=said, href=f"/tools/{tool.id}/terms", link="See the terms")


def _has(desk: Desk, path: str) -> bool:
    return any(getattr(route, "path", "") == path for route in desk.request.app.routes)


def _deeds(desk: Desk, tool: Tool) -> Iterator[tuple[str, str]]:
    if desk.has(*change_tools.OFFICES):
        yield "Change the conditions", f"/tools/{tool.id}/conditions"
    if desk.has(Role.CIO):
        yield "Move the day of the re-review", f"/tools/{tool.id}/re-review"
    if desk.has(*change_re_reviews.REPORTERS):
        yield "Report an incident of the vendor", f"/tools/{tool.id}/incident"
    if desk.has(*change_terms.KEEPERS):
        yield "Keep the vendor’s terms", f"/tools/{tool.id}/terms"


def history(desk: Desk, tx: Tx, tool: Tool) -> tuple[Happened, ...]:
    """The tool's entries in the ledger as sentences, newest first; names only for staff."""
    events = change_tools.CHANGES if desk.viewer is not None else TOLD_TO_ALL
    found = tool_changes.lately(tx, events, tool_id=tool.id)
    times = [datetime.fromisoformat(entry.record.at) for entry in found]
    return tuple(
        Happened(when=desk.when(at), stamp=desk.stamp(at), what=sentence(entry.record, desk, tx))
        for entry, at in zip(found, times, strict=True)
    )


def said_now(tool: Tool, status: ToolStatus) -> str:
    """What is so after a change, for the page that follows."""
    return f"{tool.name} is now: {STATUS[status].lower()}. The list and each next use say so."
