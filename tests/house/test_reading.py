"""How hard the screen is to read: grade 8 or lower, 20 words a sentence (Flesch-Kincaid, each template and pack)."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest

from tests.house.test_words import _pack_texts
from tests.house.tree import TEMPLATES

LONGEST = 20
HARDEST = 8.0
FEWEST = 3
"""So many sentences make a page whose grade means something."""
GONE = re.compile(r"(?s){#.*?#}|{%.*?%}|<!--.*?-->")
BLOCK = re.compile(
    r"</?(?:p|li|ul|ol|h\d|t[hdr]|table|caption|div|dt|dd|button|label|legend|section|option|form|summary)\b[^>]*>"
)
VOWELS = re.compile(r"[aeiouy]+")


def _sentences(text: str) -> list[str]:
    """Whole sentences of four words or more."""
    plain = re.sub(r"<[^>]+>", "", BLOCK.sub("\n", re.sub(r"(?s){{.*?}}", "X", GONE.sub(" ", text))))
    found = [s.strip() for line in plain.split("\n") for s in re.split(r"(?<=[.?:;])\s+", line)]
    return [s for s in found if len(s.split()) > FEWEST and s[-1] in ".?"]


def _syllables(word: str) -> int:
    lower = word.lower()
    count = len(VOWELS.findall(lower))
    is_silent = lower.endswith("e") and not lower.endswith(("le", "ee")) and count > 1
    return max(count - is_silent, 1)


def _grade(sentences: list[str]) -> float:
    words = [word for s in sentences for word in re.findall(r"[A-Za-z’'-]+", s)]
    return 0.39 * len(words) / len(sentences) + 11.8 * sum(map(_syllables, words)) / len(words) - 15.59


def _pages() -> Iterator[tuple[str, list[str]]]:
    for path in sorted(TEMPLATES.rglob("*.html")):
        yield path.name, _sentences(path.read_text(encoding="utf-8"))
    packs: dict[str, list[str]] = {}
    for where, text in _pack_texts():
        packs.setdefault(where, []).extend(_sentences(text))
    yield from packs.items()


PAGES = {name: sentences for name, sentences in _pages() if len(sentences) >= FEWEST}


def test_the_measure_tells_plain_words_from_hard_ones() -> None:
    plain = _grade(["We did not keep your text.", "You can send it now."])
    hard = _grade(
        ["Notwithstanding the aforementioned provisions, authorization necessitates supervisory determination."]
    )
    assert plain < 3 < HARDEST < hard


def test_there_are_pages_to_read() -> None:
    assert len(PAGES) > 15


@pytest.mark.parametrize("page", PAGES)
def test_a_page_is_of_grade_8_or_lower(page: str) -> None:
    assert _grade(PAGES[page]) <= HARDEST


@pytest.mark.parametrize("page", [name for name in PAGES if name.endswith(".html")])
def test_a_sentence_on_a_page_has_20_words_at_most(page: str) -> None:
    assert [s for s in PAGES[page] if len(s.split()) > LONGEST] == []
