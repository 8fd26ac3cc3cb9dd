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
    select(uses.c.tool_id)
    .where(
        uses.c.person_id == bindparam("person"),
        uses.c.at >= bindparam("since"),
        uses.c.tool_id.in_(bindparam("tools", expanding=True)),
        uses.c.allowed,
    )
    .distinct()
)


def closed(tx: Tx) -> list[Tool]:
    """The tools that are paused, or whose approval was taken back."""
    return [read_tool(found) for found in tx.conn.execute(_closed).scalars()]


def used_by(tx: Tx, person_id: str, tool_ids: Collection[str], since: datetime) -> set[str]:
    """Which of these tools this person used since then."""
    asked = {"person": person_id, "tools": sorted(tool_ids), "since": stamp(since)}
    return set(tx.conn.execute(_used, asked).scalars())
