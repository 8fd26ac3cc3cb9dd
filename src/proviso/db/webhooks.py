"""Which systems hear of events, how far each has been told, and its secret: locked, never as it is."""

from __future__ import annotations

from sqlalchemy import BigInteger, Column, LargeBinary, String, Table, Text, delete, insert, select, update

from proviso.model import Webhook

from .bodies import body, reader
from .schema import metadata
from .store import Store, Tx

webhooks = Table(
    "webhooks",
    metadata,
    Column("id", String, primary_key=True),
    Column("next_index", BigInteger, nullable=False),
    Column("locked", LargeBinary, nullable=False),
    Column("wrapped", LargeBinary, nullable=False),
    Column("body", Text, nullable=False),
)

_read = reader(Webhook)


def add(tx: Tx, webhook: Webhook, sealed: tuple[bytes, bytes], next_index: int) -> None:
    """Keep a webhook; it hears of the entries of the ledger from `next_index` on."""
    locked, wrapped = sealed
    row = {"id": webhook.id, "next_index": next_index, "locked": locked, "wrapped": wrapped, "body": body(webhook)}
    tx.conn.execute(insert(webhooks), row)


def remove(tx: Tx, webhook_id: str) -> None:
    """Take a webhook away, and its secret with it."""
    tx.conn.execute(delete(webhooks).where(webhooks.c.id == webhook_id))


def get(tx: Tx, webhook_id: str) -> Webhook | None:
    """One webhook, None when there is none."""
    found = tx.conn.execute(select(webhooks.c.body).where(webhooks.c.id == webhook_id)).scalar()
    return None if found is None else _read(found)


def all(tx: Tx) -> list[Webhook]:  # noqa: A001  # as in `tools.all(tx)`
    """Every webhook, in the order of their codes."""
    return [_read(found) for found in tx.conn.execute(select(webhooks.c.body).order_by(webhooks.c.id)).scalars()]


def told(tx: Tx) -> dict[str, int]:
    """Each webhook's next entry of the ledger."""
    return {row.id: row.next_index for row in tx.conn.execute(select(webhooks.c.id, webhooks.c.next_index))}


def tell(tx: Tx, webhook_id: str, next_index: int) -> None:
    """Say how far a webhook has been told."""
    tx.conn.execute(update(webhooks).where(webhooks.c.id == webhook_id).values(next_index=next_index))


def sealed(tx: Tx, webhook_id: str) -> tuple[bytes, bytes] | None:
    """A webhook's locked secret and its wrapped lock."""
    row = tx.conn.execute(select(webhooks.c.locked, webhooks.c.wrapped).where(webhooks.c.id == webhook_id)).first()
    return None if row is None else (row.locked, row.wrapped)


def wait(store: Store) -> bool:
    """Whether the ledger has entries that some system was not told of: asked every second or two."""
    question = "SELECT 1 FROM webhooks WHERE next_index <= (SELECT max(idx) FROM entries) LIMIT 1"
    return bool(store.glance(question, ()))
