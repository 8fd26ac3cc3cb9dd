"""The sealed boxes of an incident in words."""

from __future__ import annotations

from dataclasses import dataclass

from proviso.actions import sealed_boxes
from proviso.db import incidents
from proviso.db.store import Tx
from proviso.model import Incident, SealedBox

from . import words as w
from .desk import Desk


@dataclass(frozen=True, slots=True, kw_only=True)
class BoxRow:
    """One box: what is known of it, and what the reader may do."""

    id: str
    code: str
    line: str
    may_ask: bool
    may_agree: bool
    may_take_out: bool
    waits: str


def box_rows(desk: Desk, tx: Tx, incident: Incident) -> tuple[BoxRow, ...]:
    """Every box of it, oldest first."""
    return tuple(_row(desk, tx, incident, box) for box in incidents.boxes_of(tx, incident.id))


def _row(desk: Desk, tx: Tx, incident: Incident, box: SealedBox) -> BoxRow:
    two, is_mine = sealed_boxes.needs_two(incident, desk.pack), box.asked_by == desk.me.id
    why_not = sealed_boxes.why_not_open(box, incident, desk.pack, desk.me.id, desk.now)
    is_here = bool(incidents.sealed(tx, box.id))
    kept = f"{desk.count(box.chars, 'character')}, opened by {desk.names(box.keys)}."
    return BoxRow(
        id=box.id,
        code=w.code(box.id),
        line=(
            f"Locked {desk.when(box.locked_at)} by {desk.name(tx, box.locked_by)}: "
            f"{kept if is_here else 'its text is destroyed.'}"
        ),
        may_ask=is_here and bool(why_not) and not (is_mine and two and box.agreed_at is None),
        may_agree=is_here and two and bool(box.asked_by) and box.agreed_at is None and not is_mine,
        may_take_out=is_here and not why_not,
        waits=why_not if is_here and is_mine and two and why_not else "",
    )
