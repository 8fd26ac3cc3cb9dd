"""Where a cited source says what a text says: shown to the expert, never judged (139-07.4.a).

For each sentence of the text the passage of the sources that has the same words is looked up. Numbers with their units,
dates, names and "not" have to be there, too; a word that says the opposite must not. What is not found is "no support
found", never "false": the source may say it in other words, and a person reads both.

One pass over the sources, one list of sentences per word, and for each claim the few sentences that share most: the
time grows with the texts, not with their product.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from functools import reduce
from math import log
from operator import add

from .claim_words import OPPOSITES, PREFIXES, Words, read
from .sentences import Form, Sentence, sentences

ENOUGH = 0.7
"""How much of a claim's weight a passage has to have."""
CANDIDATES = 8
WITH_NEIGHBORS = 4
"""Of the candidates, those that are looked at with the sentences beside them."""
COMMON = 400
"""A word of more sentences than these finds none by itself."""
JOINT = re.compile(r";\s+|,\s+(?:and|but|while|whereas|so)\s+")
"""Where a sentence may have been made of two."""
A_PART = 4
"""Words, numbers and dates that each of the two has at least: less is no statement of its own."""
MOST_JOINTS = 6
CONTEXT = 1
"""Sentences before a passage in which a name may stand that the passage means by "it" or "the agency"."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CitedText:
    """One source: what it is called, and its text; pages are parted by form feeds, as the readers of files do it."""

    title: str
    text: str = field(repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Passage:
    """A place in a source."""

    source: int
    """1 for the first."""
    start: int
    end: int
    page: int = 0
    """1 for the first; 0 when the source has no pages."""

    @property
    def words(self) -> str:
        """ "source 1, page 4" """
        return f"source {self.source}" + (f", page {self.page}" if self.page else "")


@dataclass(frozen=True, slots=True, kw_only=True)
class Claim:
    """One sentence of the text, and what the sources say to it."""

    number: int
    start: int
    end: int
    support: Passage | None = None
    also: Passage | None = None
    """Where the second half of it stands, when the source says it in another place."""
    nearest: Passage | None = None
    """Without support: the place that is closest, so that a person can look."""
    missing: tuple[str, ...] = ()
    """Words of the claim that the place shown does not have."""

    @property
    def is_supported(self) -> bool:
        """Whether a passage was found."""
        return self.support is not None

    @property
    def words(self) -> str:
        """ "supported, source 1, page 4" or "no support found"; never "false"."""
        return f"supported, {self.support.words}" if self.support else "no support found"


def supports(text: str, sources: Sequence[CitedText]) -> tuple[Claim, ...]:
    """The claims of this text in order, each with the passage of the sources that supports it, if one does."""
    index = _Index(sources)
    said = [(found, read(text[found.start : found.end])) for found in sentences(text)]
    names = index.names_in([words for _, words in said])
    claims = ((found, _named(words, names)) for found, words in said if _is_claim(found, words, text))
    made = (_claim(number, found, words, index) for number, (found, words) in enumerate(claims, 1))
    return tuple(claim if claim.is_supported else _in_two(claim, text, names, index) for claim in made)


def _is_claim(found: Sentence, words: Words, text: str) -> bool:
    """A question, a greeting or a heading without a figure states nothing that a source could have."""
    if text[found.start : found.end].rstrip("\"”’')*_ ").endswith("?"):
        return False
    weight = len(words.stems) + len(words.numbers) + len(words.dates)
    if found.form is Form.HEADING:
        return bool(words.numbers or words.dates) and weight > 1
    return weight > 1


def _named(words: Words, names: frozenset[str]) -> Words:
    """With the first word among the names, when it is one elsewhere."""
    if words.first not in names:
        return words
    return reduce(add, [Words({}, names=frozenset({words.first})), words])


def _claim(number: int, found: Sentence, words: Words, index: _Index) -> Claim:
    best = index.best(words)
    if best is None:
        return Claim(number=number, start=found.start, end=found.end)
    return Claim(
        number=number,
        start=found.start,
        end=found.end,
        support=best.passage if best.is_support else None,
        nearest=None if best.is_support else best.passage,
        missing=best.missing,
    )


def _in_two(claim: Claim, text: str, names: frozenset[str], index: _Index) -> Claim:
    """The same claim with the places of its halves, when each half by itself has one: a text makes one sentence of two.

    INVARIANT: every word of it is in one of the halves, and each half is held to what a whole sentence is held to.
    """
    for joint in list(JOINT.finditer(text, claim.start, claim.end))[:MOST_JOINTS]:
        halves = [
            _named(read(part), names) for part in (text[claim.start : joint.start()], text[joint.end() : claim.end])
        ]
        if any(len(half.stems) + len(half.numbers) + len(half.dates) < A_PART for half in halves):
            continue
        first, second = (index.best(half) for half in halves)
        if first is not None and second is not None and first.is_support and second.is_support:
            missing = (*first.missing, *second.missing)
            return replace(claim, support=first.passage, also=second.passage, nearest=None, missing=missing)
    return claim


@dataclass(frozen=True, slots=True)
class _Place:
    """One sentence of a source."""

    source: int
    at: Sentence
    words: Words


@dataclass(frozen=True, slots=True)
class _Match:
    is_support: bool
    is_against: bool
    """It has most of the claim, and states the opposite."""
    share: float
    passage: Passage
    missing: tuple[str, ...]

    @property
    def rank(self) -> tuple[bool, float, int]:
        """Support first, then how much is there, then the shorter one."""
        return self.is_support, round(self.share, 3), self.passage.start - self.passage.end


class _Index:
    """The sources, by the words of their sentences."""

    def __init__(self, sources: Sequence[CitedText]) -> None:
        self._pages = [[i for i, sign in enumerate(s.text) if sign == "\f"] if "\f" in s.text else [] for s in sources]
        self._places = [
            _Place(number, found, read(source.text[found.start : found.end]))
            for number, source in enumerate(sources, 1)
            for found in sentences(source.text)
        ]
        self._titles = [read(source.title) for source in sources]
        self._by_word: dict[str, list[int]] = {}
        self._weights: dict[str, float] = {}
        for place_number, place in enumerate(self._places):
            for key in _keys(place.words):
                self._by_word.setdefault(key, []).append(place_number)

    def names_in(self, said: Sequence[Words]) -> frozenset[str]:
        """Words that have a capital inside sentences, and are never written small."""
        every = [*said, *(place.words for place in self._places)]
        names = {name for words in every for name in words.names}
        small = {stem for words in every for stem, word in words.stems.items() if word[0].islower()}
        return frozenset(names - small)

    def best(self, claim: Words) -> _Match | None:
        """The passage that has most of this claim; one that supports it before one that does not."""
        found: dict[int, float] = {}
        for key in _keys(claim):
            places = self._by_word.get(key, ())
            if len(places) <= COMMON:
                weight = self._weight(key)
                for place in places:
                    found[place] = found.get(place, 0.0) + weight
        nearest = [place for place, _ in sorted(found.items(), key=lambda item: (-item[1], item[0]))[:CANDIDATES]]
        alone = {place: self._match(claim, place, place + 1) for place in nearest}
        matches = list(alone.values())
        if not any(match.is_support and not match.missing for match in matches):
            # INVARIANT: the word that a sentence contradicts is not taken from the sentence beside it.
            against = {place for place, match in alone.items() if match.is_against}
            windows = [window for place in nearest[:WITH_NEIGHBORS] for window in self._windows(place)]
            matches += [self._match(claim, *window) for window in windows if not against.intersection(range(*window))]
        return max(matches, key=lambda match: match.rank, default=None)

    def _windows(self, place: int) -> Iterator[tuple[int, int]]:
        """A sentence with its neighbors: a text often makes one of two."""
        source = self._places[place].source
        for start, end in ((place - 1, place + 1), (place, place + 2), (place - 1, place + 2)):
            is_inside = start >= 0 and end <= len(self._places)
            if is_inside and self._places[start].source == source == self._places[end - 1].source:
                yield start, end

    def _match(self, claim: Words, start: int, end: int) -> _Match:
        window = self._places[start:end]
        said = reduce(add, [place.words for place in window])
        before = self._places[max(0, start - CONTEXT) : start]
        source = window[0].source
        context = {stem for place in before if place.source == source for stem in place.words.stems}
        context |= self._titles[source - 1].stems.keys()
        share = self._share(claim, said, claim.names & context)
        missing = tuple(_missing(claim, said, context))
        must = _has_figures(claim, said) and claim.names <= (said.stems.keys() | context)
        passage = Passage(
            source=source,
            start=window[0].at.start,
            end=window[-1].at.end,
            page=self._page(source, window[0].at.start),
        )
        is_close = share >= ENOUGH
        is_against = is_close and (not _is_as_negated(claim, said) or _says_opposite(claim, said))
        return _Match(must and is_close and not is_against, is_against, share, passage, missing)

    def _share(self, claim: Words, said: Words, known: frozenset[str] | set[str]) -> float:
        has = whole = 0.0
        for stem in claim.stems:
            weight = self._weight(stem)
            whole += weight
            has += weight if stem in said.stems or stem in known else 0.0
        figures = len(claim.numbers) + len(claim.dates)
        return (has + figures) / (whole + figures) if whole + figures else 0.0

    def _weight(self, key: str) -> float:
        """Rare words weigh more (the idf of BM25)."""
        if (known := self._weights.get(key)) is not None:
            return known
        places, of = len(self._by_word.get(key, ())), len(self._places)
        self._weights[key] = weight = log(1 + (of - places + 0.5) / (places + 0.5)) + 0.5
        return weight

    def _page(self, source: int, at: int) -> int:
        breaks = self._pages[source - 1]
        return bisect_right(breaks, at) + 1 if breaks else 0


def _keys(words: Words) -> set[str]:
    return {*words.stems, *(f"#{number}" for number, _ in words.numbers), *(f"@{date}" for date in words.dates)}


def _has_figures(claim: Words, said: Words) -> bool:
    return all(_has_number(n, unit, said, many) for (n, unit), many in claim.numbers.items()) and all(
        _has_date(date, said) for date in claim.dates
    )


def _has_number(number: str, unit: str, said: Words, many: int = 1) -> bool:
    """The number with the same unit, as often; with any unit, where one of both names none."""
    if sum(n for (o, its), n in said.numbers.items() if o == number and (not unit or not its or unit == its)) >= many:
        return True
    return not unit and len(number) == 4 and any(date.startswith(f"{number}-") for date in said.dates)


def _has_date(date: str, said: Words) -> bool:
    if date.startswith("--"):
        return any(other.endswith(date[1:]) for other in said.dates)
    return any(other == date or other.startswith(f"{date}-") for other in said.dates)


def _is_as_negated(claim: Words, said: Words) -> bool:
    """What one of them denies, the other one does not state."""
    shared = {*claim.stems, *(f"#{n}" for n, _ in claim.numbers)}
    return claim.nots <= said.nots and claim.negated <= said.near_not and (said.negated & shared) <= claim.near_not


def _says_opposite(claim: Words, said: Words) -> bool:
    """Whether the passage has the opposite of a word more often, and the word itself less often: "rise" for "fall"."""
    for mark, many in claim.marks.items():
        if said.marks[mark] < many and any(said.marks[o] > claim.marks[o] for o in OPPOSITES[mark]):
            return True
    absent = claim.stems.keys() - said.stems.keys()
    return any(
        prefix + word in said.stems or (word.startswith(prefix) and word.removeprefix(prefix) in said.stems)
        for word in absent
        for prefix in PREFIXES
    )


def _missing(claim: Words, said: Words, context: set[str]) -> Iterator[str]:
    """What the passage does not have, in the order of the claim."""
    for stem, word in claim.stems.items():
        if stem not in said.stems and not (stem in context and stem in claim.names):
            yield word
    for (number, unit), many in sorted(claim.numbers.items()):
        if not _has_number(number, unit, said, many):
            yield number
