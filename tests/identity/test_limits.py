from __future__ import annotations

from datetime import UTC, datetime, timedelta

from proviso.identity.limits import FREE, LONGEST, Floods, Limits

NOW = datetime(2026, 11, 30, 15, 0, tzinfo=UTC)


def test_a_few_wrong_tries_cost_nothing() -> None:
    limits = Limits()
    for _ in range(FREE - 1):
        limits.fail("maya", NOW)
        assert limits.wait("maya", NOW) == timedelta()


def test_more_of_them_cost_time_and_a_right_one_ends_it() -> None:
    limits = Limits()
    for _ in range(FREE):
        limits.fail("maya", NOW)
    assert limits.wait("maya", NOW) == timedelta(seconds=1)
    assert limits.wait("maya", NOW + timedelta(seconds=1)) == timedelta()
    limits.fail("maya", NOW)
    assert limits.wait("maya", NOW) == timedelta(seconds=2)
    assert limits.wait("joan", NOW) == timedelta(), "nobody else waits"
    limits.clear("maya")
    assert limits.wait("maya", NOW) == timedelta()


def test_nobody_is_locked_out_for_longer_than_a_quarter_of_an_hour() -> None:
    limits = Limits()
    for _ in range(10_000):
        limits.fail("maya", NOW)
    assert limits.wait("maya", NOW) == LONGEST == timedelta(minutes=15)


def test_a_day_later_it_is_forgotten() -> None:
    limits = Limits()
    for _ in range(50):
        limits.fail("maya", NOW)
    later = NOW + timedelta(hours=24)
    assert limits.wait("maya", later) == timedelta()
    limits.fail("maya", later)
    assert limits.wait("maya", later) == timedelta()


def test_a_flood_of_names_does_not_fill_the_memory() -> None:
    limits = Limits(most=100)
    for number in range(1_000):
        limits.fail(f"nobody {number}", NOW)
    assert len(limits._tried) == 100


def test_the_first_refusal_is_said_at_once_and_the_rest_of_its_minute_as_one() -> None:
    floods = Floods()
    kind = ("maya", "password", "wrong")
    assert floods.note(kind, NOW) == [(kind, 1)]
    for second in range(1, 40):
        assert floods.note(kind, NOW + timedelta(seconds=second)) == []
    assert floods.note(kind, NOW + timedelta(seconds=61)) == [(kind, 39), (kind, 1)]
    assert floods.note(kind, NOW + timedelta(seconds=62)) == []
    assert floods.flush() == [(kind, 1)]
    assert floods.flush() == []


def test_a_flood_of_kinds_is_counted_without_names() -> None:
    floods = Floods(most=10)
    said = [floods.note((f"person {n}", "password", "wrong"), NOW) for n in range(50)]
    assert sum(map(len, said)) == 11
    assert said[10] == [(("", "password", "wrong"), 1)]
    assert floods.flush() == [(("", "password", "wrong"), 39)]
