"""What waits to be sent and what became of it: in the same database, queued in the transaction of its cause.

A message is sent at least once. Who sends it takes a lease first, so that several processes do not send it twice; when
a process ends between sending and saying so, the lease ends, and it is sent again under the same code.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import Column, ColumnElement, Index, Integer, String, Table, Text, delete, func, insert, select, update

from proviso.model import Message, MessageState, Way

from .bodies import body, reader, stamp
from .schema import metadata
from .store import Store, Tx

outbox = Table(
    "outbox",
    metadata,
    Column("id", String, primary_key=True),
    Column("way", String, nullable=False),
    Column("recipient", String, nullable=False),
    Column("once", String, nullable=False),
    Column("state", String, nullable=False),
    Column("queued_at", String, nullable=False),
    Column("due_at", String, nullable=False),
    Column("settled_at", String),
    Column("tries", Integer, nullable=False),
    Column("lease", String, nullable=False),
    Column("leased_until", String, nullable=False),
    Column("body", Text, nullable=False),
    Index("outbox_once", "way", "recipient", "once", unique=True),
    Index("outbox_by_due", "state", "way", "due_at"),
    Index("outbox_by_time", "queued_at"),
)

_read = reader(Message)
AT_ONCE = 500
"""Recipients in one question."""
FREE = ""
"""The lease of a message that nobody is sending, and its end."""


def _columns(message: Message) -> dict[str, object]:
    return {
        "way": message.way.value,
        "recipient": message.recipient,
        "state": message.state.value,
        "queued_at": stamp(message.queued_at),
        "due_at": stamp(message.due_at),
        "settled_at": None if message.settled_at is None else stamp(message.settled_at),
        "tries": message.tries,
        "lease": FREE,
        "leased_until": FREE,
        "body": body(message),
    }


def add(tx: Tx, message: Message, once: str = "") -> bool:
    """Queue a message; False when this recipient had one with the same key `once` already, whatever became of it."""
    key = once or f"id:{message.id}"
    same = (outbox.c.way == message.way.value, outbox.c.recipient == message.recipient, outbox.c.once == key)
    if once and tx.conn.execute(select(outbox.c.id).where(*same)).first() is not None:
        return False
    tx.conn.execute(insert(outbox), {"id": message.id, "once": key, **_columns(message)})
    return True


def add_many(tx: Tx, messages: Sequence[Message], once: str) -> int:
    """Queue the same for many; who had one with this key already is left out. Returns how many are new."""
    had: set[str] = set()
    for place in range(0, len(messages), AT_ONCE):
        who = [message.recipient for message in messages[place : place + AT_ONCE]]
        query = select(outbox.c.recipient).where(outbox.c.way == messages[0].way.value, outbox.c.once == once)
        had.update(tx.conn.execute(query.where(outbox.c.recipient.in_(who))).scalars())
    rows = [{"id": m.id, "once": once, **_columns(m)} for m in messages if m.recipient not in had]
    if rows:
        tx.conn.execute(insert(outbox), rows)
    return len(rows)


def put(tx: Tx, message: Message) -> None:
    """Write what became of a message over its row; nobody holds it any more."""
    tx.conn.execute(update(outbox).where(outbox.c.id == message.id).values(**_columns(message)))


def get(tx: Tx, message_id: str) -> Message | None:
    """One message, None when there is none."""
    found = tx.conn.execute(select(outbox.c.body).where(outbox.c.id == message_id)).scalar()
    return None if found is None else _read(found)


def is_free(tx: Tx, way: Way, recipient: str, once: str) -> bool:
    """Whether the message with this key waits, and nobody holds or has tried it."""
    query = select(outbox.c.id).where(*_untouched(way, recipient, once))
    return tx.conn.execute(query).first() is not None


def take_out(tx: Tx, way: Way, recipient: str, once: str) -> None:
    """Delete a message that has not left."""
    tx.conn.execute(delete(outbox).where(*_untouched(way, recipient, once)))


def _untouched(way: Way, recipient: str, once: str) -> tuple[ColumnElement[bool], ...]:
    mine = (outbox.c.way == way.value, outbox.c.recipient == recipient, outbox.c.once == once)
    return (*mine, outbox.c.state == MessageState.WAITING.value, outbox.c.lease == FREE, outbox.c.tries == 0)


def lease(tx: Tx, way: Way, holder: str, *, at: datetime, until: datetime, most: int) -> list[Message]:
    """Take what is due and held by nobody, the longest due first; nobody else gets it until the lease ends."""
    free = (outbox.c.state == MessageState.WAITING.value, outbox.c.way == way.value, outbox.c.due_at <= stamp(at))
    query = (
        select(outbox.c.id, outbox.c.body)
        .where(*free, outbox.c.leased_until <= stamp(at))
        .order_by(outbox.c.due_at, outbox.c.queued_at)
        .limit(most)
        .with_for_update(skip_locked=True)
    )
    found = tx.conn.execute(query).all()
    if found:
        mine = update(outbox).where(outbox.c.id.in_([row.id for row in found]))
        tx.conn.execute(mine.values(lease=holder, leased_until=stamp(until)))
    return [_read(row.body) for row in found]


def holds(tx: Tx, message_id: str, holder: str) -> bool:
    """Whether this lease still counts: else somebody else has taken the message, or it is settled."""
    query = select(outbox.c.id).where(outbox.c.id == message_id, outbox.c.lease == holder)
    return tx.conn.execute(query).first() is not None


def release(tx: Tx, holder: str) -> None:
    """Give back what is still held under this lease: it waits as before."""
    tx.conn.execute(update(outbox).where(outbox.c.lease == holder).values(lease=FREE, leased_until=FREE))


def waits(store: Store, way: Way, at: datetime) -> bool:
    """Whether anything is due: asked every second or two, so by the driver alone."""
    question = "SELECT 1 FROM outbox WHERE state = 'waiting' AND way = ? AND due_at <= ? AND leased_until <= ? LIMIT 1"
    return bool(store.glance(question, (way.value, stamp(at), stamp(at))))


def _where(way: str, state: str, recipient: str) -> list[ColumnElement[bool]]:
    wanted = ((outbox.c.way, way), (outbox.c.state, state), (outbox.c.recipient, recipient))
    return [column == value for column, value in wanted if value]


def page(
    tx: Tx, way: str = "", state: str = "", recipient: str = "", *, offset: int = 0, limit: int = 25
) -> list[Message]:
    """A page of messages, newest first; an empty filter lets all through."""
    query = select(outbox.c.body).where(*_where(way, state, recipient))
    query = query.order_by(outbox.c.queued_at.desc(), outbox.c.id).offset(offset).limit(limit)
    return [_read(found) for found in tx.conn.execute(query).scalars()]


def oldest_waiting(tx: Tx) -> Message | None:
    """What waits longest; None when nothing waits."""
    query = select(outbox.c.body).where(outbox.c.state == MessageState.WAITING.value)
    found = tx.conn.execute(query.order_by(outbox.c.queued_at, outbox.c.id).limit(1)).scalar()
    return None if found is None else _read(found)


def count(tx: Tx, way: str = "", state: str = "", recipient: str = "", before: datetime | None = None) -> int:
    """How many messages `page` would find; `before`, only those that were queued before it."""
    query = select(func.count()).select_from(outbox).where(*_where(way, state, recipient))
    if before is not None:
        query = query.where(outbox.c.queued_at < stamp(before))
    return int(tx.conn.execute(query).scalar_one())


def forget(tx: Tx, before: datetime) -> int:
    """Delete what was sent or given up before this time."""
    over = (MessageState.SENT.value, MessageState.DROPPED.value)
    done = tx.conn.execute(delete(outbox).where(outbox.c.state.in_(over), outbox.c.settled_at < stamp(before)))
    return done.rowcount
