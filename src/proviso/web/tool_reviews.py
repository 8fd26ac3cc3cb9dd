"""The reviews of a tool as its page tells them (139-07.1.a–b): who decided, what each office said, the terms."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from proviso.db import reviews
from proviso.db.store import Tx
from proviso.model import TERMS, Position, Review, ReviewState, TermState, Tool

from .desk import Desk
from .review_words import READERS, SAYS, full_stop, office_title, outcome

MOST = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class ReviewLine:
    """One review: what came of it, and what led to it."""

    answer: str
    offices: tuple[str, ...]
    """ "Civil rights: Does not concur. Receipt 7KQ2-M4XD." """
    terms: str
    href: str
    """The review itself, for those who may read it."""


def reviews_of(desk: Desk, tx: Tx, tool: Tool) -> tuple[ReviewLine, ...]:
    """The newest reviews of a tool; the public reads that there was one from the timeline."""
    if desk.viewer is None:
        return ()
    return tuple(_line(desk, tx, review) for review in reviews.of_tool(tx, tool.id)[:MOST])


def _line(desk: Desk, tx: Tx, review: Review) -> ReviewLine:
    is_open = review.state is ReviewState.OPEN
    return ReviewLine(
        answer=f"A review runs since {desk.day(desk.words.local(review.opened_at))}. Nothing is decided yet."
        if is_open
        else outcome(desk, tx, review),
        offices=() if is_open else tuple(_offices(desk, tx, review)),
        terms=_terms(tx, review),
        href=f"/reviews/{review.id}" if desk.has(*READERS) else "",
    )


def _offices(desk: Desk, tx: Tx, review: Review) -> Iterator[str]:
    for office in review.offices:
        answer = reviews.answer(tx, review.id, office)
        said = SAYS[answer.position] if answer.position is not None and answer.is_signed else "Did not answer"
        receipt = f" Receipt {desk.code(answer.code)}." if answer.code else ""
        why = f" {full_stop(answer.reasons)}" if answer.is_signed and answer.position is Position.DISSENT else ""
        yield f"{office_title(tx, office)}: {said}.{why}{receipt}"
    if review.reply:
        yield f"Why the CIO decided otherwise: {full_stop(review.reply)}"


def _terms(tx: Tx, review: Review) -> str:
    """ "Vendor terms: 14 of 14 answered." """
    answered = [t for t in reviews.terms(tx, review.id).values() if t.state is not TermState.OPEN]
    return f"Vendor terms: {len(answered)} of {len(TERMS)} answered."
