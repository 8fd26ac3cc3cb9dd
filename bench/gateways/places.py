"""Where a measurement happens: a folder for a while, the provider, and which core is whose."""

from __future__ import annotations

import os
import signal
import statistics
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from .targets import Target, provider


@contextmanager
def place(core: int) -> Iterator[tuple[Path, Target]]:
    """The folder and the provider. This process and what it starts leave `core` to the gateways, if they can."""
    before = os.sched_getaffinity(0)
    if core not in before:
        raise SystemExit(f"There is no core {core} for the gateways; there are: {', '.join(map(str, sorted(before)))}.")
    other = max(before - {core}, default=core)
    os.sched_setaffinity(0, {other})
    stopped = signal.signal(signal.SIGTERM, _stop)  # else what it started would go on without it
    try:
        with tempfile.TemporaryDirectory(prefix="bench-gateway-") as name, provider(Path(name), other) as stub:
            yield Path(name), stub
    finally:
        signal.signal(signal.SIGTERM, stopped)
        os.sched_setaffinity(0, before)


def sync_ms(folder: Path) -> float:
    """Median of what this folder's disk takes to have one page for good: an entry of the ledger waits for it."""
    took = []
    with (folder / "page").open("wb") as file:
        for _ in range(100):
            file.write(bytes(4_096))
            file.flush()
            begun = time.perf_counter()
            os.fdatasync(file.fileno())
            took.append(time.perf_counter() - begun)
    return statistics.median(took) * 1e3


def _stop(_number: int, _frame: object) -> None:
    raise SystemExit("stopped")
