"""Driver's licenses (state formats) with their word, license plates with theirs, and vehicle numbers (49 CFR 565)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from proviso.model import Strength
from proviso.screening.context import value, value_after
from proviso.screening.examples import is_example
from proviso.screening.numbers.checks import is_vin
from proviso.screening.numbers.licenses import fits, state_in
from proviso.screening.recognizer import Hit, Match, Recognizer, View, kind

_LICENSE = value(
    r"[A-Z]\d{3}-\d{4}-\d{4}|[A-Z]{1,3}[- ]?\d{3}[- ]?\d{3}[- ]?\d{2}[- ]?\d{3}[- ]?\d|[A-Z]{1,2}[- ]?\d{4,14}|\d{5,13}|\d{3}[A-Z]{2}\d{4}|[A-Z0-9]*\d[A-Z0-9]{6,}"
)
_PLATE = value(
    r"(?:[A-Z]{2} )?[A-Z]{2,3}[- ]?\d{3,4}[A-Z]?|\d{1,3}[- ]?[A-Z]{2,3}[- ]?\d{0,4}|[A-Z0-9]{2,4}\d[A-Z0-9]{1,4}"
)


def _is_license(view: View, word: int, start: int, end: int) -> bool:
    """Whether it has the form of the state that is named beside it, or else of any state, or is grouped as some are."""
    text = view.text[start:end]
    state = state_in(view.text[max(0, word - 20) : start]) or state_in(view.text[end : end + 12])
    return fits(text, state) or fits(text) or "-" in text


def _find(view: View, matches: Sequence[Match]) -> Iterable[Hit]:
    for match in matches:
        if match.pattern == 2:
            text = match.group(view)
            if any(c.isalpha() for c in text) and any(c.isdigit() for c in text) and is_vin(text):
                weak = is_example(view, match.start, match.end)
                yield Hit("VIN", match.start, match.end, Strength.WEAK if weak else Strength.SURE)
            continue
        if match.pattern == 3:
            weak = is_example(view, match.start, match.end)
            yield Hit("DRIVER_LICENSE", match.start, match.end, Strength.WEAK if weak else Strength.LIKELY)
            continue
        name, shape = (("DRIVER_LICENSE", _LICENSE), ("LICENSE_PLATE", _PLATE))[match.pattern]
        place = value_after(view, match.end, shape)
        if place and name == "DRIVER_LICENSE" and not _is_license(view, match.start, *place):
            continue
        if place and any(c.isdigit() for c in view.text[slice(*place)]):
            strength = Strength.SURE if name == "DRIVER_LICENSE" else Strength.LIKELY
            yield Hit(name, *place, Strength.WEAK if is_example(view, *place) else strength)


RECOGNIZER = Recognizer(
    name="driver_license",
    kinds=(
        kind("DRIVER_LICENSE", "driver’s license number", "AAMVA DL/ID card standard", label="DRIVER_LICENSE"),
        kind("LICENSE_PLATE", "license plate", "state law"),
        kind(
            "VIN",
            "vehicle number (VIN)",
            "49 CFR 565",
            plural="vehicle numbers (VIN)",
            sentence="A vehicle number points to one owner.",
        ),
    ),
    patterns=(
        r"\b(?:(?i:driver'?s?'? licen[sc]e|driving licen[sc]e|drivers? lic\.?)|OLN|D/?L ?#|DL (?:no\.?|number)|[A-Z]{2} DL|DL:?)",
        r"(?i:\b(?:licen[sc]e plate|plates?|license tag|lp ?#))(?:[ :#]|$)",
        r"\b[A-HJ-NPR-Z0-9]{17}\b",
        r"\b[A-Z]\d{3}-\d{3}-\d{2}-\d{3}-\d\b|\b[A-Z]\d{3}-\d{4}-\d{4}(?:-\d{2})?\b|\b[A-Z]-\d{3}-\d{3}-\d{3}-\d{3}\b|\b[A-Z]\d{4} \d{5} \d{5}\b",
    ),
    find=_find,
    finds=(
        ("OLN D7337920 DOB 1948-04-07", "DRIVER_LICENSE"),
        ("driver's license number: S530-460-88-123-0", "DRIVER_LICENSE"),
        ("Texas DL 12345678", "DRIVER_LICENSE"),
        ("stopped with S530-460-88-123-0 at the gate", "DRIVER_LICENSE"),
        ("plate ZZQ947X", "LICENSE_PLATE"),
        ("on file 5GZCZ43D13S812715", "VIN"),
    ),
    leaves=(
        "A driver's license is enough.",
        "Plate 3 shows the dam.",
        "INTRODUCTORY remarks on H1 and DL methods",
        "Plate tectonics 101",
    ),
)
