"""How accounts on tools are set up, and the agency's screenshots (139-07.2.d–e)."""

from __future__ import annotations

from sqlalchemy import Column, Index, Integer, LargeBinary, String, Table, Text, bindparam, delete, func, insert, select

from proviso.model import Guide, Picture

from . import records as r
from .bodies import body, moment, reader, stamp
from .schema import metadata
from .store import Tx

guides = Table(
    "guides",
    metadata,
    Column("tool_id", String, primary_key=True),
    Column("asks_from", Integer, nullable=False),
    Column("body", Text, nullable=False),
)
"""`asks_from` stands beside the body because each decision reads it."""

pictures = Table(
    "guide_pictures",
    metadata,
    Column("id", String, primary_key=True),
    Column("tool_id", String, nullable=False),
    Column("media", String, nullable=False),
    Column("width", Integer, nullable=False),
    Column("height", Integer, nullable=False),
    Column("content", LargeBinary, nullable=False),
    Column("added_at", String, nullable=False),
    Column("added_by", String, nullable=False),
    Index("guide_pictures_by_tool", "tool_id"),
)

_read = reader(Guide)
_one = select(guides.c.body).where(guides.c.tool_id == bindparam("tool_id"))


def get(tx: Tx, tool_id: str) -> Guide | None:
    """The guide of a tool, None when it has none."""
    found = tx.conn.execute(_one, {"tool_id": tool_id}).scalar()
    return None if found is None else _read(found)


def put(tx: Tx, guide: Guide) -> None:
    """Keep a guide in place of the one before; what was attested under that one stands in the accounts."""
    tx.conn.execute(delete(guides).where(guides.c.tool_id == guide.tool_id))
    tx.conn.execute(insert(guides), {"tool_id": guide.tool_id, "asks_from": guide.asks_from, "body": body(guide)})


def add_picture(tx: Tx, picture: Picture) -> None:
    """Keep a screenshot."""
    tx.conn.execute(
        insert(pictures),
        {
            "id": picture.id,
            "tool_id": picture.tool_id,
            "media": picture.media,
            "width": picture.width,
            "height": picture.height,
            "content": picture.content,
            "added_at": stamp(picture.added_at),
            "added_by": picture.added_by,
        },
    )


def picture(tx: Tx, picture_id: str) -> Picture | None:
    """One screenshot, None when there is none."""
    row = tx.conn.execute(select(pictures).where(pictures.c.id == picture_id)).first()
    if row is None:
        return None
    return Picture(
        id=row.id,
        tool_id=row.tool_id,
        media=row.media,
        width=row.width,
        height=row.height,
        content=row.content,
        added_at=moment(row.added_at),
        added_by=row.added_by,
    )


def count_accounts(tx: Tx, tool_id: str) -> int:
    """How many people attested an account on this tool."""
    query = select(func.count()).select_from(r.accounts).where(r.accounts.c.tool_id == tool_id)
    return int(tx.conn.execute(query).scalar_one())
