"""Medicare numbers (CMS), record numbers of hospitals, prescriber numbers (DEA)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from proviso.model import Strength
from proviso.screening.context import value, value_after
from proviso.screening.examples import is_example
from proviso.screening.numbers.checks import digits, is_dea, is_mbi, is_npi, is_ssn
from proviso.screening.recognizer import Hit, Match, Recognizer, View, kind

_MRN = value(r"[A-Z]{0,3}-?\d{5,10}")
_DEA = value(r"[A-Za-z]{2}\d{7}")
_NPI = value(r"[12]\d{9}")
_HICN = value(r"\d{3}-?\d{2}-?\d{4}-?[A-Z]\d?")
_MEDICAID = value(r"[A-Z]{0,3}\d{7,12}[A-Z]?")


def _registered(view: View, match: Match) -> Iterable[Hit]:
    """Prescribers: a DEA number by its check digit; an NPI, which stands in a public directory, weakly."""
    place = value_after(view, match.end, _DEA)
    if place and is_dea(view.text[slice(*place)]):
        yield Hit("DEA_NUMBER", *place, Strength.WEAK if is_example(view, *place) else Strength.SURE)
    place = value_after(view, match.end, _NPI)
    if place and is_npi(view.text[slice(*place)]):
        yield Hit("NPI", *place, Strength.WEAK)


def _insured(view: View, match: Match) -> Iterable[Hit]:
    """The old Medicare number, a Social Security number with a suffix; and Medicaid numbers, by their word."""
    place = value_after(view, match.end, _HICN)
    if place and is_ssn(digits(view.text[slice(*place)])[:9]):
        yield Hit("MEDICARE_NUMBER", *place, Strength.WEAK if is_example(view, *place) else Strength.SURE)
        return
    place = value_after(view, match.end, _MEDICAID)
    if place and "medicaid" in match.group(view).lower():
        yield Hit("MEDICAID_NUMBER", *place, Strength.WEAK if is_example(view, *place) else Strength.LIKELY)


def _find(view: View, matches: Sequence[Match]) -> Iterable[Hit]:
    for match in matches:
        if match.pattern == 0:
            number = match.group(view).replace("-", "").replace(" ", "")
            if is_mbi(number) and number != "1EG4TE5MK73" and not number.isdigit():
                weak = is_example(view, match.start, match.end)
                yield Hit("MEDICARE_NUMBER", match.start, match.end, Strength.WEAK if weak else Strength.SURE)
        elif match.pattern == 2:
            yield from _registered(view, match)
        elif match.pattern == 3:
            yield from _insured(view, match)
        else:
            place = value_after(view, match.end, _MRN)
            if place:
                yield Hit("MEDICAL_RECORD", *place, Strength.WEAK if is_example(view, *place) else Strength.SURE)


RECOGNIZER = Recognizer(
    name="medical",
    kinds=(
        kind("MEDICARE_NUMBER", "Medicare number", "CMS MBI format", label="MEDICAL"),
        kind("MEDICAID_NUMBER", "Medicaid number", "42 CFR 431.301", label="MEDICAL"),
        kind(
            "DEA_NUMBER", "prescriber number (DEA)", "21 CFR 1301", plural="prescriber numbers (DEA)", label="MEDICAL"
        ),
        kind("NPI", "provider number (NPI)", "45 CFR 162.406", plural="provider numbers (NPI)", label="MEDICAL"),
        kind("MEDICAL_RECORD", "medical record number", "45 CFR 164.514(b)(2)", label="MEDICAL"),
    ),
    patterns=(
        r"\b[1-9][A-Z][A-Z0-9]\d[- ]?[A-Z][A-Z0-9]\d[- ]?[A-Z]{2}\d{2}\b",
        r"(?:\bMRN\b|(?i:\bmedical record (?:number|no\.?|#)|\bchart (?:number|no\.?|#)|\bpatient (?:id|no\.?|number|#)|\bencounter (?:id|no\.?|number|#)|\bm\.?r\.? ?(?:#|no\.)))",
        r"\b(?:(?i:dea(?: ?(?:number|no\.?|#))?)|NPI)\b",
        r"(?i:\b(?:medicare|medicaid|hicn?|health insurance claim)\b)",
    ),
    find=_find,
    finds=(
        ("Medicare 4TA9-WU6-RY28", "MEDICARE_NUMBER"),
        ("MRN: 4626255", "MEDICAL_RECORD"),
        ("DEA number AB1234563", "DEA_NUMBER"),
        ("Medicare 851-33-1294A", "MEDICARE_NUMBER"),
        ("Medicaid ID 48210077", "MEDICAID_NUMBER"),
    ),
    leaves=(
        "The example card shows 1EG4-TE5-MK73.",
        "An MRN is a number of a chart.",
        "Order 1EG4 by May",
        "NPI 1234567893 is in the directory",
        "DEA number AB1234564 fails",
        "the DEA seized 12 kg",
    ),
)
