"""A whole `ask`: standing, screening, decision, durable record. Texts differ, so nothing is cached.

Without the names model it has to take ≤ 3 ms p50 alone, reach ≥ 1,000 a second with 64 callers, and stay ≤ 150 MB
resident after 10,000. With it, the same time alone and ≤ 250 MB; its cost for 64 callers is shown, without a bound.
"""

from __future__ import annotations

import statistics
import tempfile
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from pathlib import Path

from bench import Figure
from proviso.actions import uses
from proviso.actions.agency import Agency
from proviso.actions.opening import open_agency
from proviso.demo import asks_well, sample, seed
from proviso.model import Channel, Use
from proviso.settings import Settings

ALONE, CALLERS, ROUNDS, EACH, LONG = 300, 64, 5, 1_280, 10_000


def measure() -> Iterator[Figure]:
    """Ask in a fresh small demo agency, without the names model and then with it: what it holds in memory stays."""
    for names in (False, True):
        with tempfile.TemporaryDirectory() as folder:
            agency = open_agency(Settings(home=Path(folder), demo=True, names=names))
            try:
                seed(agency, datetime.now(UTC), small=True)
                yield from _figures(Asker(agency), names=names)
            finally:
                agency.store.close()


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


def _resident_mb() -> float:
    status = Path("/proc/self/status").read_text(encoding="ascii")
    kib = next(line for line in status.splitlines() if line.startswith("VmRSS:")).split()[1]
    return int(kib) / 1024
