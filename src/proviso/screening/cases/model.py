"""Does a passage tell one person's case? A logistic regression over classes of words, trained by `training/records`.

Each weight has a name that can be read (`the ROLE`, `she was`, `ROLE _ MED`); `weights.json` holds them with the figures
of the training. A passage is `LONG` words; the next begins at its middle.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from importlib import resources

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
        size = _SIZE + min(SIZES - 1, (last - first + 1).bit_length())
        return np.concatenate((ordered[is_new], self.edges, np.array([size], dtype=np.int32)))


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


@dataclass(frozen=True, slots=True)
class Model:
    """Weights by code, what is added to each sum, and from which sum on a passage counts."""

    weights: NDArray[np.float64]
    bias: float
    likely: float
    sure: float

    def scores(self, reading: Reading) -> list[tuple[int, int, float]]:
        """First word, one past the last word and score of each passage that is about somebody at all."""
        about = np.concatenate(([0], np.cumsum(_ABOUT[reading.kinds])))
        return [
            (first, last, float(self.weights[reading.features(first, last)].sum()) + self.bias)
            for first, last in passages(len(reading.kinds))
            if about[last] - about[first] >= 1 and last - first >= SHORT
        ]


_ABOUT = np.zeros(_K, dtype=np.int32)
_ABOUT[
    [
        NUMBER[name]
        for name in (
            "ROLE KIN SEXWORD AGE AGEW GROUP MED CRIME MONEY WORKMATTER SAYV PRESV SHORTH XXX BLOCKED INITIAL SCHOOLW he she his her him my our el ella su le les "
            "DATE CLOCK someone somebody"
        ).split()
    ]
] = 1
"""A passage without any of these tells of nobody."""


@cache
def model() -> Model:
    """The weights of the package, checked against their checksum."""
    file = json.loads(resources.files(__package__).joinpath("weights.json").read_text(encoding="ascii"))
    if checksum(file["weights"]) != file["sha256"]:
        raise ScreeningError(
            "The weights of the check for records about a person are damaged.", hint="Install Proviso again."
        )
    weights = np.zeros(TOTAL)
    for name, code in named(file["weights"]).items():
        weights[code] = file["weights"][name] / 1000
    return Model(weights, file["bias"] / 1000, file["likely"] / 1000, file["sure"] / 1000)


def checksum(weights: dict[str, int]) -> str:
    """SHA-256 of the weights as they stand in the file."""
    return hashlib.sha256(json.dumps(weights, sort_keys=True).encode("ascii")).hexdigest()
