"""What a reader says: five answers, saved as they go, then the verdict (139-07.4.a–e).

INVARIANT: no approval without five answers, with a "no" among them, or about another version than the newest. A text is
official when each criterion has a yes, from as many experts as its audience asks for, about the same version.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

from proviso.db import expert_reviews as db
from proviso.db.store import Tx
from proviso.errors import ConflictError, NotAllowedError, UsageError
from proviso.identity.ids import new_id
from proviso.journal import record
from proviso.model import (
    Audience,
    Criterion,
    CriterionAnswer,
    ExpertReview,
    ExpertState,
    ExpertVerdict,
    PlaceNote,
    Reading,
    Role,
    Said,
    fingerprint,
)
from proviso.model.expert_review_events import (
    ExpertAnswersSaved,
    ExpertReviewApproved,
    ExpertVerdictGiven,
    ExpertVersionAdded,
)

from . import expert_letters as letters
from . import transcripts
from .agency import Agency
from .expert_reviews import CHANGED, get, today_of
from .expert_texts import Seen, require_fit, version_of
from .experts import route, standing
from .roles import require_role
from .wording import clean, says_something

LONGEST_NOTE = 1_000
MOST_NOTES = 80
"""More than the page has fields for."""
NAMES = {
    Criterion.ACCURACY: "Accuracy",
    Criterion.RELEVANCE: "Relevance",
    Criterion.SENSITIVITY: "Data",
    Criterion.BIAS: "Bias",
    Criterion.POLICY: "Policy",
}
READERS = {Audience.INTERNAL: 1, Audience.AGENCY: 1, Audience.PUBLIC: 2}
"""How many experts read it (139-07.4.f)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Opinion:
    """The form of a reader as it was sent."""

    version: int
    """Of the text that they had open."""
    answers: tuple[CriterionAnswer, ...] = ()
    notes: tuple[PlaceNote, ...] = field(default=(), repr=False)


def save(tx: Tx, review_id: str, opinion: Opinion, *, actor: str, at: datetime) -> ExpertReview:
    """Keep what the reader has said so far. It is no verdict."""
    review, reading = _theirs(tx, review_id, actor)
    said = _cleaned(opinion, reading)
    if said == reading:
        return review
    after = _with(review, reading, said)
    db.put(tx, after)
    record(tx, at, ExpertAnswersSaved(actor=actor, review=review.id, order=said.order, version=said.version))
    return after


def give(
    tx: Tx,
    agency: Agency,
    review_id: str,
    verdict: ExpertVerdict,
    opinion: Opinion,
    seen: Seen | None = None,
    *,
    actor: str,
    at: datetime,
) -> ExpertReview:
    """Approve, approve with changes (`seen` is the changed text), or return: about the version that was open."""
    review, reading = _theirs(tx, review_id, actor)
    if opinion.version != review.text.number:
        raise ConflictError(CHANGED)
    said = _cleaned(opinion, reading)
    wrong = problems(said, verdict)
    if wrong:
        raise UsageError(next(iter(wrong.values())))
    if verdict is ExpertVerdict.CHANGED:
        review = _rewritten(tx, agency, review, seen, actor, at)
    code = new_id()
    entry = record(tx, at, _given(review, said, verdict, code, actor))
    done = replace(said, verdict=verdict, said_at=at, code=code, entry=entry)
    after = replace(_with(review, reading, done), revision=review.revision + 1)
    if verdict is ExpertVerdict.RETURNED:
        after = replace(after, state=ExpertState.RETURNED, settled_at=at)
        letters.tell_author(tx, after, verdict, things(said), at=at)
    else:
        after = _go_on(tx, agency, after, verdict, seen, at)
    db.put(tx, after)
    return after


def _given(review: ExpertReview, said: Reading, verdict: ExpertVerdict, code: str, actor: str) -> ExpertVerdictGiven:
    return ExpertVerdictGiven(
        actor=actor,
        review=review.id,
        order=said.order,
        reviewer=actor,
        version=review.text.number,
        digest=review.text.digest,
        verdict=verdict.value,
        answers={c.value: answer.said.value if (answer := said.answer(c)) else "" for c in Criterion},
        notes=things(said),
        code=code,
    )


def things(reading: Reading) -> int:
    """How many notes a reader wrote: at places, and beside answers."""
    return len(reading.notes) + sum(bool(answer.note) for answer in reading.answers)


def problems(reading: Reading, verdict: ExpertVerdict) -> dict[str, str]:
    """What is missing before this verdict can be given, by field."""
    found = {
        f"note-{answer.criterion.value}": f"{NAMES[answer.criterion]}: say why not."
        for answer in reading.answers
        if answer.said is Said.NO and not says_something(answer.note)
    }
    if verdict is ExpertVerdict.RETURNED:
        if not found and not things(reading):
            found["general"] = "Say what must change: write at least one note."
        return found
    if reading.missing:
        many, names = len(reading.missing), ", ".join(NAMES[c] for c in reading.missing)
        found[f"answer-{reading.missing[0].value}"] = f"Answer {many} more question{'s' if many != 1 else ''}: {names}."
    for answer in reading.answers:
        if answer.said is Said.NO:
            name = NAMES[answer.criterion]
            then = (
                "If your changes mend it, say yes."
                if verdict is ExpertVerdict.CHANGED
                else "Return the text, or approve it with your changes."
            )
            found[f"answer-{answer.criterion.value}"] = f"You said no to {name}. {then}"
    return found


def _rewritten(
    tx: Tx, agency: Agency, review: ExpertReview, seen: Seen | None, actor: str, at: datetime
) -> ExpertReview:
    """The text with the reader's own changes: a version of its own."""
    if seen is None:
        raise UsageError("Write your changes first.")
    require_fit(agency, seen)
    if transcripts.digest_of(agency, seen.text) == review.text.digest:
        raise UsageError("You changed nothing.", hint="Approve the text as it is, or change it first.")
    made = version_of(tx, agency, review, seen, review.text.number + 1, actor=actor, at=at)
    event = ExpertVersionAdded(
        actor=actor, review=review.id, version=made.number, digest=made.digest, words=made.words, found=seen.found
    )
    record(tx, at, event)
    return replace(review, versions=(*review.versions, made))


def _go_on(
    tx: Tx, agency: Agency, review: ExpertReview, verdict: ExpertVerdict, seen: Seen | None, at: datetime
) -> ExpertReview:
    """To the next reader, or to official use."""
    if needs(review):
        return route(tx, review, today_of(agency, at), at=at)
    text = seen.text if seen is not None and verdict is ExpertVerdict.CHANGED else _words(tx, agency, review, at)
    code, sha256, readers = new_id(), fingerprint(text), standing(review)
    event = ExpertReviewApproved(
        actor=review.readings[-1].reviewer_id,
        review=review.id,
        decisions=review.decisions,
        tool=review.tool_id,
        audience=review.audience.value,
        version=review.text.number,
        sha256=sha256,
        reviewers=readers,
        code=code,
    )
    entry = record(tx, at, event)
    transcripts.case_closed(tx, agency, review.id, at=at)
    done = replace(review, state=ExpertState.APPROVED, settled_at=at, official_sha256=sha256, code=code, entry=entry)
    letters.tell_author(tx, done, verdict, 0, at=at)
    return done


def _words(tx: Tx, agency: Agency, review: ExpertReview, at: datetime) -> str:
    return transcripts.open_text(
        tx,
        agency,
        review.text.transcript_id,
        actor=review.readings[-1].reviewer_id,
        why=f"expert review {review.id}: hash of the approved text",
        at=at,
    )


def needs(review: ExpertReview) -> str:
    """What is still missing before the newest version is official, in a sentence; empty when nothing is."""
    readers = standing(review)
    if len(readers) < READERS[review.audience]:
        return "A second expert reads it." if readers else "An expert reads it."
    open_ = [c for c in Criterion if not _is_answered(review, c)]
    if open_:
        return f"Nobody has answered {', '.join(NAMES[c] for c in open_)} yet."
    return ""


def _is_answered(review: ExpertReview, criterion: Criterion) -> bool:
    """Whether an expert who stands for the newest version said yes to it; "not mine to say" leaves it to another."""
    said = (reading.answer(criterion) for reading in review.approvals)
    return any(answer is not None and answer.said is Said.YES for answer in said)


def _theirs(tx: Tx, review_id: str, actor: str) -> tuple[ExpertReview, Reading]:
    review = get(tx, review_id)
    require_role(tx, actor, Role.EXPERT, to="review a text")
    reading = review.reading
    if actor == review.author_id:
        raise NotAllowedError("You wrote this text. Somebody else reviews it.")
    if reading is None or reading.reviewer_id != actor:
        held = next((r for r in review.readings if r.reviewer_id == actor and r.verdict is not None), None)
        if held is not None:
            raise ConflictError("You have answered already.", hint="Its page says what came of it.")
        if review.state is not ExpertState.WAITING:
            raise (
                ConflictError("This text does not wait for an answer any more.")
                if actor in review.reviewers
                else (NotAllowedError("This text is not with you."))
            )
        raise NotAllowedError("This text is not with you.", hint="It may have been passed on.")
    return review, reading


def _with(review: ExpertReview, before: Reading, after: Reading) -> ExpertReview:
    return replace(review, readings=tuple(after if r is before else r for r in review.readings))


def _cleaned(opinion: Opinion, reading: Reading) -> Reading:
    """The seat with what was typed, in its plain form."""
    if len(opinion.notes) > MOST_NOTES:
        raise UsageError(f"{MOST_NOTES} notes fit; here are {len(opinion.notes)}.")
    answers = tuple(replace(a, note=_note(a.note)) for a in _in_order(opinion.answers))
    notes = tuple(replace(n, note=_note(n.note)) for n in opinion.notes if says_something(n.note))
    return replace(reading, version=opinion.version, answers=answers, notes=notes)


def _in_order(answers: Sequence[CriterionAnswer]) -> list[CriterionAnswer]:
    by_criterion = {answer.criterion: answer for answer in answers}
    return [by_criterion[c] for c in Criterion if c in by_criterion]


def _note(typed: str) -> str:
    said = clean(typed).strip()
    if len(said) > LONGEST_NOTE:
        raise UsageError(f"A note has {len(said):,} letters; {LONGEST_NOTE:,} fit.")
    return said
