"""What a source says of a text: numbers, dates, names and "not" have to be there; nothing is ever called false."""

from __future__ import annotations

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from proviso.reports.claims import CitedText, Claim, supports

REPORT = CitedText(
    title="County report",
    text=(
        "The County report on floods.\n\nSummary\n\fWait times fell from 61 days in 2024 to\n48 days in 2025, Dr. "
        "Smith said. The levee on the north bank was not inspected by U.S. officials.\n\fOn Nov. 20, 2026, the board "
        "approved $1.2 million for pumps. About 61 percent of 1,860 homes had insurance. Applicants must file before "
        "June 1. FEMA opened an office in Port Ellery. It has 14 employees."
    ),
)
WEATHER = CitedText(title="Weather", text="Rain was above the mean in each month of 2025.")


def one(text: str, *sources: CitedText) -> Claim:
    """The one claim of a text."""
    (found,) = supports(text, sources or (REPORT,))
    return found


SUPPORTED = {
    "as it stands": ("About 61 percent of 1,860 homes had insurance.", 3),
    "number in words": ("Wait times fell from sixty-one to 48 days.", 2),
    "another sign for percent": ("61% of 1860 homes had insurance.", 3),
    "another form of the date": ("On November 20, 2026, the board approved $1,200,000 for pumps.", 3),
    "another ending": ("Wait time is falling from 61 days in 2024 to 48 days in 2025.", 2),
    "the same negation": ("U.S. officials did not inspect the levee on the north bank.", 2),
    "as an item": ("- The board approved $1.2 million for pumps.", 3),
    "over a broken line": ("Wait times fell from 61 days\nin 2024 to 48 days in 2025.", 2),
    "two sentences in one": ("FEMA opened an office in Port Ellery that has 14 employees.", 3),
    "a name from the sentence before": ("FEMA has 14 employees in an office.", 3),
    "as a row": ("| 61 days | 2024 | wait times |", 2),
}


@pytest.mark.parametrize("case", SUPPORTED)
def test_what_the_source_says_is_shown_with_its_page(case: str) -> None:
    text, page = SUPPORTED[case]
    found = one(text)
    assert found.words == f"supported, source 1, page {page}"


NOT_FOUND = {
    "another number": "About 61 percent of 1,870 homes had insurance.",
    "another unit": "Wait times fell from 61 weeks in 2024 to 48 weeks in 2025.",
    "another scale": "On Nov. 20, 2026, the board approved $1.2 billion for pumps.",
    "another day": "On Nov. 21, 2026, the board approved $1.2 million for pumps.",
    "another year": "On Nov. 20, 2025, the board approved $1.2 million for pumps.",
    "no longer negated": "The levee on the north bank was inspected by U.S. officials.",
    "negated now": "The board has not approved $1.2 million for pumps.",
    "the opposite": "Wait times rose from 61 days in 2024 to 48 days in 2025.",
    "the other bank": "The levee on the south bank was not inspected by U.S. officials.",
    "may for must": "Applicants may file before June 1.",
    "after for before": "Applicants must file after June 1.",
    "the number twice": "Wait times fell from 61 days in 2024 to 61 days in 2025.",
    "another name": "FEMA opened an office in Harbor City.",
    "something else": "The bridge over the river was painted green.",
    "nothing near": "Zebras graze quietly.",
}


@pytest.mark.parametrize("case", NOT_FOUND)
def test_what_the_source_does_not_say_has_no_support(case: str) -> None:
    found = one(NOT_FOUND[case])
    assert found.words == "no support found"
    assert found.support is None


def test_without_support_the_nearest_place_and_what_is_missing_there_are_shown() -> None:
    found = one("About 61 percent of 1,870 homes had insurance.")
    assert found.nearest is not None
    assert REPORT.text[found.nearest.start : found.nearest.end].startswith("About 61 percent of 1,860")
    assert found.missing == ("1870",)


def test_the_places_lead_both_ways() -> None:
    text = "# Plan\n\nHello. **Wait times** fell from 61 to 48 days. Rain was above the mean in 2025!"
    first, second = supports(text, [REPORT, WEATHER])
    assert text[first.start : first.end] == "**Wait times** fell from 61 to 48 days."
    assert second.words == "supported, source 2"
    assert second.support is not None
    assert WEATHER.text[second.support.start : second.support.end] == WEATHER.text
    assert [first.number, second.number] == [1, 2]


NO_CLAIMS = [
    "",
    " \n",
    "Hello.",
    "# Flood plan summary",
    "**Key points**",
    "What about the pumps?",
    "---",
    "| A | B |\n|---|---|",
]


@pytest.mark.parametrize("text", NO_CLAIMS)
def test_what_states_nothing_is_no_claim(text: str) -> None:
    assert supports(text, [REPORT]) == ()


def test_a_heading_with_a_figure_is_one() -> None:
    assert len(supports("## Wait times fell to 48 days", [REPORT])) == 1


def test_without_sources_nothing_is_supported() -> None:
    (found,) = supports("Wait times fell from 61 to 48 days.", [])
    assert (found.words, found.nearest, found.missing) == ("no support found", None, ())


SPLIT = {
    "Dr. Smith of St. Mary met Mr. J. Doe at 5 p.m. on Nov. 3. He left the hall.": 2,
    "The U.S. Coast Guard sailed to port. The U.S. The crew rested well.": 3,
    "Costs rose by 3.5 percent, i.e. $1.2 million. See Fig. 4 and Sec. 2 below.": 2,
    "1. Check the pumps now.\n2. Call the county office.\n   It opens at 9.": 3,
    "He said “It is safe now.” Then he left town.": 2,
    "A line that was\nbroken by a page\n\fgoes on here.": 1,
}


@pytest.mark.parametrize("text", SPLIT)
def test_sentences_end_where_they_end(text: str) -> None:
    assert len(supports(text, [])) + text.count("The U.S. The") == SPLIT[text]


@given(st.text(max_size=200), st.text(max_size=300))
@settings(max_examples=40, deadline=None)
def test_any_text_has_claims_at_places_of_its_own(text: str, source: str) -> None:
    end = 0
    for found in supports(text, [CitedText(title="", text=source)]):
        assert end <= found.start < found.end <= len(text)
        end = found.end
        for place in (found.support, found.nearest):
            assert place is None or 0 <= place.start < place.end <= len(source)


def test_a_long_source_takes_its_time_once() -> None:
    page = "The county measured {n} sites on the river within {m} days of the storm, the board said in its report. "
    source = CitedText(title="", text="\f".join(page.format(n=n, m=n * 7 % 90) * 2 for n in range(800)))
    began = time.process_time()
    found = supports(" ".join(page.format(n=n, m=n * 7 % 90) for n in range(40)), [source])
    assert time.process_time() - began < 3
    assert all(claim.is_supported for claim in found)


def test_a_text_of_dots_alone_is_read_at_once() -> None:
    began = time.process_time()
    assert supports("." * 200_000, [CitedText(title="", text="." * 200_000)]) is not None
    assert time.process_time() - began < 3
