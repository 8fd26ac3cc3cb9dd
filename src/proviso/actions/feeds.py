"""The systems that keep records for us: the learning system says who has done which training (139-07.2.c.2–4).

A feed that was not read is never a silent reason: a denial for a missing training says when it was last read.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from proviso.db import agency as agency_db
from proviso.db import people as db
from proviso.db import records
from proviso.db.bodies import stamp
from proviso.db.store import Tx
from proviso.errors import UsageError
from proviso.journal import record
from proviso.model import Role, Training
from proviso.model.events import FeedRead

from .people import record_training
from .roles import SYSTEM, require_role

LEARNING = "learning"
SOURCE = "learning system"


@dataclass(frozen=True, slots=True, kw_only=True)
class Completion:
    """One row of the learning system: who finished which course, when."""

    person: str
    """Handle or agency address."""
    training: Training
    completed_at: datetime
    version: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """What one reading of a feed came to."""

    rows: int
    recorded: int
    unknown: tuple[str, ...] = ()
    """Who is in the feed and not in the directory."""


def read_learning(tx: Tx, rows: Sequence[Completion], *, actor: str, at: datetime) -> Reading:
    """Record what the learning system shows as done, each completion once, and that it was read (139-07.2.c.2–4).

    Rows about nobody in the directory are counted and named; they stop nothing.
    """
    if actor != SYSTEM:
        require_role(tx, actor, Role.TRAINING, Role.ADMIN, to="read the learning system")
    late = next((row for row in rows if row.completed_at > at), None)
    if late is not None:
        raise UsageError(
            f"The row of {late.person} says {late.completed_at.date()}, and that day has not come yet.",
            hint="Nothing was recorded. Check the export's dates.",
        )
    ids = {row.person: _person(tx, row.person) for row in rows}
    known = [(person_id, row) for row in rows if (person_id := ids[row.person])]
    recorded = sum(_record(tx, person_id, row, at) for person_id, row in known)
    unknown = tuple(sorted(name for name, person_id in ids.items() if not person_id))
    agency_db.put(tx, agency_db.LEARNING_READ, stamp(at))
    record(
        tx, at, FeedRead(actor=actor, feed=LEARNING, rows=len(rows), recorded=recorded, unknown=len(rows) - len(known))
    )
    return Reading(rows=len(rows), recorded=recorded, unknown=unknown)


def _person(tx: Tx, name: str) -> str:
    found = db.get(tx, name.strip()) or db.by_email(tx, name)
    return "" if found is None else found.id


def _record(tx: Tx, person_id: str, row: Completion, at: datetime) -> bool:
    if records.has_training(tx, person_id, row.training, row.completed_at):
        return False
    record_training(tx, person_id, row.training, row.completed_at, SOURCE, version=row.version, actor=SYSTEM, at=at)
    return True
