"""The gate before a commercial tool opens: the decision on its review, with each named office's answer (139-07.1.b)."""

from __future__ import annotations

from datetime import datetime

from proviso.db import reviews
from proviso.db.store import Tx
from proviso.errors import NotAllowedError
from proviso.model import Review, ReviewState, Tool, ToolClass, ToolStatus

BEFORE = frozenset({ToolStatus.SUGGESTED, ToolStatus.IN_REVIEW})
HINT = "The offices answer first, then the CIO decides. See Reviews."


def needs_review(tx: Tx, tool: Tool) -> bool:
    """Whether only a decision opens this tool: it was never open, or the last review ended with a no. One that was
    paused, taken back or ended after a yes can be opened again; the agency's own have other rules (139-07.9.b)."""
    if tool.tool_class is not ToolClass.COMMERCIAL or tool.status is ToolStatus.APPROVED:
        return False
    newest = _newest(tx, tool)
    was_declined = newest is not None and newest.state is ReviewState.DECLINED
    return tool.status in BEFORE or was_declined


def require_reviewed(tx: Tx, tool: Tool, at: datetime) -> None:
    """The newest review of this tool was decided with a yes, and its hour has come."""
    if not needs_review(tx, tool):
        return
    newest = _newest(tx, tool)
    if newest is None or newest.state is not ReviewState.APPROVED:
        raise NotAllowedError(f"{tool.name} opens by the decision on its review.", hint=HINT)
    if newest.opens_at is not None and newest.opens_at > at:
        raise NotAllowedError(f"{tool.name} opens at the time that was decided.", hint=HINT)


def require_unopened(tool: Tool) -> None:
    """Nobody lists a commercial tool as approved: it starts in review. Only a first start takes over an old list."""
    if tool.tool_class is ToolClass.COMMERCIAL and tool.status is ToolStatus.APPROVED:
        raise NotAllowedError(f"{tool.name} starts in review.", hint=HINT)


def _newest(tx: Tx, tool: Tool) -> Review | None:
    return next(iter(reviews.of_tool(tx, tool.id)), None)
