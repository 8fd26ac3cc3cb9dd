"""Finds names in a row of words. A word's weights are added up once and kept, so that most of the work is looking up.

Only where a name is possible at all are label sequences weighed (Viterbi); in the rest of a text, `O` wins by far.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence

from .features import NEAR, affixes, class_pairs, local, word_class
from .gazetteer import gazetteer
from .weights import Triple, Weights

Span = tuple[int, int, float]
"""First word, one past the last word, and how sure the model is (0 to 1)."""
MOST_KEPT = 20_000
"""Distinct words whose sums are kept (about 16 MB); then the memory is given back, so that it stays flat."""
DOUBT = 13.0
"""A word is looked at when `B` or `I` comes so close to `O` by itself: more than any step between labels is worth."""
_Word = tuple[int, tuple[Triple, ...]]


class Tagger:
    """A model in use. Holds no text, only sums for words."""

    def __init__(self, weights: Weights) -> None:
        self._weights = weights
        self._names = gazetteer()
        self._kept: dict[str, _Word] = {}
        self._classes: dict[tuple[int, ...], Triple] = {}
        self._edge = self._word("")

    @property
    def kept(self) -> int:
        """How many words have their sums kept."""
        return len(self._kept)

    def spans(self, words: Sequence[str]) -> list[Span]:
        """The names in a row of words."""
        scores = self._scores(words)
        out: list[Span] = []
        for start, end in _candidates(scores):
            out.extend(self._best(scores, start, end))
        return out

    def _scores(self, words: Sequence[str]) -> list[Triple]:
        """For each word the weight of `O`, `B` and `I`, from itself and its neighbors."""
        kept = self._kept
        if len(kept) > MOST_KEPT:
            kept.clear()
        edge = self._edge
        row = [edge, edge, *(kept.get(word) or self._word(word) for word in words), edge, edge]
        classes = self._classes
        out = []
        for at in range(2, len(row) - 2):
            two, before, own, after, then = row[at - 2 : at + 3]
            key = (two[0], before[0], own[0], after[0], then[0])
            joint = classes.get(key) or self._joint(key)
            a, b, c, d, e = two[1][0], before[1][1], own[1][2], after[1][3], then[1][4]
            out.append(
                (
                    a[0] + b[0] + c[0] + d[0] + e[0] + joint[0],
                    a[1] + b[1] + c[1] + d[1] + e[1] + joint[1],
                    a[2] + b[2] + c[2] + d[2] + e[2] + joint[2],
                )
            )
        return out

    def _word(self, word: str) -> _Word:
        """The class of a word and its sums for each distance from -2 to 2."""
        if not word:
            return (0, tuple(self._sum([f"{o}|#"]) for o in (-2, -1, 0, 1, 2)))
        if word.isdigit():
            # The model sees how long a number is and nothing else of it, so each length is kept once.
            zeros = "0" * len(word)
            if zeros != word:
                return self._kept.get(zeros) or self._word(zeros)
        names, common = self._names, self._weights.common
        known = local(word, names, common)
        far = [f for f in known if f[:2] in NEAR]
        sums = (
            self._sum([f"-2|{f}" for f in far]),
            self._sum([f"-1|{f}" for f in known]),
            self._sum([f"0|{f}" for f in (*known, *affixes(word))]),
            self._sum([f"1|{f}" for f in known]),
            self._sum([f"2|{f}" for f in far]),
        )
        found = self._kept[word] = (word_class(word, names, common), sums)
        return found

    def _joint(self, key: tuple[int, ...]) -> Triple:
        if len(self._classes) > MOST_KEPT:
            self._classes.clear()
        found = self._classes[key] = self._sum(class_pairs(*key))
        return found

    def _sum(self, attributes: Sequence[str]) -> Triple:
        state = self._weights.state
        rows = [state[a] for a in attributes if a in state]
        return (sum(r[0] for r in rows), sum(r[1] for r in rows), sum(r[2] for r in rows))

    def _best(self, scores: Sequence[Triple], start: int, end: int) -> Iterator[Span]:
        """The best labels of a stretch that begins and ends outside of names, and how sure each name of it is."""
        moves = self._weights.transitions
        best: Triple | None = (0.0, -1e9, -1e9) if start else None
        back: list[tuple[int, int, int]] = []
        for at in range(start, end):
            state = scores[at]
            if best is None:
                back.append((0, 0, 0))
                best = state
                continue
            steps = []
            values = []
            for label in (0, 1, 2):
                ways = (best[0] + moves[0][label], best[1] + moves[1][label], best[2] + moves[2][label])
                way = ways.index(max(ways))
                steps.append(way)
                values.append(ways[way] + state[label])
            back.append((steps[0], steps[1], steps[2]))
            best = (values[0], values[1], values[2])
        if best is None:
            return
        ends = best if end == len(scores) else tuple(best[label] + moves[label][0] for label in (0, 1, 2))
        label = ends.index(max(ends))
        labels = [label]
        for step in reversed(back[1:]):
            label = step[label]
            labels.append(label)
        yield from _named(labels[::-1], scores, start)


def _candidates(scores: Sequence[Triple]) -> Iterator[tuple[int, int]]:
    """Stretches around words that may be names, with a word more on each side."""
    start, end = -1, -2
    for at, (none, begins, inside) in enumerate(scores):
        if max(begins, inside) - none < -DOUBT:
            continue
        if at > end + 1:
            if start >= 0:
                yield max(0, start - 1), min(len(scores), end + 2)
            start = at
        end = at
    if start >= 0:
        yield max(0, start - 1), min(len(scores), end + 2)


def _named(labels: Sequence[int], scores: Sequence[Triple], offset: int) -> Iterator[Span]:
    at = 0
    while at < len(labels):
        if not labels[at]:
            at += 1
            continue
        end = at + 1
        while end < len(labels) and labels[end] == 2:
            end += 1
        margin = sum(scores[offset + n][labels[n]] - scores[offset + n][0] for n in range(at, end)) / (end - at)
        yield offset + at, offset + end, 1 / (1 + math.exp(-max(-30.0, min(30.0, margin))))
        at = end
