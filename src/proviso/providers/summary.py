"""A summary without a model, for the offline demo: the sentences that say most of a text, in their order."""

from __future__ import annotations

import re
from collections import Counter

NOTE = "Offline demo: no AI model wrote this. These sentences are taken from your text."
SENTENCES = 4
LONGEST = 400
"""Code points of one sentence; a table without full stops is one very long sentence."""

_BREAK = re.compile(r"(?<=[.!?])[\"”’)]?\s+|\n\s*\n+")
_LEAD = re.compile(r"^\s*(?:[-*•#]+\s+)+")
_WORD = re.compile(r"[^\W\d_]{4,}")
_COMMON = """about after also been before being from have into more most other over said should some such than that
their them then there these they this those through under were what when where which while will with would your"""
_COMMON_WORDS = frozenset(_COMMON.split())


def answer(text: str) -> str:
    """The note that no model wrote this, and the summary."""
    return f"{NOTE}\n\n{summarize(text)}"


def summarize(text: str, keep: int = SENTENCES) -> str:
    """The `keep` sentences with the most of the text's frequent words, in the order in which they stood."""
    sentences = [" ".join(_LEAD.sub("", found).split()) for found in _BREAK.split(text) if found and found.strip()]
    if len(sentences) <= keep:
        return _join(sentences)
    words = [[w for w in _WORD.findall(sentence.lower()) if w not in _COMMON_WORDS] for sentence in sentences]
    frequency = Counter(word for found in words for word in found)
    scores = [
        _score(found, frequency, place) if _is_whole(sentences[place]) else 0.0 for place, found in enumerate(words)
    ]
    best = sorted(range(len(sentences)), key=lambda place: (-scores[place], place))[:keep]
    return _join([sentences[place] for place in sorted(best)])


def _is_whole(sentence: str) -> bool:
    """A heading, a subject line or a cell of a table has no end mark."""
    return sentence.rstrip('"”’)').endswith((".", "!", "?", "…"))


def _join(sentences: list[str]) -> str:
    """One paragraph, but a heading stays on a line of its own."""
    return "".join(_cut(s) + (" " if _is_whole(s) else "\n\n") for s in sentences).strip()


def _score(words: list[str], frequency: Counter[str], place: int) -> float:
    if len(words) < 3:  # headings and page numbers say little
        return 0.0
    weight = sum(frequency[word] for word in set(words)) / (len(words) + 5)
    return weight * (1.5 if place == 0 else 1.0)


def _cut(sentence: str) -> str:
    return sentence if len(sentence) <= LONGEST else sentence[: LONGEST - 1].rstrip() + "…"
