"""What counts as the published source of a text (139-07 fn5)."""

from __future__ import annotations

import pytest

from proviso.policy import leads_somewhere

LEADS = [
    "https://news.example/port-ellery/harbor-bridge",
    "news.example/story",
    "www.city.example",
    "http://library/report",
    "doi:10.1000/182",
    "10.1000/182",
    "urn:isbn:0451450523",
    "Docket 26-0112, Port Ellery",
    "Harbor News, Nov. 12",
    "139-07, paragraph 2",
    "Der Hafenbote, 12. März",
]
LEADS_NOWHERE = [
    "",
    " ",
    ".",
    "…",
    "\u200b",
    "asdf",
    "newspaper",
    "online",
    "a b",
    "on tv",
    "x . y",
    "- - - - - -",
    "asdf\u200bqwerty",
    "https://",
    "12345678",
    "asdf...",
]


@pytest.mark.parametrize("citation", LEADS)
def test_a_link_or_a_title_with_its_date_leads_to_the_text(citation: str) -> None:
    assert leads_somewhere(citation)


@pytest.mark.parametrize("citation", LEADS_NOWHERE)
def test_a_word_alone_leads_nowhere(citation: str) -> None:
    assert not leads_somewhere(citation)


def test_a_long_line_is_read_in_no_time() -> None:
    assert not leads_somewhere("a" * 200_000)
    assert not leads_somewhere("a-" * 100_000)
