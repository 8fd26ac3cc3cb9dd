"""A circuit breaker for each connection: one that fails again and again is left alone for a while, then tried once."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

from .limits import Limits


class Circuit(StrEnum):
    """How a connection stands."""

    CLOSED = "closed"
    """It is used."""
    OPEN = "open"
    """It is left alone."""
    HALF_OPEN = "half_open"
    """One call tries it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class State:
    """One connection's circuit, for metrics, readiness and the console."""

    tool_id: str
    circuit: Circuit
    failures: int
    """In a row."""
    seconds: float
    """Until it is tried again."""


class Breaker:
    """Counts what failed in a row. `begin` before each call; then one of `answered`, `ended`, `failed` or `let_go`."""

    __slots__ = ("_clock", "_failures", "_limits", "_opened_at", "_trial_at")

    def __init__(self, limits: Limits, clock: Callable[[], float] = time.monotonic) -> None:
        self._limits = limits
        self._clock = clock
        self._failures = 0
        self._opened_at: float | None = None
        self._trial_at: float | None = None

    def begin(self) -> float:
        """0 when a call may be made; else the seconds until one may."""
        if self._opened_at is None:
            return 0.0
        now = self._clock()
        # A trial that never came back counts no longer than the pause itself.
        since = self._opened_at if self._trial_at is None else self._trial_at
        left = since + self._limits.pause_seconds - now
        if left > 0:
            return left
        self._trial_at = now
        return 0.0

    def answered(self) -> None:
        """The answer has begun: it is used again, and one more failure would close it off again."""
        if self._opened_at is not None:
            self._opened_at = self._trial_at = None
            self._failures = self._limits.failures - 1

    def ended(self) -> None:
        """The answer came whole."""
        self._failures = 0

    def failed(self) -> None:
        """It did not answer, or not to the end."""
        self._failures += 1
        if self._opened_at is not None or self._failures >= self._limits.failures:
            self._opened_at, self._trial_at = self._clock(), None

    def let_go(self) -> None:
        """The caller went away: this says nothing about the provider, so the next call may try."""
        if self._trial_at is not None:
            self._trial_at = None

    def state(self, tool_id: str) -> State:
        """How it stands now."""
        if self._opened_at is None:
            return State(tool_id=tool_id, circuit=Circuit.CLOSED, failures=self._failures, seconds=0.0)
        since = self._opened_at if self._trial_at is None else self._trial_at
        left = max(0.0, since + self._limits.pause_seconds - self._clock())
        circuit = Circuit.OPEN if self._trial_at is None and left > 0 else Circuit.HALF_OPEN
        return State(tool_id=tool_id, circuit=circuit, failures=self._failures, seconds=left)
