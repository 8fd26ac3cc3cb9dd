"""The words of a text as numbers of classes: `She was diagnosed on May 3` reads `she was MED on MONTH SMALL`.

Linear, one look-up a word: this is read for every text.
"""

from __future__ import annotations

import re
import zlib
from importlib import resources

from .lexicon import INDEX

TOKEN = re.compile(r"[A-Za-z][A-Za-z'-]*+|[0-9][0-9,.:/-]*+[A-Za-z]*+|[\n!-/:-@\[-^`{-~\x00-\x08\x0e-\x1b\x7f]")
"""Words, numbers with what hangs on them, signs and ends of lines of a plain view."""
_SIGNS = dict.fromkeys("[](){}?.;:,$%|#-=/&+>*", "") | {'"': "QUOTE", "'": "QUOTE", "\n": "LINE", "\x1d": "BLOCKED"}
_ENDINGS = {
    "ed": "ED", "ng": "ING", "ly": "LY", "on": "ABSTRACT", "nt": "ABSTRACT", "ty": "ABSTRACT", "ce": "ABSTRACT", "ss": "ABSTRACT", "er": "DOER", "or": "DOER", "'s": "OWNER",
    "es": "PLURAL", "ts": "PLURAL", "ns": "PLURAL", "rs": "PLURAL", "ds": "PLURAL", "ls": "PLURAL", "ks": "PLURAL", "ms": "PLURAL", "as": "PLURAL", "os": "PLURAL",
}  # fmt: skip
_NUMBERS = ("AGE", "CLOCK", "DATE", "ORDINAL", "YEAR", "OLDYEAR", "SMALL", "TWO", "THREE", "FOUR", "BIG", "NUMBER")
_AGE = re.compile(r"\d{1,2}(?:yo|yoa|y|m|f|yrs?|s|mo|wks?|k)", re.IGNORECASE)
_CLOCK = re.compile(r"\d{1,2}:\d\d(?::\d\d)?[a-z]*|\d{1,2}(?:am|pm|a|p)|[012]\d{3}h(?:rs)?", re.IGNORECASE)
_DATE = re.compile(r"\d{1,2}/\d{1,2}(?:/\d{2,4})?|\d{4}-\d\d-\d\d|\d{1,2}-\d{1,2}-\d{2,4}")
_YEARS = {"19": "YEAR", "20": "YEAR"}
_SIZES = {1: "SMALL", 2: "TWO", 3: "THREE"}
_LOOKS = ("o", "CAP", "INITIAL", "CODE", "XXX", "HYPHEN")

KINDS: tuple[str, ...] = tuple(
    sorted({*INDEX.values(), *(k or s for s, k in _SIGNS.items()), *_ENDINGS.values(), *_NUMBERS, *_LOOKS})
)
"""Every class; a class is known by its number here."""
NUMBER: dict[str, int] = {name: number for number, name in enumerate(KINDS)}
_KNOWN: dict[str, int] = {
    form: NUMBER[name] for word, name in INDEX.items() for form in (word, word.capitalize(), word.upper())
} | {sign: NUMBER[name or sign] for sign, name in _SIGNS.items()}
_ENDS = {ending: NUMBER[name] for ending, name in _ENDINGS.items()}
_OTHER, _CAP, _INITIAL, _CODE, _XXX, _HYPHEN = (NUMBER[name] for name in _LOOKS)
_SIZED = (_OTHER, *(NUMBER[_SIZES[size]] for size in (1, 2, 3)))


def kinds_of(text: str) -> list[int]:
    """The class of each token of a text, in order."""
    return list(map(_class_of, TOKEN.findall(text)))


def _unknown(token: str) -> int:
    """A token that no list knows, by its look."""
    if token.isalpha():
        if token.islower():
            if token.startswith("xxx"):
                return _XXX
            return _ENDS.get(token[-2:], _OTHER) if len(token) > 4 else _OTHER
        if not token.isupper():
            return _CAP
        return _INITIAL if len(token) == 1 else _XXX if token.startswith("XXX") else _CODE
    if token[0].isdigit():
        return _SIZED[len(token)] if len(token) < 4 and token.isdigit() else NUMBER[_number(token)]
    return _compound(token) if token[0].isalpha() else _OTHER


def _compound(token: str) -> int:
    """A word with a hyphen or an apostrophe: what its known part says."""
    low = token.lower().strip("-'")
    if low.endswith("'s"):
        return _KNOWN.get(low[:-2], NUMBER["OWNER"])
    whole = _KNOWN.get(low)
    if whole is not None:
        return whole
    parts = low.split("-")
    if len(parts) == 1:
        return _CAP if token[0].isupper() else _OTHER
    return _KNOWN.get(parts[-1], _KNOWN.get(parts[0], _HYPHEN))


def _number(token: str) -> str:
    bare = token.rstrip(".:,/-")
    if bare.isdigit():
        if len(bare) == 4:
            return _YEARS.get(bare[:2], "OLDYEAR" if bare[0] == "1" and bare[1] in "5678" else "FOUR")
        return _SIZES.get(len(bare), "BIG")
    if "," in bare:
        return "BIG"
    if bare[-1].isdigit() and ":" not in bare and "/" not in bare and "-" not in bare:
        return "NUMBER"  # neither a date nor a time, an age or an ordinal
    for shape, name in ((_DATE, "DATE"), (_CLOCK, "CLOCK"), (_AGE, "AGE")):
        if shape.fullmatch(bare):
            return name
    return "ORDINAL" if bare[-2:].lower() in {"st", "nd", "rd", "th"} else "NUMBER"


def _usual() -> dict[str, int]:
    """Usual words without a class of their own, and numbers, looked at once instead of in every text. They change no
    answer."""
    numbers = [f"{number}{end}" for number in range(1_000) for end in ("", ".", ",")]
    numbers += [f"{year}{end}" for year in range(1_900, 2_100) for end in ("", ".", ",")]
    words = zlib.decompress(resources.files(__package__).joinpath("usual.zz").read_bytes()).decode("ascii").split(" ")
    forms = [form for word in words for form in (word, word.capitalize())]
    return {form: _unknown(form) for form in (*forms, *numbers)}


class _Classes(dict[str, int]):
    """The classes of known forms; any other token is looked at, and not kept."""

    def __missing__(self, token: str) -> int:
        return _unknown(token)


_class_of = _Classes(_usual() | _KNOWN).__getitem__
