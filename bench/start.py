"""How long a shell waits: `proviso --help` has to take ≤ 0.25 s; a whole `proviso ask` starts, decides and records."""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from bench import Figure

RUNS = 21


def measure() -> Iterator[Figure]:
    """Time the installed command, as a shell starts it."""
    proviso = str(Path(sys.executable).with_name("proviso"))
    yield Figure(name="proviso --help", value=_median([proviso, "--help"], {}), unit="s", at_most=0.25, runs=RUNS)
    with tempfile.TemporaryDirectory() as folder:
        text, home = Path(folder) / "text.txt", {"PROVISO_HOME": f"{folder}/home"}
        text.write_text("The levee on the north bank held for two days. Crews closed the gate.", encoding="utf-8")
        subprocess.run([proviso, "demo", "--small"], check=True, capture_output=True, env={**os.environ, **home})
        yield Figure(
            name="proviso ask, from a shell", value=_median([proviso, "ask", str(text)], home), unit="s", runs=RUNS
        )


def _median(command: list[str], more: dict[str, str]) -> float:
    seconds = []
    for _ in range(RUNS):
        start = time.perf_counter()
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL, env={**os.environ, **more})
        seconds.append(time.perf_counter() - start)
    return statistics.median(seconds)
