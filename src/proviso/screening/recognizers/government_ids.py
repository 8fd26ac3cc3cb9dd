"""Numbers that offices give to people: DoD ID, FEMA registration, inmate, FBI and state numbers, badges. By their word."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from proviso.model import Strength
from proviso.screening.context import value, value_after
from proviso.screening.examples import is_example
from proviso.screening.numbers.checks import is_fascn
from proviso.screening.recognizer import Hit, Match, Recognizer, View, kind

_KEYED: tuple[tuple[str, str, re.Pattern[str], Strength], ...] = (
    (
        "DOD_ID",
        r"(?i:\b(?:edipi|edi-?pi|dod ?id|dod (?:number|edi)|cac (?:id|number))\b)",
        value(r"\d{10}"),
        Strength.SURE,
    ),
    (
        "FEMA_REGISTRATION",
        r"(?i:\b(?:registration|applicant|fema|disaster) (?:id|reg(?:istration)?(?: id| no\.?| number)?|number|no\.?|#))",
        value(r"\d{2}-?\d{7}"),
        Strength.SURE,
    ),
    (
        "INMATE_NUMBER",
        r"(?i:\b(?:inmate|reg(?:ister)?\.? (?:no\.?|number)|usms?|bop|booking|detainee|prisoner)(?: id| no\.?| number| #)?\b)",
        value(r"\d{5}-\d{3}|\d{6,9}"),
        Strength.LIKELY,
    ),
    (
        "FBI_NUMBER",
        r"(?i:\b(?:fbi|ucn|sid|state id)(?: (?:no\.?|number|id|record)| ?#|:))",
        value(r"(?:[A-Z]{2,4}[- ]?)?\d{5,12}[A-Z]{0,3}\d?"),
        Strength.SURE,
    ),
    (
        "ENCOUNTER_NUMBER",
        r"(?i:\b(?:fins?|eid|subject id|event|tecs|earm|encounter|detention|person id|apprehension)(?: (?:no\.?|number|id|record)| ?#|:))",
        value(r"\d{7,14}"),
        Strength.LIKELY,
    ),
    (
        "AGENCY_FILE",
        r"(?i:\b(?:va (?:file|claim)|csa|csf|opm claim|selective service|railroad retirement|rrb|uscis online account|elis(?: account)?|online account|twic|merchant mariner|a-file|consular case|nvc)(?: (?:number|no\.?|id)| ?#|:)?)(?:[ :#=]|$)",
        value(r"[A-Z]{0,4}[- ]?\d[\d -]{5,14}\d"),
        Strength.LIKELY,
    ),
    (
        "PIV_CREDENTIAL",
        r"(?i:\b(?:fasc-?n|chuid|piv(?: card| credential)?(?: number| no\.?| id)?)\b)",
        value(
            r"(?:[0-9A-Fa-f]{2} ?){24}[0-9A-Fa-f]{2}|\d{4}[- ]?\d{4}[- ]?\d{6}[- ]?\d[- ]?\d[- ]?\d{10}[- ]?\d[- ]?\d{4}[- ]?\d"
        ),
        Strength.SURE,
    ),
    (
        "EMPLOYEE_NUMBER",
        r"(?i:\b(?:employee|emp|badge|student|member|subscriber|customer|policy|claim|ticket|loyalty|user)(?:'s)? ?(?:id|number|no\.|#))",
        value(r"[A-Z]{0,4}-?\d[\d-]{3,12}[A-Z]?"),
        Strength.LIKELY,
    ),
)


def _is_credential(text: str) -> bool:
    """The 25 bytes with their checks, or the 32 digits apart (NIST SP 800-73)."""
    bare = text.replace(" ", "").replace("-", "")
    return len(bare) == 32 or is_fascn(bare)


def _find(view: View, matches: Sequence[Match]) -> Iterable[Hit]:
    for match in matches:
        name, _, shape, strength = _KEYED[match.pattern]
        place = value_after(view, match.end, shape, 96)
        if place and (name != "PIV_CREDENTIAL" or _is_credential(view.text[slice(*place)])):
            yield Hit(name, *place, Strength.WEAK if is_example(view, *place) else strength)


RECOGNIZER = Recognizer(
    name="government_ids",
    kinds=(
        kind("DOD_ID", "DoD ID number", "DoDI 1000.25"),
        kind("FEMA_REGISTRATION", "disaster registration number", "44 CFR 206"),
        kind("INMATE_NUMBER", "inmate number", "28 CFR 513", article="an inmate number"),
        kind("FBI_NUMBER", "law enforcement file number", "28 CFR 20"),
        kind(
            "ENCOUNTER_NUMBER",
            "number of an encounter or a subject",
            "DHS/CBP-011; DHS/ICE-011",
            plural="numbers of encounters or subjects",
        ),
        kind("AGENCY_FILE", "file number at an agency", "5 U.S.C. 552a(a)(4)", plural="file numbers at agencies"),
        kind("PIV_CREDENTIAL", "PIV card number", "FIPS 201; NIST SP 800-73"),
        kind("EMPLOYEE_NUMBER", "personal file number", "OMB M-07-16"),
    ),
    patterns=tuple(pattern for _, pattern, _, _ in _KEYED),
    find=_find,
    finds=(
        ("edipi=9911236810", "DOD_ID"),
        ("Registration ID 653239599 was denied", "FEMA_REGISTRATION"),
        ("FBI number 812345AA1", "FBI_NUMBER"),
        ("badge no. 44721", "EMPLOYEE_NUMBER"),
        ("BOP Reg. No. 12345-678", "INMATE_NUMBER"),
        ("SID: TX-08841276", "FBI_NUMBER"),
        ("FIN: 1183402275", "ENCOUNTER_NUMBER"),
        ("VA file number C 28 114 902", "AGENCY_FILE"),
        ("FASC-N D0439458210C2C19A0846D83685A1082108CE73984108CA3FC", "PIV_CREDENTIAL"),
    ),
    leaves=(
        "The registration number is on the letter.",
        "DR-4611 was declared",
        "FASC-N D0439458210C2C19A0846D83685A1082108CE73984108CA3FD",
        "The event number 12 of 2024.",
        "EVENT NUMBER CRP1800187",
        "PIV cards in 2024",
        "case no. 22-1038 (2d Cir.)",
    ),
)
