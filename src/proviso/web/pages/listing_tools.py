"""A new tool on the list: it starts in review, and nobody can use it yet (139-07.1.a)."""

from __future__ import annotations

from dataclasses import dataclass, field

from starlette.requests import Request
from starlette.responses import Response

from proviso.actions import tools as change_tools
from proviso.db import tools
from proviso.identity.ids import new_id
from proviso.model import Tool, ToolClass, ToolStatus

from ..desk import at_desk, typed


@dataclass(frozen=True, slots=True, kw_only=True)
class AddPage:
    """The form that adds a tool."""

    kinds: tuple[tuple[str, str], ...]
    typed: dict[str, str]
    errors: dict[str, str] = field(default_factory=dict)


def add_tool_form(request: Request) -> Response:
    """The form that adds a tool."""
    desk = at_desk(request)
    desk.only("the CIO’s office", *change_tools.OFFICES)
    return desk.page(
        "tool_add.html",
        AddPage(kinds=KINDS, typed=typed(None, "name", "vendor", "summary", "tool_class")),
        title="Add a tool",
    )


KINDS = (
    (ToolClass.COMMERCIAL.value, "Commercial: sold or open to the general public"),
    (ToolClass.INTERNAL.value, "The agency’s own system"),
)


def add_tool(request: Request) -> Response:
    """Add a tool in review: nobody can use it yet (139-07.1.a)."""
    desk = at_desk(request)
    desk.only("the CIO’s office", *change_tools.OFFICES)
    values = typed(desk.form, "name", "vendor", "summary", "tool_class")
    errors = {}
    if not values["name"]:
        errors["name"] = "Give the tool’s name."
    if not values["vendor"]:
        errors["vendor"] = "Say who makes it."
    if values["tool_class"] not in {key for key, _ in KINDS}:
        errors["tool_class"] = "Choose what kind of tool it is."
    tool_id = _slug(values["name"])
    with desk.read() as tx:
        if "name" not in errors and tools.get(tx, tool_id) is not None:
            errors["name"] = "A tool with this name is on the list already."
    if errors:
        page = AddPage(kinds=KINDS, typed=values, errors=errors)
        return desk.page("tool_add.html", page, title="Add a tool", status=422)
    tool = Tool(
        id=tool_id,
        name=values["name"],
        vendor=values["vendor"],
        summary=values["summary"],
        tool_class=ToolClass(values["tool_class"]),
        status=ToolStatus.IN_REVIEW,
        status_since=desk.now,
        status_by=desk.me.id,
    )
    desk.write(lambda tx: change_tools.add(tx, tool, actor=desk.me.id, at=desk.now))
    begins = " Start its review under Reviews." if tool.tool_class is ToolClass.COMMERCIAL else ""
    return desk.go(f"/tools/{tool.id}", f"{tool.name} is on the list, in review. Nobody can use it yet.{begins}")


def _slug(name: str) -> str:
    kept = "".join(c if c.isascii() and c.isalnum() else "-" for c in name.lower())
    return "-".join(part for part in kept.split("-") if part) or new_id().lower()
