"""A ship, firm, school, street, storm or disease with a person's name is no person: what stands beside it says so."""

from __future__ import annotations

import pytest

from proviso.model import Part
from proviso.screening import recognizers
from proviso.screening.engine import Engine

ENGINE = Engine([r for r in recognizers() if r.name == "person_names"])


def names(text: str) -> list[str]:
    return [text[f.start : f.end] for f in ENGINE.part(0, Part(name="text", text=text)) if f.kind == "PERSON"]


@pytest.mark.parametrize(
    "text",
    [
        "The Andrew Carnegie Library is closed on Monday.",
        "The wreck of the Edmund Dunbar lies in forty feet of water.",
        "They covered Parkinson's disease and Addison's disease.",
        "The files of the Elizabeth Dole Foundation came on Monday.",
        "The team from Malcolm Smith Motorsports won.",
        "Hurricane Maria reached the coast near Camp Dixon.",
        "The patrol came with K-9 Bruno, who was unavailable.",
        "Send it to Thompson Consulting and to Walter Reed.",
        "The children of Horace Mann Elementary sang.",
        "The bank of New\nYork is closed.",
        "Mark all slides, and grant each office its time.",
        "Mr. President and Mr. Secretary came.",
        "See #PrismaticTour and #FloodPlan.",
        "Bowling Green won, and Bowling Green State University was glad.",
    ],
)
def test_what_bears_a_name_is_no_person(text: str) -> None:
    assert names(text) == []


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("I talked about the Josh Green event with Corwin Dunmarrow.", ["Josh Green", "Corwin Dunmarrow"]),
        ("Where does the Maria Lopez application stand?", ["Maria Lopez"]),
        ("Draft an answer to the Robert Chen complaint.", ["Robert Chen"]),
        ("Ask the Kowalski twins, and Mrs. Mireille Whitlowe of Harris County.", ["Mireille Whitlowe"]),
        ("Corwin Hunt told the board. Hunt County is closed, and Hunt was late.", ["Corwin Hunt", "Hunt"]),
        ("Mr. Kevin Park lives beside Lincoln Park.", ["Kevin Park"]),
    ],
)
def test_a_person_beside_a_thing_stays_one(text: str, found: list[str]) -> None:
    said = names(text)
    assert [name for name in found if name in said] == found
    assert not {"Hunt County", "Lincoln"} & set(said)


def test_a_family_name_behind_another_word_with_a_capital_letter_is_part_of_a_longer_one() -> None:
    assert names("Corwin Green told the board. The Bowling Green plan and Green's map were kept.") == [
        "Corwin Green",
        "Green",
    ]
    assert names("Corwin Green told the board that Maria Green and Mr. Green had left.") == [
        "Corwin Green",
        "Maria Green",
        "Green",
    ]


def test_a_hashtag_that_is_made_of_a_name_is_that_person() -> None:
    assert names("We heard #CorwinHale at nine.") == ["CorwinHale"]


def test_a_given_name_is_the_person_again_and_the_name_of_a_town_is_not() -> None:
    assert names("Debra Dunmarrow called. I told Debra about it.") == ["Debra Dunmarrow", "Debra"]
    assert names("Houston Dunmarrow called. The road to Houston is closed.") == ["Houston Dunmarrow"]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("MEMORANDUM\nTO: Moore, Grace\nFROM: Figueroa\nSUBJECT: Overtime", ["Moore, Grace", "Figueroa"]),
        ("Visitor log\n08:01:46 Nakamura badge 120", ["Nakamura"]),
        ("Aid went to the household of Gonzales, 4555 Main Street.", ["Gonzales"]),
        ("TO: Procurement\nFROM: Payroll\nSUBJECT: Overtime", []),
    ],
)
def test_a_name_of_one_word_counts_in_a_place_for_names(text: str, found: list[str]) -> None:
    assert names(text) == found
