"""A name is found again where it stands alone: the same places as one pattern for all of them would find."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from proviso.screening import mentions as module
from proviso.screening.mentions import mentions

PART_OF = re.compile(r"[\w@./-]")


def by_pattern(text: str, names: list[str]) -> list[tuple[int, int]]:
    either = "|".join(map(re.escape, names))
    small = set(re.findall(rf"\b(?:{either.lower()})\b", text))
    found = re.finditer(rf"(?<![\w@./-])(?:{either})(?![\w@/-]|\.\w)", text)
    return [match.span() for match in found if match.group().lower() not in small]


@pytest.mark.parametrize(
    ("text", "places"),
    [
        ("Koval came. So did Kovalik and Koval.", [(0, 5), (31, 36)]),
        ("Koval-Ruiz, Koval@example.org, x.Koval, Koval.org", []),
        ("Koval likes koval", []),
        ("Koval's kovalik", [(0, 5)]),
    ],
)
def test_a_name_stands_alone(text: str, places: list[tuple[int, int]]) -> None:
    assert mentions(text, ["Koval"], PART_OF) == places


@given(
    pieces=st.lists(st.sampled_from(["Ann", "Anna", "Lee", "Ann-Lee", "ann", "lee", "-", " ", ".", "@", "'s", "x"])),
    names=st.lists(st.sampled_from(["Ann", "Anna", "Lee", "Ann-Lee"]), min_size=1, unique=True),
)
def test_every_text_has_the_places_that_one_pattern_finds(pieces: list[str], names: list[str]) -> None:
    text = "".join(pieces)
    assert mentions(text, sorted(names), PART_OF) == by_pattern(text, sorted(names))


@given(
    pieces=st.lists(
        st.sampled_from(["Ann", "Anna", "Lee", "Ann-Lee", "Van Lee", "ann", "lee", "-", " ", ".", "@", "'s", "x"])
    ),
    names=st.lists(st.sampled_from(["Ann", "Anna", "Lee", "Ann-Lee", "Van Lee"]), min_size=1, unique=True),
)
def test_all_names_at_once_are_found_where_each_is(pieces: list[str], names: list[str]) -> None:
    text = "".join(pieces)
    one_by_one = mentions(text, sorted(names), PART_OF)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(module, "LONG", 0)
        assert mentions(text, sorted(names), PART_OF) == one_by_one
