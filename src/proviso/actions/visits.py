"""When somebody looks at the list of tools: kept as a bookmark, one row a person, and no entry of the ledger."""

from __future__ import annotations

from datetime import datetime

from proviso.db import visits as db
from proviso.db.store import Tx

from .roles import get_person


def begin(tx: Tx, *, actor: str, at: datetime) -> None:
    """A visit begins, so that the next one can say what changed since; twice within an hour is one."""
    get_person(tx, actor)
    if db.last(tx, actor, at)[1]:
        db.begin(tx, actor, at)
