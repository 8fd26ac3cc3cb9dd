from __future__ import annotations

from datetime import UTC, datetime

import pytest

from proviso import providers
from proviso.errors import ProviderError
from proviso.model import Permit, Tool, ToolClass, ToolStatus
from proviso.providers import echo

TEXT = (
    "The levee on the north bank held. Pumps kept the water plant dry. Lunch was served at noon. "
    "The levee report says that the levee needs new pumps. A bird sat on a post. "
    "Water reached the levee and the pumps for six days."
)


def permit(text: str, provider: str = "echo") -> Permit:
    tool = Tool(
        id="northlight-chat",
        name="Northlight Chat",
        vendor="Northlight",
        tool_class=ToolClass.COMMERCIAL,
        status=ToolStatus.APPROVED,
        provider=provider,
    )
    return Permit(
        decision_id="7KQ2M4XD", tool=tool, text=text, purpose="research", at=datetime(2026, 11, 20, tzinfo=UTC)
    )


def test_the_answer_says_that_it_is_the_offline_demo() -> None:
    assert providers.send(permit(TEXT)).startswith("Offline demo: no AI model wrote this.")


def test_the_summary_is_made_of_the_text_s_own_sentences_in_order() -> None:
    found = echo.summarize(TEXT, keep=3)
    kept = [sentence for sentence in echo._BREAK.split(TEXT) if sentence and sentence in found]
    assert found == " ".join(kept)
    assert len(kept) == 3


def test_sentences_with_the_frequent_words_are_kept() -> None:
    found = echo.summarize(TEXT, keep=3)
    assert "The levee report says" in found
    assert "bird" not in found


def test_a_heading_does_not_run_into_the_first_sentence() -> None:
    assert echo.summarize(f"Levee report on pumps and water\n\n{TEXT}", keep=1).startswith("Water reached the levee")
    assert echo.summarize("Report\n\n- The levee held.\n\nWater fell.") == "Report\n\nThe levee held. Water fell."


@pytest.mark.parametrize("text", ["", "   \n", "One.", "no full stop at all", "\ud800 lone", "a\x00b. c d e f."])
def test_short_and_odd_texts_are_answered(text: str) -> None:
    assert isinstance(echo.summarize(text), str)


def test_a_table_without_full_stops_is_cut_short() -> None:
    assert len(echo.summarize("number word " * 5000)) <= echo.LONGEST


def test_two_million_characters_are_summed_up() -> None:
    assert len(echo.summarize("The river rose again today. Pumps ran all night long.\n\n" * 36_000)) < 500


def test_an_unknown_provider_is_an_error_that_lists_the_known_ones() -> None:
    with pytest.raises(ProviderError, match="not connected") as error:
        providers.send(permit(TEXT, provider="os"))
    assert "echo" in error.value.hint


def test_whatever_breaks_in_a_provider_is_one_error_that_repeats_no_text() -> None:
    broken = permit(["zebrafinch"])  # type: ignore[arg-type]  # a text that is none breaks the provider
    with pytest.raises(ProviderError, match="did not answer") as raised:
        providers.send(broken)
    assert "zebrafinch" not in f"{raised.value.message} {raised.value.hint}"
    assert raised.value.__cause__ is None
