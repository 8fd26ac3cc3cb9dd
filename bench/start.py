"""How long a shell waits before it sees anything: `proviso --help` has to take ≤ 0.25 s."""

from __future__ import annotations

import statistics
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

from bench import Figure

RUNS = 21


def measure() -> Iterator[Figure]:
    """Time the installed command, as a shell starts it."""
    command = [str(Path(sys.executable).with_name("proviso")), "--help"]
    yield Figure(name="proviso --help", value=_median(command), unit="s", at_most=0.25, runs=RUNS)


def _median(command: list[str]) -> float:
    seconds = []
    for _ in range(RUNS):
        start = time.perf_counter()
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
        seconds.append(time.perf_counter() - start)
    return statistics.median(seconds)
