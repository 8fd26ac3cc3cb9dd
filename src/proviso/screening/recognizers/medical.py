"""Medicare numbers (CMS), record numbers of hospitals, prescriber numbers (DEA)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from proviso.model import Strength
from proviso.screening.checks import is_mbi
from proviso.screening.context import value, value_after
from proviso.screening.examples import is_example
from proviso.screening.recognizer import Hit, Match, Recognizer, View, kind

_MRN = value(r"[A-Z]{0,3}-?\d{5,10}")


def _find(view: View, matches: Sequence[Match]) -> Iterable[Hit]:
    for match in matches:
        if match.pattern == 0:
            number = match.group(view).replace("-", "").replace(" ", "")
            if is_mbi(number) and number != "1EG4TE5MK73" and not number.isdigit():
                weak = is_example(view, match.start, match.end)
                yield Hit("MEDICARE_NUMBER", match.start, match.end, Strength.WEAK if weak else Strength.SURE)
        else:
            place = value_after(view, match.end, _MRN)
            if place:
                yield Hit("MEDICAL_RECORD", *place, Strength.WEAK if is_example(view, *place) else Strength.SURE)


RECOGNIZER = Recognizer(
    name="medical",
    kinds=(
        kind("MEDICARE_NUMBER", "Medicare number", "CMS MBI format", label="MEDICAL"),
        kind("MEDICAL_RECORD", "medical record number", "45 CFR 164.514(b)(2)", label="MEDICAL"),
    ),
    patterns=(
        r"\b[1-9][A-Z][A-Z0-9]\d[- ]?[A-Z][A-Z0-9]\d[- ]?[A-Z]{2}\d{2}\b",
        r"(?:\bMRN\b|(?i:\bmedical record (?:number|no\.?|#)|\bchart (?:number|no\.?|#)|\bpatient (?:id|no\.?|number|#)))",
    ),
    find=_find,
    finds=(("Medicare 4TA9-WU6-RY28", "MEDICARE_NUMBER"), ("MRN: 4626255", "MEDICAL_RECORD")),
    leaves=("The example card shows 1EG4-TE5-MK73.", "An MRN is a number of a chart.", "Order 1EG4 by May"),
)
