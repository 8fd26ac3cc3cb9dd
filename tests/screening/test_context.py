"""Whole words beside a place: RE2 over the view answers as `re` does over its small letters."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from proviso.screening.context import near, words
from proviso.screening.view import view_of

WORDS = words("cell", "home phone", "soc\\.?", "addr(?:ess)?", "docket \\d\\w*", "(?:is|was) [a-z-]+ed")


PIECES = (
    "cell",
    "HOME",
    "phone",
    "Soc.",
    "soc",
    "addr",
    "address",
    "docket",
    "12a",
    "is",
    "was",
    "Closed",
    "_",
    "-",
    ".",
)


@given(st.lists(st.sampled_from(PIECES)))
def test_a_stretch_has_a_word_when_its_small_letters_have_it(pieces: list[str]) -> None:
    for text in (" ".join(pieces), "".join(pieces)):
        view = view_of(text)
        assert WORDS.stand_in(view, 0, len(text)) == (WORDS.search(view.low) is not None)


def test_a_word_counts_only_so_near() -> None:
    view = view_of("cell" + " " * 40 + "713-555-0167" + " " * 20 + "cell")
    assert near(view, 44, 56, WORDS)
    assert not near(view, 44, 56, WORDS, 40)
    assert near(view, 44, 56, WORDS, 40, 24)
    assert not near(view, 44, 56, WORDS, 0, 23)
