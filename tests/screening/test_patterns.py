"""Sets of patterns: the numbers of those that match, whether they stand together or apart."""

from __future__ import annotations

import pytest

from proviso.screening.cases.signs import _SIGNS
from proviso.screening.catalog import recognizers
from proviso.screening.judging.asks import ASKS
from proviso.screening.judging.cues import CUES
from proviso.screening.patterns import Pattern, PatternSet

SOURCES = ("levee", r"\d{3}", "(?i:siren)", "x{2,4}y")


@pytest.mark.parametrize("apart", [(), ((1,),), ((3, 0),), ((0, 1, 2),), ((1,), (3, 0)), ((0,), (1,), (2,), (3,))])
@pytest.mark.parametrize(
    ("text", "numbers"),
    [("", []), ("nothing", []), ("the levee", [0]), ("123 levee SIREN xxy", [0, 1, 2, 3]), ("SIREN 12", [2])],
)
def test_a_set_names_the_patterns_that_match(apart: tuple[tuple[int, ...], ...], text: str, numbers: list[int]) -> None:
    assert sorted(PatternSet(SOURCES, *apart).hits(text.encode())) == numbers


def test_a_pattern_gives_the_span_of_each_match_and_of_its_groups() -> None:
    found = list(Pattern("(a)(b)?").spans(b"abxa"))
    assert found == [((0, 2), (0, 1), (1, 2)), ((3, 4), (3, 4), (-1, -1))]


@pytest.mark.parametrize(
    ("start", "end", "spans"),
    [
        (0, None, [(0, 1), (2, 3), (4, 5)]),
        (1, None, [(2, 3), (4, 5)]),
        (1, 4, [(2, 3)]),
        (-3, 99, [(0, 1), (2, 3), (4, 5)]),
        (5, None, []),
        (4, 2, []),
    ],
)
def test_matches_are_looked_for_between_two_places(start: int, end: int | None, spans: list[tuple[int, int]]) -> None:
    assert [found[0] for found in Pattern(r"\d").spans(b"1a2b3", start, end)] == spans


def test_a_pattern_that_matches_nothing_at_all_goes_on() -> None:
    assert [found[0] for found in Pattern("x*").spans(b"axxb")] == [(0, 0), (1, 3), (3, 3), (4, 4)]
    assert Pattern("x*").matches(b"")
    assert not Pattern("x").matches(b"")


def test_every_pattern_that_is_compiled_when_it_is_first_looked_for_can_be_compiled() -> None:
    sources = [source for each in recognizers() for source in each.patterns]
    for source in (*sources, *ASKS, *CUES, *(source for _, source in _SIGNS)):
        Pattern(source).matches(b"nothing of it")


def test_what_only_has_to_stand_somewhere_has_no_gate() -> None:
    assert [each.name for each in recognizers() if each.somewhere & set(each.gates)] == []
