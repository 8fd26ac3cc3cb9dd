"""Finds names in a row of words. A word's weights are added up once and kept, so that most of the work is looking up.

Only where a name is possible at all are label sequences weighed (Viterbi); in the rest of a text, `O` wins by far.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping, Sequence

from .features import NEAR, affixes, class_pairs, local, word_class
from .gazetteer import gazetteer
from .weights import Triple, Weights

Span = tuple[int, int, float]
"""First word, one past the last word, and how sure the model is (0 to 1)."""
MOST_KEPT = 20_000
"""Words whose sums are kept (about 16 MB), and as many that were kept before them: memory stays flat."""
DOUBT, MARGIN = 0.0, 4
"""A word is looked at when `B` or `I` comes so close to `O` by itself, and so many words on each side of it."""
DISTANCES = (-2, -1, 0, 1, 2)
ROUNDING = 1e-6
"""More than adding up can be off by."""
_Word = tuple[int, tuple[Triple, ...], tuple[float, ...]]
"""The class of a word, its sums for each distance, and by how much `B` or `I` leads `O` in each of them."""
_Joint = tuple[float, float, float, float]
"""The sums of classes of neighbors together, and the lead in them."""


class Tagger:
    """A model in use.

    INVARIANT: it keeps sums only for words of its own lists, never for a word that only a screened text has.
    """

    def __init__(self, weights: Weights) -> None:
        self._moves = weights.transitions
        self._common = weights.common
        self._names = gazetteer()
        self._at = weights.by_distance()
        self._kept: dict[str, _Word] = {}
        self._older: dict[str, _Word] = {}
        self._classes: dict[tuple[int, ...], _Joint] = {}
        self._edge = _led(0, tuple(_sum(self._at[d], ["#"]) for d in DISTANCES))

    @property
    def kept(self) -> int:
        """How many words have their sums kept."""
        return len(self._kept) + len(self._older)

    def spans(self, words: Sequence[str]) -> list[Span]:
        """The names in a row of words."""
        row = self._row(words)
        out: list[Span] = []
        for start, end in _stretches(self._candidates(row), len(words)):
            scores = [self._score(row[at : at + 5]) for at in range(start, end)]
            out.extend(self._best(scores, start, ends_row=end == len(words)))
        return out

    def _row(self, words: Sequence[str]) -> list[_Word]:
        """What is known of each word, and two edges on both sides."""
        if len(self._kept) > MOST_KEPT:
            self._older, self._kept = self._kept, {}
        kept, edge = self._kept, self._edge
        others: dict[str, _Word] = {}
        return [edge, edge, *(kept.get(w) or others.get(w) or self._word(w, others) for w in words), edge, edge]

    def _candidates(self, row: Sequence[_Word]) -> Iterator[int]:
        """Words for which `B` or `I` comes so close to `O`.

        Most are left out by what `B` or `I` could lead by at the most: the sum of the best leads is never too small.
        """
        classes = self._classes
        at = -1
        for two, before, own, after, then in zip(row, row[1:], row[2:], row[3:], row[4:], strict=False):
            at += 1
            key = (two[0], before[0], own[0], after[0], then[0])
            joint = classes.get(key) or self._joint(key)
            if two[2][0] + before[2][1] + own[2][2] + after[2][3] + then[2][4] + joint[3] < -DOUBT - ROUNDING:
                continue
            none, begins, inside = self._score((two, before, own, after, then))
            if max(begins, inside) - none >= -DOUBT:
                yield at

    def _score(self, five: Sequence[_Word]) -> Triple:
        """The weight of `O`, `B` and `I` for the middle one of five words."""
        two, before, own, after, then = five
        key = (two[0], before[0], own[0], after[0], then[0])
        joint = self._classes.get(key) or self._joint(key)
        a, b, c, d, e = two[1][0], before[1][1], own[1][2], after[1][3], then[1][4]
        return (
            a[0] + b[0] + c[0] + d[0] + e[0] + joint[0],
            a[1] + b[1] + c[1] + d[1] + e[1] + joint[1],
            a[2] + b[2] + c[2] + d[2] + e[2] + joint[2],
        )

    def _word(self, word: str, others: dict[str, _Word]) -> _Word:
        """The class of a word and its sums for each distance from -2 to 2; a word of no list stays in `others`."""
        if word.isdigit():
            word = "0" * len(word)  # the model sees how long a number is, and nothing else of it
        found = self._kept.get(word) or self._older.get(word) or self._summed(word)
        (self._kept if self._is_own(word) else others)[word] = found
        return found

    def _is_own(self, word: str) -> bool:
        """Whether it is in the model's own lists, or has no letter: a sign, the end of a line, the length of a number."""
        low = word.lower().rstrip(".")
        return (
            low in self._common
            or low in self._names
            or f"w={low}" in self._at[0]
            or not low.strip("0\n")
            or len(low) < 3
        )

    def _summed(self, word: str) -> _Word:
        known = local(word, self._names, self._common)
        far = [f for f in known if f[:2] in NEAR]
        own = [*known, *affixes(word)]
        looked = (far, known, own, known, far)
        sums = tuple(_sum(self._at[d], features) for d, features in zip(DISTANCES, looked, strict=True))
        own_class = known[-1]
        is_said = own_class.startswith("k=")
        return _led(int(own_class[2:]) if is_said else word_class(word, self._names, self._common), sums)

    def _joint(self, key: tuple[int, ...]) -> _Joint:
        if len(self._classes) > MOST_KEPT:
            self._classes.clear()
        sums = _sum(self._at[None], class_pairs(*key))
        found = self._classes[key] = (*sums, _lead(sums))
        return found

    def _best(self, scores: Sequence[Triple], start: int, *, ends_row: bool) -> Iterator[Span]:
        """The best labels of a stretch that begins and ends outside of names, and how sure each name of it is."""
        (oo, ob, oi), (bo, bb, bi), (io, ib, ii) = moves = self._moves
        # Before the stretch stands `O`; at the very beginning of the words, nothing.
        best = (0.0, -1e9, -1e9) if start else scores[0]
        back: list[tuple[int, int, int]] = [] if start else [(0, 0, 0)]
        for none, begins, inside in scores if start else scores[1:]:
            o, b, i = best
            to_o, to_b, to_i = (o + oo, b + bo, i + io), (o + ob, b + bb, i + ib), (o + oi, b + bi, i + ii)
            high_o, high_b, high_i = max(to_o), max(to_b), max(to_i)
            back.append((to_o.index(high_o), to_b.index(high_b), to_i.index(high_i)))
            best = (high_o + none, high_b + begins, high_i + inside)
        ends = best if ends_row else tuple(best[label] + moves[label][0] for label in (0, 1, 2))
        label = ends.index(max(ends))
        labels = [label]
        for step in reversed(back[1:]):
            label = step[label]
            labels.append(label)
        yield from _named(labels[::-1], scores, start)


def _sum(state: Mapping[str, Triple], features: Sequence[str]) -> Triple:
    none = begins = inside = 0.0
    for feature in features:
        row = state.get(feature)
        if row:
            none += row[0]
            begins += row[1]
            inside += row[2]
    return none, begins, inside


def _led(own_class: int, sums: tuple[Triple, ...]) -> _Word:
    return own_class, sums, tuple(_lead(one) for one in sums)


def _lead(sums: Triple) -> float:
    none, begins, inside = sums
    return max(begins, inside) - none


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


def _named(labels: Sequence[int], scores: Sequence[Triple], offset: int) -> Iterator[Span]:
    at = 0
    while at < len(labels):
        if not labels[at]:
            at += 1
            continue
        end = at + 1
        while end < len(labels) and labels[end] == 2:
            end += 1
        margin = sum(scores[n][labels[n]] - scores[n][0] for n in range(at, end)) / (end - at)
        yield offset + at, offset + end, 1 / (1 + math.exp(-max(-30.0, min(30.0, margin))))
        at = end
