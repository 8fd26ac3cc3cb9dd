"""Passports, visas, admission records, SEVIS numbers and traveler numbers. Each needs its word or a closed form."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from proviso.model import Strength
from proviso.screening.context import near, value, value_after, words
from proviso.screening.examples import is_example
from proviso.screening.numbers.machine_zones import is_zone_line
from proviso.screening.recognizer import Hit, Match, Recognizer, View, kind

_KEYED: tuple[tuple[str, str, re.Pattern[str]], ...] = (
    (
        "PASSPORT",
        r"(?i:\b(?:passports?(?: book| card)?|ppt|pasaporte|passeport|reisepass|travel document|laissez-passer)\b)",
        value(r"[A-Z]{0,3}-?\d{6,9}[A-Z]?|[A-Z]{2}\d{2}[A-Z]{2}\d{4}|[CFGHJK][\dCFGHJKLMNPRTVWXYZ]{7}\d"),
    ),
    ("VISA", r"(?i:\bvisa (?:foil|control|number|no\.?|#)|\bfoil)\b", value(r"[A-Z]\d{7}|\d{8}|\d{14}")),
    (
        "I94",
        r"(?i:\b(?:i-?94|admission (?:number|no\.?|record))\b)",
        value(r"\d{9}[A-Z0-9]\d|\d{3}[ -]?\d{3}[ -]?\d{3}[ -]?\d{2}"),
    ),
    ("SEVIS", r"(?i:\bsevis\b)", value(r"N?\d{10}")),
    (
        "KNOWN_TRAVELER",
        r"(?i:\b(?:known travell?er|ktn|pass ?id|nexus|sentri|global entry|tsa pre(?:check)?|trusted traveler)\b)",
        value(r"(?:TT|TE)?\d{7,9}"),
    ),
    ("REDRESS", r"(?i:\b(?:redress|dhs trip)(?: control| number| no\.?)*)", value(r"\d{7}")),
)
_SEVIS = words("sevis", "i-?20", "ds-2019", "student", "f-1", "j-1")


def _find(view: View, matches: Sequence[Match]) -> Iterable[Hit]:
    for match in matches:
        if match.pattern < len(_KEYED):
            name, _, shape = _KEYED[match.pattern]
            place = value_after(view, match.end, shape)
            if place:
                weak = is_example(view, *place)
                yield Hit(name, *place, Strength.WEAK if weak else Strength.SURE)
        elif match.pattern == len(_KEYED):
            sure = near(view, match.start, match.end, _SEVIS, 80, 80)
            yield Hit("SEVIS", match.start, match.end, Strength.SURE if sure else Strength.LIKELY)
        else:
            line = view.text[slice(*match.spans[1])]
            if is_zone_line(line):
                weak = is_example(view, *match.spans[1])
                yield Hit("PASSPORT", *match.spans[1], Strength.WEAK if weak else Strength.SURE)


RECOGNIZER = Recognizer(
    name="travel_documents",
    kinds=(
        kind("PASSPORT", "passport number", "22 CFR 51; ICAO 9303", label="PASSPORT"),
        kind("VISA", "visa number", "9 FAM"),
        kind(
            "I94",
            "admission number (I‑94)",
            "CBP Form I-94",
            article="an admission number (I‑94)",
            plural="admission numbers (I‑94)",
        ),
        kind("SEVIS", "SEVIS number", "8 CFR 214.3"),
        kind("KNOWN_TRAVELER", "known traveler number", "49 CFR 1560"),
        kind("REDRESS", "redress number", "49 CFR 1560"),
    ),
    patterns=(
        *(pattern for _, pattern, _ in _KEYED),
        r"\bN00\d{8}\b",
        r"(?:^|[^A-Z0-9<])([A-Z0-9<]{30}|[A-Z0-9<]{36}|[A-Z0-9<]{44})(?:$|[^A-Z0-9<])",
    ),
    find=_find,
    finds=(
        ("PPT Z25156354 (PHL)", "PASSPORT"),
        ("her German passport C01X00T47", "PASSPORT"),
        ("scan: L898902C36UTO7408122F1204159ZE184226B<<<<<10", "PASSPORT"),
        ("I<UTOD231458907<<<<<<<<<<<<<<<", "PASSPORT"),
        ("I-94 65218411373, arrived", "I94"),
        ("SEVIS ID N0028598138", "SEVIS"),
        ("my known traveler number 991325144 is wrong", "KNOWN_TRAVELER"),
        ("Redress control 3978899.", "REDRESS"),
    ),
    leaves=(
        "Bring your passport to the desk on 12 May 2025.",
        "Form I-94 is issued on arrival.",
        "Room N0012",
        "L898902C37UTO7408122F1204159ZE184226B<<<<<10 fails",
        "A passport card and a passport book cost 30 and 130.",
    ),
)
