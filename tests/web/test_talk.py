"""The conversation of a session: bounded, and personal data in an answer hidden until the person asks."""

from __future__ import annotations

from datetime import UTC, datetime

from proviso.identity.session import Session
from proviso.model import Answer, Channel, Decision, Finding, FindingClass
from proviso.web.session import Visit
from proviso.web.talk import (
    MOST_ASKED,
    MOST_CHARS,
    MOST_TURNS,
    add_turn,
    answer_pieces,
    answer_text,
    end_talk,
    hidden_kinds,
    is_lost,
    may_show,
    note_begun,
    show_kind,
    turns_of,
)
from tests.identity.test_session import made

AT = datetime(2026, 11, 20, 19, 14, tzinfo=UTC)
WORDS = {"PHONE": "phone number", "US_SSN": "Social Security number", "PERSON": "name"}
ANSWER = "Call 202-555-0142 or write to Ann."


def session() -> Session:
    return Session(code="c", person_id="maya", started_at=AT, seen_at=AT)


def decision(code: str = "7KQ2M4XD") -> Decision:
    return Decision(
        id=code,
        at=AT,
        allowed=True,
        person_id="maya",
        tool_id="northlight",
        purpose="research",
        channel=Channel.WEB,
        pack="p@1",
    )


def answer(code: str = "7KQ2M4XD") -> Answer:
    findings = (Finding(kind="PHONE", cls=FindingClass.INDIVIDUAL, start=5, end=17, recognizer="phone"),)
    return Answer(decision_id=code, text=ANSWER, findings=findings, words=6)


def test_what_is_hidden_in_an_answer_is_named() -> None:
    here = session()
    add_turn(here, decision(), "Northlight Chat", "Who?", answer(), AT)
    (turn,) = turns_of(here)
    assert answer_text(turn, WORDS.__getitem__) == "Call [hidden: phone number] or write to Ann."
    assert hidden_kinds(turn) == ("PHONE",)


def test_what_the_person_asked_to_see_stands_open_in_that_answer_only() -> None:
    here = session()
    add_turn(here, decision("AAAAAAAA"), "Northlight Chat", "Who?", answer("AAAAAAAA"), AT)
    add_turn(here, decision("BBBBBBBB"), "Northlight Chat", "Who?", answer("BBBBBBBB"), AT)
    show_kind(here, "BBBBBBBB", "PHONE")
    first, second = turns_of(here)
    assert "[hidden: phone number]" in answer_text(first, WORDS.__getitem__)
    assert answer_text(second, WORDS.__getitem__) == ANSWER
    assert hidden_kinds(second) == ()


def test_two_findings_that_overlap_hide_once() -> None:
    here = session()
    findings = (
        Finding(kind="PHONE", cls=FindingClass.INDIVIDUAL, start=5, end=17, recognizer="phone"),
        Finding(kind="US_SSN", cls=FindingClass.INDIVIDUAL, start=9, end=17, recognizer="ssn"),
    )
    add_turn(here, decision(), "N", "?", Answer(decision_id="7KQ2M4XD", text=ANSWER, findings=findings), AT)
    hidden = [p.hidden for p in answer_pieces(turns_of(here)[0], WORDS.__getitem__) if p.hidden]
    assert hidden == ["phone number"]


def test_two_findings_of_which_one_reaches_further_hide_both_to_their_ends() -> None:
    here = session()
    findings = (
        Finding(kind="PHONE", cls=FindingClass.INDIVIDUAL, start=5, end=12, recognizer="phone"),
        Finding(kind="US_SSN", cls=FindingClass.INDIVIDUAL, start=9, end=17, recognizer="ssn"),
    )
    add_turn(here, decision(), "N", "?", Answer(decision_id="7KQ2M4XD", text=ANSWER, findings=findings), AT)
    assert "555-0142" not in answer_text(turns_of(here)[0], WORDS.__getitem__)
    assert answer_text(turns_of(here)[0], WORDS.__getitem__).endswith(" or write to Ann.")


def test_what_is_no_personal_data_stays_hidden_and_cannot_be_opened() -> None:
    here = session()
    findings = (Finding(kind="CUI_BANNER", cls=FindingClass.CONTROLLED, start=5, end=17, recognizer="cui"),)
    add_turn(here, decision(), "N", "?", Answer(decision_id="7KQ2M4XD", text=ANSWER, findings=findings), AT)
    (turn,) = turns_of(here)
    assert answer_text(turn, {"CUI_BANNER": "marking"}.__getitem__) == "Call [hidden: marking] or write to Ann."
    assert hidden_kinds(turn) == ()
    assert not may_show(turn, "CUI_BANNER")


def test_an_answer_that_is_not_whole_says_why() -> None:
    here = session()
    add_turn(here, decision(), "N", "?", answer(), AT, ended="Stopped. What is here is a draft.")
    assert turns_of(here)[0].ended == "Stopped. What is here is a draft."


def test_the_oldest_turns_go_first() -> None:
    here = session()
    for number in range(MOST_TURNS + 3):
        add_turn(here, decision(f"{number:08}"), "N", "?", answer(f"{number:08}"), AT)
    assert [t.decision_id for t in turns_of(here)][:1] == ["00000003"]
    assert len(turns_of(here)) == MOST_TURNS


def test_a_few_long_texts_cannot_fill_the_machine() -> None:
    here = session()
    long = Answer(decision_id="7KQ2M4XD", text="y" * (MOST_CHARS // 2))
    for number in range(3):
        add_turn(here, decision(f"{number:08}"), "N", "x " * MOST_ASKED, long, AT)
    (turn,) = turns_of(here)
    assert turn.decision_id == "00000002"
    assert len(turn.asked) <= MOST_ASKED + 2
    assert turn.asked_words == MOST_ASKED


def test_the_conversation_can_be_ended() -> None:
    here = session()
    add_turn(here, decision(), "N", "?", answer(), AT)
    visit = Visit(made(), here.code, here)
    note_begun(visit)
    assert not is_lost(here)
    end_talk(visit)
    assert not is_lost(here)
    assert turns_of(here) == ()
    assert here.data == {}


def test_a_turn_does_not_print_its_texts() -> None:
    here = session()
    add_turn(here, decision(), "N", "the question", answer(), AT)
    assert "question" not in repr(here)
    assert "555-0142" not in repr(turns_of(here))
