"""Overlaps are resolved the same way in every process, in whatever order the findings come."""

from __future__ import annotations

from itertools import permutations

from proviso.model import Finding, FindingClass, Strength
from proviso.screening.resolve import resolved


def finding(recognizer: str, *, score: int = 100, end: int = 11, strength: Strength = Strength.LIKELY) -> Finding:
    return Finding(
        kind="US_SSN",
        cls=FindingClass.INDIVIDUAL,
        strength=strength,
        start=0,
        end=end,
        score=score,
        recognizer=recognizer,
        part=0,
        detail="",
    )


def test_of_two_findings_of_one_place_the_same_one_stays_whatever_their_order() -> None:
    found = [finding("tables"), finding("us_ssn"), finding("us_ssn", score=60)]
    assert {tuple(resolved(order)) for order in permutations(found)} == {(finding("tables"),)}


def test_the_surer_then_the_longer_one_stays() -> None:
    sure, long = finding("us_ssn", strength=Strength.SURE), finding("tables", end=20)
    assert resolved([long, sure]) == [sure]
    assert resolved([finding("us_ssn"), long]) == [long]
