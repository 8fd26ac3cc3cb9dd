"""Records at the demo agency: one legal hold, set by Lorraine Pike."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime
from typing import Any

from proviso.actions import holds
from proviso.actions.agency import Agency
from proviso.db.store import Tx
from proviso.model import LegalHold

from .script import Calendar

Step = tuple[datetime, Callable[[Tx, datetime], object]]


def record_steps(agency: Agency, beat: dict[str, Any], plan: dict[str, Any], calendar: Calendar) -> Iterator[Step]:
    """The hold, on its day or at the beginning of a shorter story."""
    yield (
        calendar.at(max(beat["day"], plan["begins"]), 9.5),
        lambda tx, at: holds.set_hold(
            tx,
            agency,
            LegalHold(
                id="",
                matter=beat["matter"],
                reason=beat["reason"],
                person_id=beat["person"],
                set_by=beat["by"],
                set_at=at,
            ),
            actor=beat["by"],
            at=at,
        ),
    )
