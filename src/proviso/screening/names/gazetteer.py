"""Lists of given and family names, as two small numbers a word: how usual it is as either (0 = not listed).

Made by `training/names/gazetteer.py` from the United States Census of 1990 and from name lists of many countries.
"""

from __future__ import annotations

import zlib
from functools import cache
from importlib import resources

FILE = "gazetteer.zz"
"""Beside this file: `given family` and the words that have this pair, a line each, compressed."""


def parsed(data: bytes) -> dict[str, tuple[int, int]]:
    """The lists of a file, word by word in lower case."""
    out: dict[str, tuple[int, int]] = {}
    for line in zlib.decompress(data).decode("ascii").splitlines():
        given, family, *words = line.split(" ")
        pair = (int(given), int(family))
        out.update(dict.fromkeys(words, pair))
    return out


@cache
def gazetteer() -> dict[str, tuple[int, int]]:
    """The lists, read once."""
    return parsed((resources.files(__package__) / FILE).read_bytes())
