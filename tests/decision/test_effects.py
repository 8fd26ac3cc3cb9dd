"""What a pack does with one finding alone, asked of the function that decides."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from proviso.decision.effects import Effect, Effects
from proviso.model import Finding, FindingClass, Strength
from proviso.policy import builtin

AT = datetime(2026, 11, 20, 15, 0, tzinfo=UTC)
SURE, LIKELY, WEAK = Strength.SURE, Strength.LIKELY, Strength.WEAK


def found(cls: FindingClass, kind: str, strength: Strength = SURE, detail: str = "") -> Finding:
    return Finding(kind=kind, cls=cls, strength=strength, start=4, end=9, recognizer="any", part=2, detail=detail)


@pytest.mark.parametrize(
    ("pack", "finding", "effect", "clause"),
    [
        ("dhs-139-07", found(FindingClass.INDIVIDUAL, "US_SSN"), Effect.STAYS_OUT, "139-07.2.a.1"),
        ("dhs-139-07", found(FindingClass.INDIVIDUAL, "US_SSN", WEAK), Effect.TOLD, ""),
        ("dhs-139-07", found(FindingClass.NAMED, "PERSON", LIKELY), Effect.ASKS, "139-07.1"),
        ("dhs-139-07", found(FindingClass.CONTROLLED, "CUI"), Effect.STAYS_OUT, "139-07.2.a.3"),
        ("dhs-139-07", found(FindingClass.CONTROLLED, "CUI", WEAK), Effect.TOLD, ""),
        ("dhs-139-07", found(FindingClass.CLASSIFIED, "SECRET"), Effect.STAYS_OUT, "139-07.2.a.4"),
        ("dhs-139-07", found(FindingClass.INJECTION, "INJECTION_OVERRIDE"), Effect.TOLD, ""),
        ("dhs-139-07", found(FindingClass.PURPOSE, "DECISION", detail="benefits"), Effect.STAYS_OUT, "139-07.5.a"),
        ("example-city", found(FindingClass.INDIVIDUAL, "US_SSN"), Effect.HIDDEN, ""),
        ("example-city", found(FindingClass.INDIVIDUAL, "US_SSN", WEAK), Effect.TOLD, ""),
    ],
)
def test_what_follows_is_what_decide_says(pack: str, finding: Finding, effect: Effect, clause: str) -> None:
    assert Effects(builtin(pack), AT).of(finding) == (effect, clause)


def test_an_ended_pack_lets_nothing_through() -> None:
    ended = replace(builtin("dhs-139-07"), ended_at=AT)
    assert Effects(ended, AT).of(found(FindingClass.INJECTION, "INJECTION_OVERRIDE"))[0] is Effect.STAYS_OUT
