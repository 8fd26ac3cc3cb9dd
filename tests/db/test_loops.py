"""Writing from an event loop: durable when awaited, one wake-up a group, and nothing lost when a caller goes away."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from proviso.db.loops import write
from proviso.db.store import Store, Tx
from proviso.errors import NotFoundError, StoreError
from tests.db.words import put, with_words, words


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    opened = with_words(Store.open(tmp_path / "proviso.db"))
    yield opened
    opened.close()


def putting(word: str) -> Callable[[Tx], str]:
    return lambda tx: put(tx, word)


def fails(tx: Tx) -> str:
    putting("half")(tx)
    raise NotFoundError("There is no such person.")


class Held:
    """A work that holds the writer until it is let go: whatever comes meanwhile is one group."""

    def __init__(self, store: Store) -> None:
        self.free = threading.Event()
        self.began = threading.Event()
        self._thread = threading.Thread(target=store.write, args=(self._work,))
        self._thread.start()
        assert self.began.wait(10)

    def _work(self, _: Tx) -> None:
        self.began.set()
        assert self.free.wait(10)

    def go(self) -> None:
        self.free.set()
        self._thread.join()


def test_it_is_durable_when_the_await_returns(store: Store) -> None:
    async def run() -> list[str]:
        assert await write(store, putting("flood")) == "flood"
        return words(store)

    assert asyncio.run(run()) == ["flood"]


def test_an_error_takes_back_its_own_work_and_reaches_its_own_caller(store: Store) -> None:
    async def run() -> list[object]:
        works = [fails if number % 3 == 0 else putting(f"w{number}") for number in range(9)]
        return await asyncio.gather(*(write(store, work) for work in works), return_exceptions=True)

    came = asyncio.run(run())
    assert [isinstance(one, NotFoundError) for one in came] == [number % 3 == 0 for number in range(9)]
    assert words(store) == ["w1", "w2", "w4", "w5", "w7", "w8"]


def test_a_group_that_cannot_be_committed_fails_for_each_of_its_callers(tmp_path: Path) -> None:
    def refuse(tx: Tx) -> None:
        raise StoreError("The signer is not here.", hint="Bring it.")

    store = Store.open(tmp_path / "proviso.db", seal=refuse)

    async def run() -> list[object]:
        works = (write(store, lambda tx: tx.records.append(b"record")) for _ in range(3))
        return await asyncio.gather(*works, return_exceptions=True)

    came = asyncio.run(run())
    store.close()
    assert [str(one) for one in came] == ["The signer is not here."] * 3
    assert len({id(one) for one in came}) == 3


class Counting(asyncio.SelectorEventLoop):
    """A loop that counts how often another thread woke it."""

    woken = 0

    def call_soon_threadsafe(self, *args: Any, **named: Any) -> asyncio.Handle:  # type: ignore[override]  # as it is
        self.woken += 1
        return super().call_soon_threadsafe(*args, **named)


def test_a_group_wakes_its_loop_once(store: Store) -> None:
    loop = Counting()

    async def run() -> int:
        held = Held(store)
        tasks = [loop.create_task(write(store, putting(f"w{number:02}"))) for number in range(20)]
        await asyncio.sleep(0)  # each of them stands in line now
        before = loop.woken
        held.go()
        await asyncio.gather(*tasks)
        return loop.woken - before

    try:
        assert loop.run_until_complete(run()) == 1
    finally:
        loop.close()
    assert len(words(store)) == 20


class Still(asyncio.SelectorEventLoop):
    """A loop for which no time goes by."""

    def time(self) -> float:
        return 0.0


def test_while_many_ask_those_of_the_next_rounds_join_the_group(store: Store) -> None:
    async def later(rounds: int) -> Tx:
        for _ in range(rounds):
            await asyncio.sleep(0)
        return await write(store, lambda tx: tx)

    async def run() -> list[Tx]:
        await asyncio.gather(*(write(store, putting(f"w{number}")) for number in range(3)))
        return await asyncio.gather(*(later(rounds) for rounds in range(4)))

    loop = Still()
    try:
        first, *others = loop.run_until_complete(run())
    finally:
        loop.close()
    assert all(other is first for other in others)


def test_threads_and_loops_share_a_group_and_all_are_answered(store: Store) -> None:
    held = Held(store)

    async def run(first: int) -> list[str]:
        return await asyncio.gather(*(write(store, putting(f"w{first + n:02}")) for n in range(10)))

    came: list[list[str]] = []
    callers = [threading.Thread(target=store.write, args=(putting(f"t{number}"),)) for number in range(5)]
    callers += [threading.Thread(target=lambda first: came.append(asyncio.run(run(first))), args=(n,)) for n in (0, 10)]
    for caller in callers:
        caller.start()
    held.go()
    for caller in callers:
        caller.join(10)
    assert sorted(word for words in came for word in words) == [f"w{number:02}" for number in range(20)]
    assert len(words(store)) == 25


def test_a_caller_that_goes_away_loses_nothing_and_stops_nobody(store: Store) -> None:
    async def run() -> None:
        held = Held(store)
        gone = asyncio.create_task(write(store, putting("gone")))
        stays = asyncio.create_task(write(store, putting("stays")))
        await asyncio.sleep(0)
        gone.cancel()
        await asyncio.sleep(0)
        held.go()
        assert await stays == "stays"
        with pytest.raises(asyncio.CancelledError):
            await gone

    asyncio.run(run())
    assert words(store) == ["gone", "stays"]


def test_what_a_loop_asks_for_in_one_round_is_one_group(tmp_path: Path) -> None:
    sizes: list[int] = []
    store = Store.open(tmp_path / "proviso.db", seal=lambda tx: sizes.append(len(tx.records)))

    async def run() -> None:
        await asyncio.gather(*(write(store, lambda tx: tx.records.append(b"record")) for _ in range(30)))
        await write(store, lambda tx: tx.records.append(b"record"))

    asyncio.run(run())
    store.close()
    assert sizes == [30, 1]


def test_one_loop_may_write_two_stores(store: Store, tmp_path: Path) -> None:
    other = with_words(Store.open(tmp_path / "other.db"))

    async def run() -> None:
        await asyncio.gather(*(write(each, putting(word)) for word in "ab" for each in (store, other)))

    asyncio.run(run())
    assert words(store) == words(other) == ["a", "b"]
    other.close()


def test_what_was_asked_for_when_the_loop_ends_is_written(store: Store) -> None:
    async def run() -> None:
        tasks.append(asyncio.create_task(write(store, putting("last"))))
        await asyncio.sleep(0)

    tasks: list[asyncio.Task[str]] = []
    asyncio.run(run())
    assert tasks[0].cancelled()
    store.write(putting("next"))
    assert words(store) == ["last", "next"]


def test_a_loop_that_ended_does_not_stop_the_writer(store: Store) -> None:
    loop = asyncio.new_event_loop()
    held = Held(store)
    task = loop.create_task(write(store, putting("late")))
    loop.run_until_complete(asyncio.sleep(0))
    task.cancel()
    loop.run_until_complete(asyncio.sleep(0))
    loop.close()
    held.go()
    assert store.write(putting("next")) == "next"
    assert words(store) == ["late", "next"]


def test_whoever_cannot_be_told_does_not_stop_the_others(store: Store) -> None:
    told: list[str] = []

    def deaf(_: object) -> None:
        raise ValueError("nobody listens")

    held = Held(store)
    store.submit(putting("a"), deaf)
    store.submit(putting("b"), lambda jobs: told.extend(str(job.outcome()) for job in jobs))
    held.go()
    assert store.write(putting("c")) == "c"
    assert told == ["b"]
    assert words(store) == ["a", "b", "c"]


def test_after_close_nothing_is_taken(store: Store) -> None:
    store.close()
    with pytest.raises(StoreError, match="shutting down"):
        asyncio.run(write(store, putting("flood")))
