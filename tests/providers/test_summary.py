from __future__ import annotations

import pytest

from proviso.providers import summary

TEXT = (
    "The levee on the north bank held. Pumps kept the water plant dry. Lunch was served at noon. "
    "The levee report says that the levee needs new pumps. A bird sat on a post. "
    "Water reached the levee and the pumps for six days."
)


def test_the_answer_says_that_it_is_the_offline_demo() -> None:
    assert summary.answer(TEXT).startswith("Offline demo: no AI model wrote this.")


def test_the_summary_is_made_of_the_text_s_own_sentences_in_order() -> None:
    found = summary.summarize(TEXT, keep=3)
    kept = [sentence for sentence in summary._BREAK.split(TEXT) if sentence and sentence in found]
    assert found == " ".join(kept)
    assert len(kept) == 3


def test_sentences_with_the_frequent_words_are_kept() -> None:
    found = summary.summarize(TEXT, keep=3)
    assert "The levee report says" in found
    assert "bird" not in found


def test_a_heading_does_not_run_into_the_first_sentence() -> None:
    assert summary.summarize(f"Levee report on pumps and water\n\n{TEXT}", keep=1).startswith("Water reached the levee")
    assert summary.summarize("Report\n\n- The levee held.\n\nWater fell.") == "Report\n\nThe levee held. Water fell."


@pytest.mark.parametrize("text", ["", "   \n", "One.", "no full stop at all", "\ud800 lone", "a\x00b. c d e f."])
def test_short_and_odd_texts_are_answered(text: str) -> None:
    assert isinstance(summary.summarize(text), str)


def test_a_table_without_full_stops_is_cut_short() -> None:
    assert len(summary.summarize("number word " * 5000)) <= summary.LONGEST


def test_two_million_characters_are_summed_up() -> None:
    assert len(summary.summarize("The river rose again today. Pumps ran all night long.\n\n" * 36_000)) < 500
