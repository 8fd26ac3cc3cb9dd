"""The streams of events and how far each has come: its place moves only when what was before it was taken."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import BigInteger, Column, LargeBinary, String, Table, Text, delete, insert, select, update

from proviso.model import Stream

from .bodies import body, reader, stamp
from .schema import metadata
from .store import Store, Tx

streams = Table(
    "streams",
    metadata,
    Column("id", String, primary_key=True),
    Column("next_index", BigInteger, nullable=False),
    Column("due_at", String, nullable=False),
    Column("lease", String, nullable=False),
    Column("leased_until", String, nullable=False),
    Column("locked", LargeBinary, nullable=False),
    Column("wrapped", LargeBinary, nullable=False),
    Column("body", Text, nullable=False),
)

_read = reader(Stream)
FREE = ""
"""The lease of a stream that nobody is sending, and its end."""
PAUSED = "~"
"""When a paused stream is due: after any time."""


def add(tx: Tx, stream: Stream, sealed: tuple[bytes, bytes], next_index: int) -> None:
    """Keep a stream that begins with this entry; `sealed` is empty where it has no secret."""
    locked, wrapped = sealed
    tx.conn.execute(
        insert(streams),
        {
            "id": stream.id,
            "next_index": next_index,
            "due_at": stamp(stream.added_at),
            "lease": FREE,
            "leased_until": FREE,
            "locked": locked,
            "wrapped": wrapped,
            "body": body(stream),
        },
    )


def put(tx: Tx, stream: Stream, due_at: datetime | None = None) -> None:
    """Write a changed stream over its row; `due_at`, when it is tried next."""
    values: dict[str, object] = {"body": body(stream)}
    if stream.is_paused:
        values["due_at"] = PAUSED
    elif due_at is not None:
        values["due_at"] = stamp(due_at)
    tx.conn.execute(update(streams).where(streams.c.id == stream.id).values(**values))


def remove(tx: Tx, stream_id: str) -> None:
    """Take a stream away, and its secret with it."""
    tx.conn.execute(delete(streams).where(streams.c.id == stream_id))


def get(tx: Tx, stream_id: str) -> Stream | None:
    """One stream, None when there is none."""
    found = tx.conn.execute(select(streams.c.body).where(streams.c.id == stream_id)).scalar()
    return None if found is None else _read(found)


def all(tx: Tx) -> list[Stream]:  # noqa: A001  # as in `tools.all(tx)`
    """Every stream, in the order of their codes."""
    return [_read(found) for found in tx.conn.execute(select(streams.c.body).order_by(streams.c.id)).scalars()]


def places(tx: Tx) -> dict[str, int]:
    """Each stream's next entry of the ledger."""
    return {row.id: row.next_index for row in tx.conn.execute(select(streams.c.id, streams.c.next_index))}


def sealed(tx: Tx, stream_id: str) -> tuple[bytes, bytes] | None:
    """A stream's locked secret and its wrapped lock."""
    row = tx.conn.execute(select(streams.c.locked, streams.c.wrapped).where(streams.c.id == stream_id)).first()
    return None if row is None else (row.locked, row.wrapped)


def move(tx: Tx, stream_id: str, holder: str, next_index: int) -> bool:
    """Say how far a stream was taken; False when somebody else sends it by now, or it is gone."""
    mine = update(streams).where(streams.c.id == stream_id, streams.c.lease == holder)
    return bool(tx.conn.execute(mine.values(next_index=next_index)).rowcount)


def holds(tx: Tx, stream_id: str, holder: str) -> bool:
    """Whether this lease still counts."""
    query = select(streams.c.id).where(streams.c.id == stream_id, streams.c.lease == holder)
    return tx.conn.execute(query).first() is not None


def lease(tx: Tx, holder: str, *, at: datetime, until: datetime) -> list[str]:
    """Take every stream that is due and held by nobody; returns their codes."""
    free = (streams.c.due_at <= stamp(at), streams.c.leased_until <= stamp(at))
    found = list(tx.conn.execute(select(streams.c.id).where(*free).order_by(streams.c.id)).scalars())
    if found:
        mine = update(streams).where(streams.c.id.in_(found))
        tx.conn.execute(mine.values(lease=holder, leased_until=stamp(until)))
    return found


def release(tx: Tx, holder: str) -> None:
    """Give back what is still held under this lease."""
    tx.conn.execute(update(streams).where(streams.c.lease == holder).values(lease=FREE, leased_until=FREE))


def wait(store: Store, at: datetime) -> bool:
    """Whether a stream is due and has something to send: asked every second or two, so by the driver alone."""
    question = (
        "SELECT 1 FROM streams WHERE due_at <= ? AND leased_until <= ? AND "
        "(next_index <= (SELECT max(idx) FROM entries) OR body LIKE '%\"is_late\":true%') LIMIT 1"
    )
    return bool(store.glance(question, (stamp(at), stamp(at))))


def wanting_test(store: Store) -> list[str]:
    """The streams that an administrator wants tried, due or not."""
    return [row[0] for row in store.glance("SELECT id FROM streams WHERE body LIKE '%\"wants_test\":true%'", ())]
