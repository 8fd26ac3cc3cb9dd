"""The labelled texts of a folder: `screening/*.jsonl.gz`, `prompts/*.jsonl`, `public/*.jsonl.gz`. None is part of us.

A part of a large set is chosen by a hash of the id, so that it is the same part for every detector and every run.
"""

from __future__ import annotations

import gzip
import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from .scoring import MARKED

SIZE = 2_048


@dataclass(frozen=True, slots=True, kw_only=True)
class Amount:
    """How many texts of each kind are taken at most."""

    of_a_set: int
    published: int
    prompts: int
    seconds: float
    """Of measuring the speed of one detector."""


FULL = Amount(of_a_set=400, published=150, prompts=100_000, seconds=5)
QUICK = Amount(of_a_set=40, published=20, prompts=100, seconds=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Texts:
    """What is compared."""

    marked: list[dict[str, Any]]
    prompts: dict[str, list[dict[str, Any]]]
    """By the name of their file."""
    published: list[dict[str, Any]]


def load(data: Path, amount: Amount) -> Texts:
    """Read the folder."""
    marked: list[dict[str, Any]] = []
    for path in sorted((data / "screening").glob("*.jsonl.gz")):
        name = path.name.removesuffix(".jsonl.gz")
        if name in MARKED:
            marked += [{**record, "source": name} for record in _part(path, amount.of_a_set)]
    prompts = {path.stem: _part(path, amount.prompts) for path in sorted((data / "prompts").glob("*.jsonl"))}
    published = [r for path in sorted((data / "public").glob("*.jsonl.gz")) for r in _part(path, amount.published)]
    if not (marked and prompts and published):
        raise SystemExit(f"{data} has no labelled texts in screening/, prompts/ and public/.")
    return Texts(marked=marked, prompts=prompts, published=published)


def _part(path: Path, most: int) -> list[dict[str, Any]]:
    """So many records, chosen by their ids and in the order of these hashes."""
    with gzip.open(path, "rt", encoding="utf-8") if path.suffix == ".gz" else path.open(encoding="utf-8") as lines:
        records = [json.loads(line) for line in lines]
    return sorted(records, key=lambda record: _hash(str(record["id"])))[:most]


def _hash(name: str) -> bytes:
    return hashlib.sha256(name.encode()).digest()


def of_two_kb(texts: Texts) -> Iterator[str]:
    """The marked texts, cut anew into pieces of 2 KB."""
    held = "\n".join(record["text"] for record in sorted(texts.marked, key=lambda r: _hash(str(r["id"]))))
    yield from (held[at : at + SIZE] for at in range(0, min(len(held) - SIZE, SIZE * 500), SIZE))
