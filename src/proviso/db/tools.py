"""The list of tools (139-07.1)."""

from __future__ import annotations

from sqlalchemy import Column, Integer, String, Table, Text, bindparam, func, insert, select, update

from proviso.model import Tool

from .bodies import body, reader
from .schema import metadata
from .store import Tx

tools = Table(
    "tools",
    metadata,
    Column("id", String, primary_key=True),
    Column("place", Integer, nullable=False),
    Column("name", String, nullable=False),
    Column("status", String, nullable=False),
    Column("body", Text, nullable=False),
)

read_tool = reader(Tool)
_get = select(tools.c.body).where(tools.c.id == bindparam("k"))
_all = select(tools.c.body).order_by(tools.c.place)


def get(tx: Tx, tool_id: str) -> Tool | None:
    """One tool, None when it was never listed."""
    found = tx.conn.execute(_get, {"k": tool_id}).scalar()
    return None if found is None else read_tool(found)


def all(tx: Tx) -> list[Tool]:  # noqa: A001  # the architecture calls this reading `tools.all(tx)`
    """Every tool, in the order in which they were listed, whatever its state."""
    return [read_tool(found) for found in tx.conn.execute(_all).scalars()]


def add(tx: Tx, tool: Tool) -> None:
    """Put a tool at the end of the list."""
    place = tx.conn.execute(select(func.count()).select_from(tools)).scalar_one()
    tx.conn.execute(
        insert(tools).values(id=tool.id, place=place, name=tool.name, status=tool.status.value, body=body(tool))
    )


def put(tx: Tx, tool: Tool) -> None:
    """Write a changed tool over its row."""
    tx.conn.execute(
        update(tools).where(tools.c.id == tool.id).values(name=tool.name, status=tool.status.value, body=body(tool))
    )
