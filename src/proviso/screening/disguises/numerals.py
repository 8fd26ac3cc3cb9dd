"""Digits in words, English and Spanish: "eight five one dash three three", "ochenta y cinco", "double seven"."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from itertools import pairwise

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
_RUN = re.compile(
    rf"(?i)\b(?:(?:{_any(_REPEATS)}) )?(?:{_NUMBER})(?:[ ,.;:/\n-]{{0,3}}(?:{_any(_VALUES, _TENS, _HUNDREDS, _REPEATS, _MARKS)}|hundred|(?:and|y)\b|\d{{1,4}}))*(?![a-z0-9])"
)
_TOKEN = re.compile(
    rf"(?i)(?P<sep>[ ,.;:/\n-]*)(?P<word>{_any(_VALUES, _TENS, _HUNDREDS, _REPEATS, _MARKS)}|hundred|and|y|\d+)"
)
_FEWEST = 4
"""Words for numbers in a row: a year has three."""


def _pieces(text: str) -> Iterator[Piece]:
    for match in _RUN.finditer(text):
        said = _said(match.group())
        if said:
            yield match.start(), match.end(), said, True


def _said(run: str) -> str | None:
    tokens = [(found["sep"], found["word"].lower()) for found in _TOKEN.finditer(run)]
    if sum(word in _VALUES or word in _TENS or word in _HUNDREDS for _, word in tokens) < _FEWEST:
        return None
    digits = _digits(tokens)
    inner = Counter(sep for sep, _ in digits[1:]).most_common(1)
    usual = inner[0][0] if inner else ""
    out = []
    for sep, said in digits:
        is_apart = bool(out) and sep != usual and (any(c in sep for c in ",;:.\n") or " - " in sep or usual == "-")
        out.append(f"{'-' if is_apart and said[0].isdigit() and out[-1][-1].isdigit() else ''}{said}")
    return "".join(out)


def _digits(tokens: list[tuple[str, str]]) -> list[tuple[str, str]]:
    """Each number with what stands before it; tens and hundreds take in what follows them."""
    out: list[tuple[str, str]] = []
    open_to, repeat = 1, 1
    for (_, _before), (sep, word) in pairwise([("", ""), *tokens]):
        if word in {"and", "y"}:
            continue
        if word in _REPEATS:
            repeat = _REPEATS[word]
            continue
        said, room = _value(word)
        if word == "hundred" and out:
            out[-1], open_to = (out[-1][0], f"{out[-1][1]}00"), 100
        elif out and said.isdigit() and 0 < int(said) < open_to and word in (_VALUES | _TENS):
            whole = int(out[-1][1]) + int(said)
            out[-1], open_to = (out[-1][0], str(whole)), min(room, open_to)
        else:
            out.append((sep, said * repeat))
            open_to = room
        repeat = 1
    return out


def _value(word: str) -> tuple[str, int]:
    """What a word says, and below what a number after it is a part of it."""
    if word in _TENS:
        return f"{_TENS[word]}0", 10
    if word in _HUNDREDS:
        return f"{_HUNDREDS[word]}00", 100
    return _VALUES.get(word) or _MARKS.get(word) or word, 1


NUMERALS = (
    Disguise(
        name="digits in words",
        asks=rf"(?i:\b(?:(?:{_NUMBER})(?:[ ,.;:/\n0-9-]|and|y|hundred|{_any(_MARKS, _REPEATS)}){{0,6}}){{3}}(?:{_NUMBER}))",
        pieces=_pieces,
    ),
)
