"""Files of all that is kept about a person: who asked, how far each is, and the file, sealed, for a day."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Column, Index, Integer, LargeBinary, String, Table, Text, insert, select, update

from proviso.model import ExportState, RecordExport

from .bodies import body, moment, reader, stamp
from .engines import forget
from .schema import metadata
from .store import Tx

exports = Table(
    "record_exports",
    metadata,
    Column("id", String, primary_key=True),
    Column("person_id", String, nullable=False),
    Column("state", String, nullable=False),
    Column("asked_at", String, nullable=False),
    Column("beat_at", String, nullable=False),
    Column("done", Integer, nullable=False),
    Column("total", Integer, nullable=False),
    Column("body", Text, nullable=False),
    # The file, locked under a key of its own, and that key, wrapped; both are emptied after a day.
    Column("locked", LargeBinary),
    Column("wrapped", LargeBinary),
    Index("record_exports_by_person", "person_id", "asked_at"),
)

_read = reader(RecordExport)


@dataclass(frozen=True, slots=True, kw_only=True)
class Held:
    """A file as it is kept."""

    one: RecordExport
    beat_at: datetime
    """When it last went on: one that stands still belongs to a process that ended."""
    done: int
    total: int


def add(tx: Tx, one: RecordExport, total: int, at: datetime) -> None:
    """Keep what was asked for; it is being made."""
    row = {"id": one.id, "person_id": one.person_id, "state": one.state.value, "asked_at": stamp(one.asked_at)}
    made = {**row, "beat_at": stamp(at), "done": 0, "total": total, "body": body(one)}
    tx.conn.execute(insert(exports), made)


def go_on(tx: Tx, export_id: str, done: int, total: int, at: datetime) -> None:
    """Say how far it is."""
    row = update(exports).where(exports.c.id == export_id)
    tx.conn.execute(row.values(done=done, total=total, beat_at=stamp(at)))


def put(tx: Tx, one: RecordExport, file: tuple[bytes, bytes] | None = None) -> None:
    """Write it anew with its file, or destroy the file."""
    locked, wrapped = file or (None, None)
    row = update(exports).where(exports.c.id == one.id)
    tx.conn.execute(row.values(state=one.state.value, body=body(one), locked=locked, wrapped=wrapped))
    if file is None:
        tx.committed.append(lambda: forget(tx.conn))


def get(tx: Tx, export_id: str) -> Held | None:
    """One of them, None when there is none."""
    columns = (exports.c.body, exports.c.beat_at, exports.c.done, exports.c.total)
    row = tx.conn.execute(select(*columns).where(exports.c.id == export_id)).first()
    if row is None:
        return None
    return Held(one=_read(row.body), beat_at=moment(row.beat_at), done=int(row.done), total=int(row.total))


def sealed(tx: Tx, export_id: str) -> tuple[bytes, bytes] | None:
    """The locked file and its wrapped key; None when it is not here (any more)."""
    row = tx.conn.execute(select(exports.c.locked, exports.c.wrapped).where(exports.c.id == export_id)).first()
    return None if row is None or row.locked is None else (row.locked, row.wrapped)


def ready_before(tx: Tx, before: datetime) -> list[RecordExport]:
    """The files that were asked for before this moment and are still here."""
    query = select(exports.c.body).where(exports.c.state == ExportState.READY.value, exports.c.asked_at < stamp(before))
    return [_read(held) for held in tx.conn.execute(query.order_by(exports.c.asked_at)).scalars()]
