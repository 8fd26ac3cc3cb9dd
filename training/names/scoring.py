"""How well a model finds names in texts that it did not learn from: partial overlap, as detectors are compared."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator

from proviso.screening.names.tagger import Tagger
from proviso.screening.names.weights import Weights

from .data import Text

Span = tuple[int, int]


def spans_of(labels: Iterable[str]) -> list[Span]:
    """Runs of labels as spans of words."""
    out: list[Span] = []
    for place, label in enumerate(labels):
        if label == "B" or (label == "I" and (not out or out[-1][1] != place)):
            out.append((place, place + 1))
        elif label == "I":
            out[-1] = (out[-1][0], place + 1)
    return out


def scored(weights: Weights, texts: list[Text]) -> Iterator[str]:
    """A row for each set: precision, recall, F1, and how many texts without a name were flagged."""
    tagger = Tagger(weights)
    by_set: dict[str, Counter[str]] = {}
    for text in texts:
        count = by_set.setdefault(text.source, Counter())
        gold = spans_of(text.labels)
        found = [(a, b) for a, b, _ in tagger.spans([w for w, _, _ in text.words])]
        count["gold"] += len(gold)
        count["found"] += len(found)
        count["hit"] += sum(any(a < d and c < b for c, d in gold) for a, b in found)
        count["recalled"] += sum(any(a < d and c < b for c, d in found) for a, b in gold)
        count["exact"] += len(set(gold) & set(found))
        count["clean"] += not gold
        count["flagged"] += not gold and bool(found)
    for name, c in sorted(by_set.items()):
        p, r = c["hit"] / max(c["found"], 1), c["recalled"] / max(c["gold"], 1)
        f = 2 * p * r / (p + r) if p + r else 0.0
        yield (
            f"{name:22} P {p:.3f} R {r:.3f} F1 {f:.3f} exact {2 * c['exact'] / max(c['gold'] + c['found'], 1):.3f} "
            f"flagged {c['flagged']}/{c['clean']}"
        )
