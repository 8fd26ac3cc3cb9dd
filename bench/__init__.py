"""Measurements. Each file here has `measure() -> Iterable[Figure]`; `make bench` runs them all and prints one table.

A file also runs alone: `python -m bench.run ledger`.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """One measured figure: a median, and what it has to reach."""

    name: str
    """`whole ask, alone, p50`"""
    value: float
    unit: str
    """`ms`, `µs`, `/s`, `MB`, `s`"""
    at_most: float | None = None
    at_least: float | None = None
    runs: int = 0
    """How many measurements the median is of."""

    @property
    def is_reached(self) -> bool:
        """Whether the figure is on the right side of its bound; True when it has none."""
        return (self.at_most is None or self.value <= self.at_most) and (
            self.at_least is None or self.value >= self.at_least
        )
