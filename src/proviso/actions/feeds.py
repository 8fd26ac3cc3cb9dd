"""The systems that keep records for us: the learning system says who has done which training (139-07.2.c.2–4).

A feed that was not read is never a silent reason: a denial for a missing training says when it was last read.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from proviso.db import agency as agency_db
from proviso.db import feeds as feeds_db
from proviso.db import people as db
from proviso.db import records
from proviso.db.bodies import stamp
from proviso.db.feeds import FeedReading
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
    recorded = sum(
        note_completion(tx, person_id, row.training, row.completed_at, version=row.version, at=at)
        for person_id, row in known
    )
    unknown = tuple(sorted(name for name, person_id in ids.items() if not person_id))
    note_reading(tx, "shell", len(rows), recorded, unknown=len(rows) - len(known), actor=actor, at=at)
    return Reading(rows=len(rows), recorded=recorded, unknown=unknown)


def note_reading(
    tx: Tx, way: str, rows: int, recorded: int, *, actor: str, at: datetime, unknown: int = 0, ignored: int = 0
) -> None:
    """Say that the learning system was read, and what it came to: from now on the feed is fresh."""
    agency_db.put(tx, agency_db.LEARNING_READ, stamp(at))
    reading = FeedReading(by=actor, way=way, rows=rows, recorded=recorded, unknown=unknown, ignored=ignored)
    feeds_db.add_reading(tx, LEARNING, reading, at)
    record(tx, at, FeedRead(actor=actor, feed=LEARNING, rows=rows, recorded=recorded, unknown=unknown))


def note_completion(
    tx: Tx, person_id: str, training: Training, completed_at: datetime, *, at: datetime, version: str = ""
) -> bool:
    """Record one completion that the learning system shows, once; False when it is on record already."""
    if records.has_training(tx, person_id, training, completed_at):
        return False
    record_training(tx, person_id, training, completed_at, SOURCE, version=version, actor=SYSTEM, at=at)
    return True


def _person(tx: Tx, name: str) -> str:
    found = db.get(tx, name.strip()) or db.by_email(tx, name)
    return "" if found is None else found.id
