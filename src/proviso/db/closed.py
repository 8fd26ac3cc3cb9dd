"""Tools that were closed lately, for the alert on the pages of those who used them (139-07.1)."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import bindparam, select

from proviso.model import Tool, ToolStatus

from .bodies import stamp
from .store import Tx
from .tools import read_tool, tools
from .uses import uses

_closed = (
    select(tools.c.body)
    .where(tools.c.status.in_([ToolStatus.PAUSED.value, ToolStatus.REVOKED.value]))
    .order_by(tools.c.place)
)
_used = (
    select(uses.c.id)
    .where(
        uses.c.person_id == bindparam("person"),
        uses.c.at >= bindparam("since"),
        uses.c.tool_id == bindparam("tool"),
        uses.c.allowed,
    )
    .limit(1)
)


def closed(tx: Tx) -> list[Tool]:
    """The tools that are paused, or whose approval was taken back."""
    return [read_tool(found) for found in tx.conn.execute(_closed).scalars()]


def used_by(tx: Tx, person_id: str, tool_ids: Collection[str], since: datetime) -> set[str]:
    """Which of these tools this person used since then."""
    return {
        tool_id
        for tool_id in tool_ids
        if tx.conn.execute(_used, {"person": person_id, "tool": tool_id, "since": stamp(since)}).first()
    }
