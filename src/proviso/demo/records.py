"""Records at the demo agency: a legal hold, texts that went with a certificate, and texts that are due now."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from typing import Any

from proviso.actions import holds, reclassing, retention, transcripts
from proviso.actions.agency import Agency
from proviso.db import transcripts as db
from proviso.db.store import Tx
from proviso.model import LegalHold, TextKind, Transcript
from proviso.policy.standing import local_day

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


def disposition_steps(agency: Agency, beat: dict[str, Any], plan: dict[str, Any], calendar: Calendar) -> Iterator[Step]:
    """Old prompts are put into a class that lets them go; the first go with a certificate, the others are due now. A
    story that is too short for that has none.
    """
    if beat["day"] <= plan["begins"]:
        return
    proposed: list[str] = []

    def propose(tx: Tx, at: datetime) -> None:
        if _reclass(tx, agency, beat, at):
            proposed.append(retention.propose(tx, agency, beat["class"], actor=beat["by"], at=at).id)

    def confirm(tx: Tx, at: datetime) -> None:
        for one in proposed:
            retention.confirm(tx, agency, one, actor=beat["confirms"], at=at)

    yield calendar.at(beat["day"], 10), propose
    yield calendar.at(beat["day"] + 1, 15), confirm
    yield calendar.at(beat["later"], 10), lambda tx, at: _reclass(tx, agency, beat, at)


def _reclass(tx: Tx, agency: Agency, beat: dict[str, Any], at: datetime) -> int:
    """How many prompts are past their last day from here on, under no hold."""
    pack = transcripts.pack_of(tx, agency, at)
    found = pack.record_class(beat["class"])
    if found is None:
        return 0
    before, stops = local_day(at, pack) - timedelta(days=found.days), db.standing_holds(tx)

    def goes(text: Transcript) -> bool:
        is_old = text.kind is TextKind.PROMPT and text.kept_on < before
        return is_old and text.record_class != found.id and retention.stopping(text, stops) is None

    texts = [text for text in db.kept(tx) if goes(text)][: beat["most"]]
    for text in texts:
        reclassing.reclass(tx, agency, text.id, found.id, why=beat["why"], actor=beat["by"], at=at)
    return len(texts)
