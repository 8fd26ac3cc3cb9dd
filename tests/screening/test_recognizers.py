"""Each recognizer brings its own examples; they are run here."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from proviso.model import Part, Strength
from proviso.screening import Recognizer, recognizers
from proviso.screening.engine import Engine
from proviso.screening.patterns import Pattern

FINDS = [
    pytest.param(r, text, kind, id=f"{r.name}-{i}") for r in recognizers() for i, (text, kind) in enumerate(r.finds)
]
LEAVES = [pytest.param(r, text, id=f"{r.name}-{i}") for r in recognizers() for i, text in enumerate(r.leaves)]


def found(recognizer: Recognizer, text: str) -> set[str]:
    findings = Engine([recognizer]).part(0, Part(name="text", text=text), names=False)
    return {f.kind for f in findings if f.strength is not Strength.WEAK}


@pytest.mark.parametrize(("recognizer", "text", "kind"), FINDS)
def test_a_recognizer_finds_its_examples(recognizer: Recognizer, text: str, kind: str) -> None:
    assert kind in found(recognizer, text)


@pytest.mark.parametrize(("recognizer", "text"), LEAVES)
def test_a_recognizer_leaves_what_only_looks_alike(recognizer: Recognizer, text: str) -> None:
    assert found(recognizer, text) == set()


GATES = [pytest.param(r, number, id=f"{r.name}-{number}") for r in recognizers() for number in r.gates]


@pytest.mark.parametrize(("recognizer", "number"), GATES)
@settings(max_examples=30, deadline=None, suppress_health_check=list(HealthCheck))
@given(data=st.data())
def test_a_gate_is_open_for_whatever_its_pattern_matches(
    recognizer: Recognizer, number: int, data: st.DataObject
) -> None:
    source = recognizer.patterns[number]
    text = data.draw(st.from_regex(source, alphabet=st.characters(max_codepoint=127)))
    if Pattern(source).matches(text.encode("ascii")):
        assert Pattern(recognizer.gates[number]).matches(text.encode("ascii"))


def test_a_gate_belongs_to_a_pattern() -> None:
    assert all(number < len(r.patterns) for r in recognizers() for number in r.gates)
