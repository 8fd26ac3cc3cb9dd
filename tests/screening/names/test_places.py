"""A town whose name looks like a person's is a place by what stands beside it, and then wherever it stands again."""

from __future__ import annotations

import pytest

from proviso.model import Part, Strength
from proviso.screening import recognizers
from proviso.screening.engine import Engine

ENGINE = Engine([r for r in recognizers() if r.name == "person_names"])


def names(text: str) -> set[str]:
    found = ENGINE.part(0, Part(name="text", text=text))
    return {text[f.start : f.end] for f in found if f.kind == "PERSON" and f.strength is not Strength.WEAK}


@pytest.mark.parametrize(
    "text",
    [
        "The town of Silver Ford opens its pool on Monday.",
        "Silver Ford's mayor and the council met. Silver Ford has 3,000 residents.",
        "He moved to Silver Ford, Oregon, last year.",
        "The bridge in Marion Grove is closed until May.",
        "Crews left for Marion Grove, TX, before noon. Marion Grove lies on the river.",
    ],
)
def test_a_town_is_no_person(text: str) -> None:
    assert names(text) == set()


def test_a_person_with_such_a_name_stays_one() -> None:
    assert names("Marion Grove said that the levee held. She was in Denver.") == {"Marion Grove"}
    assert names("Please call Ms. Marion Grove about her permit.") == {"Marion Grove"}
    assert "Harrison Ford" in names("The claim was filed by Harrison Ford, a resident.")


def test_the_same_name_of_a_town_and_a_person_keeps_the_person() -> None:
    assert "Silver Ford" not in names("The town of Silver Ford thanked Henry Ford. Henry Ford replied.")
    assert "Henry Ford" in names("The town of Silver Ford thanked Henry Ford. Henry Ford replied.")
