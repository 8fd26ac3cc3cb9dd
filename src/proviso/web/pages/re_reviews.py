"""The re-review of a live tool (139-07.9.a): the CIO moves its day; an office reports an incident of the vendor."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

from starlette.requests import Request
from starlette.responses import Response

from proviso.actions import re_reviews as change
from proviso.actions import tools as change_tools
from proviso.errors import UsageError
from proviso.model import Role, Tool

from ..desk import Desk, at_desk, typed
from ..tool_words import re_review_line
from .tool import find_tool

WHOM = "the CIO’s office, Security, Privacy, Civil rights and the incident officer"


@dataclass(frozen=True, slots=True, kw_only=True)
class ReReviewPage:
    """One form about the re-review of one tool."""

    id: str
    name: str
    answer: str
    grace: str
    seen: str
    typed: dict[str, str]
    errors: dict[str, str] = field(default_factory=dict)


def _page(desk: Desk, tool: Tool, values: dict[str, str], errors: dict[str, str] | None = None) -> ReReviewPage:
    days = desk.pack.grace_days
    return ReReviewPage(
        id=tool.id,
        name=tool.name,
        answer=re_review_line(desk, tool) or f"{tool.name} has no day for a re-review.",
        grace=f"After its day a tool stays open for {desk.count(days, 'day')}. Then Proviso pauses it.",
        seen=change_tools.mark(tool),
        typed=values,
        errors=errors or {},
    )


def show_extend(request: Request) -> Response:
    """The form that moves the day."""
    desk = _cio(request)
    with desk.read() as tx:
        tool = find_tool(tx, request)
    page = _page(desk, tool, typed(None, "due", "reason"))
    return desk.page("re_review.html", page, title=f"Re-review of {tool.name}")


def _cio(request: Request) -> Desk:
    desk = at_desk(request)
    desk.only("the CIO", Role.CIO)
    return desk


def extend(request: Request) -> Response:
    """Move the day, with a reason."""
    desk = _cio(request)
    values = typed(desk.form, "due", "reason", "seen")
    with desk.read() as tx:
        tool = find_tool(tx, request)
    errors = {} if values["reason"] else {"reason": "Say why the review can wait."}
    due = _day(values["due"])
    if due is None:
        errors["due"] = "Choose the new day."
    if not errors and due is not None:
        try:
            desk.write(
                lambda tx: change.extend(
                    tx,
                    tool.id,
                    due,
                    values["reason"],
                    desk.pack,
                    seen=values["seen"],
                    actor=desk.me.id,
                    at=desk.now,
                )
            )
        except UsageError as fault:
            errors["due"] = f"{fault.message} {fault.hint}".strip()
    if errors or due is None:
        page = _page(desk, tool, values, errors)
        return desk.page("re_review.html", page, title=f"Re-review of {tool.name}", status=422)
    return desk.go(f"/tools/{tool.id}", f"The re-review of {tool.name} is due {desk.day(due)} now.")


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def show_incident(request: Request) -> Response:
    """The form for an incident of the vendor."""
    desk = _office(request)
    with desk.read() as tx:
        tool = find_tool(tx, request)
    page = _page(desk, tool, typed(None, "what"))
    return desk.page("vendor_incident.html", page, title=f"Incident of the vendor of {tool.name}")


def _office(request: Request) -> Desk:
    desk = at_desk(request)
    desk.only(WHOM, *change.REPORTERS)
    return desk


def report_incident(request: Request) -> Response:
    """Report it: the tool is reviewed again."""
    desk = _office(request)
    values = typed(desk.form, "what")
    with desk.read() as tx:
        tool = find_tool(tx, request)
    try:
        desk.write(
            lambda tx: change.report_incident(tx, tool.id, values["what"], desk.pack, actor=desk.me.id, at=desk.now)
        )
    except UsageError as fault:
        page = _page(desk, tool, values, {"what": f"{fault.message} {fault.hint}".strip()})
        return desk.page("vendor_incident.html", page, title=f"Incident of the vendor of {tool.name}", status=422)
    return desk.go(f"/tools/{tool.id}", f"Reported. {tool.name} is due for its re-review, and the CIO’s office knows.")
