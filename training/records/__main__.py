"""Train the scorer of records about a person (139-07.2.a.1).

`python -m training.records --data DIR --out src/proviso/screening/cases/weights.json`: five folds first, by text or
template, whose figures stand in the file; then all texts. The same data give the same file.
"""

from __future__ import annotations

import argparse
import json
from collections import defaultdict
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np

from proviso.screening.cases.model import TOTAL, Codes, checksum, name_of
from proviso.screening.cases.words import KINDS

from .fitting import Floats, Problem, Rows, fitted
from .texts import FOLDS, Text, features, texts

SEEN_IN = 4
"""A feature counts when so many passages of prompts have it; published text alone makes none."""
SINGLE, PAIRED = 2.0, 6.0
"""Penalty of a class, and of a pair."""
ASKED = 0.12
"""Share of the hardest harmless texts (records-dev) that may be asked about; sets the threshold, on unseen folds."""
STOPPED = 0.015
"""The same for what no source excuses, which also needs a sign that nobody publishes."""
SMALLEST = 0.01


def train(rows: Sequence[tuple[Codes, Text]]) -> tuple[Codes, Floats]:
    """The codes that count and their weights; the last weight is the bias."""
    seen = np.bincount(
        np.concatenate([codes for codes, text in rows if not text.source.startswith("public")]), minlength=TOTAL
    )
    kept = np.flatnonzero(seen >= SEEN_IN).astype(np.int32)
    vocabulary = np.full(TOTAL, -1, dtype=np.int32)
    vocabulary[kept] = np.arange(len(kept))
    penalty = np.append(np.where(kept < len(KINDS), SINGLE, PAIRED), 1e-3)
    truth = np.array([float(text.is_record) for _, text in rows])
    weight = np.array([text.weight for _, text in rows])
    problem = Problem(Rows.of([codes for codes, _ in rows], vocabulary), truth, weight, penalty)
    return kept, fitted(problem)


def unseen(labelled: Sequence[Text], passages: Sequence[list[Codes]]) -> Floats:
    """The highest score of each text, by the model that did not see its fold."""
    scores = np.full(len(labelled), -99.0)
    for fold in range(FOLDS):
        rows = [
            (codes, text)
            for text, found in zip(labelled, passages, strict=True)
            if text.fold != fold
            for codes in found
        ]
        kept, theta = train(rows)
        weights = np.zeros(TOTAL)
        weights[kept] = theta[:-1]
        for number, text in enumerate(labelled):
            if text.fold == fold and passages[number]:
                scores[number] = max(float(weights[codes].sum()) for codes in passages[number]) + theta[-1]
    return scores


def figures(labelled: Sequence[Text], scores: Floats, likely: float) -> dict[str, dict[str, float]]:
    """Per source and label: how many texts, and the share that counts."""
    groups: dict[str, list[float]] = defaultdict(list)
    for text, score in zip(labelled, scores, strict=True):
        groups[f"{text.source}, {'record' if text.is_record else 'harmless'}"].append(float(score))
    return {
        name: {"texts": len(found), "counted": round(sum(s >= likely for s in found) / len(found), 3)}
        for name, found in sorted(groups.items())
    }


def built(data: Path) -> dict[str, Any]:
    """The weights' file."""
    labelled = list(texts(data))
    passages = [features(text.text) for text in labelled]
    scores = unseen(labelled, passages)
    hard = [float(s) for t, s in zip(labelled, scores, strict=True) if t.source == "records-dev" and not t.is_record]
    likely, sure = float(np.quantile(hard, 1 - ASKED)), float(np.quantile(hard, 1 - STOPPED))
    kept, theta = train([(codes, text) for text, found in zip(labelled, passages, strict=True) for codes in found])
    weights = {
        name_of(int(code)): round(float(w) * 1000)
        for code, w in zip(kept, theta[:-1], strict=True)
        if abs(w) >= SMALLEST
    }
    return {
        "what": "Weights in thousandths; positive speaks for a record about one person. Made by training/records.",
        "figures on unseen folds": figures(labelled, scores, likely),
        "sha256": checksum(weights),
        "bias": round(float(theta[-1]) * 1000),
        "likely": round(likely * 1000),
        "sure": round(sure * 1000),
        "weights": dict(sorted(weights.items())),
    }


def main() -> None:
    """Write the weights and print the figures."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, required=True, help="folder with prompts/ and public/")
    parser.add_argument("--out", type=Path, required=True)
    chosen = parser.parse_args()
    file = built(chosen.data)
    chosen.out.write_text(json.dumps(file, indent=1) + "\n", encoding="ascii")
    print(json.dumps({k: v for k, v in file.items() if k != "weights"}, indent=1), len(file["weights"]))


if __name__ == "__main__":
    main()
