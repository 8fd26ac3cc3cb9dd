"""A text with tens of thousands of findings is decided on all of them, and keeps some of each."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import replace

from proviso.decision import decide, remedies
from proviso.decision.plenty import MOST, OF_EACH
from proviso.model import Finding, FindingClass, Part, Screened, Strength
from tests.decision.given import CITED, FULL, NORTHLIGHT, city, dhs, use

MANY = 50_000


def finding(start: int, kind: str, cls: FindingClass, strength: Strength = Strength.SURE) -> Finding:
    return Finding(kind=kind, cls=cls, strength=strength, start=start, end=start + 1, recognizer="hand")


def crowd(parts: Sequence[Part]) -> Screened:
    """Names and numbers by the thousand, and one marking at the very end."""
    found = [finding(n, "PERSON", FindingClass.NAMED, Strength.LIKELY) for n in range(MANY)]
    found += [finding(MANY + n, "US_SSN", FindingClass.INDIVIDUAL) for n in range(MANY)]
    found.append(finding(2 * MANY, "SECRET", FindingClass.CLASSIFIED))
    return Screened(findings=tuple(found), chars=3 * MANY)


def named(parts: Sequence[Part]) -> Screened:
    return Screened(findings=crowd(parts).findings[:MANY], chars=MANY)


def numbered(parts: Sequence[Part]) -> Screened:
    return Screened(findings=crowd(parts).findings[MANY : 2 * MANY], chars=MANY)


def test_each_kind_keeps_some_and_the_last_one_still_leads() -> None:
    start = time.perf_counter()
    decision = decide(use(), FULL, dhs(), screen=crowd)
    assert time.perf_counter() - start < 5
    assert not decision.allowed
    assert decision.reasons[0].kind.value == "emergency"
    assert len(decision.findings) == 2 * OF_EACH + 1 < MOST
    assert {f.cls for f in decision.findings} == {FindingClass.NAMED, FindingClass.INDIVIDUAL, FindingClass.CLASSIFIED}
    for reason in decision.reasons:
        for place in reason.findings:
            assert 0 <= place < len(decision.findings)
    assert decision.findings[decision.reasons[0].findings[0]].cls is FindingClass.CLASSIFIED


def test_the_words_count_all_of_them() -> None:
    decision = decide(use(), FULL, dhs(), screen=numbered)
    said = f"{decision.reasons[0].headline} {decision.reasons[0].sentence}".replace(",", "")
    assert str(MANY) in said
    assert len(decision.reasons[0].findings) == OF_EACH


def test_an_allowed_use_is_thinned_for_the_record_too() -> None:
    decision = decide(use(source=CITED), FULL, dhs(), screen=named)
    assert decision.allowed
    assert len(decision.findings) == OF_EACH


def test_what_is_masked_is_never_thinned() -> None:
    decision = decide(use(), FULL, city(), screen=numbered)
    assert len(decision.masked) in {0, MANY}
    assert decision.allowed is bool(decision.masked)
    assert len(decision.findings) == (MANY if decision.masked else OF_EACH)


def test_the_same_text_is_screened_once_however_many_tools_are_tried() -> None:
    asked: list[int] = []

    def counting(parts: Sequence[Part]) -> Screened:
        asked.append(len(parts))
        return numbered(parts)

    one = use()
    decision = decide(one, FULL, dhs(), screen=counting)
    others = tuple(replace(FULL, tool=replace(NORTHLIGHT, id=f"tool-{number}")) for number in range(12))
    asked.clear()
    remedies(one, FULL, dhs(), decision, others, screen=counting)
    assert len(asked) <= 4
