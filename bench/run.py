"""`make bench`: run every measurement, each in a process of its own, and print the medians in one table.

`python -m bench.run [NAME…] [--json]` runs only the files that are named. It exits with 1 when a bound was missed.
"""

from __future__ import annotations

import importlib
import json
import os
import platform
import subprocess
import sys
from dataclasses import asdict
from pathlib import Path

from bench import Figure

HERE = Path(__file__).resolve().parent
NOT_MEASURES = {"__init__", "run"}


def main(arguments: list[str]) -> int:
    """Run what was named, or everything, and print it."""
    if arguments[:1] == ["--one"]:
        return _measure_here(arguments[1])
    names = [a for a in arguments if not a.startswith("-")] or measures()
    for name in set(names) - set(measures()):
        raise SystemExit(f"There is no bench/{name}.py; there are: {', '.join(measures())}.")
    figures = [figure for name in names for figure in _measure_apart(name)]
    if "--json" in arguments:
        print(json.dumps([asdict(figure) for figure in figures], indent=1, ensure_ascii=False))
    else:
        print(table(figures))
    return 0 if figures and all(figure.is_reached for figure in figures) else 1


def measures() -> list[str]:
    """Names of the files that measure something."""
    stems = (path.stem for path in sorted(HERE.glob("*.py")))
    return [stem for stem in stems if stem not in NOT_MEASURES and not stem.startswith("_")]


def _measure_apart(name: str) -> list[Figure]:
    """A process for each file, so that one's memory and caches do not help or hurt the next."""
    print(f"measuring {name} …", file=sys.stderr, flush=True)
    command = [sys.executable, "-m", "bench.run", "--one", name]
    done = subprocess.run(command, cwd=HERE.parent, stdout=subprocess.PIPE, text=True, check=False)
    if done.returncode != 0:
        raise SystemExit(f"bench/{name}.py did not finish (exit {done.returncode}).")
    return [Figure(**row) for row in json.loads(done.stdout.splitlines()[-1])]


def _measure_here(name: str) -> int:
    figures = list(importlib.import_module(f"bench.{name}").measure())
    print(json.dumps([asdict(figure) for figure in figures]))
    return 0


def table(figures: list[Figure]) -> str:
    """The figures under one another, with their bounds and the machine that they were taken on."""
    rows = [("what", "median", "has to be", "", "runs")]
    rows += [
        (f.name, _amount(f.value, f.unit), _bound(f), "" if f.is_reached else "MISSED", str(f.runs)) for f in figures
    ]
    widths = [max(len(row[column]) for row in rows) for column in range(len(rows[0]))]
    lines = ["  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip() for row in rows]
    machine = f"Python {platform.python_version()}, {platform.machine()}, {os.cpu_count()} cores"
    return "\n".join(["", *lines, "", machine])


def _amount(value: float, unit: str) -> str:
    number = f"{value:,.0f}" if value >= 100 else f"{value:.3g}"
    return f"{number} {unit}".replace(" /", "/")


def _bound(figure: Figure) -> str:
    if figure.at_most is not None:
        return f"≤ {_amount(figure.at_most, figure.unit)}"
    return f"≥ {_amount(figure.at_least, figure.unit)}" if figure.at_least is not None else ""


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
