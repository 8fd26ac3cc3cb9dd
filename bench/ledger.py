"""Ledger and store: durable appends with 1 and 64 callers and by two processes, verification, a receipt at a million.

`python -m bench.run ledger` prints the medians, and so does `python bench/ledger.py`. Each event has the size of a real
decision's, and no two are equal. The disk of the temporary folder counts: `TMPDIR` chooses it.
"""

from __future__ import annotations

import multiprocessing
import statistics
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from multiprocessing.synchronize import Barrier
from pathlib import Path

if __name__ == "__main__":
    sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from bench import Figure
from proviso.db.store import Store, Tx
from proviso.journal import Journal, record
from proviso.model.events import UseDecided

START = datetime(2026, 3, 2, 14, 0, tzinfo=UTC)
SIZE = 1_000_000
"""Entries of the ledger that is verified and proven from."""
CALLERS, EACH = 16, 400
"""Threads of each process that appends beside another, and what each of them appends."""


def measure() -> Iterator[Figure]:
    """Fill two ledgers and read the second one whole."""
    with tempfile.TemporaryDirectory() as folder:
        yield from _appends(Path(folder) / "appends")
        yield from _by_processes(Path(folder) / "processes")
        yield from _readings(Path(folder) / "readings")


def _appends(home: Path) -> Iterator[Figure]:
    store, journal = opened(home)
    alone = [appends_per_second(store, callers=1, each=500, base=1_000 * turn) for turn in range(5)]
    many = [appends_per_second(store, callers=64, each=500, base=100_000 * (turn + 1)) for turn in range(7)]
    found = journal.verify(store)
    assert found.entries == 5 * 500 + 7 * 64 * 500, "an append was lost"
    store.close()
    yield Figure(name="durable appends, 1 caller", value=statistics.median(alone), unit="/s", runs=len(alone))
    yield Figure(
        name="durable appends, 64 callers", value=statistics.median(many), unit="/s", at_least=20_000, runs=len(many)
    )


def _by_processes(home: Path) -> Iterator[Figure]:
    """The same work by one process and by two that take turns on one ledger."""
    wrote = 0
    for count in (1, 2):
        rates = []
        for _ in range(3):
            rates.append(by_processes(home, count))
            wrote += count * CALLERS * EACH
        said = "1 process" if count == 1 else f"{count} processes"
        yield Figure(
            name=f"durable appends, {said} of {CALLERS} callers",
            value=statistics.median(rates),
            unit="/s",
            runs=len(rates),
        )
    store, journal = opened(home)
    found = journal.verify(store)
    store.close()
    assert (found.damage, found.entries) == (None, wrote), "the processes lost an append, or made a fork"


def _readings(home: Path) -> Iterator[Figure]:
    store, journal = opened(home)
    fill(store, SIZE)
    rates = [verified_per_second(store, journal) for _ in range(3)]
    times = [receipt_ms(store, journal, index * 7_919 % SIZE) for index in range(500)]
    store.close()
    yield Figure(name="ledger verify", value=statistics.median(rates), unit="/s", at_least=50_000, runs=len(rates))
    yield Figure(
        name=f"inclusion proof, in its receipt, at {SIZE:,} entries",
        value=statistics.median(times),
        unit="ms",
        at_most=1,
        runs=len(times),
    )


def opened(home: Path) -> tuple[Store, Journal]:
    journal = Journal.open(home)
    return Store.open(home / "proviso.db", seal=journal.seal), journal


def event(number: int) -> UseDecided:
    return UseDecided(
        actor="maya.okafor",
        decision=f"{number:08X}",
        allowed=number % 7 != 0,
        person="maya.okafor",
        tool="northlight",
        purpose="research",
        channel="web",
        pack="dhs-139-07@3",
        pack_sha256="9f" * 32,
        rules=() if number % 7 else ("identifier",),
        clauses=() if number % 7 else ("139-07.2.a.1",),
        obligations=("expert-review",),
        findings=({"kind": "US_A_NUMBER", "cls": "individual", "start": number % 999, "end": number % 999 + 9},),
        facts={"tool_status": "approved", "privacy_training_current": True, "classes": ["individual"]},
        standing={"approved_at": "2026-01-12", "privacy": "2026-02-01"},
        source=None,
        digest=f"{number:064x}",
        chars=1_200,
        has_attachment=False,
        is_own_draft=False,
    )


def append(store: Store, number: int) -> None:
    made, at = event(number), datetime.now(UTC)
    store.write(lambda tx: record(tx, at, made))


def appends_per_second(store: Store, *, callers: int, each: int, base: int) -> float:
    def run(caller: int) -> None:
        for step in range(each):
            append(store, base + caller * each + step)

    threads = [threading.Thread(target=run, args=(caller,)) for caller in range(callers)]
    began = time.perf_counter()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return callers * each / (time.perf_counter() - began)


def by_processes(home: Path, count: int) -> float:
    """Appends a second of so many processes, from the moment when all of them have opened the ledger."""
    spawn = multiprocessing.get_context("spawn")
    start = spawn.Barrier(count + 1)
    made = [spawn.Process(target=_in_process, args=(home, start, number)) for number in range(count)]
    for process in made:
        process.start()
    start.wait(60)
    began = time.perf_counter()
    for process in made:
        process.join()
    took = time.perf_counter() - began
    assert [process.exitcode for process in made] == [0] * count, "a process failed"
    return count * CALLERS * EACH / took


def _in_process(home: Path, start: Barrier, number: int) -> None:
    store, _ = opened(home)
    start.wait(60)
    appends_per_second(store, callers=CALLERS, each=EACH, base=number * 1_000_000)
    store.close()


def fill(store: Store, count: int) -> None:
    def some(first: int) -> Callable[[Tx], None]:
        def work(tx: Tx) -> None:
            for number in range(first, min(count, first + 5_000)):
                record(tx, START + timedelta(milliseconds=number), event(number))

        return work

    for first in range(0, count, 5_000):
        store.write(some(first))


def verified_per_second(store: Store, journal: Journal) -> float:
    began = time.perf_counter()
    found = journal.verify(store)
    assert found.is_whole, found.sentence
    return found.entries / (time.perf_counter() - began)


def receipt_ms(store: Store, journal: Journal, index: int) -> float:
    began = time.perf_counter()
    with store.read() as tx:
        journal.receipt(tx, index)
    return (time.perf_counter() - began) * 1_000


if __name__ == "__main__":
    from bench.run import table

    print(table(list(measure())))
