"""Names of persons: once named in full, a person is known by the family name in the rest of the text."""

from __future__ import annotations

import time

import pytest

from proviso.model import Part
from proviso.screening import screen
from proviso.screening.given_names import GIVEN


def names(text: str) -> list[str]:
    return [
        text[f.start : f.end]
        for f in screen((Part(name="text", text=text),), names=False).findings
        if f.kind == "PERSON"
    ]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        (
            "Mrs. Mireille Whitlowe asked for a culvert. The board heard Whitlowe twice, and Whitlowe's map was kept.",
            ["Mireille Whitlowe", "Whitlowe", "Whitlowe"],
        ),
        ("Whitlowe came late. Later, Mr. Corwin Whitlowe left.", ["Whitlowe", "Corwin Whitlowe"]),
        ("Corwin Hunt Jr. told the board. Hunt was late.", ["Corwin Hunt Jr.", "Hunt"]),
        ("Mrs. Mireille Whitlowe lives in Whitlowe County near the Whitlowe dam.", ["Mireille Whitlowe"]),
        ("Maria Young asked. Young people asked, too. Every young person did.", ["Maria Young"]),
        ("Corwin Price told Hunt & Price that rwhitlow@price.example is closed.", ["Corwin Price"]),
        ("Whitlowe County is open. The Whitlowe dam holds.", []),
    ],
)
def test_a_family_name_is_found_again_where_it_stands_alone(text: str, found: list[str]) -> None:
    assert names(text) == found


def test_a_text_full_of_names_is_read_in_time_that_grows_with_it() -> None:
    def took(count: int) -> float:
        text = " ".join(
            f"Mr. Corwin Whit{chr(97 + n % 26)}{chr(97 + n // 26 % 26)} left. Whitab came." for n in range(count)
        )
        start = time.process_time()
        screen((Part(name="text", text=text),))
        return time.process_time() - start

    took(100)
    small, large = min(took(300) for _ in range(2)), took(2_400)
    assert large < 30 * small + 0.5


def test_given_names_are_single_words_with_one_capital_letter() -> None:
    assert len(GIVEN) > 1_000
    assert [name for name in GIVEN if not (name.isascii() and name.isalpha() and name.istitle())] == []


def test_a_given_name_needs_a_family_name() -> None:
    assert names("We met Consuelo Brightley there.") == ["Consuelo Brightley"]
    assert names("We met Consuelo there, in Rose Garden and on Madison Drive.") == []
