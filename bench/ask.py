"""A whole `ask`: standing, screening, decision, durable record. Texts differ, so nothing is cached.

Without the names model it has to take ≤ 3 ms p50 alone, reach ≥ 1,000 a second with 64 callers, and stay ≤ 150 MB
resident after 10,000. With it, the same time alone and ≤ 250 MB; its cost for 64 callers is shown, without a bound.

The home is made by a process of its own, since every start but the first finds one: what making it takes in memory (the
migrations, the demonstration) is none of what an ask needs.

What an ask costs besides screening is the processor's time of 16 callers of one event loop, screening left out.
"""

from __future__ import annotations

import asyncio
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, fields
from datetime import UTC, datetime
from pathlib import Path

from bench import Figure
from proviso.actions import uses
from proviso.actions.agency import Agency
from proviso.actions.opening import open_agency
from proviso.actions.uses_async import ask_async
from proviso.demo import asks_well, sample
from proviso.model import Channel, Part, Screened, Use
from proviso.settings import Settings

ALONE, CALLERS, ROUNDS, EACH, LONG, ON_LOOP = 300, 64, 5, 1_280, 10_000, 16


def measure() -> Iterator[Figure]:
    """Ask in a fresh small demo agency, without the names model and then with it: what it holds in memory stays."""
    for names in (False, True):
        with tempfile.TemporaryDirectory() as folder:
            _made_apart(folder)
            agency = open_agency(Settings(home=Path(folder), demo=True, names=names))
            try:
                yield from _figures(Asker(agency), names=names)
                if not names:
                    yield _besides(Asker(Unscreened.of(agency)))
            finally:
                agency.store.close()


def _made_apart(folder: str) -> None:
    """A home with the small demonstration in it, made by the installed command."""
    proviso = str(Path(sys.executable).with_name("proviso"))
    subprocess.run(
        [proviso, "demo", "--small"], check=True, capture_output=True, env={**os.environ, "PROVISO_HOME": folder}
    )


@dataclass(frozen=True, kw_only=True)
class Unscreened(Agency):
    """The same agency; every text has the findings of the first."""

    found: Screened

    @classmethod
    def of(cls, agency: Agency) -> Unscreened:
        found = agency.screen(Asker(agency).use(0).parts)
        return cls(**{each.name: getattr(agency, each.name) for each in fields(Agency)}, found=found)

    def screen(self, parts: Sequence[Part]) -> Screened:
        """What was found once."""
        return self.found


class Asker:
    """Makes uses of a 2 KB text, each with another number in it, and asks them."""

    def __init__(self, agency: Agency) -> None:
        self.agency = agency
        with agency.store.read() as tx:
            self.person, self.tool = asks_well(tx)
        self.text = (sample("flood-report").text * 2)[:2_000]

    def use(self, number: int) -> Use:
        """A use that differs from every other one."""
        text = f"Report {number} of the season.\n{self.text}"
        source = "https://floods.example/report"
        return uses.prepare(
            self.agency, self.person, self.tool, "research", text, Channel.WEB, datetime.now(UTC), source
        )

    def ask(self, number: int) -> float:
        """Seconds for one question; an unexpected denial ends the measurement."""
        start = time.perf_counter()
        outcome = uses.ask(self.agency, self.use(number))
        if outcome.permit is None:
            raise SystemExit(f"denied: {outcome.decision.reasons[0].headline}")
        return time.perf_counter() - start


def _figures(asker: Asker, *, names: bool) -> Iterator[Figure]:
    said = "with names" if names else "no names"
    alone = [asker.ask(number) for number in range(ALONE)]
    middle = statistics.median(alone) * 1000
    yield Figure(name=f"whole ask, 2 KB, {said}, alone, p50", value=middle, unit="ms", at_most=3, runs=ALONE)
    rates, asked = [], ALONE
    with ThreadPoolExecutor(CALLERS) as pool:
        list(pool.map(asker.ask, range(asked, asked + CALLERS)))  # every thread has its connection now
        asked += CALLERS
        for _ in range(ROUNDS):
            start = time.perf_counter()
            list(pool.map(asker.ask, range(asked, asked + EACH)))
            rates.append(EACH / (time.perf_counter() - start))
            asked += EACH
        list(pool.map(asker.ask, range(asked, LONG)))
    yield Figure(
        name=f"whole ask, 2 KB, {said}, 64 callers",
        value=statistics.median(rates),
        unit="/s",
        at_least=None if names else 1_000,
        runs=ROUNDS,
    )
    most = 250 if names else 150
    yield Figure(name=f"resident after 10,000 asks, {said}", value=_resident_mb(), unit="MB", at_most=most, runs=1)


def _besides(asker: Asker) -> Figure:
    """Processor time of everything but screening, the writer's too, when 16 callers of one loop ask."""
    asked, took = 1_000_000, []
    for _ in range(ROUNDS):
        questions = [asker.use(number) for number in range(asked, asked + EACH)]
        asked += EACH
        start = time.process_time()
        asyncio.run(_ask_all(asker.agency, questions))
        took.append((time.process_time() - start) / EACH * 1e6)
    said = f"an ask besides screening, {ON_LOOP} callers on a loop, CPU"
    return Figure(name=said, value=statistics.median(took), unit="µs", at_most=250, runs=ROUNDS)


async def _ask_all(agency: Agency, questions: list[Use]) -> None:
    waiting = iter(questions)

    async def call() -> None:
        for question in waiting:
            if (await ask_async(agency, question)).permit is None:
                raise SystemExit("denied")

    await asyncio.gather(*(call() for _ in range(ON_LOOP)))


def _resident_mb() -> float:
    status = Path("/proc/self/status").read_text(encoding="ascii")
    kib = next(line for line in status.splitlines() if line.startswith("VmRSS:")).split()[1]
    return int(kib) / 1024
