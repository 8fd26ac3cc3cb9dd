"""What changes in the built-in course: a try begins, a question is answered, the course is passed (139-07.2.c.2).

A question comes again until it is right; only the first answer counts for the score. Answers are kept while the try is
open and forgotten when it ends; the ledger never hears of them.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from proviso.db import agency as agency_db
from proviso.db import courses as db
from proviso.db import people as people_db
from proviso.db.store import Tx
from proviso.errors import ConflictError, NotAllowedError, NotFoundError, UsageError
from proviso.identity.ids import new_id
from proviso.journal import record
from proviso.model import (
    CourseAnswer,
    CourseOpening,
    CourseTry,
    Role,
    Standing,
    Training,
    TryState,
)
from proviso.model.course_events import CourseBegun, CourseOpenedAgain, CourseOpeningUndone, CourseTryEnded
from proviso.model.people import major_of
from proviso.policy import Pack
from proviso.policy.course import Course, Question, course_of
from proviso.policy.standing import booleans, last_day, local_day
from proviso.policy.terms import CourseTerms

from .outbox import notify
from .people import record_training
from .roles import SYSTEM, get_person, require_other, require_role, require_self

WINDOW = timedelta(minutes=10)
RENEWS = timedelta(days=30)
"""So long before a training ends, the course can be taken again."""
ENDED = (TryState.MISSED, TryState.STUCK)


@dataclass(frozen=True, slots=True, kw_only=True)
class Answered:
    """What an answer came to."""

    is_right: bool
    question: Question
    ended: CourseTry | None = None
    """The try, when this was its last question."""


def terms_of(pack: Pack) -> CourseTerms:
    """The course that the pack names."""
    if pack.course is None:
        raise NotFoundError(
            "The rules in force name no course of their own.", hint="You take the AI course in the learning system."
        )
    return pack.course


def tries_used(tx: Tx, person_id: str, course: Course) -> int:
    """How many tries were missed since the course was passed, or opened again, for the last time."""
    used, opening = 0, db.newest_opening(tx, person_id, course.key)
    for each in db.tries_of(tx, person_id, course.key):
        if each.state is TryState.PASSED:
            used = 0
        elif each.state in ENDED:
            used += 1
        if opening is not None and each.ended_at is not None and each.ended_at <= opening.opened_at:
            used = 0
    return used


def may_take(standing: Standing, pack: Pack, at: datetime) -> bool:
    """Whether the course is of use to this person now: it is missing, outdated, or ends within 30 days."""
    held = standing.training(Training.RESPONSIBLE_AI)
    if held is None or not booleans(standing, at, pack)["course"]:
        return True
    ends = last_day(held.completed_at, Training.RESPONSIBLE_AI.value, pack)
    return ends is not None and ends - local_day(at, pack) <= RENEWS


def begin(tx: Tx, person_id: str, pack: Pack, *, actor: str, at: datetime, try_id: str = "") -> CourseTry:
    """A person begins a try; one that is open goes on, and an old major version's is left behind (139-07.2.c.2)."""
    require_self(tx, actor, person_id, to="take the course")
    terms = terms_of(pack)
    course = course_of(terms)
    mine = db.tries_of(tx, person_id, course.key)
    if mine and mine[-1].state is TryState.OPEN:
        return mine[-1]
    if not may_take(people_db.standing(tx, person_id, "", ""), pack, at):
        raise ConflictError("Your AI course counts already.", hint="You can read every module again at any time.")
    used = tries_used(tx, person_id, course)
    if used >= terms.attempts:
        raise NotAllowedError(f"All {terms.attempts} tries are used.", hint=_talk_to(tx))
    _leave_old_ones(tx, person_id, course, at)
    begun = CourseTry(
        id=try_id or new_id(),
        person_id=person_id,
        course=course.key,
        version=course.version,
        number=used + 1,
        started_at=at,
    )
    db.add_try(tx, begun)
    event = CourseBegun(actor=actor, person=person_id, course=course.id, version=course.version, number=begun.number)
    record(tx, at, event)
    return begun


def _leave_old_ones(tx: Tx, person_id: str, course: Course, at: datetime) -> None:
    """A try at the major version before is over; it counts as none."""
    major = major_of(course.version) or 0
    for old in range(max(0, major - 3), major):
        for each in db.tries_of(tx, person_id, f"{course.id}/{old}"):
            if each.state is TryState.OPEN:
                db.put_try(tx, replace(each, state=TryState.REPLACED, ended_at=at))
                db.forget_answers(tx, each.id)


def _talk_to(tx: Tx) -> str:
    """ "Talk to Lena Fox, training. She can open it again." without guessing who "she" is."""
    office = agency_db.offices(tx).get(Role.TRAINING.value)
    person = None if office is None else people_db.get(tx, office.person_id)
    return f"Talk to {person.name}, training, to open it again." if person else "The training office can open it again."


def answer(tx: Tx, try_id: str, question_id: str, choice_id: str, pack: Pack, *, actor: str, at: datetime) -> Answered:
    """Answer one question of an open try. The same answer sent twice changes nothing (139-07.2.c.2)."""
    begun = db.get_try(tx, try_id)
    if begun is None:
        raise NotFoundError("There is no such try at the course.")
    require_self(tx, actor, begun.person_id, to="answer for themselves")
    terms = terms_of(pack)
    course = course_of(terms)
    if begun.state is not TryState.OPEN or begun.course != course.key:
        raise ConflictError("This try is over.", hint="The course page says how it ended, and what is next.")
    found = course.question(question_id)
    if found is None:
        raise NotFoundError("The course has no such question any more.", hint="Go on from the course page.")
    question = found[1]
    choice = question.choice(choice_id)
    if choice is None:
        raise UsageError("Choose one of the answers.")
    held = db.answers_of(tx, try_id)
    before = held.get(question_id)
    if before is not None and before.is_right:
        return Answered(is_right=True, question=question)
    now = CourseAnswer(
        question=question_id,
        choice=choice_id,
        is_right=choice.is_right,
        was_right_at_once=choice.is_right and before is None,
    )
    db.put_answer(tx, try_id, now)
    held[question_id] = now
    is_whole = all(q.id in held and held[q.id].is_right for q in course.questions)
    ended = _end(tx, begun, course, terms, held, actor=actor, at=at) if is_whole else None
    return Answered(is_right=choice.is_right, question=question, ended=ended)


def _end(
    tx: Tx,
    begun: CourseTry,
    course: Course,
    terms: CourseTerms,
    held: dict[str, CourseAnswer],
    *,
    actor: str,
    at: datetime,
) -> CourseTry:
    """Every question is right: count the first answers, say whether that passes, forget what was answered."""
    asked = [held[question.id] for question in course.questions]
    right = sum(each.was_right_at_once for each in asked)
    passed = right >= terms.needed(len(asked))
    is_last = tries_used(tx, begun.person_id, course) + 1 >= terms.attempts
    missed = TryState.STUCK if is_last else TryState.MISSED
    if not any(each.id != begun.id for each in db.tries_of(tx, begun.person_id, course.key)):
        db.count_answers(tx, course.key, asked)
    entry = record(tx, at, _ended_event(begun, course, right, len(asked), passed=passed, actor=actor))
    ended = replace(
        begun,
        state=TryState.PASSED if passed else missed,
        version=course.version,
        ended_at=at,
        right=right,
        questions=len(asked),
        entry=entry,
    )
    db.put_try(tx, ended)
    db.forget_answers(tx, begun.id)
    if passed:
        record_training(
            tx,
            begun.person_id,
            Training.RESPONSIBLE_AI,
            at,
            "the course in Proviso",
            version=course.version,
            score=f"{right} of {len(asked)}",
            actor=SYSTEM,
            at=at,
        )
    return ended


def _ended_event(
    begun: CourseTry, course: Course, right: int, questions: int, *, passed: bool, actor: str
) -> CourseTryEnded:
    return CourseTryEnded(
        actor=actor,
        person=begun.person_id,
        course=course.id,
        version=course.version,
        number=begun.number,
        code=begun.id,
        right=right,
        questions=questions,
        passed=passed,
    )


def open_again(
    tx: Tx, person_id: str, course: Course, *, actor: str, at: datetime, opening_id: str = ""
) -> CourseOpening:
    """The training office opens the course again for somebody who has used every try."""
    require_role(tx, actor, Role.TRAINING, to="open the course again")
    require_other(actor, person_id, to="open the course again for")
    get_person(tx, person_id)
    mine = db.tries_of(tx, person_id, course.key)
    if not mine or mine[-1].state is not TryState.STUCK:
        raise ConflictError("This person is not stuck in the course.", hint="Load the page again.")
    opening = CourseOpening(
        id=opening_id or new_id(), person_id=person_id, course=course.key, opened_by=actor, opened_at=at
    )
    db.add_opening(tx, opening)
    db.put_try(tx, replace(mine[-1], state=TryState.MISSED))
    record(tx, at, CourseOpenedAgain(actor=actor, person=person_id, course=course.id))
    notify(
        tx,
        person_id,
        "course-opened",
        subject="Take the AI course again: it is open for you",
        lines=("The training office opened it. Your tries count from 1 again.", "It takes less time the second time."),
        path="/course",
        at=at,
        key=f"course-opened:{opening.id}",
    )
    return opening


def undo_opening(tx: Tx, opening_id: str, *, actor: str, at: datetime) -> CourseOpening:
    """Take an opening back: for ten minutes, by who made it, while nobody began a try under it."""
    opening = db.get_opening(tx, opening_id)
    if opening is None:
        raise NotFoundError("There is nothing to undo here.")
    require_role(tx, actor, Role.TRAINING, to="undo this")
    why_not = why_no_undo(tx, opening, actor=actor, at=at)
    if why_not:
        raise ConflictError(why_not)
    undone = replace(opening, undone_at=at)
    db.put_opening(tx, undone)
    newest = db.tries_of(tx, opening.person_id, opening.course)[-1]
    db.put_try(tx, replace(newest, state=TryState.STUCK))
    record(tx, at, CourseOpeningUndone(actor=actor, person=opening.person_id, course=opening.course.partition("/")[0]))
    return undone


def why_no_undo(tx: Tx, opening: CourseOpening, *, actor: str, at: datetime) -> str:
    """Why an opening cannot be undone any more, in a sentence; empty when it can."""
    if opening.undone_at is not None:
        return "It was undone already."
    if opening.opened_by != actor:
        return f"{get_person(tx, opening.opened_by).name} opened it, so only they can undo it."
    if any(each.started_at > opening.opened_at for each in db.tries_of(tx, opening.person_id, opening.course)):
        return f"{get_person(tx, opening.person_id).name} has begun already."
    return "The ten minutes are over." if at - opening.opened_at > WINDOW else ""


def ends_on(standing: Standing, pack: Pack) -> date | None:
    """The last day of the training that a person holds."""
    held = standing.training(Training.RESPONSIBLE_AI)
    return None if held is None else last_day(held.completed_at, Training.RESPONSIBLE_AI.value, pack)
