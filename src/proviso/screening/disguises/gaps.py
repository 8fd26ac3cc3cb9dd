"""What pulls a number or a word apart: blanks, dots, line ends, table cells, Markdown, HTML tags.

Taking a gap out keeps every other offset, so that a finding spans what stands between its ends.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from proviso.screening.view import BULLET, MIDDOT, OTHER

from .piece import Disguise, Piece

_SPACED = re.compile(r"(?<![A-Za-z0-9])(?:[!-~] {1,3}){4,}[!-~](?![A-Za-z0-9])")
_LETTERS = re.compile(r"(?:[A-Za-z0-9] {1,3}){2}[A-Za-z0-9]")
"""A sum has a sign between its letters; a word or a number that is pulled apart has three without."""
_SIGNS = rf".,;:*~_/|+\t\n{MIDDOT}{BULLET}{OTHER}-"
_SEPARATED = re.compile(
    rf"(?<![A-Za-z0-9])[A-Za-z0-9@#(](?P<gap> ?[{_SIGNS}] ?|[*_~|]{{2}})[A-Za-z0-9@_/-](?:(?P=gap)[A-Za-z0-9@_/)-]){{3,}}+"
)
# INVARIANT: nothing may fail after the run, or each of its places would be tried: time stays linear.
_INITIALS = re.compile(r"(?<![A-Za-z0-9.])(?:C([ ._-])U\1I(?:[.](?=/))?|S([ ._-])S\2N|F([ ._-])O\3U\3O)(?![A-Za-z0-9])")
_LINE = r"[ \t]*\n[ \t>]*"
_SPLIT = re.compile(
    rf"(?<=[A-Z/-]){_LINE}(?![A-Z][.)] )(?=[A-Z/][^\n]{{0,60}}//|[A-Z]{{2,}}[A-Z/, ]*(?:\n|$| {{3}}))"
    rf"|(?<=\d){_LINE}(?=-?\d)|(?<=\d-){_LINE}(?=\d)|(?<=[A-Z\d]){_LINE}(?=[A-Z\d-]{{0,8}}\d)|(?<=[A-Z\d]-){_LINE}(?=[A-Z\d]{{0,4}}\d)"
)
_INLINE = "(?:abbr|a|b|bdi|bdo|big|code|del|em|font|i|ins|kbd|label|mark|q|s|samp|small|span|strike|strong|sub|sup|tt|u|var|wbr)"
_TAG = rf"(?:</?(?i:{_INLINE})(?:\s[^<>]{{0,200}})?/?>|<!--[^<>]{{0,200}}-->)"
_MARKUP = re.compile(rf"(?<=[A-Za-z0-9/# -])(?:{_TAG}|[*~`]|__)+(?= ?[A-Za-z0-9/#-])|(?<=[A-Za-z0-9])\\(?=[-./_#])")
_SIGN = re.compile(r"[<*~`_\\]")
_REGROUPED = re.compile(
    r"(?i)\b(?:ssns?|social security (?:number|no\.?|#)|ss#|social)\b[^\d\n]{0,24}(?<!\d)(\d(?:[ ./:,_;()-]{0,3}\d){8})(?![ ./:,_;-]{0,2}\d)"
)
_CELL = r" ?[|\t;,] ?"
_CELLS = re.compile(
    rf"(?<![\d.,-])(?:\d{{3}}(?P<a>{_CELL})\d{{2}}(?P<b>{_CELL})\d{{4}}|A ?\d{{3}}(?P<c>{_CELL})\d{{3}}(?P<d>{_CELL})\d{{3}}"
    rf"|\d{{4}}(?P<e>{_CELL})\d{{4}}(?P<f>{_CELL})\d{{4}}(?P<g>{_CELL})\d{{4}})(?![\d,-])"
)
_LABEL = (
    r"(?i:\b(?:ssn|social|passport|alien|a-?number|account|acct|card|licen[sc]e|medicare|mbi|routing|phone|cell)\b)"
)


def _spaced(text: str) -> Iterator[Piece]:
    """Two blanks or more part words, and one of them stays."""
    for match in _SPACED.finditer(text):
        if not _LETTERS.search(match.group()):
            continue
        for gap in re.finditer(" {1,3}", match.group()):
            is_wide = gap.end() - gap.start() > 1
            yield match.start() + gap.start(), match.start() + gap.end() - is_wide, "", False


def _separated(text: str) -> Iterator[Piece]:
    for match in _SEPARATED.finditer(text):
        gap, at = match["gap"], match.start() + 1
        is_cut = text[match.end() : match.end() + 1].isalnum()  # the last one begins a word
        while at < match.end() - is_cut * (len(gap) + 1):
            yield at, at + len(gap), "", False
            at += len(gap) + 1


def _initials(text: str) -> Iterator[Piece]:
    for match in _INITIALS.finditer(text):
        for at in range(match.start() + 1, match.end(), 2):
            yield at, at + 1, "", False


def _regrouped(text: str) -> Iterator[Piece]:
    """Nine digits after their label, however they are grouped."""
    for match in _REGROUPED.finditer(text):
        for gap in re.finditer(r"\D+", match[1]):
            yield match.start(1) + gap.start(), match.start(1) + gap.end(), "", False


def _markup(text: str) -> Iterator[Piece]:
    """Signs of Markdown and HTML between letters. Each begins with one of few characters, and only there it is tried."""
    done = 0
    for sign in _SIGN.finditer(text):
        match = _MARKUP.match(text, sign.start()) if sign.start() >= done else None
        if match:
            done = match.end()
            yield match.start(), done, "", False


def _split(text: str) -> Iterator[Piece]:
    """Ends of lines inside a number or a word. What parts it begins with the blanks before such an end, nowhere else."""
    end = -1
    while (end := text.find("\n", end + 1)) >= 0:
        at = end
        while at and text[at - 1] in " \t":
            at -= 1
        match = _SPLIT.match(text, at)
        if match:
            yield match.start(), match.end(), "", False


def _cells(text: str) -> Iterator[Piece]:
    """A line of a table between the parts of one number becomes the hyphen that it stands for."""
    for match in _CELLS.finditer(text):
        for name in "abcdefg":
            if match[name] is not None:
                yield match.start(name), match.end(name), "-", True


GAPS = (
    Disguise(name="spaced", asks=r" [!-~] {1,3}[!-~] {1,3}[!-~] {1,3}[!-~]", pieces=_spaced),
    Disguise(
        name="separated",
        asks="|".join(
            rf"[A-Za-z0-9](?:{gap}[A-Za-z0-9@#_()/-]){{4}}"
            for gap in (
                r"[.]",
                r"\t",
                "_",
                "[*]",
                "~",
                " ?[|] ?",
                r"[*]{2}",
                rf"[{MIDDOT}{BULLET}{OTHER}]",
                "[+]",
                r"\n",
            )
        )
        + "|"
        + "|".join(rf"[A-Za-z0-9](?:{gap}[A-Za-z0-9]){{6}}" for gap in (", ?", "; ?", "/", ":", "-")),
        pieces=_separated,
    ),
    Disguise(
        name="initials",
        asks=r"\bC(?:[.]U[.]|[ ]U[ ]|_U_|-U-)I\b|\bS(?:[.]S[.]|[ ]S[ ]|_S_|-S-)N\b|\bF(?:[.]O[.]U[.]|[ ]O[ ]U[ ]|-O-U-)O\b",
        pieces=_initials,
    ),
    Disguise(
        name="regrouped",
        asks=r"(?i:\b(?:ssns?|social security (?:number|no\.?|#)|ss#|social)\b)[^\d\n]{0,24}\d(?:[ ./:,_;()-]{0,3}\d){8}",
        pieces=_regrouped,
    ),
    Disguise(
        name="split",
        asks=rf"//[A-Z/ -]*\n[ >\t]*[A-Z/]|\b\d{{3,4}}[ -]\d{{0,4}}[ -]?\d{{0,4}} ?\n[ \t>]*[-\d]|\b[AN] ?\d{{2,8}} ?\n[ \t>]*\d|\b[A-Z]{{3}}\d{{2,9}} ?\n[ \t>]*\d"
        rf"|\b[1-9][A-Z][0-9A-Z]\d[0-9A-Z-]{{0,6}} ?\n[ \t>]*[A-Z0-9-]|{_LABEL}[^\n]{{0,24}}\d-? ?\n[ \t>]*-?\d",
        pieces=_split,
    ),
    Disguise(
        name="markup",
        asks=r"[A-Za-z0-9-](?:</?(?:[abiqsuABIQSU]|[a-zA-Z]{2,6})(?:\s[^<>]{0,40})?/?>|<!--)|[A-Z0-9](?:\*{1,3}|__|~~|`{1,2})[A-Z0-9/-]"
        r"|-(?:\*{1,3}|__|~~|`)\d|[A-Z0-9]\\-[A-Z0-9]",
        pieces=_markup,
    ),
    Disguise(
        name="cells",
        asks=rf"(?is:\b(?:ssn|social)\b.*\d{{3}}{_CELL}\d{{2}}{_CELL}\d{{4}}\b)|\bA ?\d{{3}}(?:{_CELL}\d{{3}}){{2}}\b|\b\d{{4}}(?:{_CELL}\d{{4}}){{3}}\b",
        pieces=_cells,
    ),
)
