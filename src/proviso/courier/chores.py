"""What is looked at again and again while Proviso runs: reminders, and what else time alone changes.

Each is an action that may be done twice: several processes of one agency look, and none asks the others.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from proviso.actions import affected, rescreening
from proviso.actions.agency import Agency
from proviso.actions.audit_visits import end_due
from proviso.actions.expert_lapses import sweep_returned
from proviso.actions.experts import sweep
from proviso.actions.incident_access import remind_late
from proviso.actions.outbox import KEEP
from proviso.actions.re_reviews import sweep_agency
from proviso.actions.record_exports import sweep as sweep_exports
from proviso.actions.reminders import remind_daily
from proviso.actions.retention import sweep as sweep_records
from proviso.actions.review_decisions import open_due_agency
from proviso.db import expert_reviews, outbox
from proviso.errors import ProvisoError
from proviso.model import ExpertState

log = logging.getLogger("proviso.courier")
AGAIN = timedelta(minutes=5)
"""After one that did not work."""


@dataclass(frozen=True, slots=True)
class Chore:
    """One of them, and how often."""

    name: str
    do: Callable[[Agency, datetime], object]
    every: timedelta = timedelta(hours=1)


def remind(agency: Agency, at: datetime) -> None:
    """Today's reminders, with a clock that goes on while they are written."""
    begun = time.monotonic()
    remind_daily(agency, at, lambda: at + timedelta(seconds=time.monotonic() - begun))


def forget(agency: Agency, at: datetime) -> None:
    """What was sent or given up half a year ago leaves the list; the ledger keeps that it was."""
    agency.store.write(lambda tx: outbox.forget(tx, at - KEEP))


def sweep_experts(agency: Agency, at: datetime) -> None:
    """Texts whose reader is gone or away go to another one; those that nobody had may have one now (139-07.4)."""
    today = at.astimezone(agency.settings.zone).date()
    with agency.store.read() as tx:
        if not expert_reviews.count(tx, (ExpertState.WAITING,)):
            return
    agency.store.write(lambda tx: sweep(tx, today, at))


def rescreen(agency: Agency, at: datetime) -> None:
    """Past uses once more, when recognizers or rules changed; the clock goes on while they are read."""
    begun = time.monotonic()
    rescreening.run_when_due(agency, at, lambda: at + timedelta(seconds=time.monotonic() - begun))


def complete_affected(agency: Agency, _at: datetime) -> None:
    """Uses of an older release get what a spill asks for."""
    affected.complete(agency)


CHORES = (
    Chore("re-reviews", sweep_agency),
    Chore("clocks", remind_late, timedelta(minutes=1)),
    Chore("openings", open_due_agency, timedelta(minutes=1)),
    Chore("experts", sweep_experts, timedelta(minutes=10)),
    Chore("returned texts", sweep_returned),
    Chore("reminders", remind),
    Chore("audit visits", end_due, timedelta(minutes=5)),
    Chore("affected", complete_affected, timedelta(days=1)),
    Chore("rescreening", rescreen, timedelta(days=1)),
    Chore("outbox", forget, timedelta(days=1)),
    Chore("records", sweep_records),
    Chore("exports", sweep_exports),
)


class Chores:
    """Does each when its time has come; the first time at the start."""

    def __init__(self, agency: Agency, clock: Callable[[], datetime], chores: tuple[Chore, ...] = CHORES) -> None:
        self._agency = agency
        self._clock = clock
        self._chores = chores
        self._next: dict[str, datetime] = {}

    def __call__(self) -> bool:
        """Do what is due. One that goes wrong keeps none of the others."""
        for chore in self._chores:
            at = self._clock()
            if at < self._next.get(chore.name, at):
                continue
            try:
                chore.do(self._agency, at)
            except ProvisoError as fault:
                log.warning("%s: %s", chore.name, f"{fault.message} {fault.hint}".strip())
                self._next[chore.name] = at + AGAIN
            else:
                self._next[chore.name] = at + chore.every
        return False
