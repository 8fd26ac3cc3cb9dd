"""The vendors' terms as somebody read them (T-13): each version whole, with its hash; the newest one counts."""

from __future__ import annotations

from sqlalchemy import Column, Integer, LargeBinary, RowMapping, String, Table, insert, select

from proviso.model import Terms

from .bodies import moment, stamp
from .schema import metadata
from .store import Tx

terms = Table(
    "tool_terms",
    metadata,
    Column("tool_id", String, primary_key=True),
    Column("version", Integer, primary_key=True),
    Column("sha256", String, nullable=False),
    Column("name", String, nullable=False),
    Column("link", String, nullable=False),
    Column("content", LargeBinary, nullable=False),
    Column("kept_at", String, nullable=False),
    Column("kept_by", String, nullable=False),
)

_facts = [column for column in terms.c if column.name != "content"]


def add(tx: Tx, kept: Terms, content: bytes) -> None:
    """Keep a version."""
    tx.conn.execute(
        insert(terms).values(
            tool_id=kept.tool_id,
            version=kept.version,
            sha256=kept.sha256,
            name=kept.name,
            link=kept.link,
            content=content,
            kept_at=stamp(kept.kept_at),
            kept_by=kept.kept_by,
        )
    )


def of_tool(tx: Tx, tool_id: str) -> list[Terms]:
    """Every version, newest first."""
    query = select(*_facts).where(terms.c.tool_id == tool_id).order_by(terms.c.version.desc())
    return [_terms(row) for row in tx.conn.execute(query).mappings()]


def newest(tx: Tx, tool_id: str) -> Terms | None:
    """The version that counts; None when nobody kept any."""
    return next(iter(of_tool(tx, tool_id)), None)


def content(tx: Tx, tool_id: str, version: int) -> bytes | None:
    """The document itself."""
    query = select(terms.c.content).where(terms.c.tool_id == tool_id, terms.c.version == version)
    found: bytes | None = tx.conn.execute(query).scalar()
    return found


def _terms(row: RowMapping) -> Terms:
    return Terms(
        tool_id=row["tool_id"],
        version=row["version"],
        sha256=row["sha256"],
        name=row["name"],
        link=row["link"],
        kept_at=moment(row["kept_at"]),
        kept_by=row["kept_by"],
    )
