"""Regularized logistic regression over sparse yes-or-no features, by L-BFGS; numpy only."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Codes = NDArray[np.int32]
ROUNDS, KEPT = 150, 8


@dataclass(frozen=True, slots=True)
class Rows:
    """The features of many passages: columns of ones, one after the other, and the row of each."""

    column: Codes
    row: Codes
    count: int

    @classmethod
    def of(cls, rows: Sequence[Codes], vocabulary: Codes) -> Rows:
        """Rows of codes, of which only those in the vocabulary count."""
        known = [vocabulary[row][vocabulary[row] >= 0] for row in rows]
        return cls(np.concatenate(known), np.repeat(np.arange(len(known)), [len(k) for k in known]), len(known))

    def sums(self, theta: Floats) -> Floats:
        """The sum of weights of each row."""
        sums: Floats = np.bincount(self.row, weights=theta[self.column], minlength=self.count) + theta[-1]
        return sums


@dataclass(frozen=True, slots=True)
class Problem:
    """What is to be learned: rows, what is true of each, how much each counts, and what a weight costs."""

    rows: Rows
    truth: Floats
    weight: Floats
    penalty: Floats

    def loss(self, theta: Floats) -> tuple[float, Floats]:
        """The penalized loss and its slope."""
        sums = self.rows.sums(theta)
        loss = (self.weight * (np.logaddexp(0, sums) - self.truth * sums)).sum() + 0.5 * (
            self.penalty @ (theta * theta)
        )
        rest = self.weight * (1 / (1 + np.exp(-sums)) - self.truth)
        slope = np.bincount(self.rows.column, weights=rest[self.rows.row], minlength=len(theta))
        slope[-1] = rest.sum()
        return float(loss), slope + self.penalty * theta


def fitted(problem: Problem) -> Floats:
    """The weights that lose least; the last one is added to every sum."""
    theta = np.zeros(len(problem.penalty))
    steps: list[tuple[Floats, Floats]] = []
    loss, slope = problem.loss(theta)
    for _ in range(ROUNDS):
        way = _direction(slope, steps)
        size = 1.0
        while True:
            new = theta - size * way
            new_loss, new_slope = problem.loss(new)
            if new_loss <= loss - 1e-4 * size * float(slope @ way) or size < 1e-6:
                break
            size /= 2
        if float((new - theta) @ (new_slope - slope)) > 1e-12:
            steps = [*steps, (new - theta, new_slope - slope)][-KEPT:]
        gain, theta, loss, slope = loss - new_loss, new, new_loss, new_slope
        if gain < 1e-5 * abs(loss):
            break
    return theta


def _direction(slope: Floats, steps: Sequence[tuple[Floats, Floats]]) -> Floats:
    """The way down, bent by what the last steps told of the curvature."""
    if not steps:
        return slope / np.linalg.norm(slope)
    way = slope.copy()
    parts = []
    for moved, changed in reversed(steps):
        part = float(moved @ way) / float(moved @ changed)
        parts.append(part)
        way = way - part * changed
    moved, changed = steps[-1]
    way = way * (float(moved @ changed) / float(changed @ changed))
    for (moved, changed), part in zip(steps, reversed(parts), strict=True):
        way = way + moved * (part - float(changed @ way) / float(moved @ changed))
    return way
