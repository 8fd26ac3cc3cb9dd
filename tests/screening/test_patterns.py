"""Sets of patterns: the numbers of those that match, whether they stand together or apart."""

from __future__ import annotations

import pytest

from proviso.screening.patterns import Pattern, PatternSet

SOURCES = ("levee", r"\d{3}", "(?i:siren)", "x{2,4}y")


@pytest.mark.parametrize("apart", [(), (1,), (3, 0), (0, 1, 2)])
@pytest.mark.parametrize(
    ("text", "numbers"),
    [("", []), ("nothing", []), ("the levee", [0]), ("123 levee SIREN xxy", [0, 1, 2, 3]), ("SIREN 12", [2])],
)
def test_a_set_names_the_patterns_that_match(apart: tuple[int, ...], text: str, numbers: list[int]) -> None:
    assert sorted(PatternSet(SOURCES, apart).hits(text.encode())) == numbers


def test_a_pattern_gives_the_span_of_each_match_and_of_its_groups() -> None:
    found = list(Pattern("(a)(b)?").spans(b"abxa"))
    assert found == [((0, 2), (0, 1), (1, 2)), ((3, 4), (3, 4), (-1, -1))]
