"""The course of a pack: read from its folder, checked for what a reader needs, and which version counts."""

from __future__ import annotations

import re
import shutil
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest

from proviso.errors import PackError
from proviso.model import Standing, Training, TrainingRecord
from proviso.model.people import major_of
from proviso.policy import Pack, builtin, judge, load, restore, snapshot
from proviso.policy.check import check
from proviso.policy.course import Course, course_of, marked, place_in, read_course
from proviso.policy.course_check import check_course, grade, sentences_of, texts_of, words_of
from proviso.policy.standing import is_outdated
from proviso.policy.terms import CourseTerms, counts
from tests.decision.given import AT, FULL
from tests.house.test_words import BANNED, BRITISH, NUMERIC_DATE
from tests.house.tree import PACKS

COURSES = {"dhs-139-07": 10, "example-city": 4}
TODAY = date(2026, 11, 20)


def course(pack: str = "dhs-139-07") -> Course:
    terms = builtin(pack).course
    assert terms is not None
    return course_of(terms)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return Path(shutil.copytree(PACKS / "dhs-139-07", tmp_path / "own"))


def edit(folder: Path, name: str, before: str, after: str) -> None:
    path = folder / name
    text = path.read_text(encoding="utf-8")
    assert before in text
    path.write_text(text.replace(before, after, 1), encoding="utf-8")


@pytest.mark.parametrize(("name", "modules"), COURSES.items())
def test_the_courses_that_come_with_the_product_are_whole(name: str, modules: int) -> None:
    pack = builtin(name)
    assert pack.course is not None
    found = check_course(pack.course.folder, pack, pack.course)
    assert found.problems == ()
    assert found.modules == modules


@pytest.mark.parametrize("name", COURSES)
def test_every_sentence_of_a_course_is_short_and_no_word_of_it_scolds(name: str) -> None:
    texts = [text for module in course(name).modules for text in texts_of(module)]
    assert len(texts) > 50
    assert [s for text in texts for s in sentences_of(text) if len(words_of(s)) > 20] == []
    assert [t for t in texts if any(re.search(rf"\b{word}\b", t, re.IGNORECASE) for word in BANNED)] == []
    assert [t for t in texts if any(re.search(rf"\b{stem}", t, re.IGNORECASE) for stem in BRITISH)] == []
    assert [t for t in texts if "!" in t or NUMERIC_DATE.search(t)] == []


def test_the_federal_course_has_the_modules_of_the_outline_and_forty_minutes() -> None:
    held = course()
    assert len(held.questions) >= 20
    assert all(len(module.questions) >= 2 and module.cards and module.clauses for module in held.modules)
    assert all(any(card.pairs for card in module.cards) for module in held.modules), "a worked pair in each"
    assert 35 <= sum(module.length for module in held.modules) <= 45
    after_five = frozenset(q.id for module in held.modules[:5] for q in module.questions)
    assert place_in(held, after_five).module == 6
    assert place_in(held, after_five).minutes_left == 20


def test_every_clause_that_a_person_can_break_is_explained_by_a_module() -> None:
    held, pack = course(), builtin("dhs-139-07")
    stops = {rule.clause for rule in pack.rules if rule.kind.value in {"stop", "question", "emergency"}}
    assert [clause for clause in sorted(stops) if held.explaining(clause) is None] == []
    assert held.explaining("139-07.2.a.3") == 3
    assert held.explaining("139-07.99") is None


def test_no_right_answer_stands_in_the_same_place_each_time() -> None:
    places = [[c.is_right for c in q.choices].index(True) for q in course().questions]
    assert max(places.count(place) for place in set(places)) < len(places) * 0.6


def test_a_place_is_the_first_question_that_is_not_right() -> None:
    held = course()
    first = held.modules[0].questions[0]
    start, inside = place_in(held, ()), place_in(held, {first.id})
    assert (start.module, start.question, start.has_begun_module) == (1, first, False)
    assert (inside.module, inside.question, inside.has_begun_module) == (1, held.modules[0].questions[1], True)
    assert inside.minutes_left < start.minutes_left
    done = place_in(held, {q.id for q in held.questions})
    assert (done.module, done.question, done.minutes_left) == (11, None, 0)


def test_words_between_stars_are_marked() -> None:
    assert marked("a *b c* d") == (("a ", False), ("b c", True), (" d", False))
    assert marked("5 * 3") == (("5 * 3", False),)


@pytest.mark.parametrize(
    ("file", "before", "after", "says"),
    [
        ("course/m02.toml", 'clause = "139-07.fn5"', 'clause = "139-07.fn99"', "m2: dhs-139-07@"),
        ("course/m02.toml", "right = true", "right = false", "one of them is right"),
        ("course/m03.toml", 'id = "m3-post"', 'id = "m3-banner"', "the question m3-banner is there twice"),
        ("course/m04.toml", 'id = "m4"', 'id = "m3"', "the module m3 is there twice"),
        ("course/m05.toml", "minutes = 3", "minutes = 9", "m5: a module takes 2 or 3 minutes, not 9"),
        ("course/m07.toml", 'title = "What a spill', 'color = "red"\ntitle = "What a spill', "color: there is no such"),
        ("course/m06.toml", "[[page]]", "[[page", "course/m06.toml: "),
        ("course/course.toml", 'version = "2.0"', 'version = "two"', "version is 'two'"),
        ("course/course.toml", 'version = "2.0"', 'version = "3.0"', "pack.toml names version 2.0"),
        (
            "course/m01.toml",
            'title = "Three things can go wrong"',
            f'title = "{"so " * 21}long"',
            "m1: 22 words in one sentence, 20 are the most",
        ),
    ],
)
def test_a_slip_in_a_course_is_named_with_its_place(
    folder: Path, file: str, before: str, after: str, says: str
) -> None:
    edit(folder, file, before, after)
    pack = load(folder)
    assert pack.course is not None
    problems = check_course(pack.course.folder, pack, pack.course).problems
    assert any(says in problem for problem in problems), problems
    assert any(says in problem for problem in check(folder).problems)


def test_hard_words_are_a_problem_of_their_module(folder: Path) -> None:
    hard = "Institutional accountability necessitates comprehensive organizational documentation of authorization"
    points = ", ".join([f'"{hard}."'] * 12)
    edit(folder, "course/m09.toml", 'title = "Rules change"', f'title = "Rules change"\npoints = [{points}]')
    assert grade([hard]) > 20
    problems = check_course(folder / "course").problems
    assert any("m9: it reads at grade" in problem for problem in problems), problems


def test_a_course_that_is_not_there_is_said_so(folder: Path) -> None:
    shutil.rmtree(folder / "course")
    pack = load(folder)  # decisions go on: what they read stands in pack.toml
    assert pack.course is not None
    with pytest.raises(PackError, match="not here"):
        read_course(pack.course.folder)


@pytest.mark.parametrize(
    ("before", "after", "says"),
    [
        ('version = "2.0"', 'version = "new"', "version is 'new'"),
        ("pass_percent = 80", "pass_percent = 0", "pass_percent must be from 1 to 100"),
        ("attempts = 3", "attempts = 0", "attempts must be 1 or more"),
        ("attempts = 3", "attempts = 3\ngrace_days = 5", "grace_days counts from `since`"),
        ("attempts = 3", "attempts = 3\ntries = 5", "tries: there is no such key"),
    ],
)
def test_a_slip_in_the_terms_is_named(folder: Path, before: str, after: str, says: str) -> None:
    edit(folder, "pack.toml", before, after)
    with pytest.raises(PackError, match=re.escape(says)):
        load(folder)


@pytest.mark.parametrize(("questions", "percent", "needed"), [(23, 80, 19), (20, 80, 16), (10, 75, 8), (9, 100, 9)])
def test_the_pass_mark_is_never_rounded_down(questions: int, percent: int, needed: int) -> None:
    assert CourseTerms(folder=Path(), version="1", pass_percent=percent).needed(questions) == needed


@pytest.mark.parametrize(
    ("version", "major"), [("2.0", 2), ("2", 2), ("v10.3.1", 10), ("", None), ("spring", None), (" 3.1 ", 3)]
)
def test_the_first_number_of_a_version_counts(version: str, major: int | None) -> None:
    assert major_of(version) == major


SINCE = TODAY - timedelta(days=20)


@pytest.mark.parametrize(
    ("version", "done_days_ago", "since", "grace", "is_current"),
    [
        ("2.0", 5, None, 0, True),
        ("2.7", 5, None, 0, True),
        ("3.0", 5, None, 0, True),
        ("1.9", 5, None, 0, False),
        ("1.9", 5, SINCE, 0, False),
        ("1.9", 90, SINCE, 20, True),  # the last day of grace
        ("1.9", 90, SINCE, 19, False),
        ("", 90, None, 0, True),  # a system that knows no versions, and no day to tell them apart
        ("", 20, SINCE, 0, True),
        ("", 21, SINCE, 0, False),
        ("spring", 21, SINCE, 0, False),
        ("", 21, SINCE, 30, True),
    ],
)
def test_a_new_major_version_asks_again(
    version: str, done_days_ago: int, since: date | None, grace: int, is_current: bool
) -> None:
    terms = CourseTerms(folder=Path(), version="2.0", since=since, grace_days=grace)
    assert counts(terms, version, TODAY - timedelta(days=done_days_ago), TODAY) is is_current
    assert counts(None, version, TODAY, TODAY), "without a course in the pack, any record counts"


def trained(version: str) -> Standing:
    others = tuple(t for t in FULL.trainings if t.training is not Training.RESPONSIBLE_AI)
    done = TrainingRecord(training=Training.RESPONSIBLE_AI, completed_at=AT - timedelta(days=3), version=version)
    return replace(FULL, trainings=(*others, done))


def dhs(**changes: object) -> Pack:
    pack = builtin("dhs-139-07")
    assert pack.course is not None
    return replace(pack, course=replace(pack.course, **changes))  # type: ignore[arg-type]  # fields of the terms


def test_the_gate_reads_the_version_and_so_does_a_replay() -> None:
    assert judge(trained("2.3"), AT, dhs()).responsible_ai
    assert not judge(trained("1.9"), AT, dhs()).responsible_ai
    assert not judge(trained("2.3"), AT, dhs(version="3.0")).responsible_ai
    again = restore(snapshot(trained("1.9")))
    assert not judge(again, AT, dhs()).responsible_ai
    assert again.training(Training.RESPONSIBLE_AI) is not None
    record = trained("1.9").training(Training.RESPONSIBLE_AI)
    assert record is not None
    assert is_outdated(record, AT, dhs())


def test_no_other_training_has_a_version() -> None:
    record = TrainingRecord(training=Training.PRIVACY, completed_at=AT, version="1.0")
    assert not is_outdated(record, AT, dhs())


def test_a_course_that_changed_on_the_disk_is_read_again(folder: Path) -> None:
    terms = load(folder).course
    assert terms is not None
    before = course_of(terms)
    assert course_of(terms) is before, "as long as nothing changed, it is read once"
    name = f"{terms.folder.name}/course.toml"
    edit(folder, name, before.title, f"{before.title}, again")
    assert course_of(terms).title == f"{before.title}, again"
