"""The words of an approved text: the same in Markdown, in a Word file, in a PDF, and pasted from one (139-07.4).

What only shapes a text (signs of Markdown, line ends, the bullets of a list, the frame of a table) is no word. Every
letter, figure and punctuation mark counts, so that "$1.5" and "$15" are two texts.
"""

from __future__ import annotations

import re
import unicodedata

_SHAPES = (
    (
        re.compile(
            r"^(?=[ \t|:]*---|[ \t|]*:-|[ \t|]*-+:)[-|: \t]+$|^(?=[ \t]*([-*_=])(?:[ \t]*\1){2})[-*_= \t]+$",
            re.MULTILINE,
        ),
        " ",
    ),
    (re.compile(r"^[ \t]*```\w*[ \t]*$", re.MULTILINE), " "),
    (re.compile(r"^(?:[ \t]*>)+", re.MULTILINE), " "),
    (re.compile(r"^[ \t]*#{1,6}[ \t]+", re.MULTILINE), " "),
    (re.compile(r"^[ \t]*(?:[-*+•‣▪◦–][ \t]+)(?=\S)", re.MULTILINE), " "),
    (re.compile(r"\[([^\[\]\n]+)\]\(([^()\s]+)\)"), r"\1 (\2)"),
    (re.compile(r"(?<!\w)[*_]+|[*_]+(?!\w)"), ""),
    (re.compile(r"`"), ""),
    (re.compile(r"\|"), " "),
)
_LIGATURES = str.maketrans({"ﬀ": "ff", "ﬁ": "fi", "ﬂ": "fl", "ﬃ": "ffi", "ﬄ": "ffl", "ﬅ": "st", "ﬆ": "st"})
_NOTHING = re.compile(r"[\u00ad\u200b\u2060\ufeff]")
"""Letters without a width: a reader does not see them."""


def words_of(text: str) -> str:
    """The words of a text in one line, with one space between them."""
    text = "\n".join(unicodedata.normalize("NFC", _NOTHING.sub("", text)).translate(_LIGATURES).splitlines())
    for pattern, instead in _SHAPES:
        text = pattern.sub(instead, text)
    return " ".join(text.split())
