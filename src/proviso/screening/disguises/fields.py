"""Names of fields as programs write them: `social_security_number`, `dateOfBirth`. No disguise is meant, and a label is
hidden all the same: read as words, it says what the value beside it is."""

from __future__ import annotations

import re
from collections.abc import Iterator

from .piece import Disguise, Piece

_MOST = 60
"""Letters of a name; a longer one is no name of a field."""
_VALUE = r"""["']?\s{0,3}(?::|=>?)\s{0,3}["']?(?=[A-Za-z]{0,3}-?[(]?\d)"""
# INVARIANT: a name is taken whole, and never tried in parts: time stays linear.
_FIELD = re.compile(rf"(?<![A-Za-z0-9_])([A-Za-z][A-Za-z_]{{1,{_MOST}}}+\d?){_VALUE}")
_WORD = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+")
_SAID = {"no": "number", "num": "number", "nbr": "number", "nr": "number", "acct": "account", "dl": "driver license"}


def _fields(text: str) -> Iterator[Piece]:
    for match in _FIELD.finditer(text):
        name = match[1]
        words = [word.lower() for word in _WORD.findall(name)]
        if len(words) < 2:
            continue
        yield match.start(), match.end(), " ".join(_SAID.get(word, word) for word in words) + ": ", True


FIELDS = (
    Disguise(
        name="names of fields",
        asks=r"""[a-z](?:_[A-Za-z]+|[A-Z][a-z]+|[A-Z]+)_?\d?["']?\s{0,3}(?::|=>?)\s{0,3}["']?[A-Za-z]{0,3}-?[(]?\d""",
        pieces=_fields,
    ),
)
