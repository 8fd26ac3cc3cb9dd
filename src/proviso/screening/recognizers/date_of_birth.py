"""Dates of birth: a date beside its word (45 CFR 164.514(b)(2))."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from proviso.model import Strength
from proviso.screening.common import DATE_OF_BIRTH
from proviso.screening.context import value, value_after
from proviso.screening.examples import is_example
from proviso.screening.recognizer import Hit, Match, Recognizer, View

_MONTH = r"(?i:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec|ene|abr|ago|dic)[a-z]*\.?"
_DATE = value(
    r"\d{1,2}[-/. ]\d{1,2}[-/. ](?:\d{4}|\d{2})|\d{4}[-/.]\d{1,2}[-/.]\d{1,2}"
    rf"|\d{{1,2}}[- ]?{_MONTH}[- ,]{{0,2}}\d{{2,4}}|{_MONTH} \d{{1,2}}(?:st|nd|rd|th)?,? \d{{2,4}}|(?:19|20)\d{{6}}"
)


def _find(view: View, matches: Sequence[Match]) -> Iterable[Hit]:
    for match in matches:
        place = value_after(view, match.end, _DATE)
        if place:
            strength = Strength.SURE if match.pattern == 0 else Strength.LIKELY
            yield Hit("DATE_OF_BIRTH", *place, Strength.WEAK if is_example(view, *place) else strength)


RECOGNIZER = Recognizer(
    name="date_of_birth",
    kinds=(DATE_OF_BIRTH,),
    patterns=(
        r"(?i:\b(?:d\.?o\.?b|date of birth|birth ?date|birthday|fecha de nacimiento|f\. ?nac)\b\.?)",
        r"(?i:\b(?:born(?: on)?|b\.|nacid[oa] el)) ",
    ),
    find=_find,
    finds=(
        ("DOB 1948-04-07", "DATE_OF_BIRTH"),
        ("DOB 09OCT1949, PPT", "DATE_OF_BIRTH"),
        ("she was born on March 9, 1983", "DATE_OF_BIRTH"),
    ),
    leaves=("Enter your date of birth.", "born in 1912", "the agency was born of need on a Monday"),
)
