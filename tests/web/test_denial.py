"""The denial screen (ux.md, section 7), as a value: its doors, its marks, and what was recorded."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from proviso.model import (
    Channel,
    Decision,
    Finding,
    FindingClass,
    Part,
    Reason,
    ReasonKind,
    Remedy,
    RemedyKind,
)
from proviso.web.denial import DenialView, view_denial

AT = datetime(2026, 11, 20, 19, 14, tzinfo=UTC)
TEXT = "First.\nFile A012 345 678 was closed.\n"
TITLES = {"US_A_NUMBER": "A-number", "CUI": "CUI banner"}
REASON = Reason(
    rule="individual",
    clause="139-07.2.a.1",
    kind=ReasonKind.STOP,
    state="Not sent. Your text has not left the agency.",
    headline="This text has an A-number",
    sentence="An A-number points to one person.",
    auditor="An identifier of a person was found.",
    remedy="Take the number out.",
    recorded="where the A‑number stood",
    findings=(0,),
)
FINDING = Finding(kind="US_A_NUMBER", cls=FindingClass.INDIVIDUAL, start=12, end=24, recognizer="us_a_number")
DECISION = Decision(
    id="7KQ2M4XD",
    at=AT,
    allowed=False,
    person_id="maya.okafor",
    tool_id="northlight-chat",
    purpose="research",
    channel=Channel.WEB,
    reasons=(REASON,),
    findings=(FINDING,),
)
REMOVE = Remedy(kind=RemedyKind.REMOVE, label="Remove it and check again", is_tested=True, findings=(0,))
EDIT = Remedy(kind=RemedyKind.EDIT, label="Edit my text", is_tested=False)


def of(kind: ReasonKind) -> Decision:
    return replace(DECISION, reasons=(replace(REASON, kind=kind),))


def view(decision: Decision = DECISION, remedies: tuple[Remedy, ...] = (), *, is_recorded: bool = True) -> DenialView:
    return view_denial(
        decision,
        title_of=TITLES.__getitem__,
        parts=(Part(name="your text", text=TEXT),),
        remedies=remedies,
        is_recorded=is_recorded,
        incident_id="2026-011",
    )


def test_the_first_words_say_where_the_text_is_and_the_rule_is_linked() -> None:
    lead = view().lead
    assert lead.state == "Not sent. Your text has not left the agency."
    assert lead.headline == "This text has an A‑number"
    assert (lead.rule, lead.rule_href) == ("139-07.2.a.1", "/rules/139-07.2.a.1")


def test_the_first_door_of_the_pack_leads() -> None:
    buttons = view(remedies=(REMOVE, EDIT, EDIT)).buttons
    assert [(b.label, b.do, b.href, b.is_first) for b in buttons] == [
        ("Remove it and check again", "remove", "", True),
        ("Edit my text", "", "#text", False),
    ]


def test_no_door_stands_there_that_the_decision_did_not_give() -> None:
    assert view().buttons == ()


def test_a_question_asks_for_the_source_where_it_is_asked() -> None:
    source = Remedy(kind=RemedyKind.SOURCE, label="Add the source and send", is_tested=True)
    asked = view(of(ReasonKind.QUESTION), (source,))
    assert asked.asks_source
    assert [(b.label, b.do) for b in asked.buttons] == [
        ("Add the source and send", "send"),
        ("It was not published", "not_published"),
    ]


def test_another_tool_is_a_button_that_sends_with_it() -> None:
    other = Remedy(
        kind=RemedyKind.OTHER_TOOL, label="Send with Northlight Chat", is_tested=True, tool_id="northlight-chat"
    )
    (button,) = view(of(ReasonKind.PAUSED), (other,)).buttons
    assert button.do == "tool:northlight-chat"


def test_a_missing_step_leads_to_where_it_is_done() -> None:
    step = Remedy(kind=RemedyKind.STEP, label="Take the training", is_tested=False, step="privacy")
    (button,) = view(of(ReasonKind.STEP), (step,)).buttons
    assert button.href.startswith("/steps")


def test_an_emergency_shows_no_text_offers_no_removal_and_takes_no_objection() -> None:
    seen = view(of(ReasonKind.EMERGENCY), (REMOVE, EDIT))
    assert seen.marked is None
    assert [(b.label, b.action) for b in seen.buttons] == [("I have called", "/decisions/7KQ2M4XD/called")]
    assert not seen.can_object
    assert "A012" not in repr(seen)


@pytest.mark.parametrize("kind", [ReasonKind.EMERGENCY, ReasonKind.FAULT, ReasonKind.PAUSED])
def test_there_is_nothing_to_object_to_in_a_pause_a_fault_or_an_emergency(kind: ReasonKind) -> None:
    assert not view(of(kind)).can_object


def test_a_fault_can_be_tried_again() -> None:
    assert [b.label for b in view(of(ReasonKind.FAULT)).buttons] == ["Try again"]


def test_a_cui_denial_says_where_a_spill_is_reported() -> None:
    cui = replace(DECISION, reasons=(replace(REASON, rule="controlled"),))
    assert [(n.text, n.href) for n in view(cui).notes] == [
        ("Already pasted it somewhere else?", "/spill?decision=7KQ2M4XD")
    ]


def test_the_finding_is_named_placed_and_marked() -> None:
    marked = view().marked
    assert marked is not None
    assert [(r.title, r.line, r.href) for r in marked.rows] == [("A‑number", 2, "#f1")]
    pieces = [p for line in marked.lines for p in line.pieces if p.number]
    assert [p.text for p in pieces] == ["A012 345 678"]


def test_findings_of_no_reason_are_not_shown() -> None:
    quiet = replace(DECISION, reasons=(replace(REASON, findings=()),))
    assert view(quiet).marked is None


def test_a_finding_in_a_files_name_is_listed_with_its_place() -> None:
    in_name = replace(DECISION, findings=(replace(FINDING, part=1, start=0, end=12),))
    seen = view_denial(
        in_name,
        title_of=TITLES.__getitem__,
        parts=(Part(name="your text", text=TEXT), Part(name="the file’s name", text="A012 345 678.txt")),
    )
    assert seen.marked is not None
    assert [(r.title, r.quote, r.href) for r in seen.marked.rows] == [("A‑number", "in the file’s name", "")]


def test_without_the_text_the_places_are_told_in_characters() -> None:
    seen = view_denial(DECISION, title_of=TITLES.__getitem__)
    assert seen.marked is not None
    assert [r.quote for r in seen.marked.rows] == ["characters 13 to 24"]
    assert seen.marked.lines == ()


def test_what_was_recorded_is_said_and_a_check_recorded_nothing() -> None:
    assert view().recorded == (
        "We recorded that you asked, the tool, the purpose and where the A‑number stood. We did not keep your text."
    )
    assert view(is_recorded=False).recorded == "This was a check only. Nothing was sent, and we recorded nothing."


@pytest.mark.parametrize(
    ("recorded", "said"),
    [
        ("", "the tool and the purpose. We did"),
        ("your component", "the purpose and your component. We did"),
        ("the purpose you chose and the one we read", "the tool, the purpose you chose and the one we read. We did"),
        ("the category and where it stood", "the purpose, the category and where it stood. We did"),
    ],
)
def test_what_was_recorded_reads_as_one_sentence(recorded: str, said: str) -> None:
    assert said in view(replace(DECISION, reasons=(replace(REASON, recorded=recorded),))).recorded


def test_further_reasons_follow_the_one_that_leads() -> None:
    two = replace(DECISION, reasons=(REASON, replace(REASON, headline="This looks like a social media post")))
    assert [r.headline for r in view(two).also] == ["This looks like a social media post"]
