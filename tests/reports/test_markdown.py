"""The structure of an approved text: real headings, lists and tables, and the same words whatever stands in it."""

from __future__ import annotations

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from proviso.model.approved_words import words_of
from proviso.reports.markdown import BlockKind, Run, blocks, plain, shown, under_a_title

K = BlockKind
PARTS = [
    *("a", "b1", "*", "**", "_", "__", "`", "```", "#", "##", " ", "  ", "\n", "\n\n", "-", "---", "|", "|---|", ">"),
    *(
        "1.",
        "12)",
        "01.",
        "[a](u)",
        "[",
        "](",
        ")",
        "•",
        "– ",
        "x_y",
        "=",
        "===",
        "\t",
        ".",
        "$",
        "\f",
        "\x0b",
        "\u2028",
    ),
]


@given(st.lists(st.sampled_from(PARTS), max_size=14).map("".join) | st.text(max_size=60))
@example("#\n_")
@example("|---|---|\n- |")
@settings(max_examples=120, deadline=None)
def test_what_is_shown_has_the_words_of_the_text(text: str) -> None:
    assert words_of(shown(blocks(text))) == words_of(text)


STRUCTURE = {
    "# Plan\n\nWords.": [(K.HEADING, "Plan"), (K.PARAGRAPH, "Words.")],
    "One\nline.\n\nTwo.": [(K.PARAGRAPH, "One line."), (K.PARAGRAPH, "Two.")],
    "1. one\n2. two\n   goes on": [(K.NUMBER, "one"), (K.NUMBER, "two goes on")],
    "- a\n  - b": [(K.BULLET, "a"), (K.BULLET, "b")],
    "> said": [(K.QUOTE, "said")],
    "```\nx = 1\n```": [(K.CODE, "x = 1")],
    "---\n\nWords.": [(K.PARAGRAPH, "Words.")],
    "2025 was dry.": [(K.PARAGRAPH, "2025 was dry.")],
    "<b>no</b> {{ x }}": [(K.PARAGRAPH, "<b>no</b> {{ x }}")],
}


@pytest.mark.parametrize("text", STRUCTURE)
def test_signs_become_structure(text: str) -> None:
    assert [(block.kind, plain(block.runs)) for block in blocks(text)] == STRUCTURE[text]


def test_a_table_has_a_head_and_as_many_cells_in_each_row() -> None:
    (table,) = blocks("| A | B |\n|---|:-:|\n| 1 | 2\n| 3 |")
    assert [[plain(cell) for cell in row] for row in table.rows] == [["A", "B"], ["1", "2"], ["3", ""]]


def test_bold_and_italic_words_are_runs_of_their_own() -> None:
    (block,) = blocks("It **fell *fast* here** and `x_y` snake_case_word 3*4*5")
    assert block.runs == (
        Run("It "),
        Run("fell ", is_bold=True),
        Run("fast", is_bold=True, is_italic=True),
        Run(" here", is_bold=True),
        Run(" and "),
        Run("x_y", is_code=True),
        Run(" snake_case_word 3*4*5"),
    )


def test_headings_stand_below_the_title_and_skip_no_step() -> None:
    found = under_a_title(blocks("# a\n\n#### b\n\n## c\n\n###### d"))
    assert [block.level for block in found] == [2, 3, 3, 4]


WORDS = {
    ("**It fell** to 48.", "It fell to 48."),
    ("- one\n- two", "one two"),
    ("• one\r\n• two", "- one\n- two"),
    ("| A | B |\n|---|---|\n| 1 | 2 |", "A B 1 2"),
    ("ﬁve oﬃces", "five offices"),
    ("cafe\u0301", "caf\u00e9"),
    ("See [it](https://a.gov).", "See it (https://a.gov)."),
}


@pytest.mark.parametrize(("one", "other"), sorted(WORDS))
def test_what_only_shapes_a_text_is_no_word(one: str, other: str) -> None:
    assert words_of(one) == words_of(other)


DIFFERENT = [
    ("$1.5 million", "$15 million"),
    ("48 days.", "48 days?"),
    ("notable", "not able"),
    ("5 - 3", "5 + 3"),
    ("Safe", "safe"),
]


@pytest.mark.parametrize(("one", "other"), DIFFERENT)
def test_every_letter_figure_and_sign_counts(one: str, other: str) -> None:
    assert words_of(one) != words_of(other)


@pytest.mark.parametrize("sign", ["*", "**a", "[a](", "|", "`a", "_ ", "> ", "- ", "#", "-", "---|", "a|b\n", "=_*"])
def test_a_text_of_signs_takes_no_longer_than_another(sign: str) -> None:
    import time

    text = (sign * 60_000)[:60_000]
    began = time.process_time()
    blocks(text)
    assert time.process_time() - began < 3
