"""The gateway, in short: what it adds to a call, its processor for one, and the first event of a stream.

With identity, policy, screening and the durable ledger on, without the names model; beside nginx where it is there.
`make bench-gateway` measures it beside its open peers, for longer.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import ExitStack

from bench import Figure

from .gateways import measuring
from .gateways.measuring import Plan, Row
from .gateways.places import place
from .gateways.targets import DIRECT, Missing, nginx, proviso

PLAN = Plan(cells=("chat:1", "chat:16", "ttft:4"), rounds=3, seconds=1)


def measure() -> Iterator[Figure]:
    """Three short rounds of each."""
    with place(PLAN.core) as (folder, stub), ExitStack() as stack:
        targets = [stub, stack.enter_context(proviso(folder, stub, PLAN.core))]
        try:
            targets.append(stack.enter_context(nginx(folder, stub, PLAN.core)))
        except Missing as gap:
            print(gap, file=sys.stderr)
        rows = measuring.measure(targets, stub, PLAN)

    def of(cell: str, target: str) -> Row:
        return measuring.median(rows, cell, target)

    alone = of("chat:1", "Proviso").p50 - of("chat:1", DIRECT).p50
    event = of("ttft:4", "Proviso").event_p50 - of("ttft:4", DIRECT).event_p50
    crowd = of("chat:16", "Proviso")
    yield _figure("gateway, 1.5 KB, alone, added p50", alone / 1e3, "ms", 0.8)
    yield _figure("gateway, 1.5 KB, 16 at once, CPU of a request", crowd.cpu, "µs", 400)
    yield _figure("gateway, first event of a stream, added p50", event / 1e3, "ms", 2)
    yield _figure("gateway, most memory", crowd.peak, "MB", 200)
    if len(targets) > 2:  # how the machine was: nginx takes about 15 µs where nobody is in its way
        yield _figure("nginx, 1.5 KB, 16 at once, CPU of a request", of("chat:16", "nginx").cpu, "µs", None)


def _figure(name: str, value: float, unit: str, at_most: float | None) -> Figure:
    return Figure(name=name, value=value, unit=unit, at_most=at_most, runs=PLAN.rounds)
