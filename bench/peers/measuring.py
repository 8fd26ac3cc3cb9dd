"""One detector on every text, and its speed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from .detectors import Detector, Running
from .scoring import Scores, score
from .texts import Texts

LINK = "https://www.example.gov/report"
Answer = dict[str, Any]
WITHOUT_LABEL = frozenset({"URL", "DATETIME", "LOCATION", "ORG"})
"""What identifies nobody is no alarm, whoever finds it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Measured:
    """What one detector did."""

    name: str
    is_ours: bool
    scores: Scores
    prompts: dict[str, list[tuple[dict[str, Any], Answer]]]
    published: list[Answer]
    cited: list[Answer] = field(default_factory=list)
    ms: float = 0.0


def measure(detector: Detector, texts: Texts) -> list[Measured]:
    """Everything but the speed, once for each threshold."""
    with Running(detector) as running:
        marked = list(running.answers([record["text"] for record in texts.marked]))
        prompts = {name: _alarms(running, records) for name, records in texts.prompts.items()}
        published = _alarms(running, texts.published)
    cited: list[Answer] = []
    if detector.is_ours:
        with Running(replace(detector, command=(*detector.command, "--source", LINK))) as running:
            cited = _alarms(running, texts.published)
    return [
        Measured(
            name=f"{detector.name}, from {least}" if least else detector.name,
            is_ours=detector.is_ours,
            scores=score(texts.marked, [answer["spans"] for answer in _from(marked, least)]),
            prompts={n: list(zip(texts.prompts[n], _from(a, least), strict=True)) for n, a in prompts.items()},
            published=_from(published, least),
            cited=cited,
        )
        for least in detector.thresholds
    ]


def _from(answers: Sequence[Answer], least: float) -> list[Answer]:
    """The answers without the spans below a score."""
    return [{**a, "spans": [s for s in a["spans"] if s["score"] >= least]} for a in answers]


def _alarms(running: Running, records: Sequence[dict[str, Any]]) -> list[Answer]:
    """Answers whose spans are those that a rule would stop."""
    answers = running.answers([record["text"] for record in records])
    return [{**a, "spans": [s for s in a["spans"] if s["label"] not in WITHOUT_LABEL]} for a in answers]


def timed(detector: Detector, pieces: Sequence[str], seconds: float) -> float:
    """Milliseconds of one core for 2 KB."""
    with Running(detector) as running:
        return running.cpu_ms(pieces, seconds)
