"""Does a passage tell one person's case? A logistic regression over classes of words, trained by `training/records`.

Each weight has a name that can be read (`the ROLE`, `she was`, `ROLE _ MED`); `weights.json` holds them with the figures
of the training. A passage is `LONG` words; the next begins at its middle.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib import resources
from itertools import repeat
from typing import Any

import numpy as np
from numpy.typing import NDArray

from proviso.errors import ScreeningError

from .words import KINDS, NUMBER

LONG, STEP = 200, 100
"""Words of a passage, and how far on the next one begins."""
EDGE = 8
"""The classes of the first and the last words of a text count once more: there stands what is asked for."""
SIZES = 16
SHORT = 8
"""Fewer words tell nothing."""
_K = len(KINDS)
_PAIR, _SKIP = _K, _K + _K * _K
_FIRST = _K + 2 * _K * _K
_LAST, _SIZE = _FIRST + _K, _FIRST + 2 * _K
TOTAL = _SIZE + SIZES
"""Features: classes, pairs of neighbors, pairs with one word between, first and last words, the size of the passage."""

Codes = NDArray[np.int32]


def passages(words: int) -> list[tuple[int, int]]:
    """The passages of a text of so many words."""
    if words <= LONG:
        return [(0, words)]
    return [(start, min(words, start + LONG)) for start in range(0, words - STEP, STEP)]


@dataclass(frozen=True, slots=True)
class Reading:
    """The classes of a text's words, each with the codes of what it forms with its neighbors."""

    kinds: Codes
    codes: Codes
    """One row a word: its class, the pair with the next word, the pair with the one after that."""
    edges: Codes

    @classmethod
    def of(cls, kinds: Sequence[int]) -> Reading:
        """The reading of a text whose words have these classes."""
        size = len(kinds)
        padded = np.array([*kinds, NUMBER["LINE"], NUMBER["LINE"]], dtype=np.int32)
        codes = np.empty((size, 3), dtype=np.int32)
        codes[:, 0] = padded[:size]
        row = padded[:size] * _K
        np.add(row + _PAIR, padded[1:-1], out=codes[:, 1])
        np.add(row + _SKIP, padded[2:], out=codes[:, 2])
        edges = {_FIRST + k for k in kinds[:EDGE]} | {_LAST + k for k in kinds[-EDGE:]}
        return cls(padded[:size], codes, np.array(sorted(edges), dtype=np.int32))

    def features(self, first: int, last: int) -> Codes:
        """The distinct features of one passage."""
        ordered = np.sort(self.codes[first:last], axis=None)
        is_new = np.empty(len(ordered), dtype=np.bool_)
        is_new[0] = True
        np.not_equal(ordered[1:], ordered[:-1], out=is_new[1:])
        return np.concatenate((ordered[is_new], self.edges, np.array([_size(last - first)], dtype=np.int32)))


def _size(words: int) -> int:
    return _SIZE + min(SIZES - 1, (words + 1).bit_length())


def name_of(code: int) -> str:
    """A feature in words: `she was`, `ROLE _ MED`, `first draft`, `size 6`."""
    if code < _PAIR:
        return KINDS[code]
    if code < _FIRST:
        one, two = divmod((code - _PAIR) % (_K * _K), _K)
        return f"{KINDS[one]} {'_ ' if code >= _SKIP else ''}{KINDS[two]}"
    if code < _SIZE:
        return f"{'first' if code < _LAST else 'last'}: {KINDS[(code - _FIRST) % _K]}"
    return f"size: {code - _SIZE}"


def named(names: Iterable[str]) -> dict[str, int]:
    """The codes of features by their names."""
    out: dict[str, int] = {}
    for name in names:
        if name.startswith(("first: ", "last: ")):
            where, _, kind = name.partition(": ")
            out[name] = (_FIRST if where == "first" else _LAST) + NUMBER[kind]
        elif name.startswith("size: "):
            out[name] = _SIZE + int(name[6:])
        else:
            one, _, rest = name.partition(" ")
            two = rest.removeprefix("_ ")
            base = _SKIP if two != rest else _PAIR
            out[name] = base + NUMBER[one] * _K + NUMBER[two] if rest else NUMBER[one]
    return out


FEW = 60
"""So many words are weighed one by one."""
AT_ONCE = 64
"""So many passages are weighed in one go, so that a long text takes little memory."""


@dataclass(frozen=True, slots=True)
class Model:
    """Weights in thousandths, what is added to each sum, and above which sum a passage counts.

    INVARIANT: `scores` adds up exactly the weights of `Reading.features`, each feature of a passage once.
    """

    bias: int
    likely: int
    sure: int
    columns: NDArray[np.int16]
    """For each code of a class or a pair the column of its weight; column 0 is for those that weigh nothing. Small numbers,
    since they are looked up all over the place and have to stay near the processor."""
    column_weights: NDArray[np.float32]
    """Whole numbers, and so few that their sums are exact."""
    offsets: NDArray[np.intp]
    """Where the row of a word's block begins, for as many words as are weighed in one go."""
    ends: tuple[int, ...]
    """The weights of the first and the last words and of the sizes, from `_FIRST` on."""
    known: Mapping[int, int]
    """The weight of each code that weighs something: for few words that is quicker than columns."""

    @classmethod
    def of(cls, weights: NDArray[np.int32], bias: int, likely: int, sure: int) -> Model:
        """A model with its columns: only what weighs something has one."""
        codes = np.flatnonzero(weights[:_FIRST])
        columns = np.zeros(_FIRST, dtype=np.int16)
        columns[codes] = np.arange(1, len(codes) + 1, dtype=np.int16)
        column_weights = np.append([0], weights[codes]).astype(np.float32)
        offsets = np.arange((AT_ONCE + 1) * STEP) // STEP * len(column_weights)
        ends = tuple(weights[_FIRST:].tolist())
        known = dict(zip(codes.tolist(), weights[codes].tolist(), strict=True))
        return cls(bias, likely, sure, columns, column_weights, offsets, ends, known)

    def scores(self, kinds: Sequence[int]) -> list[tuple[int, int, int]]:
        """First word, one past the last word and score of each passage that is about somebody at all."""
        if len(kinds) < SHORT or _ABOUT.isdisjoint(kinds):
            return []
        places = [
            (number, first, last)
            for number, (first, last) in enumerate(passages(len(kinds)))
            if last - first >= SHORT and not _ABOUT.isdisjoint(kinds[first:last])
        ]
        ends = self.ends
        same = self.bias + sum([ends[k] for k in {*kinds[:EDGE]}]) + sum([ends[_K + k] for k in {*kinds[-EDGE:]}])
        sums = [self._sum_of_few(kinds)] if len(kinds) <= FEW else self._sums(kinds).tolist()
        return [
            (first, last, same + int(sums[number]) + ends[_size(last - first) - _FIRST])
            for number, first, last in places
        ]

    def _sum_of_few(self, kinds: Sequence[int]) -> int:
        """The same for the one passage of a short text."""
        padded = (*kinds, NUMBER["LINE"], NUMBER["LINE"])
        rows = [kind * _K for kind in kinds]
        found = {*kinds, *[row + _PAIR + kind for row, kind in zip(rows, padded[1:], strict=False)]}
        found.update([row + _SKIP + kind for row, kind in zip(rows, padded[2:], strict=True)])
        return sum(map(self.known.get, found, repeat(0)))

    def _sums(self, kinds: Sequence[int]) -> NDArray[np.float32]:
        """For each passage the weights of its distinct classes and pairs.

        A passage is two neighboring blocks of words: what stands in a block is marked once, and two rows make a passage.
        """
        size, count = len(kinds), len(passages(len(kinds)))
        padded = np.fromiter((*kinds, NUMBER["LINE"], NUMBER["LINE"]), dtype=np.intp, count=size + 2)
        own = padded[:-2]
        row = own * _K
        columns = self.columns[np.concatenate((own, row + (padded[1:-1] + _PAIR), row + (padded[2:] + _SKIP)))]
        if count <= AT_ONCE:
            return self._weighed(columns.reshape(3, size), count)
        parts = []
        for first in range(0, count, AT_ONCE):
            some = min(AT_ONCE, count - first)
            begin, end = first * STEP, (first + some + 1) * STEP
            parts.append(self._weighed(columns.reshape(3, size)[:, begin:end], some))
        return np.concatenate(parts)

    def _weighed(self, columns: NDArray[np.int16], count: int) -> NDArray[np.float32]:
        width = len(self.column_weights)
        seen = np.zeros((count + 1) * width, dtype=np.uint8)
        seen[columns + self.offsets[: columns.shape[1]]] = 1
        blocks = seen.reshape(count + 1, width)
        sums: NDArray[np.float32] = (blocks[:-1] | blocks[1:]).astype(np.float32) @ self.column_weights
        return sums


_ABOUT = frozenset(
    NUMBER[name]
    for name in (
        "ROLE KIN SEXWORD AGE AGEW GROUP MED CRIME MONEY WORKMATTER SAYV PRESV SHORTH XXX BLOCKED INITIAL SCHOOLW he she his her him my our el ella su le les "
        "DATE CLOCK someone somebody"
    ).split()
)
"""A passage without any of these tells of nobody."""


@cache
def model() -> Model:
    """The model of the package."""
    file = _file()
    return Model.of(_weights(file["weights"]), file["bias"], file["likely"], file["sure"])


def weights() -> NDArray[np.int32]:
    """The weight of each code, which the model holds in another form."""
    return _weights(_file()["weights"])


def _weights(of_names: Mapping[str, int]) -> NDArray[np.int32]:
    found = np.zeros(TOTAL, dtype=np.int32)
    for name, code in named(of_names).items():
        found[code] = of_names[name]
    return found


def _file() -> dict[str, Any]:
    """What the package ships, checked against its checksum."""
    file: dict[str, Any] = json.loads(resources.files(__package__).joinpath("weights.json").read_text(encoding="ascii"))
    if checksum(file["weights"]) != file["sha256"]:
        raise ScreeningError(
            "The weights of the check for records about a person are damaged.", hint="Install Proviso again."
        )
    return file


def checksum(weights: dict[str, int]) -> str:
    """SHA-256 of the weights as they stand in the file."""
    return hashlib.sha256(json.dumps(weights, sort_keys=True).encode("ascii")).hexdigest()
