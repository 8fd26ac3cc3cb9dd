"""`make bench-gateway ARGS="…"`: measure the gateways side by side, and write the tables of the report.

`--quick` measures one round of one second, prints, and leaves the page as it is.
"""

from __future__ import annotations

import argparse
import os
import platform
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager, ExitStack
from functools import partial
from importlib.metadata import version
from pathlib import Path
from typing import Protocol

from bench.peers.report import write

from . import report
from .calls import try_calls
from .leaks import try_leaks
from .load import WRK
from .measuring import Plan, endure, measure
from .places import place, sync_ms
from .targets import LITELLM, PORTKEY, ROOT, Missing, Target, litellm, nginx, portkey, proviso

PAGE = ROOT / "docs" / "gateway-report.md"
PARTS = ("memory", "cost", "calls", "leaks")
ENDURES_FOR = 200
"""Seconds at most for the memory."""


class Start(Protocol):
    """Starts one gateway."""

    def __call__(self, folder: Path, stub: Target, core: int) -> AbstractContextManager[Target]: ...


def main() -> None:
    """Measure what was asked for."""
    parser = argparse.ArgumentParser(description=__doc__, prog="make bench-gateway")
    parser.add_argument("parts", nargs="*", help=f"of {', '.join(PARTS)}; all of them without a name", metavar="PART")
    parser.add_argument("--quick", action="store_true", help="one short round; prints, and leaves the page")
    parser.add_argument("--cells", default=",".join(report.CELLS), help="KIND:CONNECTIONS, with commas between them")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--seconds", type=float, default=2, help="of one load")
    parser.add_argument("--requests", type=int, default=100_000, help="for the memory")
    parser.add_argument("--core", type=int, default=0, help="whose the gateways are")
    chosen = parser.parse_args()
    for part in set(chosen.parts) - set(PARTS):
        parser.error(f"there is no part {part!r}; there are: {', '.join(PARTS)}")
    rounds, seconds = (1, 1.0) if chosen.quick else (chosen.rounds, chosen.seconds)
    plan = Plan(cells=chosen.cells.split(","), rounds=rounds, seconds=seconds, core=chosen.core)
    for name, text in measured(chosen.parts or PARTS, plan, chosen.requests // (50 if chosen.quick else 1)):
        if chosen.quick:
            print(f"## {name}\n\n{text}\n", flush=True)
        else:
            write(PAGE, {name: text})
            say(f"{name} stands in {PAGE.relative_to(ROOT)}")


def measured(parts: Sequence[str], plan: Plan, requests: int) -> Iterator[tuple[str, str]]:
    """Each part's table, by the name of its marker."""
    with place(plan.core) as (folder, stub), ExitStack() as stack:
        there = partial(_there, stack, folder, stub, plan.core)
        ours = there(proviso)
        yield "run", run(sync_ms(folder))
        if "memory" in parts:  # first, while it is fresh
            say("memory")
            yield "memory", report.memory(endure(ours[0], plan, requests, ENDURES_FOR))
        if {"cost", "calls"} & set(parts):
            plain = [*there(litellm, portkey), *ours]
        if "calls" in parts:
            say("calls of the SDKs")
            yield "calls", report.calls({target.name: dict(try_calls(target)) for target in [stub, *plain]})
        if "cost" in parts:
            targets = [stub, *there(nginx), *plain, *there(partial(proviso, has_names=True))]
            rows = measure(targets, stub, plan)
            yield "cost", report.cost(rows, plan.cells, [target.name for target in targets])
        if "leaks" in parts:
            say("leaks")
            peers = there(partial(litellm, is_filtering=True), partial(portkey, is_filtering=True))
            yield "leaks", report.leaks(try_leaks([*ours, *peers], stub))


def _there(stack: ExitStack, folder: Path, stub: Target, core: int, *starts: Start) -> list[Target]:
    """Those of them that are on this machine; the others are named."""
    found = []
    for start in starts:
        try:
            found.append(stack.enter_context(start(folder, stub, core)))
        except Missing as gap:
            say(str(gap))
    return found


def run(sync: float) -> str:
    """What was measured, with what, and what else the machine did."""
    peers = [
        f"nginx {_said(['nginx', '-v']).rpartition('/')[2].split(' ')[0]}",
        f"LiteLLM {_said([str(LITELLM.with_name('python')), '-c', _VERSION])}",
        f"Portkey {_said(['node', '-p', _PORTKEY])}",
    ]
    load = ", ".join(f"{each:.1f}" for each in os.getloadavg())
    by = "wrk" if WRK else "a client of its own"
    return (
        f"Proviso {version('proviso')}; {'; '.join(peers)}. Load by {by}. Python {platform.python_version()}, "
        f"{platform.machine()}, {os.cpu_count()} cores: one for the gateways, one for the load and the provider. "
        f"Load average of the machine at the beginning (1, 5 and 15 minutes): {load}. Its disk takes "
        f"{sync:.2f} ms to have a page for good (`fdatasync`, median); a call of Proviso waits for two."
    )


_VERSION = "from importlib.metadata import version as v; print(v('litellm'))"
_PORTKEY = f"require({str(PORTKEY / 'package.json')!r}).version"


def _said(command: list[str]) -> str:
    try:
        done = subprocess.run(command, capture_output=True, text=True, check=False)
    except OSError:
        return "left out"
    return (done.stdout or done.stderr).strip() if done.returncode == 0 else "left out"


def say(line: str) -> None:
    """A line for who waits."""
    print(line, file=sys.stderr, flush=True)


if __name__ == "__main__":
    main()
