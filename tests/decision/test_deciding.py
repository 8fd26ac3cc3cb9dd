"""Deny is the default: a fault denies, a missing record denies, and nothing of the text is kept."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import timedelta

import pytest

from proviso.decision import decide, masked_parts, masked_text
from proviso.errors import PolicyError
from proviso.model import (
    CORRECTABLE,
    Correction,
    FindingClass,
    Part,
    ReasonKind,
    Screened,
    Standing,
    Strength,
    Training,
)
from proviso.policy import Pack
from tests.decision.given import (
    A_NUMBER,
    AT,
    CITED,
    FULL,
    HARBORDESK,
    MAYA,
    NAME,
    NORTHLIGHT,
    city,
    dhs,
    finds,
    lbb,
    nothing,
    recompiled,
    trained,
    use,
)

MARKER = "zebra-quartz-41"


def test_full_standing_and_a_plain_text_are_allowed_with_obligations() -> None:
    decision = decide(use(), FULL, dhs(), screen=nothing)
    assert decision.allowed
    assert decision.reasons == ()
    assert [o.id for o in decision.obligations] == ["expert-review", "protect-pii"]
    assert (decision.pack, decision.pack_sha256) == ("dhs-139-07@4", dhs().sha256)
    assert [name for name, _ in decision.facts] == sorted(name for name, _ in decision.facts)


def test_a_denied_use_has_no_obligations() -> None:
    assert decide(use(), trained(Training.PRIVACY, None), dhs(), screen=nothing).obligations == ()


STANDINGS = {
    "person": replace(FULL, person=None),
    "tool": replace(FULL, tool=None),
    "approval": replace(FULL, approval=None),
    "acknowledgement": replace(FULL, acknowledgement=None),
    "account": replace(FULL, account=None),
    **{t.value: trained(t, None) for t in Training},
    "everything": Standing(person=None, tool=None),
}


@pytest.mark.parametrize("missing", STANDINGS)
def test_removing_any_record_never_allows(missing: str) -> None:
    decision = decide(use(), STANDINGS[missing], dhs(), screen=nothing)
    assert not decision.allowed
    assert decision.reasons


@pytest.mark.parametrize("missing", STANDINGS)
def test_removing_any_record_never_turns_a_denial_into_an_allow(missing: str) -> None:
    asked = use(f"{A_NUMBER[0]}")
    assert not decide(asked, STANDINGS[missing], dhs(), screen=finds(A_NUMBER)).allowed


def raises(error: Exception) -> Callable[[Sequence[Part]], Screened]:
    def screen(_parts: Sequence[Part]) -> Screened:
        raise error

    return screen


@pytest.mark.parametrize(
    "error", [ValueError(MARKER), KeyError(MARKER), RecursionError(), MemoryError(), PolicyError("x"), AssertionError()]
)
def test_whatever_breaks_in_screening_denies_and_is_named_without_the_text(error: Exception) -> None:
    decision = decide(use(MARKER), FULL, dhs(), screen=raises(error))
    assert not decision.allowed
    assert decision.reasons[0].kind is ReasonKind.FAULT
    assert decision.fault.startswith("screening: ")
    assert MARKER not in repr(decision)


def overflowing() -> Pack:
    """The pack with one more rule, which is well typed and breaks when it is evaluated."""
    pack = dhs()
    rule = """
        @id("overflow") @clause("139-07.2.a.3")
        forbid (principal, action == Action::"send", resource)
        when { resource.listed && 9223372036854775807 + 1 > 0 };
    """
    words = replace(pack.rule("controlled"), id="overflow")
    own = replace(pack, policy=pack.policy + rule, rules=(*pack.rules, words))
    return recompiled(own)


def test_a_rule_that_cannot_be_evaluated_denies_and_names_its_clause() -> None:
    decision = decide(use(), FULL, overflowing(), screen=nothing)
    assert not decision.allowed
    assert decision.reasons[0].clause == "139-07.2.a.3"
    assert decision.reasons[0].kind is ReasonKind.FAULT
    assert "139-07.2.a.3" in decision.fault


def test_an_overlay_alone_decides_nothing() -> None:
    decision = decide(use(), FULL, replace(dhs(), compiled=None, extends="dhs-139-07"), screen=nothing)
    assert not decision.allowed
    assert decision.fault.startswith("policy: ")


def test_the_text_is_in_no_decision() -> None:
    text = f"{MARKER} {A_NUMBER[0]}"
    for pack in (dhs(), city()):
        for screen in (nothing, finds(A_NUMBER)):
            decision = decide(use(text), FULL, pack, screen=screen)
            assert MARKER not in repr(decision)
            assert A_NUMBER[0] not in repr(decision)
    assert MARKER not in repr(use(text))


def corrected(cls: FindingClass, *, digest: str = "c0ffee", days: int = 10) -> Standing:
    correction = Correction(
        id="C1", text_digest=digest, cls=cls, until=AT.date() + timedelta(days=days), objection_id="O1"
    )
    return replace(FULL, corrections=(correction,))


def test_a_correction_opens_this_exact_text() -> None:
    asked, screen = use(A_NUMBER[0]), finds(A_NUMBER)
    decision = decide(asked, corrected(FindingClass.INDIVIDUAL), dhs(), screen=screen)
    assert decision.allowed
    assert [f.strength for f in decision.findings] == [Strength.WEAK], "what was found is kept, and does not decide"


@pytest.mark.parametrize(
    "standing",
    [
        corrected(FindingClass.INDIVIDUAL, digest="other"),
        corrected(FindingClass.INDIVIDUAL, digest=""),
        corrected(FindingClass.INDIVIDUAL, days=-1),
        corrected(FindingClass.NAMED),
    ],
    ids=["another text", "no digest", "over", "another class"],
)
def test_a_correction_opens_nothing_else(standing: Standing) -> None:
    asked = use(A_NUMBER[0], digest="" if standing.corrections[0].text_digest == "" else "c0ffee")
    assert not decide(asked, standing, dhs(), screen=finds(A_NUMBER)).allowed


@pytest.mark.parametrize("cls", [FindingClass.CONTROLLED, FindingClass.CLASSIFIED])
def test_controlled_and_classified_are_never_corrected(cls: FindingClass) -> None:
    pack = replace(dhs(), correctable=frozenset(FindingClass))
    screen = finds(("MARK", "MARK", cls, Strength.SURE))
    assert not decide(use("MARK"), corrected(cls), pack, screen=screen).allowed
    assert cls not in CORRECTABLE


def test_a_pack_may_switch_corrections_off() -> None:
    pack = replace(dhs(), correctable=frozenset())
    assert not decide(use(A_NUMBER[0]), corrected(FindingClass.INDIVIDUAL), pack, screen=finds(A_NUMBER)).allowed


def test_a_city_masks_what_others_forbid() -> None:
    asked = use("File A012 345 678 was closed.")
    decision = decide(asked, FULL, city(), screen=finds(A_NUMBER))
    assert decision.allowed
    assert decision.masked == (0,)
    assert masked_text(asked, decision) == "File [A‑number] was closed."
    assert [o.id for o in decision.obligations] == ["mask", "check-answer", "say-so"]


def test_masking_goes_through_every_part() -> None:
    asked = use(parts=(Part(name="your text", text="A012 345 678"), Part(name="plan.txt", text="see A012 345 678")))
    decision = decide(asked, FULL, city(), screen=finds(A_NUMBER))
    assert [p.text for p in masked_parts(asked, decision)] == ["[A‑number]", "see [A‑number]"]
    assert "012" not in masked_text(asked, decision)


def test_what_a_files_name_says_puts_no_mask_into_its_text() -> None:
    asked = use(
        parts=(Part(name="text", text="How high?"), Part(name="A012 345 678.txt", text="File A012 345 678 is old."))
    )
    decision = decide(asked, FULL, city())
    assert [(f.kind, f.part, f.start, f.end) for f in decision.findings] == [
        ("US_A_NUMBER", 1, 0, 0),
        ("US_A_NUMBER", 1, 5, 17),
    ]
    assert decision.masked == (0, 1)
    assert masked_text(asked, decision) == "How high?\n\nFile [A‑number] is old."


def test_nothing_is_masked_in_what_is_not_sent() -> None:
    decision = decide(use(A_NUMBER[0]), trained(Training.PRIVACY, None), city(), screen=finds(A_NUMBER))
    assert not decision.allowed
    assert decision.masked == ()


def test_where_nothing_is_masked_the_text_is_sent_as_it_is() -> None:
    decision = decide(use(), FULL, dhs(), screen=nothing)
    assert masked_text(use(), decision) == "How high did the river stand?"


def test_no_words_of_the_department_are_in_the_citys_answers() -> None:
    denied = decide(use(), replace(FULL, person=None, tool=None), city(), screen=nothing)
    said = " ".join(f"{r.state} {r.headline} {r.sentence} {r.clause}" for r in denied.reasons)
    assert "139-07" not in said
    assert "DHS" not in said
    assert "agency" not in said


def test_the_components_rule_holds_for_its_people_alone() -> None:
    inside = replace(FULL, tool=HARBORDESK, person=replace(MAYA, component="LBB"))
    outside = replace(FULL, tool=HARBORDESK)
    assert not decide(use(purpose="benefits"), inside, lbb(), screen=nothing).allowed
    assert decide(use(purpose="benefits"), outside, lbb(), screen=nothing).allowed


def test_the_same_question_gets_the_same_answer() -> None:
    asked = use(f"{NAME[0]} {A_NUMBER[0]}", source=CITED)
    screen = finds(NAME, A_NUMBER)
    assert decide(asked, FULL, dhs(), screen=screen) == decide(asked, FULL, dhs(), screen=screen)


def test_a_tool_that_takes_no_text_but_code_reads_the_text() -> None:
    limits = replace(NORTHLIGHT.conditions, only_code=True)
    standing = replace(FULL, tool=replace(NORTHLIGHT, conditions=limits))
    assert decide(use("def gauge():\n    return 4\n"), standing, dhs(), screen=nothing).allowed
    assert not decide(use("Tell me about the gauge."), standing, dhs(), screen=nothing).allowed
