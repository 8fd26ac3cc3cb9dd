"""Who thinks now: one short text and one long text at a time.

Python runs one thread at a time. When 64 that screen and decide wrangle for it on two cores, they get little more
than half as much done as when they queue for a lock (measured with `python -m bench.run ask`), and many long texts at
once would need their memory at once. A long text has a queue of its own, so that nobody with a short one waits for it.

A door with an event loop thinks on the loop while that is quick, which needs no queue, and in a few threads otherwise.
"""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from threading import Lock

LONG_CHARS = 50_000
"""From here on a text is long: screening it takes more than about 10 ms."""

QUICK_CHARS, QUICK_CHARS_WITH_NAMES = 8_000, 400
"""Up to here an event loop screens by itself, in about 2 ms without the names model and 0.5 ms with it."""

THREADS = 4
"""For the texts of one queue that an event loop gives away: one is screened, the others wait for the disk."""


def _threads(name: str) -> Callable[[], ThreadPoolExecutor]:
    # A thread of the pool begins with the first text that needs it: the other doors have none.
    return lambda: ThreadPoolExecutor(THREADS, thread_name_prefix=f"proviso-{name}")


@dataclass(frozen=True, slots=True)
class Queues:
    """Two queues, for short texts and for long ones."""

    short: Lock = field(default_factory=Lock)
    long: Lock = field(default_factory=Lock)
    short_pool: ThreadPoolExecutor = field(default_factory=_threads("short"))
    long_pool: ThreadPoolExecutor = field(default_factory=_threads("long"))

    def of(self, chars: int) -> Lock:
        """The queue for a text of this length. Held while reading the standing and deciding, never while recording."""
        return self.long if chars >= LONG_CHARS else self.short

    def pool_of(self, chars: int) -> ThreadPoolExecutor:
        """The threads in which an event loop has a text of this length screened."""
        return self.long_pool if chars >= LONG_CHARS else self.short_pool

    def is_quick(self, chars: int, *, names: bool) -> bool:
        """Whether an event loop may screen this by itself."""
        return chars <= (QUICK_CHARS_WITH_NAMES if names else QUICK_CHARS)
