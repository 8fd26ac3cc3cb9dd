"""The course: where the reader is in it, what is left, and the way on (139-07.2.c.2)."""

from __future__ import annotations

from dataclasses import dataclass

from starlette.requests import Request
from starlette.responses import Response

from proviso.actions import courses as change_courses
from proviso.db import rosters
from proviso.db.store import Tx
from proviso.errors import ConflictError, NotAllowedError
from proviso.model import Training, TryState
from proviso.policy.standing import booleans, is_outdated

from .. import words as w
from ..course_words import Learning, go_on, learning, progress, require_learning, training_office
from ..desk import Desk, TaskRow, at_desk


@dataclass(frozen=True, slots=True, kw_only=True)
class SessionLine:
    """A live session that one can still come to."""

    id: str
    when: str
    stamp: str
    place: str
    seats: str
    is_mine: bool
    is_full: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class CoursePage:
    """Where the person is in the course, and the one button that goes on."""

    title: str
    answer: str
    next: str
    """A second sentence: what is left, or who can help."""
    button: str
    is_beginning: bool
    """The button begins a try; else it is a link."""
    href: str
    rows: tuple[TaskRow, ...]
    kept: tuple[str, ...]
    sessions: tuple[SessionLine, ...]
    elsewhere: str
    """Where the course is taken when the rules name none; empty else."""
    done: str


def show_course(request: Request) -> Response:
    """The overview."""
    desk = at_desk(request)
    with desk.read() as tx:
        page = course_page(desk, tx)
    return desk.page("course.html", page, title=page.title)


def course_page(desk: Desk, tx: Tx) -> CoursePage:
    """Where the person is, the modules, and the live sessions."""
    found = learning(desk, tx, desk.me)
    if found is None:
        return _elsewhere(desk, tx)
    answer, more, button = _where(desk, tx, found)
    now = found.now
    is_passed = button == CERTIFICATE
    return CoursePage(
        title=found.course.title,
        answer=answer,
        next=more,
        button=button,
        is_beginning=now is None and not is_passed,
        href="/course/certificate" if is_passed else go_on(found),
        rows=_rows(found),
        kept=KEPT,
        sessions=() if is_passed else _sessions(desk, tx),
        elsewhere="",
        done=desk.done,
    )


CERTIFICATE = "Open my certificate"
KEPT = (
    "While you take the course, we keep which questions you have right, so that you can stop and come back.",
    "When a try ends, your answers are gone. We keep the result, the version and the day.",
    "The training office sees that you passed, and how many tries you needed. Nobody sees your answers.",
)


def _elsewhere(desk: Desk, tx: Tx) -> CoursePage:
    return CoursePage(
        title="The AI course",
        answer="You take the AI course in the learning system, which tells us when it is done.",
        next=f"Questions: {training_office(desk, tx)}.",
        button="",
        is_beginning=False,
        href="",
        rows=(),
        kept=(),
        sessions=_sessions(desk, tx),
        elsewhere=desk.agency.settings.training_link,
        done=desk.done,
    )


def _where(desk: Desk, tx: Tx, found: Learning) -> tuple[str, str, str]:
    """The first sentence, the second one, and the button."""
    newest, questions = found.newest, len(found.course.questions)
    if found.now is not None:
        try_ = f"This is try {found.now.number} of {found.attempts}. " if found.now.number > 1 else ""
        return f"{progress(found)} left.", f"{try_}You can stop at any time and come back.", "Continue the course"
    held = found.standing.training(Training.RESPONSIBLE_AI)
    is_current = booleans(found.standing, desk.now, found.pack)["course"]
    ends = change_courses.ends_on(found.standing, found.pack)
    until = f"It counts until {desk.words.date(ends)}." if ends else "It counts without an end."
    if is_current and newest is not None and newest.state is TryState.PASSED:
        return f"You passed: {newest.right} of {newest.questions}.", until, CERTIFICATE
    may_take = change_courses.may_take(found.standing, found.pack, desk.now)
    if is_current and held is not None and not may_take:
        source = held.source or "another system"
        return f"Your AI training is done. We know it from: {source}.", f"{until} You can read every module.", ""
    needed = found.pack.course.needed(questions) if found.pack.course else questions
    if found.used >= found.attempts:
        talk = f"Talk to {training_office(desk, tx)}. That office can open it again."
        return f"All {found.attempts} tries are used.", talk, ""
    if newest is not None and newest.state is TryState.MISSED and found.used:
        left = w.count(found.attempts - found.used, "try is", "tries are")
        said = f"{newest.right} of {newest.questions} were right at once. {needed} are needed."
        return said, f"{left} left. The questions come again; you can read any page first.", "Start the next try"
    if held is not None and is_outdated(held, desk.now, found.pack):
        first = f"The course has a new version, {found.course.version}. Take it to keep your access."
        return first, _length(found, needed), "Start the course"
    modules = w.count(len(found.course.modules), "module")
    return (
        f"{modules}, {w.count(found.place.minutes_left, 'minute')} in all.",
        _length(found, needed),
        "Start the course",
    )


def _length(found: Learning, needed: int) -> str:
    questions = len(found.course.questions)
    return (
        f"You can stop at any time and come back. Of {questions} questions, {needed} right at once pass; "
        f"you have {w.count(found.attempts - found.used, 'try', 'tries')}."
    )


def _rows(found: Learning) -> tuple[TaskRow, ...]:
    here = found.place.module if found.now is not None else 0
    rows = []
    for number, module in enumerate(found.course.modules, 1):
        is_done = found.now is not None and all(q.id in found.right for q in module.questions)
        rows.append(
            TaskRow(
                href=f"/course/{number}/1",
                label=f"{number}. {module.title}",
                line=f"{w.count(round(module.length), 'minute')}",
                status="Done" if is_done else "You are here" if number == here else "",
                is_done=is_done,
                needs_you=number == here,
            )
        )
    return tuple(rows)


def _sessions(desk: Desk, tx: Tx) -> tuple[SessionLine, ...]:
    lines = []
    for session in rosters.coming(tx, desk.now):
        seated = rosters.seats(tx, session.id)
        free = session.seats - len(seated)
        lines.append(
            SessionLine(
                id=session.id,
                when=desk.when(session.starts_at),
                stamp=desk.stamp(session.starts_at),
                place=session.place,
                seats=f"{w.count(free, 'seat')} free" if free > 0 else "No seat is free",
                is_mine=any(seat.person_id == desk.me.id for seat in seated),
                is_full=free <= 0,
            )
        )
    return tuple(lines)


def begin_course(request: Request) -> Response:
    """Begin a try, or go on with the one that is open."""
    desk = at_desk(request)
    try:
        desk.write(lambda tx: change_courses.begin(tx, desk.me.id, desk.pack, actor=desk.me.id, at=desk.now))
    except (ConflictError, NotAllowedError) as fault:
        return desk.go("/course", " ".join(filter(None, (fault.message, fault.hint))))
    with desk.read() as tx:
        found = require_learning(desk, tx)
    return desk.go(go_on(found))
