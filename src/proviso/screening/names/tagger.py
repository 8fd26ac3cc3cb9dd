"""Finds names in a row of words. A word's weights are added up once and kept, so that most of the work is looking up.

Every word gets the weight of its labels at once (numpy); label sequences are weighed (Viterbi) only where a name is possible
at all. In the rest of a text, `O` wins by far. Sums are whole numbers, so they are the same in any order.
"""

from __future__ import annotations

import math
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from itertools import repeat
from threading import Lock

import numpy as np
from numpy.typing import NDArray

from .features import CLASSES, affixes, local, word_class
from .gazetteer import gazetteer
from .tokens import as_word
from .weights import LABELS, SCALE, Triple, Weights

Span = tuple[int, int, float]
"""First word, one past the last word, and how sure the model is (0 to 1)."""
Whole = NDArray[np.int32]
MOST_KEPT = 30_000
"""Words whose sums are kept (about 6 MB); when there are as many, it begins anew: memory stays flat."""
MARGIN = 4
"""A word is looked at when `B` or `I` leads `O` by itself, and so many words on each side of it."""
DISTANCES = (-2, -1, 0, 1, 2)
_COLUMNS = len(DISTANCES) * len(LABELS)
"""The weights of a feature at each distance, three labels each."""
_NEVER = -(10**12)
_Scores = tuple[int, int, int]


class _Kept:
    """Words by their place in two tables: their class, and their sums. The edge of a row stands in place 0."""

    __slots__ = ("classes", "places", "sums")

    def __init__(self, edge: Whole, most: int) -> None:
        self.places: dict[str, int] = {}
        self.classes = np.zeros(most + 1, dtype=np.intp)
        self.sums = np.zeros((most + 1, _COLUMNS), dtype=np.int32)
        self.sums[0] = edge


class Tagger:
    """A model in use.

    INVARIANT: it keeps sums only for words of its own lists, never for a word that only a screened text has.
    """

    def __init__(self, weights: Weights, most_kept: int = MOST_KEPT) -> None:
        self._moves = _moves(weights.transitions)
        self._start, self._step, self._end = _best_moves(self._moves)
        self._common = weights.common
        self._names = gazetteer()
        by_distance = weights.by_distance()
        self._features, self._weights = _rows(by_distance)
        self._listed = frozenset(name[2:] for name in by_distance[0] if name.startswith("w="))
        self._joint, self._before, self._after = _joints(by_distance[None])
        self._edge = self._weights[self._features.get("#", 0)]
        self._most = most_kept
        self._kept = _Kept(self._edge, most_kept)
        self._lock = Lock()

    @property
    def kept(self) -> int:
        """How many words have their sums kept."""
        return len(self._kept.places)

    def is_common(self, word: str) -> bool:
        """Whether a word in small letters is written so outside of names."""
        return word in self._common

    def spans(self, words: Sequence[str]) -> list[Span]:
        """The names in a row of words."""
        scores = self.scores(words)
        leads = np.maximum(scores[:, 1], scores[:, 2]) - scores[:, 0]
        possible = self._possible(leads)
        if not possible.any():
            return []
        out: list[Span] = []
        for start, end in _stretches(np.flatnonzero(leads >= 0).tolist(), len(words)):
            if possible[start:end].any():
                rows: list[_Scores] = [(o, b, i) for o, b, i in scores[start:end].tolist()]
                out.extend(self._best(rows, start, ends_row=end == len(words)))
        return out

    def scores(self, words: Sequence[str]) -> Whole:
        """The weight of `O`, `B` and `I` for each word."""
        classes, sums = self._row(words)
        size = len(words)
        triples = (classes[:-2] * CLASSES + classes[1:-1]) * CLASSES + classes[2:]
        scores = sums[:size, :3] + sums[1 : size + 1, 3:6]
        scores += sums[2 : size + 2, 6:9]
        scores += sums[3 : size + 3, 9:12]
        scores += sums[4:, 12:]
        scores += self._joint.take(triples[1:-1], axis=0)
        scores += self._before.take(triples[:-2], axis=0)
        scores += self._after.take(triples[2:], axis=0)
        return scores

    def _row(self, words: Sequence[str]) -> tuple[NDArray[np.intp], Whole]:
        """The class and the sums of each word, and of two edges on both sides."""
        kept = self._kept
        at = np.zeros(len(words) + 4, dtype=np.intp)
        at[2:-2] = np.fromiter(map(kept.places.get, words, repeat(-1)), dtype=np.intp, count=len(words))
        unknown = np.flatnonzero(at < 0)
        if not len(unknown):
            return kept.classes.take(at), kept.sums.take(at, axis=0)
        others: dict[str, int] = {}
        for place in unknown.tolist():
            word = _plain(words[place - 2])
            known = kept.places.get(word)
            at[place] = ~others.setdefault(word, len(others)) if known is None else known
        unknown = np.flatnonzero(at < 0)
        classes, sums = kept.classes.take(at), kept.sums.take(at, axis=0)
        if others:
            new_classes, new_sums = self._summed(list(others))
            which = ~at[unknown]
            classes[unknown], sums[unknown] = new_classes[which], new_sums[which]
        return classes, sums

    def _summed(self, words: Sequence[str]) -> tuple[NDArray[np.intp], Whole]:
        """The class of each word and its sums; those of the model's own lists are kept."""
        classes: list[int] = []
        begins: list[int] = []
        rows: list[int] = []
        get, names, common = self._features.get, self._names, self._common
        for word in words:
            known = local(word, names, common)
            own = known[-1]
            classes.append(int(own[2:]) if own.startswith("k=") else word_class(word, names, common))
            begins.append(len(rows))
            rows.append(0)
            rows += [row for row in map(get, (*known, *affixes(word))) if row]
        sums = np.add.reduceat(self._weights.take(rows, axis=0), begins, axis=0)
        self._keep(words, np.array(classes, dtype=np.intp), sums)
        return np.array(classes, dtype=np.intp), sums

    def _keep(self, words: Sequence[str], classes: NDArray[np.intp], sums: Whole) -> None:
        """INVARIANT: a word has its place only when its class and sums stand there, whichever thread looks."""
        with self._lock:
            kept = self._kept
            for number, word in enumerate(words):
                if word in kept.places or not self._is_own(word):
                    continue
                if len(kept.places) >= self._most:
                    kept = self._kept = _Kept(self._edge, self._most)
                place = len(kept.places) + 1
                kept.classes[place], kept.sums[place] = classes[number], sums[number]
                kept.places[word] = place

    def _is_own(self, word: str) -> bool:
        """Whether it is in the model's own lists, or has no letter: a sign, the end of a line, the length of a number."""
        low = word.lower().rstrip(".")
        return low in self._common or low in self._names or low in self._listed or not low.strip("0\n") or len(low) < 3

    def _possible(self, leads: Whole) -> NDArray[np.bool_]:
        """Where a name may end: not where the leads of all words up to it, from wherever they add up to the most, are too
        small for what a name has to pay to begin, to go on and to end."""
        gains = leads.astype(np.int64) + self._step
        if len(gains):
            # Nothing is paid before the first word of a text and after its last.
            gains[0] -= self._start
            gains[-1] -= self._end
        sums = np.cumsum(gains)
        lowest = np.minimum.accumulate(np.append(0, sums[:-1]))
        most: NDArray[np.bool_] = sums - lowest > self._step - self._start - self._end
        return most

    def _best(self, scores: Sequence[_Scores], start: int, *, ends_row: bool) -> Iterator[Span]:
        """The best labels of a stretch that begins and ends outside of names, and how sure each name of it is."""
        (oo, ob, oi), (bo, bb, bi), (io, ib, ii) = moves = self._moves
        # Before the stretch stands `O`; at the very beginning of the words, nothing.
        o, b, i = (0, _NEVER, _NEVER) if start else scores[0]
        back: list[tuple[int, int, int]] = []
        for none, begins, inside in scores if start else scores[1:]:
            to_o, from_o = o + oo, 0
            to_b, from_b = o + ob, 0
            to_i, from_i = o + oi, 0
            # Written out: of two that are the same, the first label is taken.
            if (other := b + bo) > to_o:
                to_o, from_o = other, 1
            if (other := i + io) > to_o:
                to_o, from_o = other, 2
            if (other := b + bb) > to_b:
                to_b, from_b = other, 1
            if (other := i + ib) > to_b:
                to_b, from_b = other, 2
            if (other := b + bi) > to_i:
                to_i, from_i = other, 1
            if (other := i + ii) > to_i:
                to_i, from_i = other, 2
            back.append((from_o, from_b, from_i))
            o, b, i = to_o + none, to_b + begins, to_i + inside
        if not ends_row:
            o, b, i = o + moves[0][0], b + moves[1][0], i + moves[2][0]
        ends = (o, b, i)
        labels = [ends.index(max(ends))]
        for step in reversed(back[1:] if start else back):
            labels.append(step[labels[-1]])
        yield from _named(labels[::-1], scores, start)


def _plain(word: str) -> str:
    """A word as the model sees it: how long a number is, and nothing else of it; the end of a line without its blanks."""
    return "0" * len(word) if word.isdigit() else as_word(word)


def _whole(weights: Triple) -> _Scores:
    o, b, i = weights
    return round(o * SCALE), round(b * SCALE), round(i * SCALE)


def _moves(transitions: tuple[Triple, Triple, Triple]) -> tuple[_Scores, _Scores, _Scores]:
    first, second, third = transitions
    return _whole(first), _whole(second), _whole(third)


def _best_moves(moves: tuple[_Scores, _Scores, _Scores]) -> tuple[int, int, int]:
    """What a name gains at the most by beginning, by going on and by ending, against staying outside."""
    outside = moves[0][0]
    begins, ends = max(moves[0][1:]), max(moves[1][0], moves[2][0])
    return begins - outside, max(*moves[1][1:], *moves[2][1:]) - outside, ends - outside


def _rows(by_distance: Mapping[int | None, Mapping[str, Triple]]) -> tuple[dict[str, int], Whole]:
    """The row of each feature of one word, and its weights at all distances; row 0 is for those that weigh nothing."""
    names = sorted({name for distance in DISTANCES for name in by_distance[distance]})
    places = {name: number for number, name in enumerate(names, 1)}
    table = np.zeros((len(names) + 1, _COLUMNS), dtype=np.int32)
    for number, distance in enumerate(DISTANCES):
        column = number * len(LABELS)
        own = [places[name] for name in by_distance[distance]]
        if own:
            table[own, column : column + len(LABELS)] = _table(by_distance[distance].values())
    return places, table


def _table(weights: Collection[Triple]) -> Whole:
    whole: Whole = np.rint(np.array([*weights]) * SCALE).astype(np.int32)
    return whole


def _joints(pairs: Mapping[str, Triple]) -> tuple[Whole, Whole, Whole]:
    """The weights of classes of neighbors together, by three classes in a row: with the word in their middle, at their end,
    at their beginning (`features.class_pairs`)."""
    before, after = (_by_classes(pairs, kind, 2) for kind in "ab")
    middle, end, beginning = (_by_classes(pairs, kind, 3) for kind in "cde")
    middle += before[:, :, None] + after
    first, second, third = (table.reshape(-1, len(LABELS)) for table in (middle, end, beginning))
    return first, second, third


def _by_classes(pairs: Mapping[str, Triple], kind: str, count: int) -> Whole:
    """The weights of one kind of neighbors, by their two or three classes."""
    table = np.zeros((CLASSES,) * count + (len(LABELS),), dtype=np.int32)
    names = [name for name in pairs if name[0] == kind]
    if names:
        classes = np.array([[int(one) for one in name[1:].split(",")] for name in names], dtype=np.intp)
        table[tuple(classes.T)] = _table([pairs[name] for name in names])
    return table


def _stretches(candidates: Iterable[int], size: int) -> Iterator[tuple[int, int]]:
    """Stretches around words that may be names. Outside of them no path leaves `O`: a name needs a word that asks for it."""
    start = end = -1
    for at in candidates:
        if start >= 0 and at - MARGIN > end:
            yield start, end
            start = -1
        if start < 0:
            start = max(0, at - MARGIN)
        end = min(size, at + MARGIN + 1)
    if start >= 0:
        yield start, end


def _named(labels: Sequence[int], scores: Sequence[_Scores], offset: int) -> Iterator[Span]:
    at = 0
    while at < len(labels):
        if not labels[at]:
            at += 1
            continue
        end = at + 1
        while end < len(labels) and labels[end] == 2:
            end += 1
        margin = sum(scores[n][labels[n]] - scores[n][0] for n in range(at, end)) / SCALE / (end - at)
        yield offset + at, offset + end, 1 / (1 + math.exp(-max(-30.0, min(30.0, margin))))
        at = end
