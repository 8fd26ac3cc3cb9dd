"""Who takes the built-in course in the demo: some pass, some are in it, one is stuck, and a live session comes up."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from random import Random
from typing import Any

from proviso.actions import courses, rosters
from proviso.actions.agency import Agency
from proviso.actions.courses import terms_of
from proviso.db.store import Tx
from proviso.model import CourseTry, TryState
from proviso.policy import Pack
from proviso.policy.course import Question, course_of

from .roster import Member
from .script import Calendar
from .steps import Step, Work

SEED = 2
TOM = "tom.reyes"
LENA = "lena.fox"
HERE = "responsible_ai"
MODULES_OF_TOM = 5
EVERY = 10
"""One of so many trained people took the course here; the others did in the learning system."""
HARD = {"m3-anonymous": 0.6, "m5-sort": 0.65, "m8-foia": 0.7}
"""How often a question is right at once, where it is not the usual."""
USUAL = 0.93
SEATED = 6


def takers(members: list[Member]) -> frozenset[str]:
    """Ids of the trained people who took the course here."""
    trained = [m.person.id for m in members if HERE in m.trainings and not m.person.story]
    return frozenset(sorted(trained)[::EVERY])


def course_steps(agency: Agency, members: list[Member], plan: dict[str, Any], calendar: Calendar) -> Iterator[Step]:
    """The tries of the people who took the course here, Tom's five modules, and a live session."""
    pack = agency.packs.base()
    if pack.course is None:
        return
    rng = Random(SEED)  # noqa: S311  # the same invented agency each time; nothing is secret here
    here = takers(members)
    for member in members:
        if member.person.id in here:
            yield calendar.at(member.trainings[HERE]), _passes(member.person.id, pack, rng.random())
        elif member.person.id == TOM:
            yield calendar.at(-2, 10), _learns(TOM, pack, MODULES_OF_TOM)
    untrained = [m for m in members if m.approval is not None and HERE not in m.trainings and not m.person.story]
    for place, member in enumerate(sorted(untrained, key=lambda m: m.person.id)):
        begins = max((member.approval or 0) + 0.2, plan["begins"] + 1)
        if place == 0:
            yield calendar.at(begins), _is_stuck(member.person.id, pack)
        elif place % 3 == 1:
            yield calendar.at(begins), _learns(member.person.id, pack, 1 + place % 8)
    if untrained:
        yield calendar.at(-5, 9), _plans(pack, calendar, [m.person.id for m in untrained][-SEATED:])


def _passes(person_id: str, pack: Pack, luck: float) -> Work:
    def work(tx: Tx, at: datetime) -> None:
        rng = Random(luck)  # noqa: S311  # as above
        for _ in range(terms_of(pack).attempts - 1):
            if _tries(tx, person_id, pack, at, rng).state is TryState.PASSED:
                return
        _tries(tx, person_id, pack, at, None)

    return work


def _tries(tx: Tx, person_id: str, pack: Pack, at: datetime, rng: Random | None) -> CourseTry:
    """One whole try; without `rng` every question is right at once."""
    begun = courses.begin(tx, person_id, pack, actor=person_id, at=at)
    for question in course_of(terms_of(pack)).questions:
        is_right = rng is None or rng.random() < HARD.get(question.id, USUAL)
        ended = _answers(tx, begun, question, pack, at, is_right=is_right)
        if ended is not None:
            return ended
    return begun


def _answers(
    tx: Tx, begun: CourseTry, question: Question, pack: Pack, at: datetime, *, is_right: bool
) -> CourseTry | None:
    """A question until it is right; the try when that was its last one."""
    wrong = next(choice.id for choice in question.choices if not choice.is_right)
    right = next(choice.id for choice in question.choices if choice.is_right)
    for choice in (right,) if is_right else (wrong, right):
        came = courses.answer(tx, begun.id, question.id, choice, pack, actor=begun.person_id, at=at)
    return came.ended


def _learns(person_id: str, pack: Pack, modules: int) -> Work:
    """The first modules, and then the person left."""

    def work(tx: Tx, at: datetime) -> None:
        begun = courses.begin(tx, person_id, pack, actor=person_id, at=at)
        for module in course_of(terms_of(pack)).modules[:modules]:
            for question in module.questions:
                _answers(tx, begun, question, pack, at, is_right=question.id not in HARD)

    return work


def _is_stuck(person_id: str, pack: Pack) -> Work:
    """Every try used, with too few right at once."""

    def work(tx: Tx, at: datetime) -> None:
        for _ in range(terms_of(pack).attempts):
            begun = courses.begin(tx, person_id, pack, actor=person_id, at=at)
            for place, question in enumerate(course_of(terms_of(pack)).questions):
                _answers(tx, begun, question, pack, at, is_right=place % 3 > 0)

    return work


def _plans(pack: Pack, calendar: Calendar, seated: list[str]) -> Work:
    """A live session in four days, with some seats taken."""

    def work(tx: Tx, at: datetime) -> None:
        local = calendar.now.astimezone(calendar.zone)
        starts_at = calendar.now + (local.replace(hour=14, minute=0, second=0, microsecond=0) - local)
        session = rosters.plan(
            tx, starts_at + timedelta(days=4), "Room 4, Harbor House", 20, terms_of(pack).version, actor=LENA, at=at
        )
        for person_id in seated:
            rosters.take_seat(tx, session.id, person_id, actor=person_id, at=at)

    return work


def _days_later(at: datetime, days: int) -> datetime:
    from datetime import timedelta

    return at + timedelta(days=days)
