"""PostgreSQL beside the file: the same asks and the same durable appends in both, in turns, and the ratio of the two.

A server of its own on this machine, by a socket, which really waits for its disk. A server across a network adds the
way there and back to each statement.
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
from bench.ask import Asker
from bench.ledger import appends_per_second
from proviso.actions.agency import Agency
from proviso.actions.opening import open_agency
from proviso.db.store import Store
from proviso.demo import seed
from proviso.journal import Journal
from proviso.settings import Address, Settings
from tests import postgres

CALLERS, ROUNDS, ALONE, EACH = 16, 5, 100, 320


def measure() -> Iterator[Figure]:
    """Each pair in turns, since the machine has other things to do, too."""
    if postgres.binaries() is None:
        return
    server = postgres.started("listen_addresses=")
    try:
        for name in ("ledger", "asks"):
            server.say(f"CREATE DATABASE {name}")
        with tempfile.TemporaryDirectory() as folder:
            yield from _appends(Path(folder), server.address("ledger"))
            yield from _asks(Path(folder), server.address("asks"))
    finally:
        server.stop()


def _appends(folder: Path, where: Address) -> Iterator[Figure]:
    places: tuple[Path | Address, ...] = (folder / "file" / "proviso.db", where)
    journals = [Journal.open(folder / name) for name in ("file", "server")]
    stores = [Store.open(place, seal=journal.seal) for place, journal in zip(places, journals, strict=True)]
    for callers, each in ((1, 200), (64, 50)):
        rates: tuple[list[float], list[float]] = ([], [])
        for turn in range(ROUNDS):
            for store, found in zip(stores, rates, strict=True):
                found.append(appends_per_second(store, callers=callers, each=each, base=1_000_000 * turn))
        said = f"durable appends, {callers} caller{'s' * (callers > 1)}"
        yield from _pair(said, rates, "/s")
    for store in stores:
        store.close()


def _asks(folder: Path, where: Address) -> Iterator[Figure]:
    agencies = [
        open_agency(Settings(home=folder / "a", demo=True, names=False)),
        open_agency(Settings(home=folder / "b", demo=True, names=False, database_url=where.url)),
    ]
    for agency in agencies:
        seed(agency, datetime.now(UTC), small=True)
    alone: tuple[list[float], list[float]] = ([], [])
    rates: tuple[list[float], list[float]] = ([], [])
    costs: tuple[list[float], list[float]] = ([], [])
    for turn in range(ROUNDS):
        for agency, times, many, cpu in zip(agencies, alone, rates, costs, strict=True):
            _ask(agency, turn, times, many, cpu)
    yield from _pair("whole ask, 2 KB, alone, p50", alone, "ms")
    yield from _pair(f"whole ask, 2 KB, {CALLERS} callers", rates, "/s")
    yield from _pair("CPU of an ask in this process", costs, "µs")
    for agency in agencies:
        agency.store.close()


def _ask(agency: Agency, turn: int, times: list[float], many: list[float], cpu: list[float]) -> None:
    asker, base = Asker(agency), turn * 10_000
    times += [asker.ask(base + number) * 1_000 for number in range(ALONE // ROUNDS)]
    with ThreadPoolExecutor(CALLERS) as pool:
        list(pool.map(asker.ask, range(base + 1_000, base + 1_000 + CALLERS)))  # every thread has its connection now
        start, used = time.perf_counter(), time.process_time()
        list(pool.map(asker.ask, range(base + 2_000, base + 2_000 + EACH)))
        many.append(EACH / (time.perf_counter() - start))
        cpu.append((time.process_time() - used) / EACH * 1_000_000)


def _pair(name: str, found: tuple[list[float], list[float]], unit: str) -> Iterator[Figure]:
    medians = [statistics.median(one) for one in found]
    for place, value, values in zip(("SQLite", "PostgreSQL"), medians, found, strict=True):
        yield Figure(name=f"{name}, {place}", value=value, unit=unit, runs=len(values))
    yield Figure(name=f"{name}, PostgreSQL to SQLite", value=medians[1] / medians[0], unit="×", runs=len(found[0]))
