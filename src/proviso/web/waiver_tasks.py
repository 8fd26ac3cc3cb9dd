"""What waivers ask of the reader, for Home (139-07.5.w)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

from proviso.actions import waivers as change
from proviso.db import waivers as db
from proviso.db.store import Tx
from proviso.model import RequestState, WaiverRequest

from . import waiver_words as said
from . import words as w
from .desk import Desk

SOON = timedelta(days=30)
Row = tuple[str, str, str, str, date]
"""Address, label, line, status, and the day that orders the rows."""


def waiver_tasks(desk: Desk, tx: Tx) -> Iterator[Row]:
    """Requests to answer; drafts to finish; waivers to confirm or to renew."""
    if desk.has(*change.GRANTERS):
        for asked in db.listed(tx, (RequestState.ASKED,)):
            if asked.asked_by != desk.me.id:
                yield _to_answer(desk, tx, asked)
    if not desk.has(*change.ASKERS):
        return
    draft = db.draft_of(tx, desk.me.id)
    if draft is not None:
        saved = desk.words.local(draft.saved_at) if draft.saved_at else desk.today
        line = f"Saved {desk.words.near(saved)}, not sent."
        yield "/waivers/ask", "Finish your request for a waiver", line, "Draft", saved
    renewed = {asked.renews for asked in db.listed(tx, (RequestState.ASKED, RequestState.GRANTED))}
    for held in db.listed(tx, (RequestState.GRANTED,)):
        if held.component == desk.me.component:
            yield from _ending(desk, tx, db.as_granted(tx, held), has_renewal=held.id in renewed)


def _to_answer(desk: Desk, tx: Tx, asked: WaiverRequest) -> Row:
    if asked.renews:
        before = db.granted(tx, asked.renews)
        ends = f" It ends {desk.words.near(before.ends_on)}." if before is not None else ""
        label, line = (
            f"{asked.component} asks to renew waiver {asked.renews}",
            f"Asked {desk.day(asked.asked_at)}.{ends}",
        )
    else:
        label = f"{desk.name(tx, asked.asked_by)} asks for a waiver of rule {asked.clause}"
        line = f"Asked {desk.words.near(asked.asked_at)}: {asked.case_kind}."
    waits = f"Waiting for {desk.words.age(desk.words.local(asked.asked_at))}"
    return f"/waivers/{asked.id}", label, line, waits, desk.words.local(asked.asked_at)


def _ending(desk: Desk, tx: Tx, held: WaiverRequest, *, has_renewal: bool) -> Iterator[Row]:
    if said.state_of(desk, tx, held) != said.IN_FORCE:
        return
    confirm = said.confirm_by(tx, held.id)
    if confirm is not None and confirm < held.ends_on and confirm - desk.today <= SOON:
        label = f"Confirm that you still need waiver {held.id}"
        left = f"{w.count(max((confirm - desk.today).days, 0), 'day')} left"
        yield f"/waivers/{held.id}", label, f"It stops counting after {desk.day(confirm)}.", left, confirm
    if held.ends_on - desk.today <= SOON and not has_renewal:
        left = f"{w.count(max((held.ends_on - desk.today).days, 0), 'day')} left"
        yield (
            f"/waivers/{held.id}",
            f"Waiver {held.id} ends {desk.words.near(held.ends_on)}",
            held.case_kind + ".",
            left,
            held.ends_on,
        )
