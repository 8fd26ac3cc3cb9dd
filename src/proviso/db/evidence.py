"""Evidence files: what was asked, how far each is, and the file for some days; each can be made again."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Column, Index, Integer, LargeBinary, String, Table, Text, func, insert, select, update

from proviso.model import Evidence, EvidenceState

from .bodies import body, moment, reader, stamp
from .schema import metadata
from .store import Tx

evidence = Table(
    "evidence",
    metadata,
    Column("id", String, primary_key=True),
    Column("by", String, nullable=False),
    Column("state", String, nullable=False),
    Column("asked_at", String, nullable=False),
    Column("beat_at", String, nullable=False),
    Column("done", Integer, nullable=False),
    Column("total", Integer, nullable=False),
    Column("content", LargeBinary),
    Column("body", Text, nullable=False),
    Index("evidence_by_time", "asked_at"),
)

_read = reader(Evidence)
_columns = (
    evidence.c.body,
    evidence.c.state,
    evidence.c.beat_at,
    evidence.c.done,
    evidence.c.total,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """An evidence file as it is kept."""

    one: Evidence
    state: EvidenceState
    beat_at: datetime
    """When it last went on: one that stands still belongs to a process that ended."""
    done: int
    """Entries that were read."""
    total: int


def add(tx: Tx, one: Evidence, total: int, at: datetime) -> None:
    """Keep what was asked for; it is being made."""
    row = {
        "id": one.id,
        "by": one.by,
        "state": EvidenceState.RUNNING.value,
        "asked_at": stamp(one.asked_at),
        "beat_at": stamp(at),
        "done": 0,
        "total": total,
        "body": body(one),
    }
    tx.conn.execute(insert(evidence), row)


def get(tx: Tx, evidence_id: str) -> Kept | None:
    """One file, None when there is none."""
    row = tx.conn.execute(select(*_columns).where(evidence.c.id == evidence_id)).first()
    return None if row is None else _kept(*row)


def newest(tx: Tx, by: str = "", most: int = 25) -> list[Kept]:
    """The newest files; of one person, or of everybody."""
    query = select(*_columns).order_by(evidence.c.asked_at.desc(), evidence.c.id).limit(most)
    rows = tx.conn.execute(query.where(evidence.c.by == by) if by else query)
    return [_kept(*row) for row in rows]


def running(tx: Tx, since: datetime) -> int:
    """How many are being made, and went on after this moment."""
    held = (evidence.c.state == EvidenceState.RUNNING.value) & (evidence.c.beat_at > stamp(since))
    return int(tx.conn.execute(select(func.count()).select_from(evidence).where(held)).scalar_one())


def _kept(text: str, state: str, beat_at: str, done: int, total: int) -> Kept:
    return Kept(one=_read(text), state=EvidenceState(state), beat_at=moment(beat_at), done=done, total=total)


def beat(tx: Tx, evidence_id: str, done: int, total: int, at: datetime) -> None:
    """Say how far it is."""
    values = {"done": done, "total": total, "beat_at": stamp(at)}
    tx.conn.execute(update(evidence).where(evidence.c.id == evidence_id).values(**values))


def put(tx: Tx, one: Evidence, state: EvidenceState, content: bytes | None, at: datetime) -> None:
    """It is ready, or it could not be made."""
    values = {"state": state.value, "beat_at": stamp(at), "content": content, "body": body(one)}
    tx.conn.execute(update(evidence).where(evidence.c.id == one.id).values(**values))


def content(tx: Tx, evidence_id: str) -> bytes | None:
    """The file itself; None once its days are over."""
    found: bytes | None = tx.conn.execute(select(evidence.c.content).where(evidence.c.id == evidence_id)).scalar()
    return found


def drop_old(tx: Tx, before: datetime) -> None:
    """Forget files that were asked for before this moment; that they were made stays on record."""
    old = (evidence.c.asked_at < stamp(before)) & evidence.c.content.is_not(None)
    tx.conn.execute(update(evidence).where(old).values(state=EvidenceState.GONE.value, content=None))
