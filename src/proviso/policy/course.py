"""The course that a pack names (139-07.2.c.2): modules of a few pages, worked pairs, and questions that cite a clause.

It stands beside the pack as data, so that an agency can write its own: `course.toml` with its name and version, and one
file a module, in the order of their names. What a decision reads of it (the version, and since when) stands in
`pack.toml`, and so in the pack's fingerprint.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Hashable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import cast

from proviso.errors import PackError
from proviso.model.people import VERSION, major_of

from .reading import Folder, Row, read_toml
from .terms import CourseTerms
from .terms import Place as Where

HEAD = "course.toml"
MINUTES_A_QUESTION = 0.5
_MARKED = re.compile(r"\*([^*\n]+)\*")

Words = tuple[tuple[str, bool], ...]
"""A text in pieces: the words, and whether they are marked."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Pair:
    """A worked pair: what may go in, what stays out, and why. Words between stars are marked."""

    goes_in: Words
    stays_out: Words
    why: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Card:
    """One page: one idea."""

    title: str
    text: tuple[str, ...]
    points: tuple[str, ...] = ()
    pairs: tuple[Pair, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """One answer of a question."""

    id: str
    text: str
    is_right: bool
    says: str = ""
    """Why it is not the one; empty: the question's own `because` says it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """One question; its answer cites a clause."""

    id: str
    asks: str
    clause: str
    because: str
    choices: tuple[Choice, ...]

    def choice(self, choice_id: str) -> Choice | None:
        """The answer with this id; None when there is none."""
        return next((choice for choice in self.choices if choice.id == choice_id), None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Module:
    """A few pages about one part of the rules, two to three minutes, and the questions about it."""

    id: str
    title: str
    minutes: int
    clauses: tuple[str, ...]
    cards: tuple[Card, ...]
    questions: tuple[Question, ...]

    @property
    def length(self) -> float:
        """Minutes to read it and to answer."""
        return self.minutes + MINUTES_A_QUESTION * len(self.questions)


@dataclass(frozen=True, slots=True, kw_only=True)
class Course:
    """The whole course."""

    id: str
    title: str
    version: str
    modules: tuple[Module, ...]

    @property
    def questions(self) -> tuple[Question, ...]:
        """Every question, in order."""
        return tuple(question for module in self.modules for question in module.questions)

    @property
    def key(self) -> str:
        """`responsible-ai/2`: tries and counts belong to one major version."""
        return f"{self.id}/{major_of(self.version) or 0}"

    def question(self, question_id: str) -> tuple[int, Question] | None:
        """The number of the module, from 1, and the question; None when there is none."""
        found = ((number, q) for number, module in enumerate(self.modules, 1) for q in module.questions)
        return next(((number, q) for number, q in found if q.id == question_id), None)

    def explaining(self, clause: str) -> int | None:
        """The number of the module that explains a clause best: the one that names it, else one of its paragraph."""
        exact = (number for number, module in enumerate(self.modules, 1) if clause in module.clauses)
        near = (
            number
            for number, module in enumerate(self.modules, 1)
            if any(clause.startswith(f"{other}.") for other in module.clauses)
        )
        return next(exact, None) or next(near, None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where a person is in a course."""

    module: int
    """From 1; one more than there are when every question is right."""
    question: Question | None
    """The next one that is not right yet."""
    has_begun_module: bool
    minutes_left: int


def place_in(course: Course, right: Collection[str]) -> Place:
    """Where somebody is who has these questions right."""
    left = 0.0
    first: tuple[int, Question, bool] | None = None
    for number, module in enumerate(course.modules, 1):
        missing = [question for question in module.questions if question.id not in right]
        if not missing:
            continue
        has_begun = len(missing) < len(module.questions)
        left += MINUTES_A_QUESTION * len(missing) + (0 if has_begun else module.minutes)
        first = first or (number, missing[0], has_begun)
    if first is None:
        return Place(module=len(course.modules) + 1, question=None, has_begun_module=False, minutes_left=0)
    number, question, has_begun = first
    return Place(module=number, question=question, has_begun_module=has_begun, minutes_left=max(1, round(left)))


def read_terms(row: Row, folder: Folder) -> CourseTerms:
    """The table `[course]` of `pack.toml`."""
    terms = CourseTerms(
        folder=folder / row.text("folder", "course"),
        version=row.text("version"),
        pass_percent=row.get("pass_percent", int, 80),
        attempts=row.get("attempts", int, 3),
        since=row.day("since"),
        grace_days=row.get("grace_days", int, 0),
    )
    row.done()
    if VERSION.fullmatch(terms.version) is None:
        raise row.error(f"version is {terms.version!r}; write it like 2.0.")
    if not 1 <= terms.pass_percent <= 100:
        raise row.error("pass_percent must be from 1 to 100.")
    if terms.attempts < 1:
        raise row.error("attempts must be 1 or more.")
    if terms.grace_days < 0 or (terms.grace_days and terms.since is None):
        raise row.error("grace_days counts from `since`, and is 0 or more.")
    return terms


def course_of(terms: CourseTerms) -> Course:
    """The course that a pack names: read once, and again when one of its files changed."""
    course = _kept(cast("Hashable", terms.folder), _state(terms.folder))
    if course.version != terms.version:
        raise PackError(
            f"The pack names version {terms.version} of the course, and {terms.folder.name}/{HEAD} is version "
            f"{course.version}.",
            hint="Say the same version in both files.",
        )
    return course


@lru_cache(maxsize=32)
def _kept(folder: Hashable, _state: Hashable) -> Course:
    return read_course(cast("Where", folder))


def _state(folder: Where) -> tuple[tuple[str, int, int], ...]:
    """Which files there are, of when and of which size; nothing for a folder that is not on a disk."""
    if not isinstance(folder, Path) or not folder.is_dir():
        return ()
    found = ((path.name, path.stat()) for path in folder.iterdir() if path.suffix == ".toml")
    return tuple(sorted((name, stat.st_mtime_ns, stat.st_size) for name, stat in found))


def read_course(folder: Where) -> Course:
    """A course from its folder; everything that cannot be used is a `PackError` with its file and place."""
    if not isinstance(folder, Path | Traversable) or not folder.is_dir():
        raise PackError(
            f"The course of this pack is not here: there is no folder {folder.name}.",
            hint="Put the course's folder beside pack.toml.",
        )
    head = Row(read_toml(folder, HEAD), f"{folder.name}/{HEAD}")
    names = sorted(path.name for path in folder.iterdir() if path.name.endswith(".toml") and path.name != HEAD)
    modules = tuple(_read_module(Row(read_toml(folder, name), f"{folder.name}/{name}")) for name in names)
    course = Course(id=head.text("id"), title=head.text("title"), version=head.text("version"), modules=modules)
    head.done()
    if not modules:
        raise head.error("there is no module beside it; a module is a file like m01.toml.")
    if VERSION.fullmatch(course.version) is None:
        raise head.error(f"version is {course.version!r}; write it like 2.0.")
    _refuse_twice(head, [module.id for module in modules], "module")
    _refuse_twice(head, [question.id for question in course.questions], "question")
    return course


def _refuse_twice(row: Row, ids: list[str], what: str) -> None:
    twice = sorted({each for each in ids if ids.count(each) > 1})
    if twice:
        raise row.error(f"the {what} {twice[0]} is there twice.")


def _read_module(row: Row) -> Module:
    module = Module(
        id=row.text("id"),
        title=row.text("title"),
        minutes=row.get("minutes", int),
        clauses=row.texts("clauses"),
        cards=tuple(_read_card(each) for each in row.rows("page")),
        questions=tuple(_read_question(each) for each in row.rows("question")),
    )
    row.done()
    if not module.cards or not module.questions:
        raise row.error("a module has at least one [[page]] and one [[question]].")
    return module


def _read_card(row: Row) -> Card:
    card = Card(
        title=row.text("title"),
        text=row.texts("text"),
        points=row.texts("points"),
        pairs=tuple(_read_pair(each) for each in row.rows("pair")),
    )
    row.done()
    return card


def _read_pair(row: Row) -> Pair:
    pair = Pair(goes_in=marked(row.text("goes_in")), stays_out=marked(row.text("stays_out")), why=row.text("why"))
    row.done()
    return pair


def marked(text: str) -> Words:
    """A text in pieces; what stands between stars is marked."""
    return tuple(_pieces(text))


def _pieces(text: str) -> Iterator[tuple[str, bool]]:
    at = 0
    for found in _MARKED.finditer(text):
        if found.start() > at:
            yield text[at : found.start()], False
        yield found.group(1), True
        at = found.end()
    if at < len(text):
        yield text[at:], False


def _read_question(row: Row) -> Question:
    choices = tuple(_read_choice(each, number) for number, each in enumerate(row.rows("answer"), 1))
    question = Question(
        id=row.text("id"),
        asks=row.text("asks"),
        clause=row.text("clause"),
        because=row.text("because"),
        choices=choices,
    )
    row.done()
    if len(choices) < 2 or sum(choice.is_right for choice in choices) != 1:
        raise row.error(f"{question.id}: a question has two answers or more, and one of them is right.")
    return question


def _read_choice(row: Row, number: int) -> Choice:
    choice = Choice(
        id=str(number),
        text=row.text("text"),
        is_right=row.get("right", bool, False),
        says=row.text("says", ""),
    )
    row.done()
    return choice
