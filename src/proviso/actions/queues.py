"""Who thinks now: one short text and one long text at a time.

Python runs one thread at a time. When 64 that screen and decide wrangle for it on two cores, they get little more
than half as much done as when they queue for a lock (measured with `python -m bench.run ask`), and many long texts at
once would need their memory at once. A long text has a queue of its own, so that nobody with a short one waits for it.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from threading import Lock

LONG_CHARS = 50_000
"""From here on a text is long: screening it takes more than about 10 ms."""


@dataclass(frozen=True, slots=True)
class Queues:
    """Two queues, for short texts and for long ones."""

    short: Lock = field(default_factory=Lock)
    long: Lock = field(default_factory=Lock)

    def of(self, chars: int) -> Lock:
        """The queue for a text of this length. Held while reading the standing and deciding, never while recording."""
        return self.long if chars >= LONG_CHARS else self.short
