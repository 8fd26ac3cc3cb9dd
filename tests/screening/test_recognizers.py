"""Each recognizer brings its own examples; they are run here."""

from __future__ import annotations

import pytest

from proviso.model import Part, Strength
from proviso.screening import Recognizer, recognizers
from proviso.screening.engine import Engine

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
