"""What changes on the list of tools (139-07.1): listed, conditionally approved, paused, revoked, ended."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime

from proviso.db import tools as db
from proviso.db import wishes
from proviso.db.store import Tx
from proviso.errors import ConflictError, NotAllowedError, NotFoundError, UsageError
from proviso.journal import record
from proviso.model import Conditions, Role, Tool, ToolStatus
from proviso.model.events import ToolAwaited, ToolChanged, ToolListed, ToolNoticeRead

from .letters import tell_tool
from .roles import SYSTEM, get_person, require_role

OFFICES = (Role.CIO, Role.CIO_OFFICE)
PAUSERS = (*OFFICES, Role.PRIVACY, Role.CIVIL_RIGHTS)
"""The privacy and the civil rights office may pause a tool alone; the rest is the CIO's."""


def add(tx: Tx, tool: Tool, *, actor: str, at: datetime) -> Tool:
    """The CIO's office puts a tool on the list (139-07.1)."""
    if actor != SYSTEM:
        require_role(tx, actor, *OFFICES, to="list a tool")
    if db.get(tx, tool.id) is not None:
        raise ConflictError(f"There is a tool {tool.id} already.", hint="Change that one, or choose another id.")
    listed = replace(tool, status_since=tool.status_since or at, status_by=tool.status_by or actor)
    db.add(tx, listed)
    event = ToolListed(actor=actor, tool=tool.id, tool_class=tool.tool_class.value, status=tool.status.value)
    record(tx, at, event)
    return listed


def change(
    tx: Tx,
    tool_id: str,
    *,
    status: ToolStatus | None = None,
    reason: str = "",
    conditions: Conditions | None = None,
    re_review_due: date | None = None,
    actor: str,
    at: datetime,
) -> Tool:
    """Approve, pause, revoke or end a tool, or change its conditions; the next use follows it (139-07.1)."""
    _require_right(tx, actor, status, conditions, re_review_due)
    tool = db.get(tx, tool_id)
    if tool is None:
        raise NotFoundError(f"There is no tool {tool_id!r} on the list.")
    if status in {ToolStatus.PAUSED, ToolStatus.REVOKED, ToolStatus.ENDED} and not reason.strip():
        raise UsageError("Say why: people who use the tool will read it.")
    changed = replace(
        tool,
        conditions=tool.conditions if conditions is None else conditions,
        re_review_due=tool.re_review_due if re_review_due is None else re_review_due,
    )
    if status is not None and status is not tool.status:
        changed = replace(changed, status=status, status_since=at, status_reason=reason.strip(), status_by=actor)
    db.put(tx, changed)
    record(tx, at, ToolChanged(actor=actor, tool=tool_id, status=changed.status.value, reason=reason.strip()))
    tell_tool(tx, tool, changed, at=at)
    return changed


def _require_right(
    tx: Tx, actor: str, status: ToolStatus | None, conditions: Conditions | None, re_review_due: date | None
) -> None:
    is_status_alone = conditions is None and re_review_due is None
    offices = offices_for(status) if is_status_alone else OFFICES
    require_role(tx, actor, *offices, to="pause a tool" if offices is PAUSERS else "change a tool")


def offices_for(status: ToolStatus | None) -> tuple[Role, ...]:
    """Whose decision a new status is; a page shows its form to the same offices."""
    return PAUSERS if status is ToolStatus.PAUSED else OFFICES


def await_tool(tx: Tx, tool_id: str, *, actor: str, at: datetime) -> Tool:
    """A person asks to be told when a tool that is closed now is open again (139-07.1); twice is once."""
    if Role.AUDITOR in get_person(tx, actor).roles:
        raise NotAllowedError("An auditor reads everything and changes nothing.")
    tool = db.get(tx, tool_id)
    if tool is None:
        raise NotFoundError(f"There is no tool {tool_id!r} on the list.")
    if tool.status is ToolStatus.APPROVED and not _is_over(tool, at):
        raise UsageError(f"{tool.name} is open now.", hint="Choose it in the workspace.")
    if tool_id not in wishes.open_of(tx, actor):
        wishes.add(tx, actor, tool_id, at)
        record(tx, at, ToolAwaited(actor=actor, person=actor, tool=tool_id))
    return tool


def _is_over(tool: Tool, at: datetime) -> bool:
    """Approved on paper, and closed by a date: its approval has ended, or its re-review is late."""
    ends = (tool.conditions.ends_on, tool.re_review_due)
    return any(day is not None and day < at.date() for day in ends)


def read_notice(tx: Tx, tool_id: str, *, actor: str, at: datetime) -> None:
    """The person has read that the tool is open, or waits for it no longer."""
    if tool_id in wishes.open_of(tx, actor):
        wishes.close(tx, actor, tool_id, at)
        record(tx, at, ToolNoticeRead(actor=actor, person=actor, tool=tool_id))
