"""The course in a browser without JavaScript: on, back, wrong, right, passed; and what the training office sees."""

from __future__ import annotations

import re
from base64 import b64decode
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from html import unescape
from pathlib import Path

import pytest

from proviso.actions.agency import Agency
from proviso.db import courses as db
from proviso.db import entries, rosters
from proviso.db.store import Tx
from proviso.model import TryState
from proviso.policy.course import Course, Question, course_of
from tests.web.console import open_house
from tests.web.demo import Reader, open_copy

TOM, MAYA, LENA, ALICE = "tom.reyes", "maya.okafor", "lena.fox", "alice.tran"
SCRIPT = "<script>alert(1)</script>"


@pytest.fixture
def agency(tmp_path: Path) -> Iterator[Agency]:
    yield from open_copy(tmp_path)


def course(agency: Agency) -> Course:
    terms = agency.packs.base().course
    assert terms is not None
    return course_of(terms)


def words(reader: Reader) -> str:
    body = re.sub(r"(?s)^.*?<main[^>]*>|</main>.*$", " ", reader.html)
    return " ".join(unescape(re.sub(r"(?s)<[^>]+>", " ", body)).split())


def title(reader: Reader) -> str:
    found = re.search(r"<title>(.*?)</title>", reader.html)
    return unescape(found.group(1)) if found else ""


def path(agency: Agency, question: Question) -> str:
    number, _ = course(agency).question(question.id) or (0, question)
    module = course(agency).modules[number - 1]
    return f"/course/{number}/{len(module.cards) + module.questions.index(question) + 1}"


def answer(reader: Reader, agency: Agency, question: Question, /, *, right: bool, **more: str) -> str:
    """Open the question's page, answer, and say where the reader is then."""
    at = path(agency, question)
    reader.get(at)
    hidden = dict(re.findall(r'<input type="hidden" name="(try|question)" value="([^"]*)"', reader.html))
    choice = next(c.id for c in question.choices if c.is_right is right)
    return reader.post(at, **{**hidden, "choice": choice, **more})


def finish(reader: Reader, agency: Agency, *, wrong: int = 0) -> None:
    """Answer what is left; so many of it wrong at first."""
    with agency.store.read() as tx:
        now = db.tries_of(tx, TOM, course(agency).key)[-1]
        done = {q for q, a in db.answers_of(tx, now.id).items() if a.is_right}
    for place, question in enumerate(q for q in course(agency).questions if q.id not in done):
        if place < wrong:
            answer(reader, agency, question, right=False)
        answer(reader, agency, question, right=True)


def test_tom_goes_on_where_he_left_and_passes(agency: Agency) -> None:
    tom = Reader(agency, TOM)
    tom.get("/steps")
    assert "Module 6 of 10, 20 minutes." in words(tom)
    assert "In progress" in words(tom)
    assert 'href="/course">Continue the course</a>' in tom.html
    tom.get("/course")
    assert words(tom).startswith("Responsible use of generative AI Module 6 of 10, 20 minutes left.")
    assert 'href="/course/6/1">Continue the course</a>' in tom.html
    first = course(agency).modules[5].questions[0]

    answer(tom, agency, first, right=False)
    assert title(tom).startswith("Not this one: Module 6 of 10")
    assert f"Rule 4.f counts here: {first.because}" in words(tom)
    assert "Not this one. You read it, and that is good." in words(tom)
    assert f'href="/rules/{first.clause}"' in tom.html
    assert "Try the question again." in words(tom)

    answer(tom, agency, first, right=True)
    assert title(tom).startswith("Right. Question: Module 6 of 10")
    assert f"Right. Rule 4.f: {first.because}" in words(tom)

    tom.get(path(agency, first))  # the back button
    assert "You have this one." in words(tom)
    assert "Check my answer" not in words(tom)

    finish(tom, agency)
    assert words(tom).startswith("Responsible use of generative AI That was the last question. You passed: ")
    tom.get("/course/certificate")
    assert "Tom Reyes passed the course “Responsible use of generative AI”" in words(tom)
    code = re.search(r"Receipt ([0-9A-Z]{4}-[0-9A-Z]{4})", words(tom))
    assert code is not None
    receipt = tom.browser.get("/course/certificate/receipt")
    assert receipt.headers["content-disposition"] == f'attachment; filename="certificate-{code.group(1)}.json"'
    assert b'"CourseTryEnded"' in b64decode(receipt.json()["record"])
    tom.get("/steps")
    assert "Until " in words(tom)
    tom.get("/course/3/1")
    assert "Nothing about a person" in words(tom), "the modules stay open to read"
    tom.get(path(agency, first))
    assert title(tom).startswith("Responsible use"), "the questions do not"


def test_forged_stale_and_empty_answers_count_nothing(agency: Agency) -> None:
    tom = Reader(agency, TOM)
    question = course(agency).modules[5].questions[0]

    def answered() -> int:
        with agency.store.read() as tx:
            return len(db.answers_of(tx, db.tries_of(tx, TOM, course(agency).key)[-1].id))

    before = answered()
    for forged in ({"choice": ""}, {"choice": "99"}, {"choice": SCRIPT}):
        answer(tom, agency, question, right=True, **forged)
        assert tom.status == 422
        assert "Choose one of the answers." in words(tom)
        assert title(tom).startswith("Error: ")
        assert "<script>alert" not in tom.html
    answer(tom, agency, question, right=True, **{"try": "NOTMYTRY"})
    assert "That page was from a try that is over. Nothing was counted." in words(tom)
    answer(tom, agency, question, right=True, question=SCRIPT)
    assert "no longer in the course" in words(tom)
    assert "<script>alert" not in tom.html
    assert answered() == before
    for nowhere in ("/course/0/1", "/course/99/1", "/course/6/99", "/course/6/0"):
        tom.get(nowhere)
        assert tom.status == 404, nowhere
    maya = Reader(agency, MAYA)
    answer(maya, agency, question, right=True)
    assert "from a try that is over" in words(maya), "who has no try answers none"


def test_the_third_try_closes_the_course_and_training_opens_it_again(agency: Agency) -> None:
    tom, lena = Reader(agency, TOM), Reader(agency, LENA)
    finish(tom, agency, wrong=9)
    assert "are needed. 2 tries are left." in words(tom)
    for left in ("1 try is left.", "Talk to Lena Fox, training."):
        tom.get("/course")
        tom.post("/course/begin")
        assert re.match(r"Question: Module 1 of 10", title(tom)), "a later try begins with its questions"
        finish(tom, agency, wrong=9)
        assert left in words(tom)
    assert words(tom).count("All 3 tries are used.") == 1
    tom.post("/course/begin")
    assert "All 3 tries are used." in words(tom)
    tom.get("/steps")
    assert "All tries are used." in words(tom)

    lena.get("/training?state=stuck&q=reyes")
    assert "Tom Reyes" in words(lena)
    assert re.search(r"Stuck since \w+\.? \d+ 3 tries", words(lena))
    lena.post(f"/training/{TOM}/open")
    assert "The course is open again for Tom Reyes, who gets a mail." in words(lena)
    opening = re.search(r"/training/openings/([0-9A-Z]+)/undo", lena.html)
    assert opening is not None
    lena.post(opening.group(0))
    assert "Undone: the course is closed again." in words(lena)
    lena.post(f"/training/{TOM}/open")
    tom.get("/course")
    tom.post("/course/begin")
    assert "Module 1 of 10" in words(tom)
    lena.post(re.findall(r"/training/openings/[0-9A-Z]+/undo", lena.html)[0])
    assert "Tom Reyes has begun already." in words(lena)


def test_the_training_office_sees_where_people_are_and_no_answer_and_no_score(agency: Agency) -> None:
    lena = Reader(agency, LENA)
    lena.get("/")
    assert "1 person is stuck in the AI course" in words(lena)
    lena.get("/training")
    said = words(lena)
    assert re.match(r"Training 1 person is stuck\. \d+ are in the course, and \d+ passed it here\.", said)
    assert not re.search(r"\d+ of 23", said), "nobody is ranked"
    file = lena.browser.get("/training/csv?state=passed")
    head, *rows = file.text.lstrip("\ufeff").splitlines()
    assert head == "person,name,component,state,version,tries,since"
    assert rows
    assert all(",passed,2.0," in row for row in rows)
    lena.get("/training/questions")
    assert "Fewer than 10 people have finished a first try, so no share is shown yet." in words(lena)
    assert words(lena).count("Not shown") == len(course(agency).questions)
    for nobody in (TOM, "elena.sorokin", "yusuf.karim"):
        other = Reader(agency, nobody)
        for address in ("/training", "/training/csv", "/training/questions", "/training/sessions"):
            other.get(address)
            assert other.status == 403, (nobody, address)
        other.post(f"/training/{TOM}/open")
        assert other.status == 403
    auditor = Reader(agency, ALICE)
    auditor.get("/training")
    assert "Open the course again" not in words(auditor), "an auditor reads and changes nothing"
    auditor.post(f"/training/{TOM}/open")
    assert auditor.status == 403
    with agency.store.read() as tx:
        seen = [e.record.data for e in entries.page(tx, max(0, entries.size(tx) - 60), 60)]
    assert {data["actor"] for data in seen if data.get("page") == "training"} == {LENA, ALICE}


def test_shares_are_shown_from_ten_people_on(agency: Agency) -> None:
    statement = "UPDATE course_counts SET people = 10, right_at_once = 6 WHERE question = 'm3-anonymous'"
    agency.store.write(lambda tx: tx.conn.exec_driver_sql(statement))
    lena = Reader(agency, LENA)
    lena.get("/training/questions")
    assert "1 question is missed by more than 3 of 10 people." in words(lena)
    assert "10 60%" in words(lena)


def test_a_live_session_from_plan_to_attendance(agency: Agency) -> None:
    lena, tom = Reader(agency, LENA), Reader(agency, TOM)
    lena.get("/training/sessions")
    lena.post("/training/sessions", day="", time="", place="", seats="many")
    assert lena.status == 422
    assert "Fix 3 things" in words(lena)
    assert 'value="many"' in lena.html, "what was typed is still there"
    day = (datetime.now(UTC) + timedelta(days=3)).date().isoformat()
    lena.post("/training/sessions", day=day, time="14:00", place=SCRIPT, seats="2")
    assert "Planned." in words(lena)
    assert "<script>alert" not in lena.html
    with agency.store.read() as tx:
        session = next(s for s in rosters.coming(tx, datetime.now(UTC)) if s.place == SCRIPT)
    here = f"/training/sessions/{session.id}"
    lena.post(f"{here}/people", people="tom.reyes\nnobody.here\n")
    assert lena.status == 422
    assert "nobody.here: Nobody has this handle or address." in words(lena)
    assert ">nobody.here</textarea>" in lena.html
    assert "1 person is on the roster now." in words(lena)
    lena.send(f"{here}/people", {"people": ""}, ("roster.csv", b"person;note\r\nmaya.okafor@dcs.example;x\r\n"))
    assert "1 person is on the roster now." in words(lena)
    lena.send(f"{here}/people", {"people": ""}, ("roster.csv", b"who\r\nmaya.okafor\r\n"))
    assert "The file has no column person" in words(lena)
    lena.get(here)
    lena.post(f"{here}/people", people="priya.nair")
    assert "No seat is free." in words(lena)
    tom.get("/course")
    assert "You have a seat." in words(tom)
    tom.post(f"/course/sessions/{session.id}", do="leave")
    assert "is free again." in words(tom)
    tom.post(f"/course/sessions/{session.id}", do="take")
    tom.post(f"/course/sessions/{session.id}", do="take")
    assert "You have a seat: " in words(tom)
    lena.get(here)
    lena.post(f"{here}/attendance", present=TOM)
    assert "has not begun yet" in words(lena)

    past = datetime.now(UTC) - timedelta(minutes=5)
    _move(agency, session.id, past)
    lena.get("/")
    assert "Say who was at the live session" in words(lena)
    lena.get(here)
    lena.post(f"{here}/attendance", present="joan.castellanos")
    assert "not on the roster" in words(lena)
    lena.post(f"{here}/attendance", present=TOM)
    assert "Recorded: 1 person has the training." in words(lena)
    tom.get("/steps")
    assert "Take the AI course Until " in words(tom)
    lena.post(f"{here}/{TOM}/undo")
    assert "Undone: the training no longer counts." in words(lena)
    lena.post(f"{here}/attendance", everyone="yes")
    assert "Recorded: 2 people have the training." in words(lena)
    lena.post(f"{here}/{TOM}/undo")
    tom.get("/steps")
    assert "Take the AI course Until " not in words(tom)


def _move(agency: Agency, session_id: str, starts_at: datetime) -> None:
    """The session begins then: its day has come."""

    def work(tx: Tx) -> None:
        held = rosters.get(tx, session_id)
        assert held is not None
        rosters.put(tx, replace(held, starts_at=starts_at))

    agency.store.write(work)


def test_a_session_is_called_off_after_a_look_at_what_it_means(agency: Agency) -> None:
    lena = Reader(agency, LENA)
    with agency.store.read() as tx:
        session = rosters.coming(tx, datetime.now(UTC))[0]
        seated = len(rosters.seats(tx, session.id))
    lena.get(f"/training/sessions/{session.id}/cancel")
    assert f"{seated} people lose their seats and get a mail each." in words(lena)
    lena.post(f"/training/sessions/{session.id}/cancel")
    assert "Called off." in words(lena)
    tom = Reader(agency, TOM)
    tom.post(f"/course/sessions/{session.id}", do="take")
    assert "This session was called off." in words(tom)


def test_a_rule_leads_to_the_module_that_explains_it(agency: Agency) -> None:
    tom = Reader(agency, TOM)
    tom.get("/rules/139-07.2.a.1")
    assert '<a class="pv-target" href="/course/3/1">Learn why: 3 minutes</a>' in tom.html
    tom.browser.cookies.clear()
    tom.get("/rules/139-07.2.a.1")
    assert "Learn why" not in tom.html, "the public has no course"


def test_rules_without_a_course_lead_to_the_learning_system(tmp_path: Path) -> None:
    with open_house(tmp_path, training_link="https://lms.dcs.example/ai") as browser:
        browser.sign_in(TOM)
        said = browser.get("/course")
        assert "You take the AI course in the learning system" in said
        assert 'href="https://lms.dcs.example/ai"' in browser.text
        browser.get("/course/1/1")
        assert browser.status == 404
        assert "Open the course" not in browser.get("/steps")


def test_who_has_the_training_from_elsewhere_reads_and_begins_nothing(agency: Agency) -> None:
    maya = Reader(agency, MAYA)
    maya.get("/course")
    assert "Your AI training is done. We know it from: learning system." in words(maya)
    assert "Start the course" not in words(maya)
    maya.post("/course/begin")
    assert "Your AI course counts already." in words(maya)
    with agency.store.read() as tx:
        assert db.tries_of(tx, MAYA, course(agency).key) == []
        assert db.count_learners(tx, course(agency).key)[TryState.STUCK] == 1
    maya.get("/course/certificate")
    assert maya.status == 404
