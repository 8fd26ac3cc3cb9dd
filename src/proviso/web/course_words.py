"""Where a person is in the course, in words: "Module 6 of 10, 20 minutes." (139-07.2.c.2)."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

from proviso.actions import courses as change_courses
from proviso.db import agency as agency_db
from proviso.db import courses as db
from proviso.db import people
from proviso.db.store import Tx
from proviso.errors import NotFoundError, PackError
from proviso.model import CourseAnswer, CourseTry, Person, Role, Standing, TryState
from proviso.policy import Pack
from proviso.policy.course import Course, Place, Question, course_of, place_in

from . import words as w
from .desk import Desk


@dataclass(frozen=True, slots=True, kw_only=True)
class Learning:
    """One person in the course that counts for them."""

    pack: Pack
    course: Course
    standing: Standing
    tries: tuple[CourseTry, ...]
    answers: dict[str, CourseAnswer]
    """Of the open try."""
    used: int
    """Tries that were missed since the course was passed, or opened again."""

    @property
    def now(self) -> CourseTry | None:
        """The try that is open."""
        newest = self.newest
        return newest if newest is not None and newest.state is TryState.OPEN else None

    @property
    def newest(self) -> CourseTry | None:
        """The newest try, open or not."""
        return self.tries[-1] if self.tries else None

    @property
    def right(self) -> frozenset[str]:
        """The questions that are right by now."""
        return frozenset(answer.question for answer in self.answers.values() if answer.is_right)

    @property
    def place(self) -> Place:
        """Where the person is; at the beginning when no try is open."""
        return place_in(self.course, self.right)

    @property
    def attempts(self) -> int:
        """How many tries the pack gives."""
        return 0 if self.pack.course is None else self.pack.course.attempts


def learning(desk: Desk, tx: Tx, person: Person) -> Learning | None:
    """Where this person is; None when the rules name no course, or it cannot be read."""
    pack = desk.pack_of(person.component)
    if pack.course is None:
        return None
    try:
        course = course_of(pack.course)
    except PackError:
        return None
    tries = tuple(db.tries_of(tx, person.id, course.key))
    is_open = bool(tries) and tries[-1].state is TryState.OPEN
    return Learning(
        pack=pack,
        course=course,
        standing=people.standing(tx, person.id, "", ""),
        tries=tries,
        answers=db.answers_of(tx, tries[-1].id) if is_open else {},
        used=change_courses.tries_used(tx, person.id, course),
    )


def progress(found: Learning) -> str:
    """ "Module 6 of 10, 20 minutes" """
    place, last = found.place, len(found.course.modules)
    return f"Module {min(place.module, last)} of {last}, {w.count(place.minutes_left, 'minute')}"


def course_step(desk: Desk, tx: Tx, person: Person | None) -> tuple[str, str, str]:
    """The row of "Get ready": line, status and button; empty where people take the course elsewhere."""
    found = learning(desk, tx, person) if person is not None else None
    if found is None:
        return "", "", ""
    if found.now is not None:
        return f"{progress(found)}.", "In progress", "Continue the course"
    if found.used >= found.attempts:
        return "All tries are used.", "Talk to training", "See what is next"
    place = found.place
    line = f"{w.count(len(found.course.modules), 'module')}, {w.count(place.minutes_left, 'minute')}."
    return line, "Needs you", "Take the AI course" if not found.used else "Take the course again"


def short(clause: str) -> str:
    """ "2.a.1" for 139-07.2.a.1, as people of one agency say it; the id alone where its first part is no number."""
    head, _, rest = clause.partition(".")
    return rest if rest and any(map(str.isdecimal, head)) else clause


def shuffled(question: Question, try_id: str) -> tuple[tuple[str, str], ...]:
    """The answers in an order of this try's own: nobody learns "it was the second one"."""

    def key(choice_id: str) -> str:
        return hashlib.sha256(f"{try_id}:{question.id}:{choice_id}".encode()).hexdigest()

    return tuple((choice.id, choice.text) for choice in sorted(question.choices, key=lambda choice: key(choice.id)))


def training_office(desk: Desk, tx: Tx) -> str:
    """ "Lena Fox, training" """
    office = agency_db.offices(tx).get(Role.TRAINING.value)
    return f"{desk.name(tx, office.person_id)}, training" if office else "the training office"


def go_on(found: Learning) -> str:
    """The next page: the module's first one, or the question where the person left; in a later try, the question."""
    place = found.place
    if place.question is None:
        return "/course"
    is_again = found.now is not None and found.now.number > 1
    return question_path(found, place.question) if place.has_begun_module or is_again else f"/course/{place.module}/1"


def question_path(found: Learning, question: Question) -> str:
    """The address of a question."""
    number, _ = found.course.question(question.id) or (1, question)
    module = found.course.modules[number - 1]
    return f"/course/{number}/{len(module.cards) + module.questions.index(question) + 1}"


def require_learning(desk: Desk, tx: Tx) -> Learning:
    """Where the reader is, or the error that the rules name no course."""
    found = learning(desk, tx, desk.me)
    if found is None:
        raise NotFoundError("The rules in force name no course of their own.", hint="You take it elsewhere: see Steps.")
    return found


def module_about(desk: Desk, clause: str) -> tuple[str, str]:
    """Where the course explains a clause, and the words of the link ("Learn why: 3 minutes"); empty for the public."""
    if desk.viewer is None or desk.pack.course is None:
        return "", ""
    try:
        course = course_of(desk.pack.course)
    except PackError:
        return "", ""
    number = course.explaining(clause)
    if number is None:
        return "", ""
    minutes = w.count(course.modules[number - 1].minutes, "minute")
    return f"/course/{number}/1", f"Learn why: {minutes}"
