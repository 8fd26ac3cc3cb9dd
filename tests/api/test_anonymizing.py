"""A text without its findings: Presidio's own examples, overlaps, and nothing that a finding covers stays."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from proviso.api.anonymizing import anonymize, merged
from proviso.api.shapes import Anonymize, Operator, Span
from proviso.errors import UsageError

TEXT = "hello world, my name is Jane Doe. My number is: 034453334"
RESULTS = [
    Span(start=24, end=32, score=0.8, entity_type="PERSON"),
    Span(start=48, end=57, score=0.95, entity_type="PHONE_NUMBER"),
]


def done(operators: dict[str, Operator], text: str = TEXT, results: list[Span] | None = None) -> str:
    return anonymize(Anonymize(text=text, analyzer_results=results or RESULTS, anonymizers=operators)).text


def test_presidios_example_of_replace_and_redact() -> None:
    said = anonymize(
        Anonymize(
            text=TEXT,
            analyzer_results=RESULTS,
            anonymizers={"PERSON": Operator(type="redact"), "PHONE_NUMBER": Operator(type="replace", new_value="ANON")},
        )
    )
    assert said.text == "hello world, my name is . My number is: ANON"
    assert [(i.operator, i.entity_type, i.start, i.end, i.text) for i in said.items] == [
        ("replace", "PHONE_NUMBER", 40, 44, "ANON"),
        ("redact", "PERSON", 24, 24, ""),
    ]


def test_presidios_example_of_a_default() -> None:
    assert done({"DEFAULT": Operator(type="replace", new_value="ANONYMIZED")}).endswith("is: ANONYMIZED")
    assert done({}) == "hello world, my name is <PERSON>. My number is: <PHONE_NUMBER>"


@pytest.mark.parametrize(
    ("operator", "says"),
    [
        (Operator(type="mask", masking_char="*", chars_to_mask=4, from_end=True), "03445****"),
        (Operator(type="mask", masking_char="#", chars_to_mask=4), "####53334"),
        (Operator(type="mask", masking_char="*", chars_to_mask=100, from_end=True), "*********"),
        (Operator(type="mask"), "*********"),
        (Operator(type="mask", chars_to_mask=0, from_end=True), "034453334"),
    ],
)
def test_a_mask_hides_as_many_characters_as_it_says(operator: Operator, says: str) -> None:
    assert done({"PHONE_NUMBER": operator}).endswith(f"is: {says}")


@pytest.mark.parametrize(
    "operator",
    [
        Operator(type="hash"),
        Operator(type="encrypt"),
        Operator(type="keep"),
        Operator(type="mask", masking_char="**"),
        Operator(type="mask", chars_to_mask=-1),
    ],
)
def test_an_operator_that_would_keep_the_value_is_refused(operator: Operator) -> None:
    with pytest.raises(UsageError):
        done({"PHONE_NUMBER": operator})


@pytest.mark.parametrize(("start", "end"), [(-1, 3), (0, 58), (5, 4)])
def test_a_result_outside_of_the_text_is_refused(start: int, end: int) -> None:
    with pytest.raises(UsageError):
        done({}, results=[Span(start=start, end=end, entity_type="PERSON")])


def test_overlaps_become_one_named_after_the_longest() -> None:
    spans = [
        Span(start=5, end=9, entity_type="B"),
        Span(start=0, end=6, entity_type="A"),
        Span(start=9, end=10, entity_type="C"),
    ]
    assert [(s.start, s.end, s.entity_type) for s in merged(spans)] == [(0, 9, "A"), (9, 10, "C")]


@given(st.lists(st.tuples(st.integers(0, 40), st.integers(0, 40)), max_size=12))
def test_nothing_that_a_finding_covers_stays(places: list[tuple[int, int]]) -> None:
    text = "".join(chr(0x4E00 + n) for n in range(40))
    spans = [Span(start=min(p), end=max(p), entity_type="X") for p in places]
    said = anonymize(
        Anonymize(text=text, analyzer_results=spans, anonymizers={"DEFAULT": Operator(type="replace", new_value="-")})
    )
    covered = {n for s in spans for n in range(s.start, s.end)}
    assert said.text.replace("-", "") == "".join(c for n, c in enumerate(text) if n not in covered)
    assert all(said.text[i.start : i.end] == "-" for i in said.items)
