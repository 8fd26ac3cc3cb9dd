"""The marked texts that the names model learns from, as words with labels; share-alike sets are left out."""

from __future__ import annotations

import gzip
import hashlib
import json
import random
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from proviso.screening.names.tokens import LINE, PARAGRAPH, Token, tokens
from proviso.screening.view import view_of

SETS = (
    "gov-names",
    "work-names",
    "agency",
    "wikigold",
    "btc",
    "wnut17",
    "re3d",
    "sec",
    "presidio-synth-v2",
    "presidio-synth-large",
)
"""Public domain, MIT, CC BY or made for this project. Left out: `ewt` and the Wikipedia part of `re3d` (CC BY-SA)."""
SHARE_ALIKE = re.compile(r"BY-SA", re.IGNORECASE)


Pools = Sequence[Sequence[str]]
"""Names by how usual they are."""


@dataclass(frozen=True, slots=True)
class Text:
    """One marked text: its words and a label for each (`B` begins a name, `I` goes on with it, `O` is none)."""

    id: str
    source: str
    group: str
    """Texts of one document, or neighbours that belong together, are never in two folds."""
    words: tuple[Token, ...] = field(repr=False)
    labels: tuple[str, ...] = field(repr=False)


def read(folder: Path, sets: Sequence[str] = SETS) -> Iterator[Text]:
    """Every text of the sets that a model may ship from."""
    for name in sets:
        with gzip.open(folder / f"{name}.jsonl.gz", "rt", encoding="utf-8") as lines:
            for line in lines:
                record = json.loads(line)
                if not SHARE_ALIKE.search(record.get("licence", "")):
                    yield marked(record)


def plain(files: Sequence[Path]) -> Iterator[tuple[str, str]]:
    """The document and text of each record without marks: they say which words are words, and nothing of names."""
    for file in files:
        with gzip.open(file, "rt", encoding="utf-8") as lines:
            for line in lines:
                record = json.loads(line)
                if not SHARE_ALIKE.search(record.get("licence", "")):
                    yield str(record["id"]), str(record["text"])


def marked(record: dict[str, object]) -> Text:
    """A record with offsets of characters as words with labels."""
    text, spans = str(record["text"]), record["spans"]
    view = view_of(text)
    words = tuple(tokens(view.text))
    people = [(s["start"], s["end"]) for s in spans if s["label"] == "PERSON"]  # type: ignore[attr-defined]
    labels = []
    for _, start, end in words:
        at, last = view.original(start, end)
        span = next(((a, b) for a, b in people if a < last and at < b), None)
        labels.append("O" if span is None else "B" if at <= span[0] else "I")
    source, ident = str(record["source"]), str(record["id"])
    return Text(ident, source, _group(source, ident, record), words, tuple(labels))


def _group(source: str, ident: str, record: dict[str, object]) -> str:
    if source == "work-names":
        return f"{source}-{int(re.sub(r'[^0-9]', '', ident)) // 10}"
    if source == "agency":
        return ident.rpartition("-")[0]
    if source.startswith("presidio"):
        # Templates repeat: what is left of a sentence without its marked places is its template.
        text = str(record["text"])
        for span in sorted(record["spans"], key=lambda s: -s["start"]):  # type: ignore[call-overload]
            text = text[: span["start"]] + "#" + text[span["end"] :]
        return hashlib.sha256(text.encode()).hexdigest()
    return str(record.get("doc", ident))


def fold_of(group: str, folds: int) -> int:
    """The fold of a group, the same each time."""
    return int(hashlib.sha256(group.encode()).hexdigest(), 16) % folds


def swapped(text: Text, given: Pools, family: Pools, rng: random.Random) -> Text:
    """The same text with other names in the marked places, each name the same throughout the text."""
    chosen: dict[str, str] = {}
    words = []
    for place, ((word, start, end), label) in enumerate(zip(text.words, text.labels, strict=True)):
        if label == "O" or len(word) < 3 or not word.isalpha():
            words.append((word, start, end))
            continue
        is_last = place + 1 == len(text.labels) or text.labels[place + 1] != "I"
        pool = family if is_last and (label == "I" or rng.random() < 0.5) else given
        low = word.lower()
        # A bucket first, so that the many rare names do not crowd out those of other countries.
        name = chosen.setdefault(low, rng.choice(rng.choice(pool)))
        words.append((name if word.islower() else name.upper() if word.isupper() else name.title(), start, end))
    return Text(text.id, text.source, text.group, tuple(words), text.labels)


def is_end_of_line(word: str) -> bool:
    """Whether a word stands for the end of a line."""
    return word in (LINE, PARAGRAPH)
