"""Share a good use, change it, take it back; try it, say that it helped; and the CIO's office's word (139-07.8.e).

INVARIANT: what others see was screened as it stands. A text that would stop a use is not shared, and one that may be
classified is denied on the record like any other (139-07.2.a.4).
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from proviso.db import expert_reviews, people, uses
from proviso.db import good_uses as db
from proviso.db.store import Tx
from proviso.errors import ConflictError, NotAllowedError, NotFoundError, UsageError
from proviso.identity.ids import new_id
from proviso.journal import record
from proviso.model import (
    ExpertReview,
    ExpertState,
    ExpertVerdict,
    Role,
)
from proviso.model.good_use_events import (
    GoodUseChanged,
    GoodUseNoteAnswered,
    GoodUsePutBack,
    GoodUseShared,
    GoodUseTakenBack,
    GoodUseTakenDown,
    GoodUseVoted,
)
from proviso.model.good_uses import GoodUse, GoodUseState, NoteState

from .good_use_checks import Looked
from .outbox import notify
from .roles import require_active, require_role
from .undo import OVER, WINDOW
from .wording import clean, says_something

OWNERS = (Role.CIO, Role.CIO_OFFICE)
"""Who looks after the library."""
LONGEST_NOTE, LONGEST_REASON = 500, 300
MOST_SHARED = 200
"""Of one person."""
MAIL = "good-use"


def share(tx: Tx, looked: Looked, *, actor: str, at: datetime) -> GoodUse:
    """Share what was screened."""
    require_active(tx, actor, to="share a good use")
    example = looked.example
    _require_clean(looked, actor)
    _require_own_use(tx, example.decision_id, actor)
    review = _own_review(tx, example.review_id, actor) if example.review_id else None
    if len(db.by_author(tx, actor, MOST_SHARED)) >= MOST_SHARED:
        raise UsageError(f"You have shared {MOST_SHARED} already.", hint="Take back one that helps less.")
    note, note_by = _note_of(review) if review and example.with_note else ("", "")
    made = GoodUse(
        id=new_id(),
        author_id=actor,
        title=example.title,
        purpose=example.purpose,
        tool_id=example.tool_id,
        prompt=example.prompt,
        watch=example.watch,
        shared_at=at,
        is_named=example.is_named,
        review_id=example.review_id,
        was_returned=review is not None and _was_returned(review),
        note=note,
        note_by=note_by,
        note_state=NoteState.ASKED if note else NoteState.NONE,
    )
    db.add(tx, made)
    event = GoodUseShared(
        actor=actor,
        good_use=made.id,
        tool=made.tool_id,
        purpose=made.purpose,
        review=made.review_id,
        is_named=made.is_named,
        digest=looked.use.digest,
    )
    record(tx, at, event)
    if note:
        _ask_reviewer(tx, made, at)
    return made


def _require_clean(looked: Looked, actor: str) -> None:
    """INVARIANT: only these very words, screened for this very person, go on."""
    part = looked.use.parts[0].text if looked.use.parts else ""
    if looked.decision.reasons or part != looked.example.words or looked.use.person_id != actor:
        raise NotAllowedError("These words cannot be shared: a rule stops them.", hint="Take out what was found.")


def _require_own_use(tx: Tx, decision_id: str, actor: str) -> None:
    if not decision_id:
        return
    decision = uses.get(tx, decision_id)
    if decision is None or decision.person_id != actor:
        raise NotFoundError(f"There is no decision {decision_id} of yours.", hint="My record lists yours.")


def _own_review(tx: Tx, review_id: str, actor: str) -> ExpertReview:
    review = expert_reviews.get(tx, review_id)
    if review is None or review.author_id != actor:
        raise NotFoundError(f"There is no review {review_id} of yours.", hint="Your reviews list yours.")
    if review.state not in {ExpertState.APPROVED, ExpertState.RETURNED}:
        raise ConflictError("This review has no answer yet.", hint="Share it once it is approved or returned.")
    if db.of_review(tx, review_id) is not None:
        raise ConflictError("You shared this review already.", hint="Change what you shared instead.")
    return review


def _was_returned(review: ExpertReview) -> bool:
    return any(reading.verdict is ExpertVerdict.RETURNED for reading in review.readings)


def _note_of(review: ExpertReview) -> tuple[str, str]:
    """What the reviewer wrote, and who: of the reading that returned it, else of the last one."""
    said = [reading for reading in review.readings if reading.verdict is not None]
    chosen = next((r for r in reversed(said) if r.verdict is ExpertVerdict.RETURNED), said[-1] if said else None)
    if chosen is None:
        return "", ""
    words = [a.note for a in chosen.answers if a.note] + [n.note for n in chosen.notes]
    return clean(" ".join(words)).strip()[:LONGEST_NOTE], chosen.reviewer_id


def _ask_reviewer(tx: Tx, made: GoodUse, at: datetime) -> None:
    notify(
        tx,
        made.note_by,
        MAIL,
        subject="May your note stand with a shared example?",
        lines=("An author shares what came of a review of yours.", "Your note stands there only if you agree."),
        path=f"/good-uses/{made.id}",
        at=at,
        key=f"good-use-note:{made.id}",
    )


def change(tx: Tx, good_use_id: str, looked: Looked, *, actor: str, at: datetime) -> GoodUse:
    """Its author changes it; the new words were screened."""
    before = _mine(tx, good_use_id, actor, to="change it")
    _require_clean(looked, actor)
    if not before.is_shared:
        raise ConflictError("It is not shared any more.", hint="Share it anew.")
    example = looked.example
    after = replace(
        before,
        title=example.title,
        purpose=example.purpose,
        tool_id=example.tool_id,
        prompt=example.prompt,
        watch=example.watch,
        is_named=example.is_named,
        changed_at=at,
    )
    db.put(tx, after)
    record(tx, at, GoodUseChanged(actor=actor, good_use=good_use_id, digest=looked.use.digest))
    return after


def take_back(tx: Tx, good_use_id: str, *, actor: str, at: datetime) -> GoodUse:
    """Its author takes it back: nobody else sees it any more."""
    before = _mine(tx, good_use_id, actor, to="take it back")
    if not before.is_shared:
        return before
    after = replace(before, state=GoodUseState.TAKEN_BACK, ended_at=at, ended_by=actor)
    db.put(tx, after)
    record(tx, at, GoodUseTakenBack(actor=actor, good_use=good_use_id))
    return after


def take_down(tx: Tx, good_use_id: str, reason: str, *, actor: str, at: datetime) -> GoodUse:
    """The CIO's office takes it down, and its author reads why."""
    require_role(tx, actor, *OWNERS, to="take down a good use")
    before = get(tx, good_use_id)
    if before.author_id == actor:
        raise NotAllowedError("You shared it yourself. Take it back instead.")
    said = clean(reason).strip()
    if not says_something(said) or len(said) > LONGEST_REASON:
        raise UsageError(f"Say why, in {LONGEST_REASON} letters at most. Its author reads it.")
    if not before.is_shared:
        raise ConflictError("It is not shared any more.")
    after = replace(before, state=GoodUseState.TAKEN_DOWN, ended_at=at, ended_by=actor, reason=said)
    db.put(tx, after)
    record(tx, at, GoodUseTakenDown(actor=actor, good_use=good_use_id))
    notify(
        tx,
        before.author_id,
        MAIL,
        subject="The CIO’s office took down what you shared",
        lines=("Its page says why.", "You can share it again in other words."),
        path=f"/good-uses/{good_use_id}",
        at=at,
        key=f"good-use-down:{good_use_id}:{at.isoformat()}",
    )
    return after


def put_back(tx: Tx, good_use_id: str, *, actor: str, at: datetime) -> GoodUse:
    """Undo: who took it away puts it back within ten minutes."""
    before = get(tx, good_use_id)
    require_active(tx, actor, to="undo this")
    if before.ended_by != actor:
        raise NotAllowedError("Only who took it away can undo that.")
    if before.is_shared or before.ended_at is None:
        raise ConflictError("It is shared already.")
    if at - before.ended_at > WINDOW:
        raise ConflictError(OVER, hint="Share it anew.")
    after = replace(before, state=GoodUseState.SHARED, ended_at=None, ended_by="", reason="")
    db.put(tx, after)
    record(tx, at, GoodUsePutBack(actor=actor, good_use=good_use_id))
    return after


def vote(tx: Tx, good_use_id: str, *, actor: str, at: datetime) -> None:
    """It helped: one vote a person, and none for what one shared oneself."""
    require_active(tx, actor, to="say that it helped")
    one = _shared(tx, good_use_id)
    if one.author_id == actor:
        raise NotAllowedError("You shared it yourself. Others say whether it helped.")
    if db.vote(tx, good_use_id, actor, at):
        record(tx, at, GoodUseVoted(actor=actor, good_use=good_use_id, helped=True))


def take_vote(tx: Tx, good_use_id: str, *, actor: str, at: datetime) -> None:
    """Take the vote back."""
    require_active(tx, actor, to="take a vote back")
    get(tx, good_use_id)
    if db.take_vote(tx, good_use_id, actor):
        record(tx, at, GoodUseVoted(actor=actor, good_use=good_use_id, helped=False))


def count_try(tx: Tx, good_use_id: str) -> GoodUse:
    """It fills somebody's workspace: a number, without whose it was, so no entry of the ledger."""
    one = _shared(tx, good_use_id)
    after = replace(one, tries=one.tries + 1)
    db.put(tx, after)
    return after


def answer_note(tx: Tx, good_use_id: str, *, may_stand: bool, actor: str, at: datetime) -> GoodUse:
    """The reviewer says whether their note may stand there; later they can say otherwise."""
    one = get(tx, good_use_id)
    require_active(tx, actor, to="answer this")
    if not one.note or one.note_by != actor:
        raise NotAllowedError("Only who wrote the note says whether it may stand there.")
    after = replace(one, note_state=NoteState.AGREED if may_stand else NoteState.DECLINED)
    if after != one:
        db.put(tx, after)
        event = GoodUseNoteAnswered(actor=actor, good_use=good_use_id, review=one.review_id, may_stand=may_stand)
        record(tx, at, event)
    return after


def get(tx: Tx, good_use_id: str) -> GoodUse:
    """One example, or an error that says that there is none."""
    found = db.get(tx, good_use_id)
    if found is None:
        raise NotFoundError("There is no such example.", hint="Good uses lists those that are shared.")
    return found


def _shared(tx: Tx, good_use_id: str) -> GoodUse:
    found = get(tx, good_use_id)
    if not found.is_shared:
        raise NotFoundError("This example is not shared any more.", hint="Good uses lists the others.")
    return found


def _mine(tx: Tx, good_use_id: str, actor: str, *, to: str) -> GoodUse:
    found = get(tx, good_use_id)
    if found.author_id != actor:
        raise NotAllowedError(f"Only who shared it can {to}.")
    require_active(tx, actor, to=to)
    return found


def author_name(tx: Tx, one: GoodUse) -> str:
    """The author's name, only if they chose to be named."""
    if not one.is_named:
        return ""
    found = people.get(tx, one.author_id)
    return found.name if found else ""
