"""One letter for another, place by place: figures for letters in labels and banners, letters for figures in numbers,
the alphabet turned by half (ROT13, ROT47). Every offset stays."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

from proviso.screening.patterns import Pattern

_LEET = {"a": "4@", "b": "8", "c": "(<", "e": "3", "i": "1!|", "l": "1|", "o": "0", "s": "5$", "t": "7+"}
_WORDS = (
    "secret top confidential classified unclassified noforn orcon controlled official sensitive enforcement "
    "use only for law fouo cui ssn social security number passport password alien medicare account license"
).split()
_NUMBER = re.compile(
    r"(?<![A-Za-z0-9])(?:[\dOoIlSB]{3}-[\dOoIlSB]{2}-[\dOoIlSB]{4}|A[- ]?[\dOoIl]{3}[- ]?[\dOoIl]{3}[- ]?[\dOoIl]{3}|(?<=[A-Z])[\dOoIl]{10}|[\dOoIl]{4}([ -])[\dOoIl]{4}\1[\dOoIl]{4}\1[\dOoIl]{4})(?![A-Za-z0-9])"
)
_FIGURES = str.maketrans("OoIlSB", "001158")
_UPPER, _LOWER = "ABCDEFGHIJKLMNOPQRSTUVWXYZ", "abcdefghijklmnopqrstuvwxyz"
_ROT13 = str.maketrans(_UPPER + _LOWER, _UPPER[13:] + _UPPER[:13] + _LOWER[13:] + _LOWER[:13])
_SHOWN = "".join(chr(code) for code in range(33, 127))
_ROT47 = str.maketrans(_SHOWN, _SHOWN[47:] + _SHOWN[:47])


@dataclass(frozen=True, slots=True, kw_only=True)
class Swap:
    """A disguise that keeps the length of a text."""

    name: str
    asks: str
    """RE2 pattern, as of a `Disguise`."""
    says: Callable[[str], str]


def _letter(letter: str) -> str:
    signs = _LEET.get(letter, "")
    return f"[{letter}{re.escape(signs)}]" if signs else letter


def _swapped_forms(word: str) -> str:
    """A word in which at least one letter is a sign: everything before the first sign is plain."""
    forms = []
    for at, letter in enumerate(word):
        if letter in _LEET:
            forms.append(f"{word[:at]}[{re.escape(_LEET[letter])}]{''.join(map(_letter, word[at + 1 :]))}")
    return "|".join(forms)


_ANY_WORD = "|".join("(" + "".join(map(_letter, word)) + ")" for word in _WORDS)
_LEET_WORD = re.compile(rf"(?i)(?<![A-Za-z0-9])(?:{_ANY_WORD})(?![A-Za-z0-9])")


_LEET_PLACE = Pattern(
    rf"(?i:(?:^|[^A-Za-z0-9])({'|'.join(''.join(map(_letter, word)) for word in _WORDS)})(?:[^A-Za-z0-9]|$))"
)
"""The same for RE2, which says at once where one stands."""


def _plain_words(text: str) -> str:
    """A text in which each of the words is written with its letters."""
    said, done = [], 0
    for _, (start, end) in _LEET_PLACE.spans(text.encode("ascii")):
        match = _LEET_WORD.match(text, start)
        if match:
            said += [text[done:start], _plain_word(match)]
            done = end
    return "".join([*said, text[done:]])


def _plain_word(match: re.Match[str]) -> str:
    word = _WORDS[(match.lastindex or 1) - 1]
    is_upper = sum(c.isupper() for c in match.group()) >= sum(c.islower() for c in match.group())
    return word.upper() if is_upper else word


def _figures(text: str) -> str:
    return _NUMBER.sub(
        lambda match: (
            match.group().translate(_FIGURES) if sum(c.isdigit() for c in match.group()) > 4 else match.group()
        ),
        text,
    )


SWAPS = (
    Swap(
        name="leetspeak",
        asks=rf"(?i:(?:^|[^A-Za-z0-9])(?:{'|'.join(map(_swapped_forms, _WORDS))})(?:[^A-Za-z0-9]|$))",
        says=_plain_words,
    ),
    Swap(
        name="letters for figures",
        asks=r"\b(?:\d{0,2}[OoIlSB][\dOoIlSB]{0,2}-[\dOoIlSB]{2}-[\dOoIlSB]{4}|\d{3}-(?:\d[OoIlSB]|[OoIlSB]\d)-[\dOoIlSB]{4}|\d{3}-\d{2}-\d{0,3}[OoIlSB][\dOoIlSB]{0,3})\b"
        r"|\bA[- ]?\d{0,2}[OoIl][\dOoIl]{0,2}[- ]?[\dOoIl]{3}[- ]?[\dOoIl]{3}\b|\bA[- ]?\d{3}[- ]?\d{0,2}[OoIl][\dOoIl]{0,2}[- ]?[\dOoIl]{3}\b|\bA[- ]?\d{3}[- ]?\d{3}[- ]?\d{0,2}[OoIl][\dOoIl]{0,2}\b"
        r"|\b(?:IOE|EAC|WAC|LIN|SRC|MSC|NBC|YSC)\d{0,9}[OoIl][\dOoIl]{0,9}\b|\b\d{4}[ -](?:[\dOoIl]{4}[ -]){2}[\dOoIl]{4}\b",
        says=_figures,
    ),
    Swap(
        name="ROT13",
        asks=r"(?i:\brot-? ?13\b|\b(?:gur|naq|guvf|jvgu|sebz|gung|jnf)\b)|PHV//|\bPHV\b|\bFRPERG|NOFBEA|ABSBEA|PBASVQRAGVNY|PBAGEBYYRQ|BSSVPVNY HFR|FRAFVGVIR|(?i:cnffjbeq|fbpvny frphevgl)"
        r"|\b(?:VBR|RNP|JNP|YVA|FEP|ZFP|AOP|LFP)\d{10}\b|(?i:a-number|alien (?:registration )?number)[^\n]{0,20}\bN[- ]?\d{3}|(?i:medicare|mbi)[^\n]{0,20}\b[1-9][A-Z][A-Z0-9]\d-",
        says=lambda text: text.translate(_ROT13),
    ),
    Swap(
        name="ROT47",
        asks=r"(?i:\brot-? ?47\b)|\bE96 [a-zA-Z0-9]|[_`a-h]{3}\\[_`a-h]{2}\\[_`a-h]{4}|r&x\^\^|\$tr#t%|\}~u~#\}|r~\}ux|\bp[_`a-h]{3} ?[_`a-h]{3} ?[_`a-h]{3}\b|[_`a-h]{4}\\[_`a-h]{4}\\|xp[_`a-h]{9}|x~t[_`a-h]{10}",
        says=lambda text: text.translate(_ROT47),
    ),
)
