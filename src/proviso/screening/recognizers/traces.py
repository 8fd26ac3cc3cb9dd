"""Traces of a person: places with times, the place of a home, biometric records. Each by its word or by what stands together."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from proviso.model import Strength
from proviso.screening.context import near, words
from proviso.screening.examples import is_example
from proviso.screening.recognizer import Hit, Match, Recognizer, View, kind

_TIME = re.compile(r"\b\d{1,2}:\d{2}(?::\d{2})?\b")
_HOME = words(
    "lives?",
    "living",
    "home",
    "residence",
    "resides",
    "house",
    "sleeps",
    "stays",
    "parked overnight",
    "domicile",
    "vive",
    "casa",
)
_TRACKED = words(
    "pings?",
    "pinged",
    "handset",
    "phone",
    "device",
    "tracker",
    "ankle monitor",
    "gps monitor",
    "subject",
    "suspect",
    "target",
    "user",
    "his",
    "her",
    "vehicle of",
    "last seen",
)
_SCORE = re.compile(r"\d|candidate|probe|gallery|enrolled|match")


def _find(view: View, matches: Sequence[Match]) -> Iterable[Hit]:
    fixes = [m for m in matches if m.pattern == 0 and _is_fix(view, m)]
    for match in fixes:
        if len(fixes) >= 2 or near(view, *match.spans[1], _TRACKED, 80, 30):
            yield Hit("LOCATION_TRACE", *match.spans[1], Strength.LIKELY)
    for match in matches:
        if match.pattern == 0 and near(view, *match.spans[1], _HOME, 60, 30) and not is_example(view, *match.spans[1]):
            yield Hit("HOME_LOCATION", *match.spans[1], Strength.LIKELY)
        elif match.pattern == 1:
            _, high = view.line(match.start)
            counts = _SCORE.search(view.low, match.end, min(high, match.end + 60)) is not None
            yield Hit("BIOMETRIC", match.start, match.end, Strength.LIKELY if counts else Strength.WEAK)


def _is_fix(view: View, match: Match) -> bool:
    """A place with a time in its line: one public place has none."""
    low, high = view.line(match.start)
    return _TIME.search(view.text, low, high) is not None


RECOGNIZER = Recognizer(
    name="traces",
    kinds=(
        kind(
            "LOCATION_TRACE",
            "place with a time",
            "45 CFR 164.514(b)(2)",
            plural="places with times",
            sentence="Places with times show where one person was.",
        ),
        kind(
            "HOME_LOCATION",
            "place of a home",
            "45 CFR 164.514(b)(2)",
            plural="places of homes",
            sentence="The coordinates of a home are its address.",
        ),
        kind("BIOMETRIC", "biometric record", "DHS Directive 026-11"),
    ),
    patterns=(
        r"(?:^|[^\d.-])(-?\d{1,2}\.\d{4,8}[, ] ?-?\d{1,3}\.\d{4,8})(?:$|[^\d.])",
        r"(?i:\b(?:face templates?|faceprint|facial (?:recognition )?match|iris scan|palm ?print|dna profile|retina scan|gait signature|minutiae|iris code|fingerprint record|voiceprint|match score|similarity score)\b)",
    ),
    find=_find,
    finds=(
        ("2025-08-11 06:28 fix 38.855534, -112.888494\n2025-05-09 07:16 fix 39.061971, -104.452832", "LOCATION_TRACE"),
        ("her house is at 38.85553, -112.88849", "HOME_LOCATION"),
        ("06:28 his phone pinged 38.855534, -112.888494", "LOCATION_TRACE"),
        ("match score 0.93, candidate 2", "BIOMETRIC"),
    ),
    leaves=(
        "what is the elevation at 44.4280, -110.5885 (old faithful)",
        "A face template is a list of numbers.",
        "The storm was at 38.85553, -112.88849 at 06:28 UTC.",
    ),
)
