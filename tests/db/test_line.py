"""The line in front of the writer."""

from __future__ import annotations

import threading
import time

from proviso.db.line import Line


def line(patience: float = 0.05, most: int = 100) -> Line[int]:
    return Line(patience=patience, most=most)


def test_who_waits_is_taken_in_order() -> None:
    waiting = line()
    assert all(waiting.put(number) for number in range(5))
    assert waiting.take(1) == [0, 1, 2, 3, 4]


def test_a_group_has_a_largest_size() -> None:
    waiting = line(most=3)
    for number in range(5):
        waiting.put(number)
    assert (waiting.take(1), waiting.take(1)) == ([0, 1, 2], [3, 4])


def test_the_taker_waits_for_the_first() -> None:
    waiting = line()
    threading.Timer(0.05, waiting.put, (7,)).start()
    assert waiting.take(1) == [7]


def test_the_taker_waits_a_moment_for_those_of_the_last_group() -> None:
    waiting = line(patience=5)
    waiting.put(1)
    threading.Timer(0.05, waiting.put, (2,)).start()
    assert waiting.take(2) == [1, 2]


def test_the_moment_ends_when_nobody_comes() -> None:
    waiting = line(patience=0.02)
    waiting.put(1)
    began = time.monotonic()
    assert waiting.take(64) == [1]
    assert time.monotonic() - began < 2


def test_a_closed_line_lets_nobody_in_and_gives_the_rest() -> None:
    waiting = line()
    waiting.put(1)
    waiting.close()
    assert not waiting.put(2)
    assert (waiting.take(64), waiting.take(64)) == ([1], [])


def test_closing_wakes_a_taker_that_waits() -> None:
    waiting = line()
    threading.Timer(0.05, waiting.close).start()
    assert waiting.take(1) == []


def test_nobody_is_lost_when_many_come_at_once() -> None:
    waiting = line(patience=0.0001)
    taken: list[int] = []

    def take() -> None:
        while group := waiting.take(8):
            taken.extend(group)

    def put(first: int) -> None:
        for number in range(first, first + 500):
            waiting.put(number)

    taker = threading.Thread(target=take)
    taker.start()
    putters = [threading.Thread(target=put, args=(500 * number,)) for number in range(8)]
    for putter in putters:
        putter.start()
    for putter in putters:
        putter.join()
    waiting.close()
    taker.join()
    assert sorted(taken) == list(range(4_000))
