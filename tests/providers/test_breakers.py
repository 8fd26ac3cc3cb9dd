"""The circuit of a connection: closed, open, tried by one, closed again."""

from __future__ import annotations

from proviso.providers.breakers import Breaker, Circuit
from proviso.providers.limits import Limits

LIMITS = Limits(failures=3, pause_seconds=30)


class Clock:
    now = 100.0

    def __call__(self) -> float:
        return self.now


def opened() -> tuple[Breaker, Clock]:
    clock = Clock()
    breaker = Breaker(LIMITS, clock)
    for _ in range(LIMITS.failures):
        assert breaker.begin() == 0
        breaker.failed()
    return breaker, clock


def circuit(breaker: Breaker) -> Circuit:
    return breaker.state("t").circuit


def test_it_opens_after_failures_in_a_row_only() -> None:
    breaker = Breaker(LIMITS, Clock())
    for _ in range(10):
        for _ in range(LIMITS.failures - 1):
            breaker.begin()
            breaker.failed()
        breaker.begin()
        breaker.answered()
        breaker.ended()
    assert circuit(breaker) is Circuit.CLOSED
    breaker, _ = opened()
    assert (circuit(breaker), breaker.begin()) == (Circuit.OPEN, 30)


def test_one_call_tries_it_after_the_pause() -> None:
    breaker, clock = opened()
    clock.now += 30
    assert circuit(breaker) is Circuit.HALF_OPEN
    assert breaker.begin() == 0
    assert breaker.begin() > 0
    breaker.answered()
    assert breaker.begin() == 0


def test_a_trial_that_fails_opens_it_again_at_once() -> None:
    breaker, clock = opened()
    clock.now += 30
    breaker.begin()
    breaker.failed()
    assert breaker.begin() == 30


def test_an_answer_that_begins_and_breaks_off_opens_it_again() -> None:
    breaker, clock = opened()
    clock.now += 30
    breaker.begin()
    breaker.answered()
    breaker.failed()
    assert circuit(breaker) is Circuit.OPEN


def test_a_caller_that_goes_away_leaves_the_trial_to_the_next() -> None:
    breaker, clock = opened()
    clock.now += 30
    breaker.begin()
    breaker.let_go()
    assert breaker.begin() == 0


def test_a_trial_that_never_came_back_is_forgotten_after_the_pause() -> None:
    breaker, clock = opened()
    clock.now += 30
    breaker.begin()
    clock.now += 31
    assert breaker.begin() == 0


def test_a_late_failure_of_an_older_call_keeps_it_open() -> None:
    breaker, clock = opened()
    clock.now += 10
    breaker.failed()
    assert breaker.begin() == 30
