"""Alien registration numbers: the letter A and 7 to 9 digits (8 CFR 1.2)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from proviso.model import Strength
from proviso.screening.context import value, value_after
from proviso.screening.examples import is_example
from proviso.screening.numbers.checks import digits, is_placeholder
from proviso.screening.recognizer import Hit, Match, Recognizer, View, kind

_VALUE = value(r"A?[- ]?#? ?\d{2,3}[- ]?\d{3}[- ]?\d{2,3}")


def _hit(view: View, start: int, end: int) -> Hit:
    strength = Strength.LIKELY if is_placeholder(digits(view.text[start:end])) else Strength.SURE
    return Hit("US_A_NUMBER", start, end, Strength.WEAK if is_example(view, start, end) else strength)


def _find(view: View, matches: Sequence[Match]) -> Iterable[Hit]:
    for match in matches:
        if match.pattern == 0:
            start, end = match.spans[1]
            text = view.text[start:end]
            # A bare A with 7 digits is also a part number or a plate: it needs the grouping, the sign or nine digits.
            if len(digits(text)) == 9 or "#" in text or any(c in text for c in "- "):
                yield _hit(view, start, end)
        else:
            place = value_after(view, match.end, _VALUE)
            if place and 7 <= len(digits(view.text[slice(*place)])) <= 9:
                yield _hit(view, *place)


RECOGNIZER = Recognizer(
    name="us_a_number",
    kinds=(kind("US_A_NUMBER", "A‑number", "8 CFR 1.2; USCIS glossary", article="an A‑number", plural="A‑numbers"),),
    patterns=(
        r"(?:^|[^A-Za-z0-9])(A(?:[- ]|[- ]?# ?)?(?:\d{3}[- ]\d{3}[- ]\d{3}|\d{9}|\d{2}[- ]\d{3}[- ]\d{3})|A ?# ?\d{7,8})(?:$|[^\dA-Za-z-])",
        r"(?i:\b(?:a[- ]?(?:number|no\.)|alien (?:registration )?(?:number|no\.?|#)|uscis ?#|alien|uscis (?:number|no\.?))|\bA-?#)",
    ),
    find=_find,
    finds=(
        ("File A012 345 678 was closed on the last day.", "US_A_NUMBER"),
        ("A# 912345678", "US_A_NUMBER"),
        ("his A-number is 912-345-678", "US_A_NUMBER"),
        ("re A912345678:", "US_A_NUMBER"),
        ("Prices rose, for example in May. His A-number is A012 345 678. See the examples.", "US_A_NUMBER"),
        ("An example is his A-number A012 345 678", "US_A_NUMBER"),
    ),
    leaves=(
        "An A-number is a letter and nine digits.",
        "Use paper size A4, form A1234567.",
        "for example A123456789 (specimen)",
    ),
)
