"""Train the check for orders to an AI tool in pasted or retrieved text.

`python -m training.injection --data DIR --out src/proviso/screening/injection/weights.json`: five folds first, by
attack template, document or line, whose figures stand in the file; then all texts. The same data give the same file.
"""

from __future__ import annotations

import argparse
import json
import re
from collections import Counter, defaultdict
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np

from proviso.screening.injection.model import checksum
from training.records.fitting import Codes, Problem, Rows, fitted

from .texts import FOLDS, Row, Text, rows, texts

SEEN_IN = 3
"""A feature counts when so many groups of texts have it."""
SINGLE, PAIRED, SIGN = 3.0, 6.0, 1.0
"""Penalty of a word, of a pair of words, and of a sign (`cue: hidden`)."""
ASKED, TOLD = 0.006, 0.0005
"""Share of harmless texts in which something may be likely, and sure; sets the thresholds, on unseen folds."""
SMALLEST = 0.02
_VULGAR = re.compile(
    r"fuck|shit|bitch|cunt|porn|sex|dick|ass(?:hole)?$|nigg|slut|whore|rape|pussy|cock|damn|hell$|crap"
)
"""The weights are read by people; the collected attacks' strong language teaches nothing that other words do not."""
_SIGN = re.compile(r"[a-z ]+: \w")

Held = Sequence[tuple[Text, Row]]


def train(held: Held) -> dict[str, float]:
    """The weights by name, and what is added to each sum as the empty name."""
    groups: dict[str, set[str]] = defaultdict(set)
    for text, row in held:
        for name in row.names:
            if len(groups[name]) < SEEN_IN:
                groups[name].add(text.group)
    names = sorted(n for n, found in groups.items() if len(found) >= SEEN_IN and not _VULGAR.search(n))
    number = {name: place for place, name in enumerate(names)}
    vocabulary: Codes = np.arange(len(names), dtype=np.int32)
    coded = [np.array(sorted(number[n] for n in row.names if n in number), dtype=np.int32) for _, row in held]
    penalty = np.array([*(_penalty(name) for name in names), 1e-3])
    truth = np.array([float(row.is_order) for _, row in held])
    counts = Counter(id(text) for text, _ in held)
    weight = np.array([text.weight / counts[id(text)] ** 0.5 for text, _ in held])
    theta = fitted(Problem(Rows.of(coded, vocabulary), truth, weight, penalty))
    return {**dict(zip(names, theta[:-1].tolist(), strict=True)), "": float(theta[-1])}


def _penalty(name: str) -> float:
    return SIGN if _SIGN.match(name) else PAIRED if " " in name else SINGLE


def unseen(held: Sequence[tuple[Text, list[Row]]]) -> list[float]:
    """The highest score of each text, by the weights that did not see its fold; of an attack, of the order's place."""
    scores = [-99.0] * len(held)
    for fold in range(FOLDS):
        weights = train([(text, row) for text, found in held if text.fold != fold for row in found])
        for number, (text, found) in enumerate(held):
            if text.fold == fold:
                sums = [score(weights, row) for row in found if row.is_order or not text.is_attack]
                scores[number] = max(sums, default=-99.0)
    return scores


def score(weights: dict[str, float], row: Row) -> float:
    """The sum of one stretch."""
    return weights[""] + sum(weights.get(name, 0.0) for name in row.names)


def figures(held: Sequence[Text], scores: Sequence[float], likely: float, sure: float) -> dict[str, Any]:
    """Per source: how many texts, and the share that is likely and that is sure; precision over all sources."""
    groups: dict[str, list[float]] = defaultdict(list)
    for text, found in zip(held, scores, strict=True):
        groups[f"{text.source}, {'attack' if text.is_attack else 'harmless'}"].append(found)
    out: dict[str, Any] = {
        name: {
            "texts": len(found),
            "likely": round(sum(s >= likely for s in found) / len(found), 4),
            "sure": round(sum(s >= sure for s in found) / len(found), 4),
        }
        for name, found in sorted(groups.items())
    }
    pairs = list(zip((text.is_attack for text in held), scores, strict=True))
    for name, least in (("likely", likely), ("sure", sure)):
        found_, right = sum(s >= least for _, s in pairs), sum(s >= least for is_attack, s in pairs if is_attack)
        out[f"precision, {name}"] = round(right / max(1, found_), 3)
    return out


def thresholds(held: Sequence[Text], scores: Sequence[float]) -> tuple[float, float]:
    """Where a stretch becomes likely and sure."""
    harmless = [s for text, s in zip(held, scores, strict=True) if not text.is_attack]
    return float(np.quantile(harmless, 1 - ASKED)), float(np.quantile(harmless, 1 - TOLD))


def built(data: Path) -> dict[str, Any]:
    """The weights' file."""
    held = [(text, rows(text)) for text in texts(data)]
    labelled = [text for text, _ in held]
    scores = unseen(held)
    likely, sure = thresholds(labelled, scores)
    theta = train([(text, row) for text, found in held for row in found])
    weights = {name: round(value * 1000) for name, value in theta.items() if name and abs(value) >= SMALLEST}
    return {
        "what": "Weights in thousandths; positive speaks for an order to an AI tool. Made by training/injection.",
        "figures on unseen folds": figures(labelled, scores, likely, sure),
        "sha256": checksum(weights),
        "bias": round(theta[""] * 1000),
        "likely": round(likely * 1000),
        "sure": round(sure * 1000),
        "weights": dict(sorted(weights.items())),
    }


def main() -> None:
    """Write the weights and print the figures."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, required=True, help="folder with screening/, prompts/ and public/")
    parser.add_argument("--out", type=Path, required=True)
    chosen = parser.parse_args()
    file = built(chosen.data)
    chosen.out.write_text(json.dumps(file, indent=1, ensure_ascii=True) + "\n", encoding="ascii")
    print(json.dumps({k: v for k, v in file.items() if k != "weights"}, indent=1), len(file["weights"]))


if __name__ == "__main__":
    main()
