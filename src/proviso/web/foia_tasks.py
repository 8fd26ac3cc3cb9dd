"""What requests for records and complaints ask of the reader, for Home (5 U.S.C. 552, 139-07 fn6)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from proviso.actions.complaints import OFFICES
from proviso.actions.federal_days import workdays_between
from proviso.actions.releases import OFFICERS, SECONDS, hands_of
from proviso.db import complaints
from proviso.db import releases as db
from proviso.db.store import Tx
from proviso.model import FoiaRequest, FoiaState

from . import words as w
from .desk import Desk
from .release_words import state_line

Row = tuple[str, str, str, str, date]
"""Address, label, line, status, and the day that orders the rows."""


def foia_tasks(desk: Desk, tx: Tx) -> Iterator[Row]:
    """For the records officer, what is open; for who may confirm, what waits for a second look; and complaints."""
    yield from complaint_tasks(desk, tx)
    if not desk.has(*SECONDS):
        return
    for one in db.running(tx):
        if one.subject_id == desk.me.id:
            continue
        waits = one.state is FoiaState.ASKED and _may_look(desk, tx, one)
        if waits:
            label, href = f"Look at what leaves for request {one.id}", f"/foia/{one.id}/second"
        elif desk.has(*OFFICERS) and one.state is not FoiaState.ASKED:
            label, href = f"Answer request {one.id}", f"/foia/{one.id}"
        else:
            continue
        left = workdays_between(desk.today, one.due_on)
        status = f"{w.count(left, 'workday')} left" if left >= 0 else f"Late since {desk.day(one.due_on)}"
        yield href, label, state_line(desk, tx, one, db.count_items(tx, one.id)), status, one.due_on


def complaint_tasks(desk: Desk, tx: Tx) -> Iterator[Row]:
    """Complaints that wait for the reader's office."""
    mine = [office.value for office in OFFICES if desk.has(office)]
    for one in complaints.open_for(tx, mine) if mine else ():
        late = one.due_on < desk.today
        status = f"Late since {desk.day(one.due_on)}" if late else f"Due {desk.words.near(one.due_on)}"
        line = f"Sent {desk.words.near(one.sent_at)} by somebody outside."
        yield f"/complaints/{one.id}", f"Answer complaint {one.id}", line, status, one.due_on


def _may_look(desk: Desk, tx: Tx, one: FoiaRequest) -> bool:
    return desk.me.id not in hands_of(one, db.items_of(tx, one.id))
