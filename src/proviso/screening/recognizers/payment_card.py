"""Payment cards: issuer prefix and check digit (ISO/IEC 7812-1), and grouping or a word; digits alone prove nothing."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from proviso.model import Strength
from proviso.screening.checks import digits, is_card, is_test_card
from proviso.screening.context import near, words
from proviso.screening.examples import is_example
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


def _find(view: View, matches: Sequence[Match]) -> Iterable[Hit]:
    for match in matches:
        start, end = match.spans[1]
        text = view.text[start:end]
        number = digits(text)
        if not 13 <= len(number) <= 19 or not is_card(number):
            continue
        has_word = near(view, start, end, _WORDS, 60, 40)
        if not has_word and not _GROUPED.fullmatch(text):
            continue
        weak = is_example(view, start, end) or (is_test_card(number) and not has_word)
        yield Hit("CREDIT_CARD", start, end, Strength.WEAK if weak else Strength.SURE)


RECOGNIZER = Recognizer(
    name="payment_card",
    kinds=(kind("CREDIT_CARD", "payment card number", "ISO/IEC 7812-1; PCI DSS", label="CREDIT_CARD"),),
    patterns=(r"(?:^|[^\d.,-])([2-6]\d{3}[- ]?\d{4}[- ]?\d{4}[- ]?\d{1,7}|3\d{3}[- ]?\d{6}[- ]?\d{4,5})(?:$|[^\d-])",),
    find=_find,
    finds=(
        ("charge card 4929 1234 5678 9015 today", "CREDIT_CARD"),
        ("4539-5787-6362-1486", "CREDIT_CARD"),
    ),
    leaves=(
        "use test card 4111 1111 1111 1111",
        "4929123456789015 is a reading of the gauge",
        "4929 1234 5678 9018 fails",
    ),
)
