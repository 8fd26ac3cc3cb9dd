"""What is looked for first of a cue that is two words in one sentence."""

from __future__ import annotations

import pytest

from proviso.screening.injection.cues import CUES
from proviso.screening.injection.gates import APART, GATES, alternatives


@pytest.mark.parametrize(
    ("source", "found"),
    [
        ("(?i:a)", ["a"]),
        ("(?i:a|b)", ["a", "b"]),
        ("(?i:(?:a|b)c|[|(]d|e\\|f|\\\\|g)", ["(?:a|b)c", "[|(]d", "e\\|f", "\\\\", "g"]),
    ],
)
def test_a_pattern_is_parted_where_its_alternatives_end(source: str, found: list[str]) -> None:
    assert alternatives(source) == found


def test_the_cues_of_two_words_have_a_gate_and_no_gate_reaches_over_a_sentence() -> None:
    assert sorted(GATES) == [number for number, (_, _, source) in enumerate(CUES) if APART in source]
    assert not [gate for gate in GATES.values() if APART in gate]


@pytest.mark.parametrize("number", GATES)
def test_the_alternatives_of_a_cue_are_the_whole_cue(number: int) -> None:
    assert f"(?i:{'|'.join(alternatives(CUES[number][2]))})" == CUES[number][2]
