"""Texts that are kept sealed outside of the records, with an act that ends them: a legal hold stops that act, too.

A text that came with an objection goes with the answer, a document of a review when who added it takes it out. Each is
shown to a hold as a kept text without a class (44 U.S.C. 3105, R-079).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import date, datetime, timedelta

from proviso.db import objections, reviews, uses
from proviso.db import transcripts as db
from proviso.db.store import Tx
from proviso.errors import ConflictError
from proviso.journal import record
from proviso.model import LegalHold, Objection, Review, ReviewFile, TextKind, Transcript
from proviso.model.transcript_events import ObjectionTextDestroyed

from .roles import SYSTEM

EARLIEST, LATEST = timedelta(hours=-12), timedelta(hours=14)
"""The zones of the world: on its first and last day a hold reaches what was kept in any of them."""


def of_objection(tx: Tx, objection: Objection) -> Transcript:
    """The text that came with an objection."""
    decision = uses.get(tx, objection.decision_id)
    return Transcript(
        id=objection.id,
        kind=TextKind.PROMPT,
        record_class="",
        person_id=objection.person_id,
        decision_id=objection.decision_id,
        tool_id=decision.tool_id if decision else "",
        purpose=decision.purpose if decision else "",
        case_id=objection.id,
        kept_at=objection.sent_at,
        kept_on=objection.sent_at.date(),
        kept_by=objection.person_id,
        digest="",
        chars=0,
    )


def of_file(review: Review, file: ReviewFile) -> Transcript:
    """A document that was added to a review of a tool."""
    return Transcript(
        id=file.id,
        kind=TextKind.SOURCE,
        record_class="",
        person_id=file.added_by,
        tool_id=review.tool_id,
        case_id=review.id,
        kept_at=file.added_at,
        kept_on=file.added_at.date(),
        kept_by=file.added_by,
        digest=file.sha256,
        chars=file.size,
    )


def stops(text: Transcript, holds: Iterable[LegalHold]) -> LegalHold | None:
    """The hold that keeps it, None when none does."""
    return next((hold for hold in holds if any(hold.covers(one) for one in _each_day(text))), None)


def _each_day(text: Transcript) -> Iterator[Transcript]:
    days: set[date] = {(text.kept_at + shift).date() for shift in (EARLIEST, timedelta(), LATEST)}
    return (replace(text, kept_on=day) for day in sorted(days))


def require_free(tx: Tx, text: Transcript) -> None:
    """INVARIANT: what a hold covers is destroyed by nobody."""
    hold = stops(text, db.standing_holds(tx))
    if hold is not None:
        raise ConflictError(
            f"A legal hold stops this: {hold.matter}.", hint="The records officer can say until when it holds."
        )


def covered(tx: Tx, hold: LegalHold) -> list[Transcript]:
    """What is here now of these texts, and stays for this hold."""
    texts = [of_objection(tx, one) for one in objections.with_text(tx)]
    texts += [of_file(review, file) for review, file in reviews.all_files(tx)]
    return [text for text in texts if stops(text, (hold,)) is not None]


def let_go(tx: Tx, at: datetime) -> int:
    """Destroy the texts whose objection was answered while a hold stood, and that no hold stops any more."""
    standing, gone = db.standing_holds(tx), 0
    for objection in objections.with_text(tx, is_answered=True):
        if stops(of_objection(tx, objection), standing) is None:
            objections.drop_text(tx, objection)
            record(tx, at, ObjectionTextDestroyed(actor=SYSTEM, objection=objection.id, person=objection.person_id))
            gone += 1
    return gone
