"""A door out of a denial never leads to a second one."""

from collections.abc import Callable, Sequence
from dataclasses import replace

import pytest

from proviso.decision import (
    as_own_draft,
    decide,
    emptied,
    remedies,
    with_source,
    with_tool,
    without,
    without_findings,
)
from proviso.model import (
    Decision,
    FindingClass,
    Part,
    ReasonKind,
    Remedy,
    RemedyKind,
    Screened,
    Source,
    Standing,
    Strength,
    ToolStatus,
    Training,
    Use,
)
from tests.decision.given import (
    A_NUMBER,
    CITED,
    FULL,
    NAME,
    NORTHLIGHT,
    OWN_TOOL,
    city,
    dhs,
    finds,
    nothing,
    trained,
    use,
)

Screen = Callable[[Sequence[Part]], Screened]
CUI = ("CUI", "CUI", FindingClass.CONTROLLED, Strength.SURE)
CASE = ("The applicant", "SIGN_ROLE", FindingClass.RECORD, Strength.LIKELY)
POST = ("@ferryfan22", "HANDLE", FindingClass.SOCIAL, Strength.SURE)
PHONE = ("555-0110", "PHONE", FindingClass.INDIVIDUAL, Strength.LIKELY)
KEY = ("hunter2-Falcon", "PASSWORD", FindingClass.SECRET, Strength.SURE)
SECRET = ("SECRET", "SECRET", FindingClass.CLASSIFIED, Strength.SURE)
TEXT = "CUI The applicant @ferryfan22 555-0110 hunter2-Falcon A012 345 678 Rosa Lindqvist SECRET"
WORDS = (CUI, CASE, POST, PHONE, KEY, A_NUMBER, NAME, SECRET)
MIXES = [tuple(w for n, w in enumerate(WORDS) if mask >> n & 1) for mask in range(1, 256)]


def made_by(remedy: Remedy, asked: Use, decision: Decision, standing: Standing) -> tuple[Use | None, Standing]:
    """The use that a door makes, as the web makes it; none where a door leads to a place."""
    if remedy.kind is RemedyKind.REMOVE:
        return without(asked, decision, remedy), standing
    if remedy.kind is RemedyKind.SOURCE:
        return with_source(asked, CITED), standing
    if remedy.kind is RemedyKind.OWN_DRAFT:
        return as_own_draft(asked), standing
    if remedy.kind is RemedyKind.OTHER_TOOL:
        return with_tool(asked, remedy.tool_id), OWN_TOOL
    if remedy.kind in {RemedyKind.EDIT, RemedyKind.PUBLIC_VERSION}:
        return emptied(asked), standing
    return None, standing


def tried(asked: Use, standing: Standing, screen: Screen) -> list[bool]:
    """What `decide` says to each use that a tested door makes."""
    decision = decide(asked, standing, dhs(), screen=screen)
    said = []
    for remedy in remedies(asked, standing, dhs(), decision, (OWN_TOOL,), screen=screen):
        new_use, new_standing = made_by(remedy, asked, decision, standing)
        if new_use is not None:
            said.append(decide(new_use, new_standing, dhs(), screen=screen).allowed)
    return said


@pytest.mark.parametrize("words", MIXES[::5], ids=lambda words: "+".join(w[1] for w in words))
@pytest.mark.parametrize("standing", [FULL, trained(Training.PRIVACY, 366)], ids=["ready", "step missing"])
def test_no_door_leads_to_a_second_denial(
    words: tuple[tuple[str, str, FindingClass, Strength], ...], standing: Standing
) -> None:
    assert all(tried(use(TEXT), standing, finds(*words)))


@pytest.mark.parametrize("word", [CUI, CASE, POST, SECRET, NAME])
def test_taking_out_is_never_offered_for_what_it_does_not_free(word: tuple[str, str, FindingClass, Strength]) -> None:
    screen = finds(word)
    decision = decide(use(TEXT), FULL, dhs(), screen=screen)
    kinds = {r.kind for r in remedies(use(TEXT), FULL, dhs(), decision, (OWN_TOOL,), screen=screen)}
    assert not decision.allowed
    assert RemedyKind.REMOVE not in kinds


def test_where_taking_out_is_not_enough_the_other_door_says_so() -> None:
    screen = finds(A_NUMBER, CASE)
    decision = decide(use(TEXT), FULL, dhs(), screen=screen)
    (edit,) = remedies(use(TEXT), FULL, dhs(), decision, screen=screen)
    assert edit.kind is RemedyKind.EDIT
    assert edit.note == "Taking the number out is not enough: the rest is still about one person."


def test_two_numbers_are_taken_out_together() -> None:
    screen = finds(A_NUMBER, PHONE)
    decision = decide(use(TEXT), FULL, dhs(), screen=screen)
    assert [(r.rule, r.findings) for r in decision.reasons] == [("individual", (0, 1))]
    remove = remedies(use(TEXT), FULL, dhs(), decision, screen=screen)[0]
    assert (remove.label, remove.findings) == ("Remove them and check again", (0, 1))
    left = without(use(TEXT), decision, remove)
    assert left.parts[0].text == "CUI The applicant @ferryfan22 hunter2-Falcon Rosa Lindqvist SECRET"


def test_what_was_taken_out_leaves_a_sentence_that_reads() -> None:
    asked = use("File A012 345 678 was closed (A012 345 678).")
    decision = decide(asked, FULL, dhs(), screen=finds(A_NUMBER))
    remove = remedies(asked, FULL, dhs(), decision, screen=finds(A_NUMBER))
    assert remove[0].kind is not RemedyKind.REMOVE, "the second one is still there, so the door is not offered"
    once = use("File A012 345 678 was closed.")
    decision = decide(once, FULL, dhs())
    changed_use = without(once, decision, remedies(once, FULL, dhs(), decision)[0])
    assert changed_use.parts[0].text == "File was closed."
    assert changed_use.digest == "", "another text has another digest: the door that knows the key makes it"


def test_a_files_name_is_not_mended_by_taking_words_out_of_its_text() -> None:
    asked = use(
        parts=(Part(name="text", text="How high?"), Part(name="A012 345 678.txt", text="The river A912 345 678"))
    )
    decision = decide(asked, FULL, dhs())
    assert [(f.start, f.end) for f in decision.findings] == [(0, 0), (10, 22)]
    assert RemedyKind.REMOVE not in {r.kind for r in remedies(asked, FULL, dhs(), decision)}
    left = without_findings(asked, decision.findings)
    assert [part.text for part in left.parts] == ["How high?", "The river "]


def test_a_digest_can_be_made_for_the_changed_text() -> None:
    asked = use("File A012 345 678 was closed.")
    decision = decide(asked, FULL, dhs())
    remove = remedies(asked, FULL, dhs(), decision)[0]
    assert without(asked, decision, remove, digest=lambda parts: f"{len(parts[0].text)}").digest == "16"


def test_a_source_opens_what_may_be_a_number() -> None:
    screen = finds(PHONE)
    decision = decide(use(TEXT), FULL, dhs(), screen=screen)
    assert decision.reasons[0].kind is ReasonKind.QUESTION
    kinds = [r.kind for r in remedies(use(TEXT), FULL, dhs(), decision, screen=screen)]
    assert kinds == [RemedyKind.SOURCE, RemedyKind.REMOVE]


def test_a_source_is_not_asked_for_twice() -> None:
    asked = use(TEXT, source=CITED)
    screen = finds(A_NUMBER, PHONE)
    decision = decide(asked, FULL, dhs(), screen=screen)
    assert RemedyKind.SOURCE not in {r.kind for r in remedies(asked, FULL, dhs(), decision, screen=screen)}


def test_a_word_that_leads_nowhere_does_not_take_the_question_away() -> None:
    asked = use(TEXT, source=Source(citation="asdf"))
    screen = finds(PHONE)
    decision = decide(asked, FULL, dhs(), screen=screen)
    assert decision.reasons[0].kind is ReasonKind.QUESTION
    assert RemedyKind.SOURCE in {r.kind for r in remedies(asked, FULL, dhs(), decision, screen=screen)}


def test_another_tool_is_offered_only_when_it_is_open_to_this_person() -> None:
    paused = replace(FULL, tool=replace(NORTHLIGHT, id="verbatim-notes", status=ToolStatus.PAUSED))
    no_account = replace(FULL, account=None)
    decision = decide(use(), paused, dhs(), screen=nothing)
    offered = remedies(use(), paused, dhs(), decision, (no_account,), screen=nothing)
    assert [r.kind for r in offered] == [RemedyKind.NOTIFY]


def test_the_agencys_own_tool_comes_last() -> None:
    paused = replace(FULL, tool=replace(NORTHLIGHT, id="verbatim-notes", status=ToolStatus.PAUSED))
    decision = decide(use(), paused, dhs(), screen=nothing)
    assert remedies(use(), paused, dhs(), decision, (OWN_TOOL, FULL), screen=nothing)[0].tool_id == "northlight-chat"
    assert remedies(use(), paused, dhs(), decision, (OWN_TOOL,), screen=nothing)[0].tool_id == "harbordesk"


def test_an_allowed_use_needs_no_door() -> None:
    decision = decide(use(), FULL, dhs(), screen=nothing)
    assert remedies(use(), FULL, dhs(), decision, (OWN_TOOL,), screen=nothing) == ()


def test_a_city_asks_where_others_stop() -> None:
    screen = finds(CASE)
    decision = decide(use(TEXT), FULL, city(), screen=screen)
    kinds = [r.kind for r in remedies(use(TEXT), FULL, city(), decision, screen=screen)]
    assert kinds == [RemedyKind.SOURCE, RemedyKind.EDIT]
