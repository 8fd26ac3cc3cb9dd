"""The learned weights: whole, readable, and linear in the text."""

from __future__ import annotations

import json
from importlib import resources

import pytest

from proviso.screening import cases
from proviso.screening.cases.model import (
    AT_ONCE,
    FEW,
    LONG,
    SHORT,
    STEP,
    Reading,
    checksum,
    model,
    name_of,
    named,
    passages,
    weights,
)
from proviso.screening.cases.words import KINDS, NUMBER, kinds_of


def test_the_weights_are_those_that_were_trained_and_their_figures_stand_beside_them() -> None:
    file = json.loads(resources.files(cases).joinpath("weights.json").read_text(encoding="ascii"))
    assert checksum(file["weights"]) == file["sha256"]
    assert checksum(file["weights"] | {"she was": 1}) != file["sha256"]
    assert file["figures on unseen folds"]["records-dev, record"]["counted"] >= 0.9


def test_every_weight_has_a_name_that_leads_back_to_it() -> None:
    names = ["she", "she was", "the ROLE", "ROLE _ MED", "first: draft", "last: ?", "size: 6"]
    assert [name_of(code) for code in named(names).values()] == names


@pytest.mark.parametrize(
    ("text", "kinds"),
    [
        ("She was diagnosed", ["she", "was", "MED"]),
        ("the applicant", ["the", "ROLE"]),
        ("on 5/3 at 10:45", ["on", "DATE", "at", "CLOCK"]),
        ("his ex-wife, 41yo", ["his", "KIN", ",", "AGE"]),
        ("applicant's XXXX", ["ROLE", "XXX"]),
    ],
)
def test_words_become_their_class(text: str, kinds: list[str]) -> None:
    assert [KINDS[k] for k in kinds_of(text)] == kinds


def test_every_word_of_a_long_text_stands_in_a_passage() -> None:
    for size in (1, LONG, LONG + 1, 3 * LONG + 7):
        covered = {at for first, last in passages(size) for at in range(first, last)}
        assert covered == set(range(size))


def test_a_fact_about_one_person_weighs_more_than_a_rule_about_anybody() -> None:
    def best(text: str) -> int:
        return max(score for _, _, score in model().scores(kinds_of(text)))

    assert best("She was late and her husband was arrested on May 3.") > best("He or she must file by May 3.")


@pytest.mark.parametrize(
    "size", [SHORT - 1, SHORT, FEW, FEW + 1, STEP, LONG, LONG + 1, 3 * LONG + 7, (AT_ONCE + 3) * STEP + 5]
)
def test_a_score_is_the_sum_of_the_weights_of_the_features_that_were_learned(size: int) -> None:
    learned, by_code = model(), weights()
    kinds = [(7 * at * at + at // 3) % len(KINDS) for at in range(size - 1)] + [NUMBER["she"]]
    reading = Reading.of(kinds)
    scores = learned.scores(kinds)
    assert scores or size < SHORT
    for first, last, score in scores:
        assert score == learned.bias + int(by_code[reading.features(first, last)].sum())
