"""Characters written as their numbers, one by one: percent, HTML, backslash, quoted-printable, `U+0038`.

Each is replaced by itself, so that a finding starts and ends at the character that it starts and ends with.
"""

from __future__ import annotations

import html
import re
from collections.abc import Callable, Iterator

from .piece import Disguise, Piece, plain_char, plain_of

_BYTES = re.compile(r"[0-9A-Fa-f]{2}")


def _each(pattern: str, says: Callable[[str], str]) -> Callable[[str], Iterator[Piece]]:
    compiled = re.compile(pattern)

    def pieces(text: str) -> Iterator[Piece]:
        for match in compiled.finditer(text):
            yield match.start(), match.end(), says(match.group()), True

    return pieces


def _bytes(token: str) -> str:
    """`%C3%91` or `=C3=91`: bytes of UTF-8, else of Windows-1252."""
    raw = bytes(int(pair, 16) for pair in _BYTES.findall(token))
    try:
        return plain_of(raw.decode("utf-8"))
    except UnicodeDecodeError:
        return plain_of(raw.decode("cp1252", errors="replace"))


def _quoted(token: str) -> str:
    return "" if token.endswith("\n") else _bytes(token)


def _entity(token: str) -> str:
    says = html.unescape(token if token.endswith(";") else f"{token};")
    return plain_of(says) if says.rstrip(";") != token.rstrip(";") else token


def _numbered(token: str) -> str:
    return plain_char(int(re.sub(r"[^0-9A-Fa-f]", "", token), 16))


def _backslashed(token: str) -> str:
    if token[1] in "01":
        return plain_char(int(token[1:], 8))
    return _numbered(token[2:])


ESCAPES = (
    Disguise(
        name="percent",
        asks=r"%[0-9A-Fa-f]{2}[A-Za-z0-9._~:/@+-]{0,12}%[0-9A-Fa-f]{2}|[A-Za-z0-9_.]%40[A-Za-z0-9]|\d%2[dD]\d",
        pieces=_each(r"(?:%[89A-Fa-f][0-9A-Fa-f])+|%[0-7][0-9A-Fa-f]", _bytes),
    ),
    Disguise(
        name="entity",
        asks=r"&#[0-9xX]|&[A-Za-z]{2,24};",
        pieces=_each(r"&#(?:[xX][0-9A-Fa-f]{1,8}|[0-9]{1,8});?|&[A-Za-z]{2,24}[0-9]{0,2};", _entity),
    ),
    Disguise(
        name="backslash",
        asks=r"\\x[2-7][0-9A-Fa-f]|\\u(?:00[2-7][0-9A-Fa-f]|[fF][fF][01]|\{[0-9A-Fa-f])|\\U000|(?:\\[01][0-7]{2}){3}",
        pieces=_each(
            r"\\x[0-9A-Fa-f]{2}|\\u[0-9A-Fa-f]{4}|\\u\{[0-9A-Fa-f]{1,6}\}|\\U[0-9A-Fa-f]{8}|\\[01][0-7]{2}",
            _backslashed,
        ),
    ),
    Disguise(
        name="code point",
        asks=r"(?:U\+00[2-7][0-9A-Fa-f][ ,;]{0,2}){4}",
        pieces=_each(r"U\+[0-9A-Fa-f]{4,6}(?:[ ,;]{1,2}(?=U\+)|\b)", _numbered),
    ),
    Disguise(
        name="quoted-printable",
        asks=r"(?:=[0-9A-F]{2}){2}|[0-9A-Za-z]=2[DF][0-9A-Za-z]|\d=20\d|[0-9A-Za-z-] ?= ?\n[0-9A-Za-z-]",
        pieces=_each(r"(?:=[89A-F][0-9A-F])+|=[2-7][0-9A-F]|= ?\n", _quoted),
    ),
)
