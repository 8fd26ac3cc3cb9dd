"""The built-in course: each person's tries, the answers of an open one, and how each question goes (139-07.2.c.2).

Answers are kept while a try is open, so that a person can leave and come back. When it ends they are gone; what stays
is the result, and for each question two numbers without names.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import (
    Boolean,
    Column,
    ColumnElement,
    Index,
    Integer,
    String,
    Table,
    Text,
    bindparam,
    delete,
    exists,
    func,
    insert,
    select,
    update,
)

from proviso.model import CourseAnswer, CourseOpening, CourseTry, Person, QuestionCount, TryState

from .bodies import body, reader, stamp
from .personnel import people, read_person
from .schema import metadata
from .store import Tx

tries = Table(
    "course_tries",
    metadata,
    Column("id", String, primary_key=True),
    Column("person_id", String, nullable=False),
    Column("course", String, nullable=False),
    Column("state", String, nullable=False),
    Column("started_at", String, nullable=False),
    Column("is_newest", Boolean, nullable=False),
    Column("body", Text, nullable=False),
    Index("course_tries_by_person", "person_id", "course", "is_newest", "state"),
    Index("course_tries_by_state", "course", "is_newest", "state"),
)

answers_table = Table(
    "course_answers",
    metadata,
    Column("try_id", String, primary_key=True),
    Column("question", String, primary_key=True),
    Column("body", Text, nullable=False),
)

counts_table = Table(
    "course_counts",
    metadata,
    Column("course", String, primary_key=True),
    Column("question", String, primary_key=True),
    Column("people", Integer, nullable=False),
    Column("right_at_once", Integer, nullable=False),
)

openings = Table(
    "course_openings",
    metadata,
    Column("id", String, primary_key=True),
    Column("person_id", String, nullable=False),
    Column("opened_at", String, nullable=False),
    Column("undone_at", String),
    Column("body", Text, nullable=False),
    Index("course_openings_by_person", "person_id", "opened_at"),
)

_read_try = reader(CourseTry)
_read_answer = reader(CourseAnswer)
_read_opening = reader(CourseOpening)


@dataclass(frozen=True, slots=True, kw_only=True)
class Learner:
    """A person beside their newest try."""

    person: Person
    newest: CourseTry


def tries_of(tx: Tx, person_id: str, course: str) -> list[CourseTry]:
    """Every try of one person at one course, oldest first."""
    query = select(tries.c.body).where(tries.c.person_id == person_id, tries.c.course == course)
    found = [_read_try(text) for text in tx.conn.execute(query).scalars()]
    return sorted(found, key=lambda each: (each.started_at, each.number))


def get_try(tx: Tx, try_id: str) -> CourseTry | None:
    """One try, None when there is none."""
    found = tx.conn.execute(select(tries.c.body).where(tries.c.id == try_id)).scalar()
    return None if found is None else _read_try(found)


def add_try(tx: Tx, begun: CourseTry) -> None:
    """Keep a try that begins; it is the person's newest."""
    mine = (tries.c.person_id == begun.person_id) & (tries.c.course == begun.course)
    # Not `is_newest` in the condition: SQLite would take the index of the states, and read everybody's newest tries.
    tx.conn.execute(update(tries).where(mine).values(is_newest=False))
    row = {
        "id": begun.id,
        "person_id": begun.person_id,
        "course": begun.course,
        "state": begun.state.value,
        "started_at": stamp(begun.started_at),
        "is_newest": True,
        "body": body(begun),
    }
    tx.conn.execute(insert(tries), row)


def put_try(tx: Tx, changed: CourseTry) -> None:
    """Write a try over its row."""
    tx.conn.execute(update(tries).where(tries.c.id == changed.id).values(state=changed.state.value, body=body(changed)))


_answers = select(answers_table.c.body).where(answers_table.c.try_id == bindparam("whose"))
_answer_changes = update(answers_table).where(
    answers_table.c.try_id == bindparam("whose"), answers_table.c.question == bindparam("which")
)


def answers_of(tx: Tx, try_id: str) -> dict[str, CourseAnswer]:
    """The answers of an open try by question."""
    found = [_read_answer(text) for text in tx.conn.execute(_answers, {"whose": try_id}).scalars()]
    return {answer.question: answer for answer in found}


def put_answer(tx: Tx, try_id: str, answer: CourseAnswer) -> None:
    """Keep the newest answer to a question."""
    text = body(answer)
    changed = tx.conn.execute(_answer_changes, {"whose": try_id, "which": answer.question, "body": text})
    if not changed.rowcount:
        row = {"try_id": try_id, "question": answer.question, "body": text}
        tx.conn.execute(insert(answers_table), row)


def forget_answers(tx: Tx, try_id: str) -> None:
    """The try has ended: nobody needs to know any more what was answered."""
    tx.conn.execute(delete(answers_table).where(answers_table.c.try_id == try_id))


def count_answers(tx: Tx, course: str, answered: Iterable[CourseAnswer]) -> None:
    """Add one person's first answers to the two numbers of each question."""
    for answer in answered:
        this = (counts_table.c.course == course) & (counts_table.c.question == answer.question)
        right = int(answer.was_right_at_once)
        more = {"people": counts_table.c.people + 1, "right_at_once": counts_table.c.right_at_once + right}
        if not tx.conn.execute(update(counts_table).where(this).values(**more)).rowcount:
            row = {"course": course, "question": answer.question, "people": 1, "right_at_once": right}
            tx.conn.execute(insert(counts_table), row)


def counts(tx: Tx, course: str) -> dict[str, QuestionCount]:
    """How each question of a course goes, by question."""
    rows = tx.conn.execute(select(counts_table).where(counts_table.c.course == course))
    return {
        row.question: QuestionCount(question=row.question, people=row.people, right=row.right_at_once) for row in rows
    }


def add_opening(tx: Tx, opening: CourseOpening) -> None:
    """Keep that the course was opened again for somebody."""
    row = {
        "id": opening.id,
        "person_id": opening.person_id,
        "opened_at": stamp(opening.opened_at),
        "undone_at": None,
        "body": body(opening),
    }
    tx.conn.execute(insert(openings), row)


def get_opening(tx: Tx, opening_id: str) -> CourseOpening | None:
    """One opening, None when there is none."""
    found = tx.conn.execute(select(openings.c.body).where(openings.c.id == opening_id)).scalar()
    return None if found is None else _read_opening(found)


def put_opening(tx: Tx, changed: CourseOpening) -> None:
    """Write an opening over its row, when it was taken back."""
    undone = None if changed.undone_at is None else stamp(changed.undone_at)
    values = {"undone_at": undone, "body": body(changed)}
    tx.conn.execute(update(openings).where(openings.c.id == changed.id).values(**values))


def newest_opening(tx: Tx, person_id: str, course: str) -> CourseOpening | None:
    """The last time that the course was opened again for this person and stayed so."""
    query = (
        select(openings.c.body)
        .where(openings.c.person_id == person_id, openings.c.undone_at.is_(None))
        .order_by(openings.c.opened_at.desc())
    )
    found = (_read_opening(text) for text in tx.conn.execute(query).scalars())
    return next((opening for opening in found if opening.course == course), None)


def openings_since(tx: Tx, since: datetime) -> list[CourseOpening]:
    """The openings of the last minutes that stand, newest first: those that can be undone."""
    query = (
        select(openings.c.body)
        .where(openings.c.opened_at >= stamp(since), openings.c.undone_at.is_(None))
        .order_by(openings.c.opened_at.desc())
    )
    return [_read_opening(text) for text in tx.conn.execute(query).scalars()]


def _newest(course: str, state: str) -> list[ColumnElement[bool]]:
    wanted: list[ColumnElement[bool]] = [tries.c.course == course, tries.c.is_newest.is_(True)]
    return [*wanted, tries.c.state == state] if state else wanted


def _found(search: str, component: str) -> list[ColumnElement[bool]]:
    wanted: list[ColumnElement[bool]] = [
        people.c.words.contains(word, autoescape=True) for word in search.casefold().split()
    ]
    return [*wanted, people.c.component == component] if component else wanted


RARE = frozenset({TryState.STUCK.value, TryState.OPEN.value, TryState.MISSED.value, TryState.REPLACED.value})
"""States of few people: their tries are found first, as for a search; else people are gone through by name until the
page is full: 2 ms of 45,000 people, 26 ms for the 900th page."""


def learners(
    tx: Tx, course: str, state: str = "", search: str = "", component: str = "", offset: int = 0, limit: int = 25
) -> list[Learner]:
    """A page of those who began the course, by last name, each with their newest try."""
    newest, found = _newest(course, state), _found(search, component)
    in_order = (people.c.sort_name, people.c.id)
    if state in RARE or search:
        query = select(people.c.id).join(tries, tries.c.person_id == people.c.id).where(*newest, *found)
    else:
        query = select(people.c.id).where(exists().where(tries.c.person_id == people.c.id, *newest), *found)
    ids = tx.conn.execute(query.order_by(*in_order).offset(offset).limit(limit)).scalars().all()
    return [learner for at in range(0, len(ids), AT_ONCE) for learner in _learners(tx, course, ids[at : at + AT_ONCE])]


AT_ONCE = 500


def _learners(tx: Tx, course: str, ids: Sequence[str]) -> list[Learner]:
    query = (
        select(people.c.body, tries.c.body)
        .join(people, people.c.id == tries.c.person_id)
        .where(tries.c.person_id.in_(ids), *_newest(course, ""))
    )
    rows = (Learner(person=read_person(row[0]), newest=_read_try(row[1])) for row in tx.conn.execute(query))
    by_id = {learner.person.id: learner for learner in rows}
    return [by_id[person_id] for person_id in ids]


def count_learners(tx: Tx, course: str, search: str = "", component: str = "") -> dict[TryState, int]:
    """How many of them stand where."""
    query = select(tries.c.state, func.count()).where(*_newest(course, "")).group_by(tries.c.state)
    if search or component:
        query = query.join(people, people.c.id == tries.c.person_id).where(*_found(search, component))
    found = {TryState(row[0]): int(row[1]) for row in tx.conn.execute(query)}
    return {state: found.get(state, 0) for state in TryState}
