"""Digits in words, English and Spanish: "eight five one dash three three", "ochenta y cinco", "double seven"."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator

from .piece import Disguise, Piece

_VALUES = {
    word: str(number)
    for words in (
        "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen "
        "eighteen nineteen",
        "cero uno dos tres cuatro cinco seis siete ocho nueve diez once doce trece catorce quince dieciseis diecisiete "
        "dieciocho diecinueve veinte veintiuno veintidos veintitres veinticuatro veinticinco veintiseis veintisiete "
        "veintiocho veintinueve",
    )
    for number, word in enumerate(words.split())
} | {"oh": "0", "una": "1"}
_TENS = {
    word: number
    for words in (
        "twenty thirty forty fifty sixty seventy eighty ninety",
        "- treinta cuarenta cincuenta sesenta setenta ochenta noventa",
    )
    for number, word in enumerate(words.split(), 2)
    if word != "-"
}
_HUNDREDS = {
    word: number
    for number, word in enumerate(
        "ciento doscientos trescientos cuatrocientos quinientos seiscientos setecientos ochocientos novecientos".split(),
        1,
    )
}
_REPEATS = {"double": 2, "triple": 3, "doble": 2}
_MARKS = {"dash": "-", "hyphen": "-", "guion": "-", "raya": "-", "slash": "/", "dot": ".", "point": ".", "punto": "."}


def _any(*groups: dict[str, object] | dict[str, str] | dict[str, int]) -> str:
    return "|".join(sorted((word for group in groups for word in group), key=lambda word: (-len(word), word)))


_NUMBER = _any(_VALUES, _TENS, _HUNDREDS)
_WORD = _any(_VALUES, _TENS, _HUNDREDS, _REPEATS, _MARKS)
# INVARIANT: a run never fails after its first token, and never goes back: time stays linear.
_RUN = re.compile(
    rf"(?i)(?<![a-z0-9])(?>(?:{_any(_REPEATS)}) )?(?>{_NUMBER}|\d{{1,9}})(?>[ ,.;:/\n-]{{0,3}}(?:{_WORD}|hundred|(?:and|y)\b|\d{{1,9}}))*+"
)
_TOKEN = re.compile(rf"(?i)(?P<sep>[ ,.;:/\n-]*)(?P<word>{_WORD}|hundred|and|y|\d+)")
_FEWEST = 4
"""Words for numbers in a row: a year has three. Among figures one is enough."""


def _pieces(text: str) -> Iterator[Piece]:
    for match in _RUN.finditer(text):
        said = _said(match.group())
        if said:
            yield match.start(), match.end(), said, True


def _said(run: str) -> str | None:
    tokens = [(found["sep"], found["word"].lower()) for found in _TOKEN.finditer(run)]
    words = sum(word in _VALUES or word in _TENS or word in _HUNDREDS for _, word in tokens)
    figures = sum(word.isdigit() for _, word in tokens)
    if words < _FEWEST and not (figures > 1 and words + sum(word in _MARKS for _, word in tokens)):
        return None
    return _joined(_digits(tokens))


def _joined(digits: list[tuple[str, str]]) -> str:
    """Digits in a row; where what parts them is not the usual, a hyphen."""
    inner = Counter(sep for sep, _ in digits[1:]).most_common(1)
    usual = inner[0][0] if inner else ""
    out: list[str] = []
    for sep, said in digits:
        is_apart = bool(out) and sep != usual and (any(c in sep for c in ",;:.\n") or " - " in sep or usual == "-")
        out.append(f"{'-' if is_apart and said[0].isdigit() and out[-1][-1].isdigit() else ''}{said}")
    return "".join(out)


def _digits(tokens: list[tuple[str, str]]) -> list[tuple[str, str]]:
    """Each number with what stands before it; tens and hundreds take in what follows them."""
    out: list[tuple[str, str]] = []
    open_to, repeat = 1, 1
    for sep, word in tokens:
        if word in _REPEATS:
            repeat = _REPEATS[word]
        if word in {"and", "y"} or word in _REPEATS:
            continue
        said, room = _value(word)
        if word == "hundred" and out and out[-1][1].isdigit():
            out[-1], open_to = (out[-1][0], f"{out[-1][1]}00"), 100
        elif out and 0 < _small(word) < open_to and out[-1][1].isdigit():
            out[-1], open_to = (out[-1][0], str(int(out[-1][1]) + _small(word))), min(room, open_to)
        else:
            out.append((sep, said * repeat))
            open_to = room
        repeat = 1
    return out


def _small(word: str) -> int:
    """What a word adds to the tens or hundreds before it."""
    return int(_VALUES.get(word, 0)) or 10 * _TENS.get(word, 0)


def _value(word: str) -> tuple[str, int]:
    """What a word says, and below what a number after it is a part of it."""
    if word in _TENS:
        return f"{_TENS[word]}0", 10
    if word in _HUNDREDS:
        return f"{_HUNDREDS[word]}00", 100
    return _VALUES.get(word) or _MARKS.get(word) or ("100" if word == "hundred" else word), 1


NUMERALS = (
    Disguise(
        name="digits in words",
        asks=rf"(?i:\b(?:(?:{_NUMBER})(?:[ ,.;:/\n0-9-]|and|y|hundred|{_any(_MARKS, _REPEATS)}){{0,6}}){{3}}(?:{_NUMBER}))"
        rf"|\d-?(?i:{_NUMBER})(?:[^a-z]|$)|(?i:\b(?:{_NUMBER}))-?\d{{2}}|\d (?i:dash|hyphen|guion|raya) \d",
        pieces=_pieces,
    ),
)
