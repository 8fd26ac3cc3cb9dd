"""The answers that are being written now, in any process: allowed uses whose end is not on record yet."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime, timedelta

from sqlalchemy import select

from . import history
from .bodies import stamp
from .store import Tx
from .uses import uses

LONGEST = timedelta(minutes=10)
"""An answer that has no end after it broke off with its process."""


def count(tx: Tx, tool_ids: Collection[str], at: datetime) -> int:
    """How many answers these tools are writing."""
    since = at - LONGEST
    query = select(uses.c.id).where(uses.c.tool_id.in_(tool_ids), uses.c.allowed, uses.c.at >= stamp(since))
    begun = set(tx.conn.execute(query).scalars())
    if not begun:
        return 0
    ended = {e.record.data["decision"] for e in history.lately(tx, since, ("AnswerReceived", "AnswerFailed"))}
    return len(begun - ended)
