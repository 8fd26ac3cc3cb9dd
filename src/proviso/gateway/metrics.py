"""What the gateway does, in numbers for Prometheus: kinds, counts and seconds. No text, no names, no keys.

With several processes the numbers are added up over `PROMETHEUS_MULTIPROC_DIR`, which their supervisor sets.
"""

from __future__ import annotations

import os

from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, Counter, Gauge, Histogram, generate_latest
from prometheus_client.multiprocess import MultiProcessCollector

from proviso.providers import State

TYPE = CONTENT_TYPE_LATEST
SHARED = "PROMETHEUS_MULTIPROC_DIR"
SECONDS = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 120, 300)


class Metrics:
    """The numbers of one process."""

    def __init__(self) -> None:
        self.registry = CollectorRegistry()
        self.calls = Counter("proviso_calls", "Calls of the gateway.", ("format", "outcome"), registry=self.registry)
        self.seconds = Histogram(
            "proviso_call_seconds",
            "From the first byte in to the last byte out.",
            ("format",),
            buckets=SECONDS,
            registry=self.registry,
        )
        self.tokens = Counter(
            "proviso_tokens", "Tokens as providers counted them.", ("direction",), registry=self.registry
        )
        self._calls: dict[tuple[str, str], Counter] = {}
        self._seconds: dict[str, Histogram] = {}
        self._input, self._output = self.tokens.labels("input"), self.tokens.labels("output")
        self.entries = Gauge(
            "proviso_ledger_entries", "Entries of the ledger.", multiprocess_mode="mostrecent", registry=self.registry
        )
        self.answering = Gauge(
            "proviso_provider_answers",
            "1 while a tool's provider is asked, 0 while it is left alone after failing.",
            ("tool",),
            multiprocess_mode="mostrecent",
            registry=self.registry,
        )

    def count(self, name: str, outcome: str, seconds: float) -> None:
        """One call is over."""
        calls = self._calls.get((name, outcome))
        if calls is None:  # looking it up in the metric costs as much as counting
            calls = self._calls[name, outcome] = self.calls.labels(name, outcome)
        calls.inc()
        took = self._seconds.get(name)
        if took is None:
            took = self._seconds[name] = self.seconds.labels(name)
        took.observe(seconds)

    def spend(self, input_tokens: int, output_tokens: int) -> None:
        """What one answer used."""
        if input_tokens or output_tokens:
            self._input.inc(input_tokens)
            self._output.inc(output_tokens)

    def text(self, entries: int, states: tuple[State, ...]) -> bytes:
        """All of them, as they stand now."""
        self.entries.set(entries)
        for state in states:
            self.answering.labels(state.tool_id).set(0 if state.seconds else 1)
        if not os.environ.get(SHARED):
            return generate_latest(self.registry)
        every = CollectorRegistry()
        MultiProcessCollector(every)  # type: ignore[no-untyped-call]  # its package types half of itself
        return generate_latest(every)
