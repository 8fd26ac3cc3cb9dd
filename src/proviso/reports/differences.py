"""What changed between two versions of a text, word by word: what an expert reads before the verdict (139-07.4).

Moved line ends and other white space are no change. The work has a bound: a text of 200 KB that shares little with the
one before it is said as removed and added, in less than a second, and never compared each word with each.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

WORD = re.compile(r"\w+(?:[’'.,:/-]\w+)*|[^\w\s]")
MOST_STEPS = 1_000_000
"""Of the exact comparison; what is left after them is said as removed and added."""
MOST_EDITS = 900
"""Of one stretch between two anchors."""
ANCHOR = 3
"""Words in a row that stand once in each text."""
SMALL = 600


class ChangeKind(StrEnum):
    """What happened to a run of words."""

    SAME = "same"
    ADDED = "added"
    REMOVED = "removed"


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """A run of words. The texts of `same` and `added` in a row are the text after, to the letter."""

    kind: ChangeKind
    text: str = field(repr=False)
    before: tuple[int, int]
    """Where it stands in the text before; for what was added, the place where it would stand."""
    after: tuple[int, int]


def differences(before: str, after: str) -> tuple[Change, ...]:
    """The runs of words that stayed, went and came, in the order in which they are read."""
    old, new = _words(before), _words(after)
    numbers: dict[str, int] = {}
    a = [numbers.setdefault(before[s:e], len(numbers)) for s, e in old]
    b = [numbers.setdefault(after[s:e], len(numbers)) for s, e in new]
    runs = _joined(_runs(_Comparison(a, b).matches(), len(a), len(b)))
    return tuple(_changes(before, after, old, new, runs))


def count(changes: Sequence[Change]) -> int:
    """How many places changed: a word removed and one added in its place are one."""
    places, was_same = 0, True
    for change in changes:
        is_same = change.kind is ChangeKind.SAME
        places += was_same and not is_same
        was_same = is_same
    return places


def _words(text: str) -> list[tuple[int, int]]:
    return [found.span() for found in WORD.finditer(text)]


@dataclass(frozen=True, slots=True)
class _Run:
    """Words of both texts that belong together: the same ones, or what stands in the place of what."""

    is_same: bool
    a: tuple[int, int]
    b: tuple[int, int]


def _runs(matches: Sequence[tuple[int, int, int]], size_a: int, size_b: int) -> Iterator[_Run]:
    i = j = 0
    for at, to, length in (*matches, (size_a, size_b, 0)):
        if i < at or j < to:
            yield _Run(False, (i, at), (j, to))
        if length:
            yield _Run(True, (at, at + length), (to, to + length))
        i, j = at + length, to + length


def _joined(runs: Iterator[_Run]) -> list[_Run]:
    """A lone word that stands by chance between two rewritten stretches joins them: it says nothing by itself."""
    listed = list(runs)
    out: list[_Run] = []
    for number, run in enumerate(listed):
        after = listed[number + 1] if number + 1 < len(listed) else None
        is_chance = (run.is_same and out and after is not None and not out[-1].is_same and not after.is_same) and run.a[
            1
        ] - run.a[0] < min(_size(out[-1]), _size(after)) / 2
        if out and not out[-1].is_same and (is_chance or not run.is_same):
            out[-1] = _Run(False, (out[-1].a[0], run.a[1]), (out[-1].b[0], run.b[1]))
        else:
            out.append(run)
    return out


def _size(run: _Run) -> int:
    return min(run.a[1] - run.a[0], run.b[1] - run.b[0])


def _changes(
    before: str, after: str, old: list[tuple[int, int]], new: list[tuple[int, int]], runs: list[_Run]
) -> Iterator[Change]:
    """Runs of words as runs of letters: each takes the white space behind it along."""
    for run in runs:
        a, b = _letters(run.a, old, len(before)), _letters(run.b, new, len(after))
        if run.is_same:
            yield Change(kind=ChangeKind.SAME, text=after[slice(*b)], before=a, after=b)
            continue
        if a[0] < a[1]:
            yield Change(kind=ChangeKind.REMOVED, text=before[slice(*a)], before=a, after=(b[0], b[0]))
        if b[0] < b[1]:
            yield Change(kind=ChangeKind.ADDED, text=after[slice(*b)], before=(a[1], a[1]), after=b)
    blank_a, blank_b = (0, 0 if old else len(before)), (0, 0 if new else len(after))
    if blank_a[1] or blank_b[1]:  # a text of white space alone
        yield Change(kind=ChangeKind.SAME, text=after[slice(*blank_b)], before=blank_a, after=blank_b)


def _letters(run: tuple[int, int], words: list[tuple[int, int]], size: int) -> tuple[int, int]:
    first, last = run
    start = 0 if not first else words[first][0] if first < len(words) else size
    end = words[last][0] if last < len(words) else size
    return (start, start) if first == last else (start, end)


class _Comparison:
    """Finds what two lists have in common, within a number of steps."""

    def __init__(self, a: list[int], b: list[int]) -> None:
        self._a, self._b = a, b
        self._left = MOST_STEPS

    def matches(self) -> list[tuple[int, int, int]]:
        """(place before, place after, how many), in order."""
        found: list[tuple[int, int, int]] = []
        todo = [(0, len(self._a), 0, len(self._b))]
        while todo:
            a0, a1, b0, b1 = todo.pop()
            a0, b0, length = self._head(a0, a1, b0, b1)
            if length:
                found.append((a0 - length, b0 - length, length))
            a1, b1, length = self._tail(a0, a1, b0, b1)
            if length:
                found.append((a1, b1, length))
            if a0 == a1 or b0 == b1:
                continue
            anchors = self._anchors(a0, a1, b0, b1) if a1 - a0 + b1 - b0 > SMALL else []
            if anchors:
                todo += _between(anchors, a0, a1, b0, b1)
                found += [(i, j, ANCHOR) for i, j in anchors]
            else:
                found += self._exact(a0, a1, b0, b1)
        return _merged(sorted(found))

    def _head(self, a0: int, a1: int, b0: int, b1: int) -> tuple[int, int, int]:
        start = a0
        while a0 < a1 and b0 < b1 and self._a[a0] == self._b[b0]:
            a0, b0 = a0 + 1, b0 + 1
        return a0, b0, a0 - start

    def _tail(self, a0: int, a1: int, b0: int, b1: int) -> tuple[int, int, int]:
        end = a1
        while a0 < a1 and b0 < b1 and self._a[a1 - 1] == self._b[b1 - 1]:
            a1, b1 = a1 - 1, b1 - 1
        return a1, b1, end - a1

    def _anchors(self, a0: int, a1: int, b0: int, b1: int) -> list[tuple[int, int]]:
        """Three words that stand in a row once in each text, in an order that both have; none lies on another."""
        ours, theirs = _once(self._a, a0, a1), _once(self._b, b0, b1)
        pairs = sorted((i, theirs[key]) for key, i in ours.items() if i >= 0 and theirs.get(key, -1) >= 0)
        out: list[tuple[int, int]] = []
        for i, j in _longest_rising(pairs):
            if not out or (i >= out[-1][0] + ANCHOR and j >= out[-1][1] + ANCHOR):
                out.append((i, j))
        return out

    def _exact(self, a0: int, a1: int, b0: int, b1: int) -> list[tuple[int, int, int]]:
        """The shortest way from one to the other (Myers 1986); nothing in common when it is too long."""
        a, b, size, other = self._a, self._b, a1 - a0, b1 - b0
        furthest, trail = {1: 0}, []
        for edits in range(min(size + other, MOST_EDITS) + 1):
            if self._left <= 0:
                break
            trail.append(dict(furthest))
            for k in range(-edits, edits + 1, 2):
                down = k == -edits or (k != edits and furthest.get(k - 1, -1) < furthest.get(k + 1, -1))
                x = furthest[k + 1] if down else furthest[k - 1] + 1
                began = x
                while x < size and x - k < other and a[a0 + x] == b[b0 + x - k]:
                    x += 1
                furthest[k] = x
                self._left -= 1 + x - began
                if x >= size and x - k >= other:
                    return list(_way_back(trail, x, x - k, a0, b0))
        return []


def _once(words: list[int], start: int, end: int) -> dict[tuple[int, ...], int]:
    """Where each run of words stands; -1 when it stands more than once."""
    places: dict[tuple[int, ...], int] = {}
    for i in range(start, end - ANCHOR + 1):
        key = tuple(words[i : i + ANCHOR])
        places[key] = -1 if key in places else i
    return places


def _longest_rising(pairs: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """The longest row of pairs in which both numbers rise (patience)."""
    tops: list[int] = []
    last: list[int] = []
    before: list[int] = []
    for number, (_, j) in enumerate(pairs):
        pile = bisect_left(tops, j)
        before.append(last[pile - 1] if pile else -1)
        tops[pile : pile + 1] = [j]
        last[pile : pile + 1] = [number]
    out, at = [], last[-1] if last else -1
    while at >= 0:
        out.append(pairs[at])
        at = before[at]
    return out[::-1]


def _between(anchors: list[tuple[int, int]], a0: int, a1: int, b0: int, b1: int) -> Iterator[tuple[int, int, int, int]]:
    for i, j in (*anchors, (a1, b1)):
        yield a0, i, b0, j
        a0, b0 = i + ANCHOR, j + ANCHOR


def _way_back(trail: list[dict[int, int]], x: int, y: int, a0: int, b0: int) -> Iterator[tuple[int, int, int]]:
    for edits in range(len(trail) - 1, -1, -1):
        furthest, k = trail[edits], x - y
        down = k == -edits or (k != edits and furthest.get(k - 1, -1) < furthest.get(k + 1, -1))
        came = k + 1 if down else k - 1
        from_x = furthest.get(came, 0) if edits else 0
        from_y = from_x - came if edits else 0
        start = from_x if down or not edits else from_x + 1
        if x > start:
            yield a0 + start, b0 + start - k, x - start
        x, y = from_x, from_y


def _merged(matches: list[tuple[int, int, int]]) -> list[tuple[int, int, int]]:
    out: list[tuple[int, int, int]] = []
    for i, j, length in matches:
        if out and out[-1][0] + out[-1][2] == i and out[-1][1] + out[-1][2] == j:
            out[-1] = (out[-1][0], out[-1][1], out[-1][2] + length)
        else:
            out.append((i, j, length))
    return out
