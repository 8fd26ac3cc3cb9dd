"""Numbers that offices give to people: DoD ID, FEMA registration, inmate, FBI and state numbers, badges. By their word."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from proviso.model import Strength
from proviso.screening.context import value, value_after
from proviso.screening.examples import is_example
from proviso.screening.recognizer import Hit, Match, Recognizer, View, kind

_KEYED: tuple[tuple[str, str, re.Pattern[str], Strength], ...] = (
    ("DOD_ID", r"(?i:\b(?:edipi|dod ?id|cac id)\b)", value(r"\d{10}"), Strength.SURE),
    (
        "FEMA_REGISTRATION",
        r"(?i:\b(?:registration|applicant) (?:id|number|no\.?|#))",
        value(r"\d{2}-?\d{7}"),
        Strength.SURE,
    ),
    (
        "INMATE_NUMBER",
        r"(?i:\b(?:inmate|reg(?:ister)?\.? no\.?|usm|bop|booking|detainee)\b)",
        value(r"\d{5}-\d{3}|\d{6,9}"),
        Strength.LIKELY,
    ),
    (
        "FBI_NUMBER",
        r"(?i:\b(?:fbi|ucn|sid|fins?|eid|subject id)(?: no\.?| number| ?#|:))",
        value(r"[A-Z]{0,2}\d{5,10}[A-Z]{0,3}\d?"),
        Strength.SURE,
    ),
    (
        "EMPLOYEE_NUMBER",
        r"(?i:\b(?:employee|emp|badge|student|member|subscriber|customer|policy|claim|ticket|loyalty|user)(?:'s)? ?(?:id|number|no\.|#))",
        value(r"[A-Z]{0,4}-?\d[\d-]{3,12}[A-Z]?"),
        Strength.LIKELY,
    ),
)


def _find(view: View, matches: Sequence[Match]) -> Iterable[Hit]:
    for match in matches:
        name, _, shape, strength = _KEYED[match.pattern]
        place = value_after(view, match.end, shape)
        if place:
            yield Hit(name, *place, Strength.WEAK if is_example(view, *place) else strength)


RECOGNIZER = Recognizer(
    name="government_ids",
    kinds=(
        kind("DOD_ID", "DoD ID number", "DoDI 1000.25"),
        kind("FEMA_REGISTRATION", "disaster registration number", "44 CFR 206"),
        kind("INMATE_NUMBER", "inmate number", "28 CFR 513", article="an inmate number"),
        kind("FBI_NUMBER", "law enforcement file number", "28 CFR 20"),
        kind("EMPLOYEE_NUMBER", "personal file number", "OMB M-07-16"),
    ),
    patterns=tuple(pattern for _, pattern, _, _ in _KEYED),
    find=_find,
    finds=(
        ("edipi=9911236810", "DOD_ID"),
        ("Registration ID 653239599 was denied", "FEMA_REGISTRATION"),
        ("FBI number 812345AA1", "FBI_NUMBER"),
        ("badge no. 44721", "EMPLOYEE_NUMBER"),
    ),
    leaves=("The registration number is on the letter.", "DR-4611 was declared", "case no. 22-1038 (2d Cir.)"),
)
