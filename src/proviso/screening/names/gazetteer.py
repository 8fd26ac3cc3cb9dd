"""Lists of names and of what is none, as three small numbers a word: how usual it is as a given and as a family name, and
what else it means (0 = not listed).

Made by `training/names/gazetteer.py` from the United States Census of 1990, name lists of many countries and GeoNames.
"""

from __future__ import annotations

import zlib
from functools import cache
from importlib import resources

FILE = "gazetteer.zz"
"""Beside this file: `given family other` and the words that have these three, a line each, compressed."""

Kinds = tuple[int, int, int]
"""As a given name, as a family name (1 the most usual), and as something else; 0 is none."""
NONE: Kinds = (0, 0, 0)
LAND, CITY, TOWN, THING, PART = 1, 2, 3, 4, 5
"""What else a word means: a country or people, a place of its own by its size, a firm or thing, a part of a place's name."""
OTHER_LANDS = 3
"""Names up to here are usual, known, or usual in other countries; what is listed behind them is rare."""


def parsed(data: bytes) -> dict[str, Kinds]:
    """The lists of a file, word by word in lower case."""
    out: dict[str, Kinds] = {}
    for line in zlib.decompress(data).decode("ascii").splitlines():
        given, family, other, *words = line.split(" ")
        out.update(dict.fromkeys(words, (int(given), int(family), int(other))))
    return out


@cache
def gazetteer() -> dict[str, Kinds]:
    """The lists, read once."""
    return parsed((resources.files(__package__) / FILE).read_bytes())
