"""Views of a text with its disguises taken off: encoded, spaced-out, split, spelled or reversed pieces.

Each decoded piece counts as a whole: whatever is found in it is shown at the place that it came from.
"""

from __future__ import annotations

import base64
import binascii
import html
import re
from collections.abc import Callable, Iterator

from .patterns import Pattern, PatternSet
from .view import View, replaced

_DEEPEST = 3
"""Encodings inside encodings that are followed."""

_WORDS = {
    w: str(n) for n, w in enumerate(("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine"))
} | {"oh": "0"}
_DIGIT = "(?:" + "|".join(_WORDS) + ")"

_TRIGGERS = PatternSet(
    [
        r"(?:%[0-9A-Fa-f]{2}){2}",
        r"&#[0-9xX]|&(?:lt|gt|amp|nbsp|quot|sol|commat|colon|num);",
        r"[0-9A-Fa-f]{32}",
        r"[A-Za-z0-9+/_-]{10}==?(?:[^A-Za-z0-9=]|$)|[A-Za-z0-9+_-]{24}|[A-Za-z0-9+/]{48}",
        rf"(?i:\b{_DIGIT}[ ,-]{{1,2}}{_DIGIT}[ ,-]{{1,2}}{_DIGIT}[ ,-]{{1,2}}{_DIGIT}\b)",
        r" [!-~] {1,3}[!-~] {1,3}[!-~] {1,3}[!-~]",
        r"[.][A-Za-z0-9][.][A-Za-z0-9][.][A-Za-z0-9][.]",
        r"//[A-Z/ -]*\n[A-Z/]|\b\d{3}-\d{0,2}-?\d{0,3}\n[-\d]|\b[AN]\d{2,8}\n\d",
    ]
)
"""What asks for each decoder below, in the same order."""
_REVERSED = Pattern(
    r"(?i:\breverse[ds]?\b|\bbackwards?\b)|\b(?:eht|dna|siht|htiw|taht|rebmun)\b"
    r"|//:s?ptth|drowssap|nekot-|TERCES|DEIFISSALC|LAICIFFO|NOITAMROFNI|LAITNEDIFNOC|NROFON|//IUC|IUC\b"
)

_PERCENT = re.compile(r"(?:%[0-9A-Fa-f]{2}){2}(?:%[0-9A-Fa-f]{2}|[A-Za-z0-9._~-])*")
_ENTITY = re.compile(r"(?:&#[xX]?[0-9A-Fa-f]{1,6};?|&[a-z]{2,7};)+")
_BASE64 = re.compile(r"(?<![A-Za-z0-9+/_-])(?:[A-Za-z0-9+/_-]{10,}={1,2}|[A-Za-z0-9+/_-]{24,})(?![A-Za-z0-9=])")
_HEX = re.compile(r"(?<![0-9A-Fa-f])(?:[0-9A-Fa-f]{2}){16,}(?![0-9A-Fa-f])")
_SPACED = re.compile(r"(?<![A-Za-z0-9])(?:[!-~] {1,3}){4,}[!-~](?![A-Za-z0-9])")
_DOTTED = re.compile(r"(?<![A-Za-z0-9.])(?:[A-Za-z0-9@_-][.]){5,}[A-Za-z0-9](?![A-Za-z0-9])")
_SPLIT = re.compile(
    r"(?<=[A-Z/-]) ?\n(?![A-Z][.)] )(?=[A-Z/][^\n]{0,60}//|[A-Z]{2,}[A-Z/, ]*(?:\n|$| {3}))|(?<=\d) ?\n(?=-?\d)|(?<=\d-)\n(?=\d)"
)
_SPELLED = re.compile(rf"(?i)\b{_DIGIT}(?:[ ,-]{{1,2}}{_DIGIT}){{3,}}\b")


def undisguised(view: View, *, is_overridden: bool = False) -> Iterator[View]:
    """Each further view that is worth screening; none for ordinary text. `is_overridden`: a part is shown reversed."""
    current = view
    for _ in range(_DEEPEST):
        asked = _TRIGGERS.hits(current.data)
        pieces = _pieces(current, asked) if asked else []
        if not pieces:
            break
        current = replaced(current, pieces)
        yield current
    if is_overridden or _REVERSED.matches(current.data):
        yield from _turned(current)


def _pieces(view: View, asked: list[int]) -> list[tuple[int, int, str, bool]]:
    """What can be replaced in a view, in order, without overlaps."""
    found: list[tuple[int, int, str, bool]] = []
    for number in asked:
        pattern, decode = _DECODERS[number]
        for match in pattern.finditer(view.text):
            if decode is None:
                found.extend(_gaps(match))
                continue
            says = decode(match.group())
            if says is not None:
                found.append((match.start(), match.end(), says, True))
    found.sort(key=lambda piece: (piece[0], -piece[1]))
    pieces: list[tuple[int, int, str, bool]] = []
    for piece in found:
        if not pieces or piece[0] >= pieces[-1][1]:
            pieces.append(piece)
    return pieces


def _gaps(match: re.Match[str]) -> Iterator[tuple[int, int, str, bool]]:
    """The blanks, dots or line end that pull a word or a number apart; taking them out keeps every offset."""
    if match.re is _SPLIT:
        yield match.start(), match.end(), "", False
    for gap in re.finditer(r" {1,3}|[.]" if match.re is not _SPLIT else r"(?!)", match.group()):
        is_wide = gap.end() - gap.start() > 1  # two blanks or more part words, and one of them stays
        yield match.start() + gap.start(), match.start() + gap.end() - is_wide, "", False


def _readable(raw: bytes) -> str | None:
    """Decoded bytes as text, when they are text."""
    try:
        text = raw.decode("utf-8")
    except UnicodeDecodeError:
        return None
    plain = sum(" " <= c <= "~" or c in "\n\r\t" for c in text)
    return _ascii(text) if len(text) > 2 and plain >= 0.9 * len(text) else None


def _ascii(text: str) -> str:
    return "".join(c if c.isascii() and c not in "\x00\x7f\r" else " " for c in text)


def _base64(token: str) -> str | None:
    token = token.replace("-", "+").replace("_", "/")
    bare = token.rstrip("=")
    if len(bare) % 4 == 1 or bare.isdigit() or bare.islower() or (bare.isalpha() and bare.isupper()):
        return None
    try:
        return _readable(base64.b64decode(bare + "=" * (-len(bare) % 4), validate=True))
    except (binascii.Error, ValueError):
        return None


def _hex(token: str) -> str | None:
    return None if token.isdigit() else _readable(bytes.fromhex(token))


def _percent(token: str) -> str | None:
    return _ascii(re.sub(r"%([0-9A-Fa-f]{2})", lambda m: chr(int(m.group(1), 16)), token))


def _entity(token: str) -> str | None:
    says = _ascii(html.unescape(token))
    return says if says != token else None


def _spelled(token: str) -> str | None:
    return "".join(_WORDS[w] for w in re.split(r"[ ,-]+", token.lower()) if w)


_DECODERS: tuple[tuple[re.Pattern[str], Callable[[str], str | None] | None], ...] = (
    (_PERCENT, _percent),
    (_ENTITY, _entity),
    (_HEX, _hex),
    (_BASE64, _base64),
    (_SPELLED, _spelled),
    (_SPACED, None),
    (_DOTTED, None),
    (_SPLIT, None),
)


def _turned(view: View) -> Iterator[View]:
    """The text read from its end, and each of its numbers and marks turned in place."""
    start, end = view.original(0, len(view.text))
    yield View(view.text[::-1], view.name, [0], [(start, end, True)])
    tokens = [(m.start(), m.end(), m.group()[::-1], True) for m in re.finditer(r"[!-~]*[\d/][!-~]*", view.text)]
    if tokens:
        yield replaced(view, tokens)
