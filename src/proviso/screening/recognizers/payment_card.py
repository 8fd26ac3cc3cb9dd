"""Payment cards: issuer prefix and check digit (ISO/IEC 7812-1), and grouping or a word; digits alone prove nothing."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from proviso.model import Strength
from proviso.screening.context import near, words
from proviso.screening.examples import is_example
from proviso.screening.numbers.checks import digits, is_card, is_debit_card, is_test_card
from proviso.screening.recognizer import Hit, Match, Recognizer, View, kind

_WORDS = words(
    "card",
    "cards",
    "credit",
    "debit",
    "visa",
    "mastercard",
    "amex",
    "american express",
    "discover",
    "cvv",
    "exp",
    "expires?",
    "cc",
    "pan",
    "purchase card",
    "charge",
)
_GROUPED = re.compile(r"\d{4}([- ])\d{4}\1\d{4}\1\d{1,7}|\d{4}([- ])\d{6}\2\d{4,5}")
_MORE_BEFORE = re.compile(r"\d{4}\s+$")
_MORE_AFTER = re.compile(r"\s+\d{4}(?!\d)")


def _is_in_a_row(view: View, start: int, end: int) -> bool:
    """Whether more groups of four digits stand beside it: coordinates of a weather warning, a table of readings."""
    return _MORE_BEFORE.search(view.before(start, 12)) is not None or _MORE_AFTER.match(view.after(end, 12)) is not None


def _find(view: View, matches: Sequence[Match]) -> Iterable[Hit]:
    for match in matches:
        start, end = match.spans[1]
        text = view.text[start:end]
        number = digits(text)
        has_word = near(view, start, end, _WORDS, 60, 40)
        if not 12 <= len(number) <= 19 or not (is_card(number) or (has_word and is_debit_card(number))):
            continue
        if not has_word and (not _GROUPED.fullmatch(text) or _is_in_a_row(view, start, end)):
            continue
        weak = is_example(view, start, end) or (is_test_card(number) and not has_word)
        yield Hit("CREDIT_CARD", start, end, Strength.WEAK if weak else Strength.SURE)


RECOGNIZER = Recognizer(
    name="payment_card",
    kinds=(kind("CREDIT_CARD", "payment card number", "ISO/IEC 7812-1; PCI DSS", label="CREDIT_CARD"),),
    patterns=(
        r"(?:^|[^\d.,-])([2-6]\d{3}[- ]?\d{4}[- ]?\d{4}[- ]?\d{1,7}|3\d{3}[- ]?\d{6}[- ]?\d{4,5})(?:$|[^\d-])",
        r"(?:^|[^\w.,-])(\d{12,19})(?:$|[^\w-])",
    ),
    find=_find,
    finds=(
        ("charge card 4929 1234 5678 9015 today", "CREDIT_CARD"),
        ("4539-5787-6362-1486", "CREDIT_CARD"),
        ("my debit card 6759649826438453 is gone", "CREDIT_CARD"),
    ),
    leaves=(
        "use test card 4111 1111 1111 1111",
        "4929123456789015 is a reading of the gauge",
        "4929 1234 5678 9018 fails",
        "LAT...LON 4081 9012\n4929 1234 5678 9015 4111 8803",
    ),
)
