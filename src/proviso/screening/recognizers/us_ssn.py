"""Social Security numbers and the numbers of the same form (SSA POMS RM 10201.035; IRS W-7)."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from proviso.model import Strength
from proviso.screening.common import US_SSN
from proviso.screening.context import near, value, value_after, words
from proviso.screening.examples import is_example
from proviso.screening.numbers.checks import digits, is_itin, is_placeholder, is_ssn
from proviso.screening.recognizer import Hit, Match, Recognizer, View, kind

_WORDS = words(
    "ssns?", "soc", "social", "social security", "ss ?#", "ss no", "tin", "taxpayer", "itin", "atin", "w-7", "hic"
)
_NINE = value(r"\d{3}[- .]?\d{2}[- .]?\d{4}")
_PTIN = value(r"P\d{8}")
_LAST4 = re.compile(r"[^\d\n]{0,60}?(\d{4})(?![\dA-Za-z])")


def _whole(view: View, start: int, end: int) -> Hit | None:
    number = digits(view.text[start:end])
    if not (is_ssn(number) or (number[0] == "9" and is_itin(number)) or (number[3:5] == "93" and number[0] == "9")):
        return None
    if is_example(view, start, end) or number.startswith("98765432"):
        return Hit("US_SSN", start, end, Strength.WEAK)
    kind_name = "US_ITIN" if number[0] == "9" else "US_SSN"
    return Hit(kind_name, start, end, Strength.LIKELY if is_placeholder(number) else Strength.SURE)


def _find(view: View, matches: Sequence[Match]) -> Iterable[Hit]:
    for match in matches:
        if match.pattern == 0:
            start, end = match.spans[1]
            text = view.text[start:end]
            if "-" in text or near(view, start, end, _WORDS):
                hit = _whole(view, start, end)
                if hit:
                    yield hit
        elif match.pattern == 1:
            place = value_after(view, match.end, _NINE)
            hit = _whole(view, *place) if place else None
            if hit:
                yield hit
        elif match.pattern == 2:
            place = value_after(view, match.end, _LAST4, 90)
            if place and not is_example(view, *place):
                yield Hit("US_SSN_LAST4", *place, Strength.LIKELY)
        elif match.pattern == 4:
            place = value_after(view, match.end, _PTIN)
            if place:
                yield Hit("US_PTIN", *place, Strength.WEAK if is_example(view, *place) else Strength.LIKELY)
        elif not is_example(view, match.start, match.end):
            yield Hit("US_SSN_LAST4", match.start, match.end, Strength.LIKELY)


RECOGNIZER = Recognizer(
    name="us_ssn",
    kinds=(
        US_SSN,
        kind("US_ITIN", "taxpayer number (ITIN)", "IRS Form W-7", plural="taxpayer numbers (ITIN)", label="US_SSN"),
        kind("US_PTIN", "tax preparer number (PTIN)", "IRS Form W-12", plural="tax preparer numbers (PTIN)"),
        kind(
            "US_SSN_LAST4",
            "part of a Social Security number",
            "OMB M-07-16",
            article="the last digits of a Social Security number",
            plural="parts of Social Security numbers",
            sentence="The last four digits of a Social Security number point to one person when a name is near.",
            label="US_SSN",
        ),
    ),
    patterns=(
        r"(?:^|[^\d.-])(\d{3}[- .]\d{2}[- .]\d{4})(?:$|[^\d-])",
        r"(?i:\b(?:ssns?|social security (?:number|no\.?|#)|social|itin|tin|atin|soc\.? sec\.?|ss ?#)\b)",
        r"(?i:\b(?:last ?(?:four|4)|ssn ending)\b)",
        r"(?i:\b[x*#]{3}-[x*#]{2}-\d{4}\b)|[*#]{3}-[*#]{2}-\d{4}\b",
        r"(?i:\b(?:ptin|preparer(?:'s)?(?: tax)?(?: id| identification)?(?: number| no\.?)?)\b)",
    ),
    find=_find,
    finds=(
        ("Her SSN is 851-33-1294.", "US_SSN"),
        ("social 851 33 1294 on file", "US_SSN"),
        ("ssn: 851331294", "US_SSN"),
        ("The form lists 912-70-1234 for him", "US_ITIN"),
        ("the last four of your social is 8812", "US_SSN_LAST4"),
        ("PTIN P01234589 signed it", "US_PTIN"),
        ("Her SSN, for example, is 851-33-1294.", "US_SSN"),
        ("Test data is in the annex. The SSN 851-33-1294 is on page 2.", "US_SSN"),
        ("pay 123-45-6789 by Friday", "US_SSN"),
    ),
    leaves=(
        "Use 078-05-1120 as the example.",
        "my regex matches 851-33-1294 and nothing else",
        "identifiers such as 851-33-1294",
        "The format looks like 851-33-1294 (dummy).",
        "Bring your Social Security number to the center.",
        "Part number 000-12-3456",
        "CREATE TABLE people (ssn CHAR(11) NOT NULL)",
        "XXX-XX-XXXX is the mask",
    ),
)
