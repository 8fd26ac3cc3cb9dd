"""Any valid marking is found in any place where it marks, and is a mention in any sentence about it."""

from __future__ import annotations

import time
from random import Random

import pytest

from proviso.model import Finding, FindingClass, Part, Strength
from proviso.screening import screen
from proviso.screening.markings.marks import CATEGORIES as REGISTRY
from proviso.screening.markings.marks import category_of

from . import made, marked, told

MARKS = (FindingClass.CONTROLLED, FindingClass.CLASSIFIED)
FOREIGN = {"lower case", "rows of a form", "title beside", "page, then footer", "after a page number"}
"""A line that begins with slashes marks as a line of its own, in capitals."""


def found(text: str, name: str = "text") -> list[Finding]:
    findings = screen((Part(name=name, text=text),), names=False).of(*MARKS)
    return [f for f in findings if f.strength is not Strength.WEAK]


def kinds(text: str, name: str = "text") -> set[str]:
    return {f.kind for f in found(text, name)}


def some(chance: Random) -> list[tuple[str, str]]:
    return [(made.cui(chance), "CUI"), made.classified(chance), chance.choice(made.LEGACY)]


@pytest.mark.parametrize(("name", "place"), made.PLACES, ids=[name for name, _ in made.PLACES])
def test_any_marking_is_found_where_it_stands_apart(name: str, place: made.Place) -> None:
    chance = Random(name)
    for _ in range(25):
        for mark, kind in [*some(chance), ("CUI", "CUI"), ("SECRET", "SECRET"), ("FOUO", "FOUO")]:
            if mark.startswith("//") and name in FOREIGN:
                continue
            text = place(mark, chance.choice(made.BODIES), chance.choice(made.TASKS))
            assert kind in kinds(text), text


@pytest.mark.parametrize(("name", "place"), made.JOINED_PLACES, ids=[name for name, _ in made.JOINED_PLACES])
def test_a_double_slash_marks_in_more_places(name: str, place: made.Place) -> None:
    chance = Random(name)
    for _ in range(25):
        for mark, kind in some(chance):
            if "//" in mark[1:]:
                text = place(mark, chance.choice(made.BODIES), chance.choice(made.TASKS))
                assert mark.startswith("//") or kind in kinds(text), text


@pytest.mark.parametrize("sentence", made.MENTIONS)
def test_a_sentence_about_a_marking_marks_nothing(sentence: str) -> None:
    chance = Random(sentence)
    for _ in range(8):
        for mark, _ in [*some(chance), ("CUI", ""), ("SECRET", ""), ("FOUO", "")]:
            text = sentence.replace("{m}", mark)
            assert mark.startswith("//") or not found(text), text


def test_every_category_of_the_registry_is_known() -> None:
    assert {category.removeprefix("SP-") for category in made.CATEGORIES} <= REGISTRY
    for category in made.CATEGORIES:
        assert category_of(f"CUI//{category}//NOFORN") == category
        assert kinds(f"CUI//{category}\nThe gate code changed on Monday.") == {"CUI"}


@pytest.mark.parametrize("mark", ["CUI//SP-PHYS//NOFORN", "SECRET//NOFORN", "FOR OFFICIAL USE ONLY"])
def test_a_marking_that_stands_once_in_a_long_text_is_found_at_its_place_and_quickly(mark: str) -> None:
    page = "The plan lists culverts, buyouts and a siren test for the parcels in the flood plain.\n" * 40
    before, after = page * 300, page * 300
    start = time.process_time()
    hits = found(f"{before}{mark}      Page 7 of 12\n{after}")
    assert time.process_time() - start < 10
    assert [(f.start, f.end) for f in hits] == [(len(before), len(before) + len(mark))]


@pytest.mark.parametrize(
    "filler", ["CUI//", "SECRET//NOFORN ", "(S) ", "TLP:RED ", "Controlled by: ", "FOUO\n", "is CUI//SP-PRVCY "]
)
def test_a_text_made_of_markings_takes_no_longer_for_each_of_them(filler: str) -> None:
    def took(size: int) -> float:
        text = filler * (size // len(filler))
        start = time.process_time()
        found(text)
        return time.process_time() - start

    took(5_000)
    assert took(80_000) < 40 * took(10_000) + 0.5


@pytest.mark.parametrize("text", marked.MARKED)
def test_a_marked_text_is_found(text: str) -> None:
    assert found(text)


@pytest.mark.parametrize("mark", ["SECRET//NOFORN", "TOP SECRET//SI//NOFORN", "CUI//SP-PRVCY"])
@pytest.mark.parametrize(
    "text", ["{} plan", "(TEST) {} plan", "Plan: {}", "Pier plan {}", "Notes {}", "Fix this: {} gate list"]
)
def test_a_text_of_a_few_words_is_as_marked_as_a_long_one(mark: str, text: str) -> None:
    assert any(f.strength is Strength.SURE for f in screen((Part(name="text", text=text.format(mark)),)).findings)


@pytest.mark.parametrize("level", ["SECRET", "TOP SECRET"])
def test_a_marked_text_may_speak_of_pay(level: str) -> None:
    text = f"{level}\nThe salary list of the pier guards follows. Telework is off, and there is no vacancy."
    assert any(f.cls is FindingClass.CLASSIFIED for f in screen((Part(name="text", text=text),)).findings)


@pytest.mark.parametrize("text", marked.MENTIONS)
def test_a_text_that_speaks_of_markings_passes(text: str) -> None:
    assert not [f for f in found(text) if not f.kind.startswith("TLP_")]


@pytest.mark.parametrize(("text", "kind"), told.MARKED)
def test_a_marking_without_a_clean_banner_is_found(text: str, kind: str) -> None:
    assert kind in kinds(text)


@pytest.mark.parametrize("text", told.MENTIONED)
def test_words_that_look_like_one_without_a_banner_pass(text: str) -> None:
    assert not found(text)


@pytest.mark.parametrize("name", marked.NAMES)
def test_a_file_says_by_its_name_that_it_is_marked(name: str) -> None:
    assert found("The gate is open.", name)


@pytest.mark.parametrize("name", marked.OTHER_NAMES)
def test_a_file_with_a_lesson_or_an_everyday_word_in_its_name_is_not(name: str) -> None:
    assert not found("The meeting is at noon.", name)


@pytest.mark.parametrize("part", ["plan.docx: header 1", "plan.docx: footer 2"])
def test_a_banner_in_a_header_of_a_file_is_found(part: str) -> None:
    assert kinds("CUI//SP-PHYS", part) == {"CUI"}
    assert kinds("Facility Plan\tSECRET\tPage 3", part) == {"SECRET"}
