"""Bulk: short texts on one and on two processes. Two have to be ≥ 1.8 times as fast, and memory has to stay flat.

`python -m bench.run bulk` takes 40,000 texts; `BULK_TEXTS=1000000 python -m bench.run bulk` takes a million. The ratio
needs two idle cores: what else runs on them takes from the second process first.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import msgspec

from bench import Figure

TEXTS = int(os.environ.get("BULK_TEXTS", "40000"))
RATIO, RESIDENT_MB, GROWTH = 1.8, 250, 1.1
SENTENCES = (
    "Sum up report {n} on the flood plain in five bullets for the county board.",
    "Rainfall in week {n} was above the thirty-year mean; the gate on the north bank stayed closed.",
    "What does 44 CFR 206.110 say about help for renters? Give the paragraph, and an example with {n} homes.",
    "def total(rows):\n    return sum(row['amount'] for row in rows if row['year'] == {n})",
    "Turn these notes into a plain-language notice: the center opens at 9, closes at 5, and has {n} chairs.",
    "The applicant in file A012 345 {last:03d} called again about her hearing.",
)


def measure() -> Iterator[Figure]:
    """The same texts with one process and with two; how memory grew from the middle of a run to its end."""
    with tempfile.TemporaryDirectory() as folder:
        texts = Path(folder) / "texts.jsonl"
        texts.write_bytes(b"".join(_line(number) for number in range(TEXTS)))
        empty = Path(folder) / "one.jsonl"
        empty.write_bytes(_line(0))
        start = _run(empty, Path(folder) / "start.jsonl", 1)[0]
        one, _, _ = _run(texts, Path(folder) / "rows-1.jsonl", 1)
        two, middle, end = _run(texts, Path(folder) / "rows-2.jsonl", 2)
    # What a process needs to begin is the same for one text and for a million.
    alone, both = TEXTS / (one - start), TEXTS / (two - start)
    yield Figure(name=f"bulk, {TEXTS:,} short texts, 1 process", value=alone, unit="/s", runs=1)
    yield Figure(name=f"bulk, {TEXTS:,} short texts, 2 processes", value=both, unit="/s", runs=1)
    yield Figure(name="bulk, 2 processes against 1", value=both / alone, unit="times", at_least=RATIO, runs=1)
    yield Figure(name="bulk, largest process", value=end, unit="MB", at_most=RESIDENT_MB, runs=1)
    yield Figure(name="bulk, its growth after the middle", value=end / middle, unit="times", at_most=GROWTH, runs=1)


def _line(number: int) -> bytes:
    text = SENTENCES[number % len(SENTENCES)].format(n=number, last=number % 1_000)
    return msgspec.json.encode({"text": text}) + b"\n"


def _run(texts: Path, out: Path, jobs: int) -> tuple[float, float, float]:
    """Seconds; the largest process in MB, at the middle of the run and at its end."""
    command = [sys.executable, "-m", "proviso", "screen", "--texts", str(texts), "--out", str(out), "--jobs", str(jobs)]
    began = time.perf_counter()
    run = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    sizes: list[float] = []
    watch = threading.Thread(target=_watch, args=(run, sizes))
    watch.start()
    code = run.wait()
    took = time.perf_counter() - began
    watch.join()
    if code not in {0, 3}:
        raise SystemExit(f"proviso screen did not finish (exit {code}).")
    return took, sizes[len(sizes) // 2] if sizes else 0.0, max(sizes, default=0.0)


def _watch(run: subprocess.Popen[bytes], sizes: list[float]) -> None:
    while run.poll() is None:
        pids = [run.pid, *_children(run.pid)]
        sizes.append(max((_resident_mb(pid) for pid in pids), default=0.0))
        time.sleep(0.2)


def _children(pid: int) -> list[int]:
    try:
        return [int(c) for c in Path(f"/proc/{pid}/task/{pid}/children").read_text(encoding="ascii").split()]
    except OSError:
        return []


def _resident_mb(pid: int) -> float:
    try:
        status = Path(f"/proc/{pid}/status").read_text(encoding="ascii", errors="replace")
    except OSError:
        return 0.0
    lines = [line for line in status.splitlines() if line.startswith("VmRSS:")]
    return int(lines[0].split()[1]) / 1024 if lines else 0.0
