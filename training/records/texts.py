"""Labelled texts for the scorer of records about a person, and their passages."""

from __future__ import annotations

import gzip
import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from proviso.screening.cases.model import Codes, Reading, passages
from proviso.screening.cases.words import kinds_of
from proviso.screening.view import view_of

FOLDS = 5


@dataclass(frozen=True, slots=True)
class Text:
    """One labelled text. Texts of one group never stand on both sides of a fold."""

    text: str
    is_record: bool
    group: str
    weight: float
    source: str

    @property
    def fold(self) -> int:
        """Which of the folds it belongs to."""
        return int(hashlib.sha256(self.group.encode()).hexdigest(), 16) % FOLDS


def texts(data: Path) -> Iterator[Text]:
    """`prompts/*.jsonl` and `public/*.jsonl.gz`, without disguised texts and those that another reason blocks."""
    for path in sorted((data / "prompts").glob("*.jsonl")):
        for line in path.read_text(encoding="utf-8").splitlines():
            row = json.loads(line)
            is_record = "anonymised" in row["reasons"]
            if "evasion" in row["tags"] or (row["verdict"] == "block" and not is_record):
                continue
            is_debatable = "debatable" in row["tags"]
            yield Text(
                text=row["text"],
                is_record=is_record,
                group=row.get("template") or row["id"],
                weight=0.3 if is_debatable else 1.0,
                source=f"{path.stem}{', debatable' if is_debatable else ''}",
            )
    for path in sorted((data / "public").glob("*.jsonl.gz")):
        with gzip.open(path, "rt", encoding="utf-8") as lines:
            for line in lines:
                row = json.loads(line)
                yield Text(row["text"], False, row["id"], 0.3, path.name.split(".")[0])


def features(text: str) -> list[Codes]:
    """The features of each passage of a text."""
    kinds = kinds_of(view_of(text).text)
    if not kinds:
        return []
    reading = Reading.of(kinds)
    return [reading.features(first, last) for first, last in passages(len(kinds))]
