"""Be told when a tool is open again (139-07.1): asked on the tool's page or in a denial, said on Home."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import Response

from proviso.actions import tools as change_tools
from proviso.db import tools, wishes
from proviso.db.store import Tx
from proviso.errors import NotFoundError
from proviso.model import Role, Tool, ToolStatus

from ..desk import Desk, at_desk

TELL_ME, STOP_WAITING = "Tell me when it is open", "Do not tell me any more"
WAITED_FOR = frozenset({ToolStatus.PAUSED, ToolStatus.IN_REVIEW, ToolStatus.SUGGESTED, ToolStatus.ENDED})


def label_for(desk: Desk, tx: Tx, tool: Tool) -> str:
    """What the button on a tool's page says; empty where there is nothing to wait for."""
    if desk.viewer is None or Role.AUDITOR in desk.viewer.roles:
        return ""
    if tool.id in wishes.open_of(tx, desk.viewer.id):
        return STOP_WAITING
    return TELL_ME if tool.status in WAITED_FOR else ""


def tell_me(request: Request) -> Response:
    """Be told when the tool is open, or no longer."""
    desk = at_desk(request)
    with desk.read() as tx:
        tool = tools.get(tx, request.path_params["tool_id"])
        waits = wishes.open_of(tx, desk.me.id)
    if tool is None:
        raise NotFoundError("There is no such tool.", hint="The list of tools shows all of them.")
    if tool.id in waits:
        desk.write(lambda tx: change_tools.read_notice(tx, tool.id, actor=desk.me.id, at=desk.now))
        if desk.form.line("from") == "home":
            return desk.go("/")
        return desk.go(f"/tools/{tool.id}", f"You wait for {tool.name} no longer.")
    desk.write(lambda tx: change_tools.await_tool(tx, tool.id, actor=desk.me.id, at=desk.now))
    return desk.go(f"/tools/{tool.id}", f"When {tool.name} opens, Home says so.")
