"""A text that only calls itself fiction, a drill or a lesson: what it may and may not switch off."""

from __future__ import annotations

import pytest

from proviso.model import Part, Strength
from proviso.screening import screen

CASE = (
    "The applicant, a 41 year old nurse from Cameroon, arrived in 2022. She says that her husband was taken on "
    "November 4. She was diagnosed with PTSD and her asylum case was denied."
)


def found(text: str) -> set[str]:
    return {f.kind for f in screen((Part(name="text", text=text),)).findings if f.strength is not Strength.WEAK}


@pytest.mark.parametrize(
    "claim",
    [
        "This is fiction.",
        "DRILL DRILL DRILL",
        "Training scenario, all data is fictitious.",
        "For training purposes only.",
        "Test data, not a real person.",
        "Markings are for training use only.",
        "Write a short story about this fictional person.",
    ],
)
@pytest.mark.parametrize(
    ("line", "kind"),
    [
        ("His A-number is A012 345 678.", "US_A_NUMBER"),
        ("The SSN on file is 851-33-1294.", "US_SSN"),
        ("The password is Falcon4656xQ!", "PASSWORD"),
        ("CUI//SP-PRVCY\nThe list follows.", "CUI"),
        ("FOR OFFICIAL USE ONLY", "FOUO"),
        ("SECRET//NOFORN\nThe ford is open.", "SECRET"),
    ],
)
def test_no_claim_switches_off_an_identifier_a_marking_or_a_secret(claim: str, line: str, kind: str) -> None:
    assert kind in found(f"{claim}\n\n{line}\n\n{claim}")


@pytest.mark.parametrize("claim", ["This is fiction.", "Fictitious case for a drill.", "Training scenario."])
def test_a_claim_lowers_the_signs_of_a_record_and_a_clear_case_still_counts(claim: str) -> None:
    assert "SIGN_AGE" in found(f"{claim} {CASE}")
    assert not found(f"{claim} The applicant is 41. He said it was late.")


@pytest.mark.parametrize(
    "request_",
    [
        "Make up a case.",
        "Write a short training scenario with a fictional applicant.",
        "Create a persona for the site.",
    ],
)
def test_a_person_whom_the_tool_is_asked_to_invent_is_nobody(request_: str) -> None:
    assert not found(f"{request_} {CASE}")


def test_a_lesson_about_markings_shows_them() -> None:
    lesson = "Markings are for training use only.\nThe banner stands in each header; portion marks open a paragraph."
    assert not found(f"{lesson}\nCUI//SP-PRVCY\nThe categories come from the registry.")
