"""Rounds of short loads: each cell on every target, one after the other, in turning order; then the medians."""

from __future__ import annotations

import os
import statistics
import sys
import time
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass

import msgspec

from .load import put_load
from .processes import peak, pin, processor, resident
from .targets import DIRECT, Target, told

SLOWLY = "set?wait=20&every=2"
"""For the first event: a model that thinks for 20 ms, and writes every 2."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One load on one target. Times in microseconds."""

    cell: str
    target: str
    count: int
    rate: float
    p50: float
    p95: float
    p99: float
    event_p50: float
    cpu: float
    """Processor of the gateway for one request."""
    share: float
    """Of its core, how much the gateway used."""
    peak: float
    bad: int
    seen: float
    """Requests that the provider saw for one that the client counted: 1 when none was cached, dropped or repeated."""
    busy: float
    """The machine's load average, before."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """How much is measured."""

    cells: Sequence[str]
    rounds: int = 3
    seconds: float = 2
    core: int = 0
    """Whose the gateways are; the load and the provider have another one, if there is one."""


def measure(targets: Sequence[Target], stub: Target, plan: Plan) -> list[Row]:
    """Everything of a plan."""
    rows = []
    for target in targets:
        put_load(target.port, "chat", target.headers, 4, 2)  # until it is warm; not counted
    for cell in plan.cells:
        for number in range(plan.rounds):
            turn = number % len(targets)
            order = [*targets[turn:], *targets[:turn]]
            for target in reversed(order) if number % 2 else order:
                rows.append(once(target, stub, cell, plan))
                say(rows[-1])
    return rows


def once(target: Target, stub: Target, cell: str, plan: Plan) -> Row:
    """One load on one target."""
    kind, _, connections = cell.partition(":")
    pids = target.pids()
    if target.name != DIRECT:
        pin(pids, plan.core)
    told(stub, SLOWLY if kind == "ttft" else "set")
    busy = os.getloadavg()[0]
    seen, spent, begun = _seen(stub), processor(pids), time.perf_counter()
    came = put_load(target.port, kind, target.heads(kind), int(connections), plan.seconds)
    took = time.perf_counter() - begun
    time.sleep(0.05)
    used, reached = processor(pids).since(spent), _seen(stub) - seen
    served = max(came.count, reached, 1)  # the client does not count what was under way at its end
    return Row(
        cell=cell,
        target=target.name,
        count=came.count,
        rate=came.count / came.seconds,
        p50=came.p50,
        p95=came.p95,
        p99=came.p99,
        event_p50=came.event_p50,
        cpu=used / served * 1e6,
        share=used / took,
        peak=peak(pids),
        bad=came.bad,
        seen=reached / max(came.count, 1),
        busy=busy,
    )


def _seen(stub: Target) -> int:
    found: int = msgspec.json.decode(told(stub, "seen"))["requests"]
    return found


def median(rows: Iterable[Row], cell: str, target: str) -> Row:
    """The medians of the rounds of one cell on one target; how many there were, and what went wrong, are added up."""
    found = [asdict(row) for row in rows if row.cell == cell and row.target == target]
    numbers = {name: statistics.median(row[name] for row in found) for name in found[0] if name not in _WORDS}
    numbers["bad"] = sum(row["bad"] for row in found)
    numbers["count"] = sum(row["count"] for row in found)
    return Row(cell=cell, target=target, **numbers)


_WORDS = frozenset({"cell", "target"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Growth:
    """What a gateway holds in the course of many requests, in megabytes."""

    count: int
    seconds: float
    held: tuple[tuple[int, float], ...]
    """After so many requests, so much."""
    peak: float
    bad: int


def endure(target: Target, plan: Plan, wanted: int, longest: float) -> Growth:
    """Ask until so many were answered, or the time is over; look at the memory after each piece."""
    pids = target.pids()
    pin(pids, plan.core)
    held = [(0, resident(pids))]
    count = bad = 0
    begun = time.perf_counter()
    while count < wanted and time.perf_counter() - begun < longest:
        came = put_load(target.port, "chat", target.headers, 16, 5)
        count, bad = count + came.count, bad + came.bad
        held.append((count, resident(pids)))
    took = time.perf_counter() - begun
    return Growth(count=count, seconds=took, held=tuple(held), peak=peak(pids), bad=bad)


def say(row: Row) -> None:
    """A line while it is measured."""
    print(
        f"  {row.cell:10} {row.target:26} {row.cpu:8.0f} µs CPU {row.p50:8.0f} µs p50 {row.rate:7.0f}/s "
        f"bad {row.bad} seen {row.seen:.2f} load {row.busy:.1f}",
        file=sys.stderr,
        flush=True,
    )
