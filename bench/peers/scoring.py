"""Precision and recall of spans, and alarms on whole texts.

A found span is right when it overlaps a marked one whose label fits. `LOCATION` fits `ADDRESS`, `DATETIME` fits
`DATE_OF_BIRTH`, both ways. Only the labels that a set marks are scored in it; what lies on text that it marks otherwise
counts neither way. "Identifying" asks less: any identifying label on any identifying span.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

IDENTIFYING = frozenset(
    "PERSON US_SSN PHONE EMAIL ADDRESS DATE_OF_BIRTH CREDIT_CARD BANK_ACCOUNT PASSPORT DRIVER_LICENSE IP_ADDRESS "
    "USERNAME MEDICAL SECRET OTHER_ID".split()
)
STRUCTURED = IDENTIFYING - {"PERSON", "ADDRESS", "OTHER_ID"}
"""Identifiers with a form of their own."""
_NAMES = frozenset({"PERSON", "ORG", "LOCATION"})
_ONLY_PERSON = frozenset({"PERSON"})
_SYNTHETIC = frozenset(
    "PERSON ADDRESS LOCATION ORG CREDIT_CARD DATETIME PHONE EMAIL URL BANK_ACCOUNT US_SSN IP_ADDRESS "
    "DRIVER_LICENSE".split()
)
MARKED: Mapping[str, frozenset[str]] = {
    "agency": IDENTIFYING | {"ORG", "LOCATION", "URL", "DATETIME"},
    "presidio-synth-v2": _SYNTHETIC,
    "presidio-synth-large": _SYNTHETIC,
    "gov-names": _ONLY_PERSON,
    "work-names": _ONLY_PERSON,
    "wikigold": _NAMES,
    "ewt": _NAMES,
    "btc": _NAMES,
    "wnut17": _ONLY_PERSON,
    "re3d": _ONLY_PERSON,
    "sec": _ONLY_PERSON,
}
"""What each set marks."""
WHOLE = frozenset({"agency", "presidio-synth-v2", "presidio-synth-large"})
"""Sets that mark everything, so that a text without marks is clean."""
_PAIRS = ({"LOCATION", "ADDRESS"}, {"DATETIME", "DATE_OF_BIRTH"})

Span = Mapping[str, Any]


@dataclass(slots=True)
class Count:
    """Found, of them right; marked, of them found."""

    found: int = 0
    right: int = 0
    marked: int = 0
    met: int = 0

    @property
    def precision(self) -> float:
        return self.right / self.found if self.found else 0.0

    @property
    def recall(self) -> float:
        return self.met / self.marked if self.marked else 0.0

    def f(self, beta: float) -> float:
        """F-score; a beta of 2 counts recall four times as much."""
        low = beta * beta * self.precision + self.recall
        return (1 + beta * beta) * self.precision * self.recall / low if low else 0.0


@dataclass(slots=True)
class Scores:
    """Counts by set and label, and alarms on whole texts."""

    by: dict[tuple[str, str], Count] = field(default_factory=dict)
    identifying: Count = field(default_factory=Count)
    structured: Count = field(default_factory=Count)
    alarms: Count = field(default_factory=Count)
    """Texts with something identifying in them; `found` are those with an alarm."""
    clean: int = 0
    clean_alarms: int = 0
    nameless: int = 0
    """Paragraphs of published government text without a name, and those of them with one found."""
    nameless_alarms: int = 0
    regions: dict[str, Count] = field(default_factory=dict)

    def of(self, source: str, label: str) -> Count:
        return self.by.setdefault((source, label), Count())


def fits(one: str, other: str) -> bool:
    """Whether two labels may be about the same thing."""
    return one == other or {one, other} in _PAIRS


def overlaps(one: Span, other: Span) -> bool:
    """Whether two spans share a character."""
    return bool(one["start"] < other["end"] and other["start"] < one["end"])


def score(documents: Iterable[Mapping[str, Any]], answers: Iterable[Sequence[Span]]) -> Scores:
    """Compare what was marked with what was found."""
    scores = Scores()
    for document, spans in zip(documents, answers, strict=True):
        _add(scores, document, spans)
    return scores


def _add(scores: Scores, document: Mapping[str, Any], spans: Sequence[Span]) -> None:
    source = document["source"]
    labels = MARKED[source]
    gold = [s for s in document["spans"] if s["label"] in labels]
    aside = [s for s in document["spans"] if s["label"] not in labels]
    found = [s for s in spans if any(fits(s["label"], label) for label in labels) and not _is_aside(s, gold, aside)]
    for span in found:
        is_right = any(overlaps(span, g) and fits(span["label"], g["label"]) for g in gold)
        counts = [scores.of(source, span["label"])]
        if span["label"] in STRUCTURED:
            counts.append(scores.structured)
        _found(counts, is_right)
        is_on = any(overlaps(span, g) and g["label"] in IDENTIFYING for g in gold)
        # A place name is identifying only where it is part of an address.
        if span["label"] in IDENTIFYING or (span["label"] == "LOCATION" and is_on):
            _found([scores.identifying], is_on)
    for span in gold:
        is_met = any(overlaps(span, f) and fits(f["label"], span["label"]) for f in found)
        counts = [scores.of(source, span["label"])]
        if span["label"] in STRUCTURED:
            counts.append(scores.structured)
        if span["label"] == "PERSON" and "region" in document:
            counts.append(scores.regions.setdefault(document["region"], Count()))
        _marked(counts, is_met)
        if span["label"] in IDENTIFYING:
            seen = any(overlaps(span, f) and f["label"] in IDENTIFYING | {"LOCATION"} for f in found)
            _marked([scores.identifying], seen)
    _add_whole(scores, source, gold, found)


def _add_whole(scores: Scores, source: str, gold: Sequence[Span], found: Sequence[Span]) -> None:
    has_alarm = any(f["label"] in IDENTIFYING for f in found)
    if source in WHOLE:
        if any(g["label"] in IDENTIFYING for g in gold):
            _marked([scores.alarms], has_alarm)
        else:
            scores.clean += 1
            scores.clean_alarms += has_alarm
    if source == "gov-names" and not gold:
        scores.nameless += 1
        scores.nameless_alarms += any(f["label"] == "PERSON" for f in found)


def _is_aside(span: Span, gold: Sequence[Span], aside: Sequence[Span]) -> bool:
    return any(overlaps(span, a) for a in aside) and not any(overlaps(span, g) for g in gold)


def _found(counts: Iterable[Count], is_right: bool) -> None:
    for count in counts:
        count.found += 1
        count.right += is_right


def _marked(counts: Iterable[Count], is_met: bool) -> None:
    for count in counts:
        count.marked += 1
        count.met += is_met
