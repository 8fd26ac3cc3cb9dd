"""The tagger in use says what the model that was trained says: the same weights for each word, the same best labels."""

from __future__ import annotations

from functools import cache
from importlib import resources

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from proviso.screening.names import finding, load_model
from proviso.screening.names.features import attributes
from proviso.screening.names.gazetteer import gazetteer
from proviso.screening.names.tagger import Tagger
from proviso.screening.names.tokens import as_word, cut
from proviso.screening.names.weights import SCALE, Weights, unpacked

TEXTS = (
    "Mireille Whitlowe told the board that Desta O. Dunmarrow had signed the plan for Harris County.",
    "Dear Ms. Quillfeather,\n\nyour letter of May 3, 2024 to Will Grace and MARIA-JOSE DEL VALLE came.  Bye,\nA. Koval",
    "The levee on the north bank held for nine days; 480 of 100,454 parcels are repetitive losses (Table 4-2).",
    "def load(path, retries=15):\n    return json.load(path)['items'][880]",
    "| Name | Age |\n|---|---|\n| Tuan Pham | 44 |\n| Sione Vea | 61 |",
    "Corwin",
    "Ask Corwin",
    ".",
)
WORDS = (
    "Mireille",
    "Whitlowe",
    "the",
    "of",
    "Mr.",
    "A.",
    "said",
    "County",
    ",",
    ".",
    "\n",
    "\n\n",
    "2024",
    "7",
    "zzyx",
    "Pham",
    "de",
    "board",
)


@cache
def shipped() -> Weights:
    return unpacked((resources.files("proviso.screening.names") / finding.MODEL).read_bytes())


def words_of(text: str) -> list[str]:
    return [as_word(piece) for piece in cut(text)]


def added_up(words: list[str]) -> list[list[int]]:
    """The weight of each label for each word, feature by feature, as training names them."""
    plain = ["0" * len(word) if word.isdigit() else word for word in words]
    weights = shipped()
    rows = attributes(plain, gazetteer(), weights.common)
    none = (0.0, 0.0, 0.0)
    return [[round(sum(weights.state.get(f, none)[label] for f in row) * SCALE) for label in range(3)] for row in rows]


def best_labels(scores: list[list[int]]) -> list[int]:
    """The best labels of a whole row, every path weighed."""
    moves = [[round(move * SCALE) for move in row] for row in shipped().transitions]
    best, back = list(scores[0]), []
    for row in scores[1:]:
        steps = [max(range(3), key=lambda one, to=to: best[one] + moves[one][to]) for to in range(3)]  # type: ignore[misc]
        best = [best[steps[to]] + moves[steps[to]][to] + row[to] for to in range(3)]
        back.append(steps)
    labels = [best.index(max(best))]
    for steps in reversed(back):
        labels.append(steps[labels[-1]])
    return labels[::-1]


@pytest.mark.parametrize("text", TEXTS)
def test_each_word_weighs_what_its_features_weigh(text: str) -> None:
    words = words_of(text)
    for _ in range(2):  # the second time, they are looked up
        assert load_model().scores(words).tolist() == added_up(words)


@given(st.lists(st.sampled_from(WORDS), max_size=12))
@settings(max_examples=60, deadline=None)
def test_words_weigh_the_same_in_any_order(words: list[str]) -> None:
    assert load_model().scores(words).tolist() == added_up(words)


@pytest.mark.parametrize("text", TEXTS)
def test_the_names_are_those_of_the_best_labels_of_the_whole_row(text: str) -> None:
    words = words_of(text)
    labels = best_labels(added_up(words))
    begins = [at for at, label in enumerate(labels) if label and (label == 1 or not at or not labels[at - 1])]
    assert [first for first, _, _ in load_model().spans(words)] == begins
    inside = {at for first, last, _ in load_model().spans(words) for at in range(first, last)}
    assert inside == {at for at, label in enumerate(labels) if label}


def test_no_words_have_no_names() -> None:
    assert load_model().spans([]) == []


def test_a_model_that_has_kept_as_many_words_as_it_may_begins_anew_and_says_the_same() -> None:
    tagger = Tagger(shipped(), most_kept=40)
    words = words_of(TEXTS[0])
    first = tagger.spans(words)
    known = sorted(gazetteer())[:300]
    for at in range(0, len(known), 30):
        tagger.spans(known[at : at + 30])
        assert tagger.kept <= 40
    assert tagger.spans(words) == first
