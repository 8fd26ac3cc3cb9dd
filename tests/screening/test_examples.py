"""When a value is only an example: its own sentence says so, directly, and speaks of nobody."""

from __future__ import annotations

import time

import pytest

from proviso.screening.examples import is_example, is_example_table
from proviso.screening.view import view_of

SSN = "851-33-1294"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("For example, 851-33-1294.", True),
        ("identifiers such as 851-33-1294", True),
        ("A number looks like 851-33-1294.", True),
        ("my regex matches 851-33-1294 and nothing else", True),
        ("test strings: 000-12-3456, 666-12-3456, 851-33-1294, 123-00-4567", True),
        ("with example formats like 851-33-1294 (dummy) and more", True),
        ("851-33-1294 is a test number", True),
        ("851-33-1294 and 851-33-1295 are test numbers", True),
        ('assert is_ssn("851-33-1294")', False),
        ('assert "851-33-1294"', True),
        ("For example, prices rose.\n\nThe SSN is 851-33-1294.", False),
        ("Prices rose, for example in May. The SSN is 851-33-1294.", False),
        ("- examples of work\n- the SSN is 851-33-1294", False),
        ("The example shows how a family of four was paid under 851-33-1294", False),
        ("For example, her SSN is 851-33-1294.", False),
        ("For example, Ana Dunmarrow, 851-33-1294", False),
        ("851-33-1294, for example, was stolen", False),
        ("My SSN, for example 851-33-1294", False),
        ("The applicant gave the example 851-33-1294", False),
        ("The SSN is 851-33-1294. This is an example.", False),
        ("For example, 851-33-1294 was denied in May.", False),
        ("Cases such as 851-33-1294 belongs to the widow", False),
        ("For example, 851-33-1294 is pending.", False),
        ("For example, 851-33-1294 was made up.", True),
        ("For example, 851-33-1294 is a number with nine digits.", True),
        ("sample implementations were read by 851-33-1294", False),
    ],
)
def test_a_value_is_an_example_when_its_own_sentence_says_so_beside_it(text: str, expected: bool) -> None:
    start = text.index(SSN)
    assert is_example(view_of(text), start, start + len(SSN)) is expected


@pytest.mark.parametrize(
    ("above", "expected"),
    [
        ("# SYNTHETIC TEST DATA - generated, seed 42", True),
        ("For example:", True),
        ("Fixtures", True),
        ("Her test data", False),
        ("The examples of last year", False),
        ("test data\nThe real list", False),
    ],
)
def test_a_table_is_an_example_when_the_line_above_it_says_so(above: str, expected: bool) -> None:
    text = f"{above}\nname,ssn\nAna,{SSN}"
    assert is_example_table(view_of(text), text.index("name,ssn")) is expected


@pytest.mark.parametrize("filler", ["-1", "1 ", "- ", "the ", "ab-1-", "example "])
def test_reading_a_long_sentence_takes_no_longer_for_being_odd(filler: str) -> None:
    text = "example " + filler * 100 + "! " + SSN
    start = time.process_time()
    assert is_example(view_of(text), len(text) - len(SSN), len(text)) is False
    assert time.process_time() - start < 0.2
