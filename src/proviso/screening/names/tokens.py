"""Words of a text with their places: what the names model reads. Works on the plain view, in linear time."""

from __future__ import annotations

import re
from collections.abc import Iterator

Token = tuple[str, int, int]
"""A word, its start and its end."""

# Each alternative is consumed whole or bounded, so that no text is read twice.
_TOKEN = re.compile(
    r"https?://\S+|www\.\S+|[\w.+-]{1,64}@[\w-]{1,64}(?:\.[\w-]{1,64})+|[@#]\w+|\n\s*"
    r"|[A-Z]\.(?![a-z]{2})|\b(?:Mr|Mrs|Ms|Mx|Dr|Prof|Jr|Sr|St|Sgt|Capt|Lt|Col|Maj|Gen|Adm|Cpl|Det|Sen|Rep|Gov|Rev|Hon|Ofc|Sra?|Esq|vs?|No|Inc|Corp|Co|Ltd)\."
    r"|[A-Za-z]+(?:'[A-Z][a-z]+)?|'[a-z]{1,2}\b|[0-9]+|[^\s\w]|_+"
)
LINE, PARAGRAPH = "\n", "\n\n"
"""What the end of a line, and an empty line, are as words."""


def tokens(text: str) -> Iterator[Token]:
    """The words of a text in order."""
    for found in _TOKEN.finditer(text):
        word, start, end = found.group(), found.start(), found.end()
        if word[0] == "\n":
            word = PARAGRAPH if word.count("\n") > 1 else LINE
        yield word, start, end
