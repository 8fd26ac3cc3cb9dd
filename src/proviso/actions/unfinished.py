"""Uses that a process left without an outcome when it was killed: each gets one at the next start (139-07.3)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from proviso.db import answer_log, uses
from proviso.db.store import Tx
from proviso.db.underway import left_behind
from proviso.errors import ProvisoError
from proviso.journal import record
from proviso.model.events import AnswerFailed

from .agency import Agency
from .roles import SYSTEM

ENDED = "the server ended before an answer was on record"


def settle(agency: Agency, at: datetime) -> None:
    """Record what became of the uses that were on their way when their process was killed.

    It costs a look into an almost empty folder at each start. What cannot be recorded now waits for the next one.
    """
    for codes in left_behind(agency.settings.home):
        if not codes:
            continue
        try:
            agency.store.write(lambda tx, codes=codes: _end(tx, codes, at))  # type: ignore[misc]  # bound here
        except ProvisoError:
            return


def _end(tx: Tx, codes: Sequence[str], at: datetime) -> None:
    """INVARIANT: one outcome for each use that was allowed: who was killed may have recorded it a moment before."""
    decisions = [found for code in codes if (found := uses.get(tx, code)) is not None and found.allowed]
    if not decisions:
        return
    ended = answer_log.ended_since(tx, min(uses.entry_index(tx, decision.id) for decision in decisions))
    for decision in decisions:
        if decision.id not in ended:
            record(tx, at, AnswerFailed(actor=SYSTEM, decision=decision.id, tool=decision.tool_id, fault=ENDED))
