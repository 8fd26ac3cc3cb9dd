"""A text as the patterns see it: plain ASCII, with a map back to the original code points.

Every code point becomes ASCII: look-alikes, full-width forms and other scripts' digits become what they look like,
invisible characters vanish, letters without a look-alike become `q` or `Q`. A text that is ASCII already is used as it
is, so that ordinary text pays nothing.
"""

from __future__ import annotations

import unicodedata
from bisect import bisect_right
from collections.abc import Iterable
from dataclasses import dataclass, field

MIDDOT, BULLET, BLOCK, OTHER = "\x1e", "\x1f", "\x1d", "\x1a"
"""What a centred dot, a bullet, a blackened place and any other symbol become."""

_LOOK_ALIKES = dict(
    zip(
        "АВЕЅЗІЈКМНОРСТУХԚԜΑΒΕΖΗΙΚΜΝΟΡΤΥΧϹаеіјорсухѕԁһԛԝӏɡονρϲΥіκτвмнтЁёҮүᎪᏴᏟᎬᎻᎫᏦᏞᎷΝᏢᏒᏚᎢᏙᏃ",
        "ABES3IJKMHOPCTYXQWABEZHIKMNOPTYXCaeijopcyxsdhqwlgovpcYiktBMHTEeYyABCEHJKLMNPRSTVZ",
        strict=False,
    )
)
_MARKS = {
    **dict.fromkeys("·∙‧・⋅", MIDDOT),
    **dict.fromkeys("•●▪‣◦", BULLET),
    **dict.fromkeys("█▇▆■▓▒░⬛", BLOCK),
    **dict.fromkeys("‐‑‒–—―−﹣－", "-"),
    **dict.fromkeys("‘’‚‛′ʼ", "'"),
    **dict.fromkeys("“”„‟″«»", '"'),
    **dict.fromkeys("\u2028\u2029\x85", "\n"),
    "\u2800": " ",
    "…": "...",
    "ß": "ss",
    "æ": "ae",
    "Æ": "AE",
    "œ": "oe",
    "Œ": "OE",
    "ø": "o",
    "Ø": "O",
    "ł": "l",
    "Ł": "L",
    "đ": "d",
    "Đ": "D",
    "ı": "i",
    "ð": "d",
    "þ": "th",
}


_LOOK_ALIKES |= {
    chr(first + number): chr(65 + number)
    for first in (0x1F130, 0x1F150, 0x1F170, 0x1F1E6)  # letters in squares and rings, and those that make flags
    for number in range(26)
} | dict(zip("〇零一二三四五六七八九", "00123456789", strict=True))
_BLANKS = frozenset("\u115f\u1160\u3164\uffa0\u17b4\u17b5\u2065")
"""Letters and places of the alphabet that show nothing."""
_UNASSIGNED_UNSEEN = ("\U000e0000", "\U000e0fff")
_WHOLE = frozenset(range(21))


def ascii_for(char: str) -> str:
    """The ASCII form of one code point; empty when it is invisible."""
    if char in _MARKS:
        return _MARKS[char]
    if char in _LOOK_ALIKES:
        return _LOOK_ALIKES[char]
    if char in _BLANKS or _UNASSIGNED_UNSEEN[0] <= char <= _UNASSIGNED_UNSEEN[1]:
        return ""
    category = unicodedata.category(char)
    if category in {"Cc", "Cf", "Mn", "Me"}:
        return ""
    if category == "Zs":
        return " "
    if category in {"Nd", "No"} and unicodedata.numeric(char) in _WHOLE:
        return str(int(unicodedata.numeric(char)))
    plain = "".join(
        c if c.isascii() else _LOOK_ALIKES.get(c, "")
        for c in unicodedata.normalize("NFKD", char)
        if unicodedata.category(c) not in {"Mn", "Me"}
    )
    if len(plain) == 3 and plain[0] == "(":
        return plain[1]  # "⒜", which is one letter in a ring
    if plain and all(" " <= c <= "~" for c in plain):
        return plain
    return {"Lu": "Q", "Ll": "q", "Lt": "Q", "Lo": "q", "Lm": "q"}.get(category, OTHER)


class _Table(dict[int, str]):
    """Filled as code points are met. INVARIANT: bounded by the number of code points, whatever the texts."""

    def __missing__(self, code: int) -> str:
        value = self[code] = ascii_for(chr(code))
        return value


_SEEN = "\t\n\v\f\r"
_UNSEEN = bytes(code for code in range(128) if (code < 32 and chr(code) not in _SEEN) or code == 127)
_TABLE = _Table({code: chr(code) for code in range(128)} | dict.fromkeys(_UNSEEN, ""))
_PLAIN = bytes((*range(9, 14), *range(32, 127)))
"""Bytes of plain ASCII. No other character has one of them in UTF-8."""
_FEW = 24


@dataclass(slots=True, eq=False)
class View:
    """A plain text and the way back. Offsets in it are turned into original ones by `original`."""

    text: str
    name: str = ""
    """Name of the part when the text is a file's name, else empty."""
    starts: list[int] = field(default_factory=list)
    """Where each piece begins in `text`; empty when the offsets are the same."""
    origins: list[tuple[int, int, bool]] = field(default_factory=list)
    """For each piece: original start and end, and whether it is a block (decoded) that counts as a whole."""
    odd: frozenset[str] = frozenset()
    """Characters of the original text that are not plain ASCII."""
    turned_from: View | None = None
    """The view that this one says from its end."""
    _low: str | None = None
    _data: bytes | None = None

    @property
    def low(self) -> str:
        """The text in lower case."""
        if self._low is None:
            self._low = self.text.lower()
        return self._low

    @property
    def data(self) -> bytes:
        """The text as bytes, one for each character."""
        if self._data is None:
            self._data = self.text.encode("ascii")
        return self._data

    def before(self, at: int, chars: int = 48) -> str:
        """What stands before, in lower case, this paragraph only."""
        return self.low[max(0, at - chars) : at]

    def after(self, at: int, chars: int = 32) -> str:
        """What stands after, in lower case."""
        return self.low[at : at + chars]

    def line(self, at: int) -> tuple[int, int]:
        """Start and end of the line that holds `at`."""
        start = self.text.rfind("\n", 0, at) + 1
        end = self.text.find("\n", at)
        return start, len(self.text) if end < 0 else end

    def original(self, start: int, end: int) -> tuple[int, int]:
        """The span in the original text."""
        if self.turned_from is not None:
            size = len(self.text)
            return self.turned_from.original(size - max(start, end), size - start)
        if not self.starts:
            return start, end
        return self._at(start, last=False), max(self._at(max(start, end - 1), last=True), self._at(start, last=False))

    def _at(self, at: int, *, last: bool) -> int:
        index = max(0, bisect_right(self.starts, at) - 1)
        low, high, is_block = self.origins[index]
        if is_block:
            return high if last else low
        return min(low + at - self.starts[index] + last, high)


def view_of(text: str, name: str = "") -> View:
    """The view of an original text."""
    if text.isascii():
        data = text.encode("ascii")
        if len(data.translate(None, _UNSEEN)) == len(data):
            return View(text, name, _data=data) if "\r" not in text else View(_lines(text), name)
    odd = frozenset(text.encode("utf-8", "surrogatepass").translate(None, _PLAIN).decode("utf-8", "surrogatepass"))
    forms = {char: _TABLE[ord(char)] for char in odd}
    plain = _lines(_translated(text, forms))
    uneven = {char for char, form in forms.items() if len(form) != 1}
    view = _joined(plain, name, text, uneven) if uneven else View(plain, name)
    view.odd = odd
    return view


def _translated(text: str, forms: dict[str, str]) -> str:
    """A text with its odd characters replaced; a few of them one after the other, which is much faster."""
    if len(forms) > _FEW:
        return text.translate(_TABLE)
    for char in sorted(forms):  # those of ASCII first, since symbols become some of these
        text = text.replace(char, forms[char])
    return text


def _lines(text: str) -> str:
    return text.replace("\r\n", " \n").replace("\r", "\n") if "\r" in text else text


def _joined(plain: str, name: str, text: str, uneven: set[str]) -> View:
    """Map a text in which some characters vanish or become several."""
    view = View(plain, name)
    at, run = 0, 0
    for index in _places(text, uneven):
        char = text[index]
        if index > run:
            view.starts.append(at)
            view.origins.append((run, index, False))
            at += index - run
        form = _TABLE[ord(char)]
        if form:
            view.starts.append(at)
            view.origins.append((index, index + 1, True))
            at += len(form)
        run = index + 1
    if run < len(text):
        view.starts.append(at)
        view.origins.append((run, len(text), False))
    if not view.starts:
        view.starts, view.origins = [0], [(0, len(text), True)]
    return view


def _places(text: str, chars: set[str]) -> list[int]:
    """Where some characters stand, in order; a few of them are looked for one after the other, which is much faster."""
    if len(chars) > _FEW:
        return [at for at, char in enumerate(text) if char in chars]
    out: list[int] = []
    for char in chars:
        at = text.find(char)
        while at >= 0:
            out.append(at)
            at = text.find(char, at + 1)
    return sorted(out)


def replaced(view: View, pieces: Iterable[tuple[int, int, str, bool]]) -> View:
    """A view in which places were replaced: (start, end, what it says, whether it is one block), in order.

    A place that is no block is mapped evenly over its original span, which is how spaced-out digits keep their ends.
    """
    out: list[str] = []
    new = View("", view.name)
    at = done = 0

    def keep(start: int, end: int) -> None:
        nonlocal at
        for low, high, first, last, is_block in _cut(view, start, end):
            out.append(view.text[low:high])
            new.starts.append(at)
            new.origins.append((first, last, is_block))
            at += high - low

    for start, end, says, is_block in pieces:
        if start > done:
            keep(done, start)
        first, last = view.original(start, end)
        if is_block and says:
            out.append(says)
            new.starts.append(at)
            new.origins.append((first, last, True))
            at += len(says)
        done = end
    keep(done, len(view.text))
    new.text = "".join(out)
    if not new.starts:
        new.starts, new.origins = [0], [(*view.original(0, len(view.text)), True)]
    return new


def _cut(view: View, start: int, end: int) -> Iterable[tuple[int, int, int, int, bool]]:
    """The pieces of a view between two places: (start, end, original start, original end, is block)."""
    if start >= end:
        return
    if not view.starts:
        yield start, end, start, end, False
        return
    index = max(0, bisect_right(view.starts, start) - 1)
    while index < len(view.starts) and view.starts[index] < end:
        low, high, is_block = view.origins[index]
        begin = view.starts[index]
        stop = view.starts[index + 1] if index + 1 < len(view.starts) else len(view.text)
        left, right = max(start, begin), min(end, stop)
        if left < right:
            if is_block:
                yield left, right, low, high, True
            else:
                yield left, right, low + left - begin, min(high, low + right - begin), False
        index += 1
