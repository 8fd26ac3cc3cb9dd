"""Requests for records at the demo agency: a newspaper asks, and Lorraine Pike has chosen the first records."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime
from typing import Any

from proviso.actions import releases
from proviso.actions.agency import Agency
from proviso.db import uses
from proviso.db.store import Tx
from proviso.model import ItemKind, RequestKind

from .script import Calendar

Step = tuple[datetime, Callable[[Tx, datetime], object]]


def release_steps(agency: Agency, beat: dict[str, Any], plan: dict[str, Any], calendar: Calendar) -> Iterator[Step]:
    """The request comes in, and a few decisions are put on its list."""

    def receive(tx: Tx, at: datetime) -> None:
        today = at.astimezone(calendar.zone).date()
        request = releases.open_request(
            tx,
            agency,
            RequestKind.FOIA,
            beat["name"],
            beat["asks"],
            today,
            pack=agency.packs.base(),
            actor=beat["by"],
            at=at,
            today=today,
        )
        denied = uses.search(tx, allowed=False, until=at, limit=beat["records"])
        releases.choose(tx, request.id, ItemKind.DECISION, [one.id for one in denied], actor=beat["by"], at=at)

    yield calendar.at(max(beat["day"], plan["begins"] + 0.5), 11), receive
