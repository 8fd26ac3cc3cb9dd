"""The weights of the names model: a linear-chain conditional random field with three labels, `O`, `B` and `I`.

The file is JSON of lists, compressed: weights in thousandths, so that it is read the same on every machine.
"""

from __future__ import annotations

import json
import zlib
from collections.abc import Mapping
from dataclasses import dataclass, field

LABELS = ("O", "B", "I")
Triple = tuple[float, float, float]
SCALE = 1000
NEVER = {("O", "I"): -8.0}
"""A name begins with `B`. Any other step that was not learned weighs nothing."""


@dataclass(frozen=True, slots=True)
class Weights:
    """What was learned: for each attribute a weight for each label, and for each pair of labels one."""

    state: Mapping[str, Triple] = field(repr=False)
    transitions: tuple[Triple, Triple, Triple]
    """From the row's label to the column's."""
    common: frozenset[str] = field(repr=False)
    """Words that are written in lower case outside of names."""

    @classmethod
    def of(
        cls,
        state: Mapping[tuple[str, str], float],
        transitions: Mapping[tuple[str, str], float],
        common: frozenset[str],
    ) -> Weights:
        """From (attribute, label) and (label, label) pairs; a weight of less than a hundredth is left out."""
        rows: dict[str, list[float]] = {}
        for (attribute, label), weight in state.items():
            if abs(weight) >= 0.01:
                rows.setdefault(attribute, [0.0, 0.0, 0.0])[LABELS.index(label)] = round(weight, 3)
        pairs = [[round(transitions.get((a, b), NEVER.get((a, b), 0.0)), 3) for b in LABELS] for a in LABELS]
        first, second, third = ((row[0], row[1], row[2]) for row in pairs)
        return cls({k: (v[0], v[1], v[2]) for k, v in rows.items()}, (first, second, third), common)

    def by_distance(self) -> dict[int | None, dict[str, Triple]]:
        """The weights of features of one word, by its distance; under None those of classes of neighbors together."""
        out: dict[int | None, dict[str, Triple]] = {None: {}, **{d: {} for d in (-2, -1, 0, 1, 2)}}
        for attribute, row in self.state.items():
            distance, bar, feature = attribute.partition("|")
            is_one = bar and distance in {"-2", "-1", "0", "1", "2"}
            out[int(distance) if is_one else None][feature if is_one else attribute] = row
        return out


def packed(weights: Weights) -> bytes:
    """The file that ships."""
    rows = [[name, *(round(w * SCALE) for w in triple)] for name, triple in sorted(weights.state.items())]
    columns = [list(column) for column in zip(*rows, strict=True)]
    value = {"state": columns, "transitions": weights.transitions, "common": sorted(weights.common)}
    return zlib.compress(json.dumps(value, separators=(",", ":")).encode("ascii"), 9)


def unpacked(data: bytes) -> Weights:
    """The weights of a file; whatever is wrong with it raises."""
    value = json.loads(zlib.decompress(data))
    state = {n: (a / SCALE, b / SCALE, c / SCALE) for n, a, b, c in zip(*value["state"], strict=True)}
    first, second, third = (tuple(row) for row in value["transitions"])
    return Weights(state, (first, second, third), frozenset(value["common"]))
