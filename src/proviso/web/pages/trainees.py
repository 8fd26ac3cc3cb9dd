"""Who passed the course, is in it, or is stuck: for the training office, without anybody's answers (139-07.2.c.2)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from starlette.requests import Request
from starlette.responses import Response

from proviso.actions import courses as change_courses
from proviso.db import agency as agency_db
from proviso.db import courses as db
from proviso.db.store import Tx
from proviso.errors import ConflictError, NotAllowedError, NotFoundError, PackError
from proviso.model import CourseTry, Role, TryState
from proviso.policy.course import Course, course_of

from .. import words as w
from ..access import log_list
from ..course_words import short
from ..desk import Desk, Pages, at_desk
from ..listing import address, table_file

READERS = (Role.TRAINING, Role.AUDITOR)
WHOM = "the training office and auditors"
FEW = 10
"""With fewer people, a share would be somebody's answer."""
MOST = 1_000_000
STATES = (
    ("", "Everyone who began"),
    (TryState.STUCK.value, "Stuck: every try used"),
    (TryState.OPEN.value, "In the course"),
    (TryState.MISSED.value, "Between two tries"),
    (TryState.PASSED.value, "Passed"),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One person who began the course."""

    id: str
    name: str
    component: str
    status: str
    tries: str
    is_stuck: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Opened:
    """A course that was opened again a moment ago."""

    id: str
    said: str


@dataclass(frozen=True, slots=True, kw_only=True)
class TraineesPage:
    """The list, 25 a page, and what was opened again lately."""

    answer: str
    search: str
    component: str
    state: str
    components: tuple[tuple[str, str], ...]
    states: tuple[tuple[str, str], ...]
    rows: tuple[Row, ...]
    pages: Pages
    csv: str
    opened: tuple[Opened, ...]
    may_open: bool
    done: str


@dataclass(frozen=True, slots=True, kw_only=True)
class QuestionRow:
    """How one question goes."""

    module: str
    asks: str
    clause: str
    clause_short: str
    people: str
    share: str
    width: int
    """Percent, for the bar; -1 where too few people met it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class QuestionsPage:
    """Every question with the share of people who had it right at once."""

    answer: str
    rows: tuple[QuestionRow, ...]


def the_course(desk: Desk) -> Course:
    """The course of the agency's own rules."""
    if desk.pack.course is None:
        raise NotFoundError(
            "The rules in force name no course of their own.", hint="People and Feeds show who took it elsewhere."
        )
    try:
        return course_of(desk.pack.course)
    except PackError as fault:
        raise NotFoundError(fault.message, hint=fault.hint) from fault


def list_trainees(request: Request) -> Response:
    """Who began the course, one line each."""
    desk = at_desk(request)
    desk.only(WHOM, *READERS)
    course = the_course(desk)
    log_list(desk, "training")
    with desk.read() as tx:
        page = trainees_page(desk, tx, course)
    return desk.page("trainees.html", page, title="Training")


def _filters(desk: Desk) -> dict[str, str]:
    state = desk.asked("state")
    return {
        "q": desk.asked("q"),
        "component": desk.asked("component"),
        "state": state if state in dict(STATES) else "",
    }


def trainees_page(desk: Desk, tx: Tx, course: Course) -> TraineesPage:
    """One page of the list."""
    asked = _filters(desk)
    names = agency_db.components(tx)
    counts = db.count_learners(tx, course.key, asked["q"], asked["component"])
    total = counts[TryState(asked["state"])] if asked["state"] else sum(counts.values())
    pages = desk.pages("/training", total, **asked)
    shown = db.learners(
        tx, course.key, asked["state"], asked["q"], asked["component"], offset=pages.offset, limit=pages.size
    )
    return TraineesPage(
        answer=_answer(counts),
        search=asked["q"],
        component=asked["component"],
        state=asked["state"],
        components=(("", "All components"), *names.items()),
        states=STATES,
        rows=tuple(_row(desk, learner, names) for learner in shown),
        pages=pages,
        csv=address("/training/csv", **asked),
        opened=_opened(desk, tx),
        may_open=desk.has(Role.TRAINING),
        done=desk.done,
    )


def _answer(counts: dict[TryState, int]) -> str:
    stuck, passed = counts[TryState.STUCK], counts[TryState.PASSED]
    inside = counts[TryState.OPEN] + counts[TryState.MISSED]
    if not sum(counts.values()):
        return "Nobody has begun the course here."
    first = f"{w.count(stuck, 'person is', 'people are')} stuck." if stuck else "Nobody is stuck."
    return f"{first} {w.count(inside, 'is', 'are')} in the course, and {w.number(passed)} passed it here."


def _row(desk: Desk, learner: db.Learner, names: dict[str, str]) -> Row:
    person, newest = learner.person, learner.newest
    return Row(
        id=person.id,
        name=person.name,
        component=names.get(person.component, person.component),
        status=_status(desk, newest) if person.is_active else f"Has left. {_status(desk, newest)}",
        tries=w.count(newest.number, "try", "tries"),
        is_stuck=newest.state is TryState.STUCK and person.is_active,
    )


def _status(desk: Desk, newest: CourseTry) -> str:
    """ "Passed Nov. 3": no score and no answer, so that nobody is ranked."""
    ended = newest.ended_at or newest.started_at
    said = {
        TryState.OPEN: f"In the course since {desk.day(newest.started_at)}",
        TryState.PASSED: f"Passed {desk.day(ended)}",
        TryState.MISSED: f"Between two tries since {desk.day(ended)}",
        TryState.STUCK: f"Stuck since {desk.day(ended)}",
        TryState.REPLACED: "Left an older version",
    }
    return said[newest.state]


def _opened(desk: Desk, tx: Tx) -> tuple[Opened, ...]:
    lately = db.openings_since(tx, desk.now - timedelta(minutes=10))
    return tuple(
        Opened(id=opening.id, said=f"You opened the course again for {desk.name(tx, opening.person_id)}.")
        for opening in lately
        if not change_courses.why_no_undo(tx, opening, actor=desk.me.id, at=desk.now)
    )


def download_trainees(request: Request) -> Response:
    """The same list as a file."""
    desk = at_desk(request)
    desk.only(WHOM, *READERS)
    course = the_course(desk)
    log_list(desk, "training")
    asked = _filters(desk)
    with desk.read() as tx:
        names = agency_db.components(tx)
        found = db.learners(tx, course.key, asked["state"], asked["q"], asked["component"], limit=MOST)
    rows = [
        (
            learner.person.id,
            learner.person.name,
            names.get(learner.person.component, learner.person.component),
            learner.newest.state.value,
            learner.newest.version,
            learner.newest.number,
            desk.words.local(learner.newest.ended_at or learner.newest.started_at).isoformat(),
        )
        for learner in found
    ]
    heads = ("person", "name", "component", "state", "version", "tries", "since")
    return table_file(f"training-{desk.today.isoformat()}.csv", heads, rows)


def open_again(request: Request) -> Response:
    """Open the course again for somebody who has used every try."""
    desk = at_desk(request)
    desk.only("the training office", Role.TRAINING)
    course, person_id = the_course(desk), request.path_params["person_id"]
    try:
        desk.write(lambda tx: change_courses.open_again(tx, person_id, course, actor=desk.me.id, at=desk.now))
    except (ConflictError, NotAllowedError) as fault:
        return desk.go("/training", " ".join(filter(None, (fault.message, fault.hint))))
    with desk.read() as tx:
        name = desk.name(tx, person_id)
    return desk.go(
        "/training", f"The course is open again for {name}, who gets a mail. You can undo it for ten minutes."
    )


def undo_opening(request: Request) -> Response:
    """Take an opening back while nobody used it."""
    desk = at_desk(request)
    desk.only("the training office", Role.TRAINING)
    opening_id = request.path_params["opening_id"]
    try:
        desk.write(lambda tx: change_courses.undo_opening(tx, opening_id, actor=desk.me.id, at=desk.now))
    except ConflictError as fault:
        return desk.go("/training", " ".join(filter(None, (fault.message, fault.hint))))
    return desk.go("/training", "Undone: the course is closed again. The mail cannot be taken back.")


def show_questions(request: Request) -> Response:
    """How each question goes: two numbers, no names."""
    desk = at_desk(request)
    desk.only(WHOM, *READERS)
    course = the_course(desk)
    with desk.read() as tx:
        counts = db.counts(tx, course.key)
    rows = []
    for module in course.modules:
        for question in module.questions:
            count = counts.get(question.id)
            is_few = count is None or count.people < FEW
            rows.append(
                QuestionRow(
                    module=module.title,
                    asks=question.asks,
                    clause=question.clause,
                    clause_short=short(question.clause),
                    people=f"Fewer than {FEW}" if count is None or is_few else w.number(count.people),
                    share="Not shown" if count is None or is_few else w.percent(count.right, count.people),
                    width=-1 if count is None or is_few else round(100 * count.right / count.people),
                )
            )
    rows.sort(key=lambda row: (row.width < 0, row.width))
    page = QuestionsPage(answer=_questions_answer(rows), rows=tuple(rows))
    return desk.page("questions.html", page, title="How the questions go")


def _questions_answer(rows: list[QuestionRow]) -> str:
    shown = [row for row in rows if row.width >= 0]
    if not shown:
        return f"Fewer than {FEW} people have finished a first try, so no share is shown yet."
    hard = sum(row.width < 70 for row in shown)
    if not hard:
        return "Every question is right at once for 7 of 10 people or more."
    return (
        f"{w.count(hard, 'question is', 'questions are')} missed by more than 3 of 10 people. Look at the words there."
    )
