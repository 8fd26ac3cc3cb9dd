"""Files of people or trainings that somebody uploaded: looked at first, then written in groups."""

from __future__ import annotations

import zlib
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import Column, Index, Integer, LargeBinary, String, Table, Text, insert, select, update

from .bodies import body, moment, reader, stamp
from .schema import metadata
from .store import Tx

imports = Table(
    "imports",
    metadata,
    Column("id", String, primary_key=True),
    Column("kind", String, nullable=False),
    Column("state", String, nullable=False),
    Column("made_at", String, nullable=False),
    Column("beat_at", String, nullable=False),
    Column("done", Integer, nullable=False),
    Column("content", LargeBinary),
    Column("body", Text, nullable=False),
    Index("imports_by_time", "made_at"),
)

PREVIEWED, RUNNING, DONE, DROPPED = "previewed", "running", "done", "dropped"


@dataclass(frozen=True, slots=True, kw_only=True)
class Import:
    """One upload: whose, of what, and how it went."""

    id: str
    kind: str
    """`people` or `learning`."""
    file: str
    by: str
    month_first: bool | None = None
    """How a date like 03/04/2026 is read; None: nobody has said."""
    total: int = 0
    """Lines to write."""
    added: int = 0
    changed: int = 0
    left: int = 0
    problems: tuple[tuple[int, str], ...] = field(default=())
    """Lines that need somebody: number and sentence; the first 1,000."""
    problem_count: int = 0
    finished_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Held:
    """An upload as it is kept."""

    one: Import
    state: str
    made_at: datetime
    beat_at: datetime
    """When it last went on: a job that stands still belongs to a process that ended."""
    done: int
    """Lines that are written."""


_read = reader(Import)


def add(tx: Tx, one: Import, content: bytes, at: datetime) -> None:
    """Keep an upload that somebody looks at."""
    row = {
        "id": one.id,
        "kind": one.kind,
        "state": PREVIEWED,
        "made_at": stamp(at),
        "beat_at": stamp(at),
        "done": 0,
        "content": zlib.compress(content),
        "body": body(one),
    }
    tx.conn.execute(insert(imports), row)


def get(tx: Tx, import_id: str) -> Held | None:
    """One upload, None when there is none."""
    columns = imports.c.body, imports.c.state, imports.c.made_at, imports.c.beat_at, imports.c.done
    row = tx.conn.execute(select(*columns).where(imports.c.id == import_id)).first()
    return None if row is None else _held(*row)


def newest(tx: Tx, kind: str, most: int = 10) -> list[Held]:
    """The newest uploads of one kind that were written or are being written."""
    columns = imports.c.body, imports.c.state, imports.c.made_at, imports.c.beat_at, imports.c.done
    query = select(*columns).where(imports.c.kind == kind, imports.c.state.in_((RUNNING, DONE)))
    return [_held(*row) for row in tx.conn.execute(query.order_by(imports.c.made_at.desc()).limit(most))]


def _held(text: str, state: str, made_at: str, beat_at: str, done: int) -> Held:
    return Held(one=_read(text), state=state, made_at=moment(made_at), beat_at=moment(beat_at), done=done)


def content(tx: Tx, import_id: str) -> bytes | None:
    """The file itself; None once it was written or dropped."""
    found = tx.conn.execute(select(imports.c.content).where(imports.c.id == import_id)).scalar()
    return None if found is None else zlib.decompress(found)


def put(tx: Tx, one: Import, state: str, done: int, at: datetime) -> None:
    """Write how far it is; what is done or dropped keeps its numbers, and not the file."""
    values: dict[str, object] = {"state": state, "beat_at": stamp(at), "done": done, "body": body(one)}
    if state in {DONE, DROPPED}:
        values["content"] = None
    tx.conn.execute(update(imports).where(imports.c.id == one.id).values(**values))


def drop_old(tx: Tx, before: datetime) -> None:
    """Forget the files that somebody looked at and did not write."""
    old = (imports.c.state == PREVIEWED) & (imports.c.made_at < stamp(before))
    tx.conn.execute(update(imports).where(old).values(state=DROPPED, content=None))
