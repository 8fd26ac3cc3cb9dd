"""The eight denials, the emergency and the fault, word for word as people read them."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta

import pytest

from proviso.decision import decide, remedies
from proviso.errors import ScreeningError
from proviso.model import FindingClass, Part, ReasonKind, Screened, Strength, ToolStatus, Training
from tests.decision.given import (
    A_NUMBER,
    AT,
    FULL,
    NAME,
    NORTHLIGHT,
    OTHER_NAME,
    OWN_TOOL,
    days_ago,
    dhs,
    finds,
    trained,
    use,
)

NOT_SENT = "Not sent. Your text has not left the agency."


def test_a_missing_step_says_when_the_training_ended() -> None:
    standing = trained(Training.PRIVACY, 366)
    decision = decide(use(), standing, dhs())
    (reason,) = decision.reasons
    assert (reason.kind, reason.clause) == (ReasonKind.STEP, "139-07.2.c.3")
    assert reason.state == "Not sent yet. One step is missing."
    assert reason.headline == "Your privacy training ended on Nov. 19."
    assert reason.sentence == (
        "The rules ask for it every 12 months. When the learning system shows it as done, you can send this text."
    )
    assert reason.recorded == "the step and its date"
    assert reason.findings == ()
    labels = [r.label for r in remedies(use(), standing, dhs(), decision)]
    assert labels == ["Take the training", "I finished it already"]


@pytest.mark.parametrize(
    ("hours", "said"),
    [
        (8, "today at 6:14 a.m."),
        (24, "yesterday at 2:14 p.m."),
        (3 * 24, "on Nov. 17 at 2:14 p.m., 3 days ago. What you finished since then does not show yet."),
    ],
)
def test_a_missing_step_says_when_the_learning_system_was_last_read(hours: int, said: str) -> None:
    standing = replace(trained(Training.PRIVACY, 366), training_read_at=AT - timedelta(hours=hours))
    (reason,) = decide(use(), standing, dhs()).reasons
    assert reason.sentence.endswith(f"you can send this text. The system was last read {said}")


def test_a_step_that_was_never_done_names_no_date() -> None:
    (reason,) = decide(use(), trained(Training.PRIVACY, None), dhs()).reasons
    assert reason.headline == "Your privacy training is missing."


def test_a_step_that_ended_last_year_names_the_year() -> None:
    (reason,) = decide(use(), trained(Training.PRIVACY, 700), dhs()).reasons
    assert reason.headline == "Your privacy training ended on Dec. 20, 2025."


def test_the_number_of_a_person() -> None:
    asked = use("File A012 345 678 was closed on the last day.")
    decision = decide(asked, FULL, dhs())
    (reason,) = decision.reasons
    assert (reason.kind, reason.clause, reason.state) == (ReasonKind.STOP, "139-07.2.a.1", NOT_SENT)
    assert reason.headline == "This text has an A‑number"
    assert reason.sentence == (
        "An A‑number points to one person. "
        "Information about a person stays out of commercial AI tools, even without a name."
    )
    assert [decision.findings[n].kind for n in reason.findings] == ["US_A_NUMBER"]
    assert reason.recorded == "where the A‑number stood"
    labels = [r.label for r in remedies(asked, FULL, dhs(), decision)]
    assert labels == ["Remove it and check again", "Edit my text"]


def test_names_without_a_source_are_a_question() -> None:
    screen = finds(NAME, OTHER_NAME)
    asked = use("Rosa Lindqvist opened the bridge with Emil Varga.")
    decision = decide(asked, FULL, dhs(), screen=screen)
    (reason,) = decision.reasons
    assert (reason.kind, reason.clause) == (ReasonKind.QUESTION, "139-07.1")
    assert reason.state == "Not sent yet. One question first."
    assert reason.headline == "Where was this published?"
    assert reason.sentence == (
        "Your text names 2 people. That is fine if everyone could read it, as in a news story, a court filing or an "
        "official report."
    )
    assert reason.recorded == "the source you gave and the number of names, not the names"
    labels = [r.label for r in remedies(asked, FULL, dhs(), decision, screen=screen)]
    assert labels == ["Add the source and send"]


def test_a_document_marked_cui() -> None:
    asked = use("CUI//SP-PRVCY\n\nThe list of keys follows.\n\nCUI//SP-PRVCY\n")
    decision = decide(asked, FULL, dhs())
    (reason,) = decision.reasons
    assert (reason.kind, reason.clause, reason.state) == (ReasonKind.STOP, "139-07.2.a.3", NOT_SENT)
    assert reason.headline == "This document is marked CUI."
    assert reason.sentence == (
        "A banner on page 1 marks it. Marked documents stay out of commercial AI tools, whole or in part. "
        "Do not take the marking off."
    )
    assert reason.recorded == "the category and where it stood"
    labels = [r.label for r in remedies(asked, FULL, dhs(), decision, (OWN_TOOL,))]
    assert labels == ["Use the public version", "Open in HarborDesk"]


def test_a_banner_names_its_own_page() -> None:
    screen = finds(("FOUO", "FOUO", FindingClass.CONTROLLED, Strength.SURE))
    (reason,) = decide(use("One page.\fAnother.\fFOUO"), FULL, dhs(), screen=screen).reasons
    assert reason.headline == "This document is marked FOUO."
    assert reason.sentence.startswith("A banner on page 3 marks it.")


def test_an_anonymous_case() -> None:
    asked = use(
        "The applicant is 34 and came from Millbrook. On May 3, 2024 she asked. On June 9, 2024 she called. "
        "On July 1, 2024 the rent was due."
    )
    signs = (
        ("The applicant", "SIGN_ROLE"),
        ("34", "SIGN_AGE"),
        ("from Millbrook", "SIGN_PLACE"),
        ("May 3, 2024", "SIGN_DATED_EVENT"),
        ("June 9, 2024", "SIGN_DATED_EVENT"),
        ("July 1, 2024", "SIGN_DATED_EVENT"),
    )
    screen = finds(*((word, kind, FindingClass.RECORD, Strength.LIKELY) for word, kind in signs))
    decision = decide(asked, FULL, dhs(), screen=screen)
    (reason,) = decision.reasons
    assert (reason.kind, reason.clause, reason.state) == (ReasonKind.STOP, "139-07.2.a.1", NOT_SENT)
    assert reason.headline == "This reads like one person’s case."
    assert reason.sentence == (
        "There is no name in it. "
        "The rule still counts: information about a person stays out, also when it is anonymous. "
        "We saw an age, a town, 3 dated events and the word “applicant”."
    )
    assert len(reason.findings) == 6
    labels = [r.label for r in remedies(asked, FULL, dhs(), decision, screen=screen)]
    assert labels[0] == "Ask about the rule, not the case"
    assert not any("Remove" in label for label in labels)


def test_social_media() -> None:
    asked = use("Look: @harborwatch_pe, 12 likes")
    screen = finds(("@harborwatch_pe", "HANDLE", FindingClass.SOCIAL, Strength.SURE))
    decision = decide(asked, FULL, dhs(), screen=screen)
    (reason,) = decision.reasons
    assert (reason.kind, reason.clause, reason.state) == (ReasonKind.STOP, "139-07.2.a.2", NOT_SENT)
    assert reason.headline == "This looks like a social media post."
    assert reason.sentence == (
        "Posts and comments stay out of commercial AI tools, even public ones. A draft of your own post is fine."
    )
    labels = [r.label for r in remedies(asked, FULL, dhs(), decision, screen=screen)]
    assert labels == ["Edit my text", "This is my own draft"]


def test_a_post_with_a_link_is_no_draft() -> None:
    asked = use("https://social.example/p/1 @harborwatch_pe")
    screen = finds(
        ("https://social.example/p/1", "POST_URL", FindingClass.SOCIAL, Strength.SURE),
        ("@harborwatch_pe", "HANDLE", FindingClass.SOCIAL, Strength.SURE),
    )
    decision = decide(asked, FULL, dhs(), screen=screen)
    labels = [r.label for r in remedies(asked, FULL, dhs(), decision, screen=screen)]
    assert labels == ["Edit my text"]


def test_a_decision_that_people_make() -> None:
    asked = use("Draft the denial for this claim.", purpose="draft")
    screen = finds(("Draft the denial for", "DECISION", FindingClass.PURPOSE, Strength.LIKELY), detail="benefits")
    decision = decide(asked, FULL, dhs(), screen=screen)
    (reason,) = decision.reasons
    assert (reason.kind, reason.clause, reason.state) == (ReasonKind.STOP, "139-07.5.a", NOT_SENT)
    assert reason.headline == "AI tools have no part in this decision."
    assert reason.sentence == (
        "Your text asks for help to decide a person’s benefit. People make these decisions from start to end. "
        "Only a written waiver opens this, and none covers it."
    )
    assert [(decision.findings[n].start, decision.findings[n].end) for n in reason.findings] == [(0, 20)]
    labels = [r.label for r in remedies(asked, FULL, dhs(), decision, screen=screen)]
    assert labels == ["See what AI can do for you here", "Who can ask for a waiver?"]


def test_a_paused_tool_names_one_that_can_do_it() -> None:
    paused = replace(
        NORTHLIGHT,
        id="verbatim-notes",
        name="Verbatim Notes",
        status=ToolStatus.PAUSED,
        status_since=days_ago(8),
        status_reason="its terms changed",
        status_by="The CIO",
    )
    standing = replace(FULL, tool=paused)
    decision = decide(use(), standing, dhs())
    (reason,) = decision.reasons
    assert (reason.kind, reason.clause) == (ReasonKind.PAUSED, "139-07.1")
    assert reason.state == "Not sent. This tool is paused."
    assert reason.headline == "Verbatim Notes is paused."
    assert reason.sentence == "The CIO paused it on Nov. 12 because its terms changed."
    doors = remedies(use(), standing, dhs(), decision, (OWN_TOOL, FULL))
    assert [r.label for r in doors] == ["Send with Northlight Chat", "Tell me when it is back"]
    assert doors[0].note == "Northlight Chat is open to you and can do this."
    assert (doors[0].tool_id, doors[0].is_tested) == ("northlight-chat", True)


def test_a_paused_tool_without_a_reason_makes_none_up() -> None:
    tool = replace(NORTHLIGHT, status=ToolStatus.PAUSED, status_since=days_ago(8))
    (reason,) = decide(use(), replace(FULL, tool=tool), dhs()).reasons
    assert reason.sentence == "The CIO paused it on Nov. 12."


def test_the_emergency_offers_nothing_but_the_call() -> None:
    asked = use("(TEST) SECRET\n\nThe drill begins at six.\n\nSECRET\n")
    decision = decide(asked, FULL, dhs())
    reason = decision.reasons[0]
    assert (reason.kind, reason.clause) == (ReasonKind.EMERGENCY, "139-07.2.a.4")
    assert reason.state == "Stop. Nothing was sent."
    assert reason.headline == "This text may be classified."
    assert reason.sentence == ("Leave this page open. Do not copy, forward or delete it. Call Security now: 555-0142.")
    assert remedies(asked, FULL, dhs(), decision, (OWN_TOOL,)) == ()


def test_a_check_that_breaks_says_so_and_sends_nothing() -> None:
    def broken(_parts: Sequence[Part]) -> Screened:
        raise ScreeningError("marking_cui did not finish")

    decision = decide(use(), FULL, dhs(), screen=broken)
    (reason,) = decision.reasons
    assert not decision.allowed
    assert (reason.rule, reason.clause, reason.kind) == ("fault", "none", ReasonKind.FAULT)
    assert reason.state == "Not sent."
    assert reason.headline == "We could not check your text."
    assert reason.sentence == (
        "The CUI check did not answer, and nothing goes out unchecked. Your text is still here. Try again in a minute."
    )
    assert decision.fault == "screening: marking_cui did not finish"


def test_reasons_come_in_order_and_the_first_one_leads() -> None:
    standing = replace(trained(Training.PRIVACY, 366), tool=replace(NORTHLIGHT, status=ToolStatus.PAUSED))
    asked = use("Rosa Lindqvist, A012 345 678, SECRET", purpose="benefits")
    screen = finds(A_NUMBER, NAME, ("SECRET", "SECRET", FindingClass.CLASSIFIED, Strength.SURE))
    decision = decide(asked, standing, dhs(), screen=screen)
    assert [r.rule for r in decision.reasons] == [
        "classified",
        "tool-paused",
        "privacy-training",
        "decides-benefits",
        "individual",
        "names-without-source",
    ]


@pytest.mark.parametrize("training", [Training.PRIVACY, Training.CYBERSECURITY])
@pytest.mark.parametrize("days", [366, None])
def test_no_placeholder_is_left_open(training: Training, days: int | None) -> None:
    (reason,) = decide(use(), trained(training, days), dhs()).reasons
    said = (reason.state, reason.headline, reason.sentence, reason.auditor, reason.remedy, reason.recorded)
    assert all(said)
    assert not any("{" in text or "None" in text for text in said)
