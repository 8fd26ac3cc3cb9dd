"""Text written in another alphabet as a whole: base64, base32, hexadecimal, binary, character codes, Morse."""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Callable, Iterator

from .piece import Disguise, Piece, readable

_QUAD = "[I-Za-f][A-HQ-Xg-nw-z0-3][ABEFIJMNQRUVYZcdghklopstwx014589][A-Za-z0-9+/_-]"
"""Four letters of base64 that say three characters of ASCII: the high bit of each byte is nought."""
_64 = "[A-Za-z0-9+/_-]"
_WRAPPED = re.compile(
    rf"(?<!{_64}){_64}{{10,}}(?:[ \t]*\n[ \t>]*{_64}+(?=={{0,2}}[ \t]*(?:\n|$)))*={{0,2}}(?![A-Za-z0-9=])"
)
_SHORT = re.compile(rf"(?:{_QUAD})+{_64}{{0,3}}={{0,2}}")
_LONG = 24
"""A run of so many letters is tried in any case; a shorter one when each of its letters can come from ASCII."""
_NARROWEST = 16
_HEX = re.compile(
    r"(?<![0-9A-Za-z])(?:0[xX])?[0-9A-Fa-f]{2}(?:[0-9A-Fa-f]{2}){7,}(?:[ \t]*\n[ \t>]*(?:[0-9A-Fa-f]{2})+(?=[ \t]*(?:\n|$)))*(?![0-9A-Za-z])"
)
_PAIRS = re.compile(
    r"(?<![0-9A-Za-z])(?:(?:0[xX])?[0-9A-Fa-f]{2}[ ,:;-]{1,2}){6,}(?:0[xX])?[0-9A-Fa-f]{2}(?![0-9A-Za-z])"
)
_BITS = re.compile(r"(?<![0-9A-Za-z])(?:[01]{8}[ ,]{0,2}){4,}[01]{8}(?![0-9A-Za-z])")
_CODES = re.compile(r"(?<![0-9A-Za-z])(?:\d{2,3}[ ,;]{1,2}){7,}\d{2,3}(?![0-9A-Za-z])")
_32 = re.compile(r"(?<![A-Za-z0-9])[A-Z2-7]{16,}={0,6}(?![A-Za-z0-9=])")
_DASHES = re.compile(r"(?<![.-])(?:[.-]{1,5}[ /|]{1,3}){3,}[.-]{1,5}(?![.-])")
_MORSE = dict(
    zip(
        ".- -... -.-. -.. . ..-. --. .... .. .--- -.- .-.. -- -. --- .--. --.- .-. ... - ..- ...- .-- -..- -.-- --.. "
        "----- .---- ..--- ...-- ....- ..... -.... --... ---.. ----.".split(),
        "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789",
        strict=True,
    )
) | {"-....-": "-", "-..-.": "/", ".-.-.-": "."}


def _runs(pattern: re.Pattern[str], says: Callable[[str], str | None]) -> Callable[[str], Iterator[Piece]]:
    """Each run of a pattern as one block. A wrapped run is read as a whole, else without its last line, else by line."""

    def pieces(text: str) -> Iterator[Piece]:
        for match in pattern.finditer(text):
            start, token = match.start(), match.group()
            for first, last in _cuts(token):
                said = says(re.sub(r"[ \t>]*\n[ \t>]*", "", token[first:last]))
                if said is not None:
                    yield start + first, start + last, said, True
                    if (first, last) == (0, len(token)) or "\n" in token[first:last]:
                        break

    return pieces


def _cuts(token: str) -> Iterator[tuple[int, int]]:
    """What of a run may be one text. Lines shorter than any program wraps are a list."""
    last = token.rfind("\n")
    if last < 0 or token.find("\n") >= _NARROWEST:
        yield 0, len(token)
    if last < 0:
        return
    if token.find("\n") != last and token.find("\n") >= _NARROWEST:
        yield 0, len(token[:last].rstrip())
    at = 0
    for line in token.split("\n"):
        bare = line.lstrip(" \t>")
        start = at + len(line) - len(bare)
        yield start, start + len(bare.rstrip())
        at += len(line) + 1


def _base64(token: str) -> str | None:
    bare = token.rstrip("=").replace("-", "+").replace("_", "/")
    if len(bare) < _LONG and not (_SHORT.fullmatch(token) and (len(bare) > 11 or token.endswith("="))):
        return None
    if len(bare) % 4 == 1 or bare.isdigit() or bare.islower() or (bare.isalpha() and bare.isupper()):
        return None
    try:
        return readable(base64.b64decode(bare + "=" * (-len(bare) % 4), validate=True))
    except (binascii.Error, ValueError):
        return None


def _base32(token: str) -> str | None:
    bare = token.rstrip("=")
    try:
        return readable(base64.b32decode(bare + "=" * (-len(bare) % 8)))
    except (binascii.Error, ValueError):
        return None


def _hex(token: str) -> str | None:
    digits = token.removeprefix("0x").removeprefix("0X")
    return _spelled(bytes.fromhex(digits), is_bare=digits.isdigit())


def _pairs(token: str) -> str | None:
    pairs = re.findall(r"[0-9A-Fa-f]{2}(?![xX])", token)
    return _spelled(bytes(int(pair, 16) for pair in pairs), is_bare="x" not in token and "".join(pairs).isdigit())


def _spelled(raw: bytes, *, is_bare: bool) -> str | None:
    """Bytes as text. What has only decimal digits may be a number, and is text when most of it says digits."""
    if is_bare and sum(0x30 <= byte <= 0x39 for byte in raw) * 3 < len(raw) * 2:
        return None
    return readable(raw)


def _bits(token: str) -> str | None:
    return readable(bytes(int(eight, 2) for eight in re.findall(r"[01]{8}", token)))


def _codes(token: str) -> str | None:
    codes = [int(code) for code in re.findall(r"\d+", token)]
    if not all(9 < code < 127 for code in codes):
        return None
    said = bytes(codes).decode("ascii")
    return readable(bytes(codes)) if sum(c.isalnum() for c in said) * 10 >= len(said) * 6 else None


def _morse(token: str) -> str | None:
    letters = [_MORSE.get(sign, "?") for sign in re.split(r"[ /|]+", token)]
    said = "".join(letters)
    return said if "?" not in said and len(set(said)) > 2 else None


BLOCKS = (
    Disguise(
        name="base64",
        asks=rf"(?:^|[^A-Za-z0-9+/_-])(?:(?:{_QUAD}){{3}}|(?:{_QUAD}){{2}}{_64}{{2,3}}=)|(?:{_QUAD}){{5}}|(?:[A-Za-z0-9+/][AQgw][AB][A-Za-z0-9+/]A[A-H][A-Za-z0-9+/]A){{2}}|(?:77[y2][A-Za-z0-9+/]){{3}}",
        pieces=_runs(_WRAPPED, _base64),
    ),
    Disguise(name="base32", asks=r"\b[A-Z2-7]{16}", pieces=_runs(_32, _base32)),
    Disguise(name="hex", asks=r"(?:^|[^0-9A-Za-z]|0x)(?:[2-7][0-9A-Fa-f]){8}", pieces=_runs(_HEX, _hex)),
    Disguise(
        name="hex pairs",
        asks=r"(?:^|[^0-9A-Za-z])(?:(?:0[xX])?[2-7][0-9A-Fa-f][ ,:;-]{1,2}){6}(?:0[xX])?[2-7][0-9A-Fa-f]",
        pieces=_runs(_PAIRS, _pairs),
    ),
    Disguise(name="bits", asks=r"(?:[01]{8}[ ,]{0,2}){5}", pieces=_runs(_BITS, _bits)),
    Disguise(
        name="codes",
        asks=r"(?:(?:3[2-9]|[4-9]\d|1[01]\d|12[0-6])[ ,;]{1,2}){8}",
        pieces=_runs(_CODES, _codes),
    ),
    Disguise(
        name="morse",
        asks=r"(?:[.-]{5}[ /|]{1,3}){3}[.-]{5}|-\.-\.[ /|]{1,3}\.\.-[ /|]{1,3}\.\.|\.\.\.[ /|]{1,3}\.[ /|]{1,3}-\.-\.",
        pieces=_runs(_DASHES, _morse),
    ),
)
