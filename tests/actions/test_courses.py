"""The built-in course: tries, questions that come again, the pass mark, the last try, and who opens it again."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from proviso.actions import courses, people
from proviso.actions.agency import Agency
from proviso.db import courses as db
from proviso.db import entries, outbox
from proviso.db import people as people_db
from proviso.db.store import Tx
from proviso.errors import ConflictError, NotAllowedError, NotFoundError, UsageError
from proviso.model import CourseTry, Standing, Training, TryState
from proviso.policy import Pack, judge
from proviso.policy.course import Course, course_of
from tests.actions.house import NOW, House, get_ready, open_agency

TOM, LENA = "tom.reyes", "lena.fox"
HERE = Training.RESPONSIBLE_AI


@pytest.fixture
def agency(tmp_path: Path) -> Iterator[Agency]:
    made = open_agency(tmp_path)
    yield made
    made.store.close()


class Class:
    """Tom in the course, at an agency."""

    def __init__(self, agency: Agency) -> None:
        self.house = House(agency.store)
        self.pack: Pack = agency.packs.base()
        self.course: Course = course_of(courses.terms_of(self.pack))
        self.at: datetime = NOW

    def begin(self, who: str = TOM, actor: str = "") -> CourseTry:
        return self.house.do(lambda tx: courses.begin(tx, who, self.pack, actor=actor or who, at=self.at))

    def answer(self, now: CourseTry, question: str, *, right: bool, actor: str = TOM) -> courses.Answered:
        choice = next(c.id for c in self._question(question).choices if c.is_right is right)
        return self.house.do(
            lambda tx: courses.answer(tx, now.id, question, choice, self.pack, actor=actor, at=self.at)
        )

    def _question(self, question: str):  # type: ignore[no-untyped-def]  # a Question
        found = self.course.question(question)
        assert found is not None
        return found[1]

    def whole_try(self, wrong: int) -> CourseTry:
        """A whole try in which so many questions are not right at once."""
        now, ended = self.begin(), None
        for place, question in enumerate(self.course.questions):
            if place < wrong:
                self.answer(now, question.id, right=False)
            ended = self.answer(now, question.id, right=True).ended
        assert ended is not None
        return ended

    def standing(self) -> Standing:
        return self.house.look(lambda tx: people_db.standing(tx, TOM, "northlight-chat", ""))

    def knows_ai(self) -> bool:
        return judge(self.standing(), self.at, self.pack).responsible_ai

    def last(self, event: str) -> dict[str, object]:
        found = self.house.look(lambda tx: [e.record for e in entries.page(tx, 0, 1000)])
        return next(dict(record.data) for record in reversed(found) if record.event == event)


@pytest.fixture
def learning(agency: Agency) -> Class:
    return Class(agency)


def test_a_passed_try_is_a_training_with_its_version_and_score(learning: Class) -> None:
    assert not learning.knows_ai()
    ended = learning.whole_try(wrong=4)
    assert (ended.state, ended.right, ended.questions) == (TryState.PASSED, 19, 23)
    assert learning.knows_ai(), "the next decision sees it"
    held = learning.standing().training(HERE)
    assert held is not None
    assert (held.version, held.score, held.source) == ("2.0", "19 of 23", "the course in Proviso")
    recorded = learning.last("TrainingRecorded")
    assert (recorded["version"], recorded["score"], recorded["actor"]) == ("2.0", "19 of 23", "system")
    said = learning.last("CourseTryEnded")
    assert (said["passed"], said["right"], said["code"], said["actor"]) == (True, 19, ended.id, TOM)
    entry = learning.house.look(lambda tx: entries.page(tx, ended.entry or 0, 1)[0].record)
    assert (entry.event, entry.data["code"]) == ("CourseTryEnded", ended.id)


def test_one_question_short_is_no_training(learning: Class) -> None:
    assert learning.whole_try(wrong=5).state is TryState.MISSED
    assert not learning.knows_ai()
    assert learning.begin().number == 2


def test_answers_are_kept_while_a_try_is_open_and_gone_when_it_ends(learning: Class) -> None:
    now = learning.begin()
    first = learning.course.questions[0].id
    learning.answer(now, first, right=False)
    held = learning.house.look(lambda tx: db.answers_of(tx, now.id))
    assert (held[first].is_right, held[first].was_right_at_once) == (False, False)
    assert learning.begin() == now, "coming back goes on with the same try"
    learning.answer(now, first, right=True)
    assert not learning.house.look(lambda tx: db.answers_of(tx, now.id))[first].was_right_at_once
    for question in learning.course.questions[1:]:
        learning.answer(now, question.id, right=True)
    assert learning.house.look(lambda tx: db.answers_of(tx, now.id)) == {}


def test_the_ledger_never_hears_of_an_answer(learning: Class) -> None:
    learning.whole_try(wrong=2)
    found = learning.house.look(lambda tx: [e.record for e in entries.page(tx, 0, 1000)])
    mine = [record for record in found if record.data.get("person") == TOM]
    assert [record.event for record in mine][-3:] == ["CourseBegun", "CourseTryEnded", "TrainingRecorded"]
    questions = {question.id for question in learning.course.questions}
    assert not any(str(value) in questions for record in mine for value in record.data.values())


def test_the_same_answer_twice_counts_once(learning: Class) -> None:
    now, first = learning.begin(), learning.course.questions[0].id
    learning.answer(now, first, right=True)
    again = learning.answer(now, first, right=False)  # the back button, and another answer
    assert again.is_right
    held = learning.house.look(lambda tx: db.answers_of(tx, now.id))[first]
    assert held.is_right
    assert held.was_right_at_once


@pytest.mark.parametrize(
    ("question", "choice", "error"),
    [("m1-made-up", "9", UsageError), ("m1-made-up", "", UsageError), ("m99", "1", NotFoundError)],
)
def test_a_forged_answer_counts_nothing(learning: Class, question: str, choice: str, error: type[Exception]) -> None:
    now = learning.begin()
    with pytest.raises(error):
        learning.house.do(lambda tx: courses.answer(tx, now.id, question, choice, learning.pack, actor=TOM, at=NOW))
    assert learning.house.look(lambda tx: db.answers_of(tx, now.id)) == {}


def test_nobody_takes_the_course_for_somebody_else(learning: Class) -> None:
    now = learning.begin()
    with pytest.raises(NotAllowedError):
        learning.begin(who=TOM, actor=LENA)
    with pytest.raises(NotAllowedError):
        learning.answer(now, learning.course.questions[0].id, right=True, actor=LENA)
    with pytest.raises(NotFoundError):
        learning.house.do(lambda tx: courses.answer(tx, "NOTATRY1", "m1-fair", "1", learning.pack, actor=TOM, at=NOW))


def test_an_ended_try_takes_no_more_answers(learning: Class) -> None:
    ended = learning.whole_try(wrong=9)
    with pytest.raises(ConflictError, match="over"):
        learning.answer(ended, learning.course.questions[0].id, right=True)


def test_the_third_try_is_the_last_one_until_the_training_office_opens_it_again(learning: Class) -> None:
    states = [learning.whole_try(wrong=9).state for _ in range(3)]
    assert states == [TryState.MISSED, TryState.MISSED, TryState.STUCK]
    with pytest.raises(NotAllowedError, match="All 3 tries are used"):
        learning.begin()
    opening = learning.house.do(lambda tx: courses.open_again(tx, TOM, learning.course, actor=LENA, at=NOW))
    (mail,) = [m for m in learning.house.look(lambda tx: outbox.page(tx)) if m.recipient == TOM]
    assert (mail.kind, mail.path) == ("course-opened", "/course")
    learning.at = opening.opened_at + timedelta(minutes=1)
    assert learning.begin().number == 1
    with pytest.raises(ConflictError, match="begun already"):
        learning.house.do(lambda tx: courses.undo_opening(tx, opening.id, actor=LENA, at=learning.at))


def test_an_opening_can_be_undone_for_ten_minutes_by_who_made_it(learning: Class) -> None:
    for _ in range(3):
        learning.whole_try(wrong=9)
    opening = learning.house.do(lambda tx: courses.open_again(tx, TOM, learning.course, actor=LENA, at=NOW))
    late = NOW + timedelta(minutes=10, seconds=1)
    with pytest.raises(ConflictError, match="ten minutes are over"):
        learning.house.do(lambda tx: courses.undo_opening(tx, opening.id, actor=LENA, at=late))
    with pytest.raises(NotAllowedError):
        learning.house.do(lambda tx: courses.undo_opening(tx, opening.id, actor=TOM, at=NOW))
    learning.house.do(lambda tx: courses.undo_opening(tx, opening.id, actor=LENA, at=NOW + timedelta(minutes=10)))
    assert learning.house.events()[-1] == "CourseOpeningUndone"
    with pytest.raises(NotAllowedError, match="All 3 tries"):
        learning.begin()
    with pytest.raises(ConflictError, match="undone already"):
        learning.house.do(lambda tx: courses.undo_opening(tx, opening.id, actor=LENA, at=NOW))


def test_only_the_training_office_opens_the_course_again(learning: Class) -> None:
    for _ in range(3):
        learning.whole_try(wrong=9)

    def opens(actor: str) -> None:
        learning.house.do(lambda tx: courses.open_again(tx, TOM, learning.course, actor=actor, at=NOW))

    for actor in (TOM, "elena.sorokin", "yusuf.karim", "ana.whitfield", "alice.tran", "system"):
        with pytest.raises(NotAllowedError):
            opens(actor)


def test_the_training_office_does_not_open_it_for_itself_nor_for_who_is_not_stuck(learning: Class) -> None:
    with pytest.raises(NotAllowedError, match="yourself"):
        learning.house.do(lambda tx: courses.open_again(tx, LENA, learning.course, actor=LENA, at=NOW))
    learning.begin()
    with pytest.raises(ConflictError, match="not stuck"):
        learning.house.do(lambda tx: courses.open_again(tx, TOM, learning.course, actor=LENA, at=NOW))


def test_who_has_the_training_begins_no_try_until_it_ends_within_a_month(agency: Agency, learning: Class) -> None:
    learning.house.do(lambda tx: get_ready(tx, agency, TOM))
    with pytest.raises(ConflictError, match="counts already"):
        learning.begin()
    learning.at = NOW + timedelta(days=365 - 31)
    with pytest.raises(ConflictError):
        learning.begin()
    learning.at = NOW + timedelta(days=365 - 30)
    assert learning.begin().number == 1


def test_who_passed_and_comes_back_a_year_later_has_every_try_again(learning: Class) -> None:
    learning.whole_try(wrong=9)
    learning.whole_try(wrong=0)
    learning.at = NOW + timedelta(days=360)
    assert learning.begin().number == 1


def test_a_new_major_version_leaves_an_open_try_behind_and_gives_new_ones(learning: Class) -> None:
    before = learning.begin()
    learning.answer(before, learning.course.questions[0].id, right=True)

    def under_the_next(tx: Tx) -> None:
        courses._leave_old_ones(tx, TOM, replace(learning.course, version="3.0"), NOW)

    learning.house.do(under_the_next)
    left = learning.house.look(lambda tx: db.get_try(tx, before.id))
    assert left is not None
    assert left.state is TryState.REPLACED
    assert learning.house.look(lambda tx: db.answers_of(tx, before.id)) == {}
    assert learning.begin().number == 1, "it counts as no try"


def test_each_question_is_counted_once_a_person_and_without_a_name(learning: Class) -> None:
    learning.whole_try(wrong=9)
    learning.whole_try(wrong=0)
    counts = learning.house.look(lambda tx: db.counts(tx, learning.course.key))
    assert {count.people for count in counts.values()} == {1}
    assert sum(count.right for count in counts.values()) == len(learning.course.questions) - 9


def test_two_tabs_that_end_a_try_at_once_end_it_once(agency: Agency, learning: Class) -> None:
    now = learning.begin()
    *most, last = learning.course.questions
    for question in most:
        learning.answer(now, question.id, right=True)
    wrong = next(c.id for c in last.choices if not c.is_right)
    right = next(c.id for c in last.choices if c.is_right)
    gate = threading.Barrier(4)
    seen: list[courses.Answered | ConflictError] = []

    def send(choice: str) -> None:
        gate.wait()
        try:
            seen.append(
                agency.store.write(
                    lambda tx: courses.answer(tx, now.id, last.id, choice, learning.pack, actor=TOM, at=NOW)
                )
            )
        except ConflictError as fault:
            seen.append(fault)

    threads = [threading.Thread(target=send, args=(choice,)) for choice in (right, wrong, right, wrong)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    ended = [each for each in seen if isinstance(each, courses.Answered) and each.ended is not None]
    assert len(ended) == 1
    assert learning.house.events().count("CourseTryEnded") == 1
    assert learning.house.events().count("TrainingRecorded") == 1


def test_two_clicks_on_start_begin_one_try(agency: Agency, learning: Class) -> None:
    gate, begun = threading.Barrier(4), []

    def click() -> None:
        gate.wait()
        begun.append(learning.begin())

    threads = [threading.Thread(target=click) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len({each.id for each in begun}) == 1
    assert learning.house.events().count("CourseBegun") == 1


def test_a_leaver_takes_no_course(learning: Class) -> None:
    learning.house.do(lambda tx: people.deactivate(tx, TOM, actor="yusuf.karim", at=NOW))
    with pytest.raises(NotAllowedError, match="no longer works here"):
        learning.begin()


def test_rules_without_a_course_say_where_it_is_taken(learning: Class) -> None:
    learning.pack = replace(learning.pack, course=None)
    with pytest.raises(NotFoundError, match="no course of their own"):
        learning.begin()


def test_a_city_takes_its_own_course_with_its_own_pass_mark(tmp_path: Path) -> None:
    city = open_agency(tmp_path, "example-city")
    learning = Class(city)
    ended = learning.whole_try(wrong=2)
    assert (ended.state, ended.right, ended.questions, ended.course) == (TryState.PASSED, 7, 9, "city-ai/1")
    held = learning.standing().training(HERE)
    assert held is not None
    assert (held.version, held.score) == ("1.0", "7 of 9")
    city.store.close()
