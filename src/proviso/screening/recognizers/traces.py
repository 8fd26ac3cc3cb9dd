"""Traces of a person: places with times, wallets, biometric records. Each by its word or by what stands together."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from proviso.model import Strength
from proviso.screening.context import near, words
from proviso.screening.examples import is_example
from proviso.screening.recognizer import Hit, Match, Recognizer, View, kind

_TIME = re.compile(r"\b\d{1,2}:\d{2}(?::\d{2})?\b")
_WALLET = words("wallet", "btc", "bitcoin", "crypto", "coinbase", "address", "sent to")
_SCORE = re.compile(r"\d|candidate|probe|gallery|enrolled|match")


def _find(view: View, matches: Sequence[Match]) -> Iterable[Hit]:
    fixes = [m for m in matches if m.pattern == 0 and _is_fix(view, m)]
    for match in fixes if len(fixes) >= 2 else ():
        yield Hit("LOCATION_TRACE", *match.spans[1], Strength.LIKELY)
    for match in matches:
        if match.pattern == 1 and near(view, match.start, match.end, _WALLET, 60, 30):
            weak = is_example(view, match.start, match.end)
            yield Hit("WALLET", match.start, match.end, Strength.WEAK if weak else Strength.LIKELY)
        elif match.pattern == 2:
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
        kind("WALLET", "wallet address", "Bitcoin base58 and bech32", plural="wallet addresses"),
        kind("BIOMETRIC", "biometric record", "DHS Directive 026-11"),
    ),
    patterns=(
        r"(?:^|[^\d.-])(-?\d{1,2}\.\d{4,8}[, ] ?-?\d{1,3}\.\d{4,8})(?:$|[^\d.])",
        r"\b(?:[13][1-9A-HJ-NP-Za-km-z]{25,34}|bc1[02-9ac-hj-np-z]{20,60}|0x[0-9a-fA-F]{40})\b",
        r"(?i:\b(?:face template|faceprint|minutiae|iris code|fingerprint record|voiceprint|match score|similarity score)\b)",
    ),
    find=_find,
    finds=(
        ("2025-08-11 06:28 fix 38.855534, -112.888494\n2025-05-09 07:16 fix 39.061971, -104.452832", "LOCATION_TRACE"),
        ("wallet 1BvBMSEYstWetqTFn5Au4m4GFg7xJaNVN2 5 txns", "WALLET"),
        ("match score 0.93, candidate 2", "BIOMETRIC"),
    ),
    leaves=(
        "what is the elevation at 44.4280, -110.5885 (old faithful)",
        "A face template is a list of numbers.",
        "git 0x12",
    ),
)
