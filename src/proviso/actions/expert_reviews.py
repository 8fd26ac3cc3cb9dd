"""From the wish to use a text officially to an expert's desk, and what the author can do meanwhile (139-07.4).

Content that a tool generated **or modified** is reviewed before it is used officially, above all for the public.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta

from proviso.db import expert_reviews as db
from proviso.db import uses
from proviso.db.store import Tx
from proviso.errors import ConflictError, NotAllowedError, NotFoundError, UsageError
from proviso.identity.ids import new_id
from proviso.journal import record
from proviso.model import (
    Audience,
    ExpertReview,
    ExpertState,
    ExpertVerdict,
    Reading,
    Role,
    SourceText,
    TextKind,
)
from proviso.model.expert_review_events import (
    ExpertReviewAsked,
    ExpertReviewWithdrawn,
    ExpertVerdictUndone,
    ExpertVersionAdded,
)

from . import expert_letters as letters
from . import transcripts
from .agency import Agency
from .expert_texts import MOST_SOURCES, Seen, keep_text, require_fit, version_of
from .experts import OFFICES, route, seat, why_not
from .roles import get_person, require_active, require_role, require_self
from .undo import OVER, WINDOW
from .wording import clean_line, says_something

LONGEST_SUBJECT = 120
LONGEST_CITATION = 500
FURTHEST = timedelta(days=365)
CHANGED = "The text changed since you opened it."


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """What an author asks for. The texts are in `Seen`, in the order text, prompt, answer, sources."""

    audience: Audience
    subject: str = field(repr=False)
    topic: str
    due_on: date
    decisions: tuple[str, ...] = ()
    has_prompt: bool = False
    has_answer: bool = False
    sources: tuple[str, ...] = field(default=(), repr=False)
    """Where each was published; the text of one stands at its place in `Seen`, empty where it is not known."""
    is_ai: bool = True


def today_of(agency: Agency, at: datetime) -> date:
    """The calendar day of the agency."""
    return at.astimezone(agency.settings.zone).date()


def ask(tx: Tx, agency: Agency, wish: Wish, seen: Seen, *, actor: str, at: datetime) -> ExpertReview:
    """Ask for the review of a text: it is kept sealed, and goes to an expert of its topic (139-07.4.f)."""
    require_active(tx, actor, to="ask for a review")
    require_fit(agency, seen)
    today = today_of(agency, at)
    subject = _checked(tx, wish, seen, actor, today)
    decision = uses.get(tx, wish.decisions[0]) if wish.decisions else None
    bare = ExpertReview(
        id=new_id(),
        author_id=actor,
        audience=wish.audience,
        subject=subject,
        topic=wish.topic,
        due_on=wish.due_on,
        asked_at=at,
        decisions=wish.decisions,
        tool_id=decision.tool_id if decision else "",
        is_ai=wish.is_ai,
    )
    review = _with_texts(tx, agency, bare, wish, seen, at)
    event = ExpertReviewAsked(
        actor=actor,
        review=review.id,
        decisions=review.decisions,
        tool=review.tool_id,
        audience=review.audience.value,
        topic=review.topic,
        due_on=review.due_on.isoformat(),
        digest=review.text.digest,
        words=review.text.words,
        found=seen.found,
    )
    record(tx, at, event)
    review = route(tx, review, today, at=at)
    db.add(tx, review)
    return review


def _checked(tx: Tx, wish: Wish, seen: Seen, actor: str, today: date) -> str:
    """The subject, when everything that was asked for can be."""
    subject = clean_line(wish.subject)
    if not says_something(subject) or len(subject) > LONGEST_SUBJECT:
        raise UsageError(f"Say in up to {LONGEST_SUBJECT} letters what the text is.")
    if wish.topic and db.topic(tx, wish.topic) is None:
        raise UsageError("Choose one of the topics.")
    if not today <= wish.due_on <= today + FURTHEST:
        raise UsageError("Choose a day from today on, within a year.")
    if len(wish.sources) > MOST_SOURCES or any(len(source) > LONGEST_CITATION for source in wish.sources):
        raise UsageError(f"Name {MOST_SOURCES} sources at most, each in up to {LONGEST_CITATION} letters.")
    if len(seen.texts) != 3 + len(wish.sources):
        raise ValueError("Each text of a request is screened before it is kept.")
    for decision_id in wish.decisions:
        _require_own(tx, decision_id, actor)
    return subject


def _require_own(tx: Tx, decision_id: str, actor: str) -> None:
    decision = uses.get(tx, decision_id)
    if decision is None or decision.person_id != actor:
        raise NotFoundError(
            f"There is no decision {decision_id} of yours.", hint="My record lists yours. Leave it empty if unknown."
        )
    if not decision.allowed:
        raise UsageError("Nothing came of this decision: the text was not sent.", hint="Name one that was allowed.")


def _with_texts(tx: Tx, agency: Agency, review: ExpertReview, wish: Wish, seen: Seen, at: datetime) -> ExpertReview:
    _, prompt, answer, *sources = seen.texts
    actor = review.author_id

    def keep(kind: TextKind, text: str) -> str:
        return keep_text(tx, agency, review, kind, text, actor=actor, at=at).id if text else ""

    return replace(
        review,
        versions=(version_of(tx, agency, review, seen, 1, actor=actor, at=at),),
        prompt_id=keep(TextKind.PROMPT, prompt if wish.has_prompt else ""),
        answer_id=keep(TextKind.ANSWER, answer if wish.has_answer else ""),
        sources=tuple(
            SourceText(title=clean_line(title), transcript_id=keep(TextKind.SOURCE, text))
            for title, text in zip(wish.sources, sources, strict=True)
        ),
    )


def add_version(
    tx: Tx, agency: Agency, review_id: str, seen: Seen, *, version: int, actor: str, at: datetime
) -> ExpertReview:
    """The author changes the text: back to who read it, who starts at the new version (139-07.4)."""
    review = get(tx, review_id)
    require_self(tx, actor, review.author_id, to="change this text")
    require_fit(agency, seen)
    if review.state not in {ExpertState.WAITING, ExpertState.RETURNED}:
        raise ConflictError("This text is not in review any more.", hint="Ask for a review of the new one.")
    if version != review.text.number:
        raise ConflictError(CHANGED)
    if transcripts.digest_of(agency, seen.text) == review.text.digest:
        raise UsageError("This is the same text. Nothing was sent.", hint="Change it first.")
    made = version_of(tx, agency, review, seen, review.text.number + 1, actor=actor, at=at)
    after = replace(review, versions=(*review.versions, made), revision=review.revision + 1)
    event = ExpertVersionAdded(
        actor=actor, review=review.id, version=made.number, digest=made.digest, words=made.words, found=seen.found
    )
    record(tx, at, event)
    if review.state is ExpertState.RETURNED:
        after = route(tx, replace(after, state=ExpertState.WAITING, settled_at=None), today_of(agency, at), at=at)
    elif review.reading is not None and review.reading.reviewer_id:
        letters.tell_reader(tx, after, review.reading.reviewer_id, at=at)
    db.put(tx, after)
    return after


def withdraw(tx: Tx, agency: Agency, review_id: str, *, actor: str, at: datetime) -> ExpertReview:
    """The author does not want to use the text any more; nobody has to read it."""
    review = get(tx, review_id)
    require_self(tx, actor, review.author_id, to="withdraw this text")
    if review.state not in {ExpertState.WAITING, ExpertState.RETURNED}:
        raise ConflictError("This text is not in review any more.")
    after = replace(review, state=ExpertState.WITHDRAWN, settled_at=at, revision=review.revision + 1)
    db.put(tx, after)
    event = ExpertReviewWithdrawn(actor=actor, review=review.id, version=review.text.number, digest=review.text.digest)
    record(tx, at, event)
    transcripts.case_closed(tx, agency, review.id, at=at)
    return after


def pass_on(tx: Tx, agency: Agency, review_id: str, person_id: str, *, actor: str, at: datetime) -> ExpertReview:
    """A reader passes a text on to another expert, or the CIO's office gives it to one."""
    review = get(tx, review_id)
    reading = review.reading
    if reading is None:
        raise ConflictError("Nobody owes an answer about this text now.")
    is_theirs = bool(reading.reviewer_id) and reading.reviewer_id == actor
    if is_theirs:
        require_role(tx, actor, Role.EXPERT, to="pass this text on")
    else:
        require_role(tx, actor, *OFFICES, to="give this text to an expert")
        if actor == review.author_id:
            raise NotAllowedError("You wrote this text, so somebody else chooses who reads it.")
    if not person_id:
        raise UsageError("Choose who reads it.")
    get_person(tx, person_id)
    if person_id == reading.reviewer_id:
        raise UsageError("This expert has the text already.")
    wrong = why_not(tx, person_id, review)
    if wrong:
        raise NotAllowedError(wrong)
    after = seat(tx, review, person_id, "passed_on" if is_theirs else "assigned", by=actor, at=at)
    db.put(tx, after)
    if reading.reviewer_id:
        letters.tell_author_moved(tx, after, at=at)
    return after


def undo(tx: Tx, review_id: str, *, actor: str, at: datetime) -> ExpertReview:
    """Take one's own verdict back, or put a withdrawn text back, for ten minutes and while nothing was used under it.

    Nothing in the ledger changes: an undo is an entry of its own.
    """
    review = get(tx, review_id)
    require_active(tx, actor, to="undo this")
    why = why_no_undo(review, actor=actor, at=at)
    if why:
        raise (NotAllowedError if why.startswith("Only") else ConflictError)(why)
    if review.state is ExpertState.WITHDRAWN:
        return _put_back(tx, review, actor, at)
    said = _last(review)
    if said is None:  # `why_no_undo` has seen one
        raise ConflictError(OVER)
    open_again = replace(said, verdict=None, said_at=None, code="", entry=-1)
    kept = tuple(r for r in review.readings if r.verdict is not None and r is not said)
    after = replace(
        review,
        readings=(*kept, open_again),
        state=ExpertState.WAITING,
        settled_at=None,
        official_sha256="",
        code="",
        entry=-1,
        versions=review.versions[:-1] if said.verdict is ExpertVerdict.CHANGED else review.versions,
        revision=review.revision + 1,
    )
    db.put(tx, after)
    record(tx, at, ExpertVerdictUndone(actor=actor, review=review.id, order=said.order, reviewer=actor))
    if said.verdict is ExpertVerdict.CHANGED:
        transcripts.destroy(tx, review.text.transcript_id, actor=actor, why="the changes were undone", at=at)
    letters.tell_undone(tx, after, at=at)
    return after


def _put_back(tx: Tx, review: ExpertReview, actor: str, at: datetime) -> ExpertReview:
    was_returned = bool(review.readings) and review.readings[-1].verdict is ExpertVerdict.RETURNED
    state = ExpertState.RETURNED if was_returned else ExpertState.WAITING
    settled = review.readings[-1].said_at if was_returned else None
    after = replace(review, state=state, settled_at=settled, revision=review.revision + 1)
    db.put(tx, after)
    event = ExpertReviewWithdrawn(
        actor=actor, review=review.id, version=review.text.number, digest=review.text.digest, is_back=True
    )
    record(tx, at, event)
    return after


def _last(review: ExpertReview) -> Reading | None:
    """The verdict that was given last."""
    said = [r for r in review.readings if r.said_at is not None]
    return max(said, key=lambda r: (r.said_at, r.order)) if said else None


def why_no_undo(review: ExpertReview, *, actor: str, at: datetime) -> str:
    """Why this cannot be undone by this person now, in a sentence; empty when it can."""
    if review.state is ExpertState.WITHDRAWN:
        if review.is_lapsed:
            return "This text was closed by the date. Ask for a new review."
        if actor != review.author_id:
            return "Only the author can put this text back."
        return OVER if review.settled_at is None or at - review.settled_at > WINDOW else ""
    said = _last(review)
    if said is None or said.said_at is None:
        return "There is no answer to undo."
    if said.reviewer_id != actor:
        return "Only who gave an answer can undo it."
    if review.exported_at is not None:
        return "The text was used officially since, so the answer stands."
    if review.text.at > said.said_at:
        return "The author has sent a new version since, so the answer stands."
    return OVER if at - said.said_at > WINDOW else ""


def note_export(tx: Tx, review_id: str, *, at: datetime) -> ExpertReview:
    """The approved text left as official for the first time: from here on nothing is undone."""
    review = get(tx, review_id)
    if review.state is not ExpertState.APPROVED:
        raise ConflictError("Only an approved text is official.", hint="Ask for a review first.")
    if review.exported_at is None:
        review = replace(review, exported_at=at)
        db.put(tx, review)
    return review


def get(tx: Tx, review_id: str) -> ExpertReview:
    """One review, or an error that says that there is none."""
    found = db.get(tx, review_id)
    if found is None:
        raise NotFoundError("There is no such review.", hint="Expert reviews lists yours.")
    return found


def readers(review: ExpertReview) -> Sequence[str]:
    """The author and the experts: whoever may see the words without being asked why."""
    return (review.author_id, *review.reviewers)
