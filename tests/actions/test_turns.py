"""One short and one long text at a time: nobody with a short text waits for a long one."""

from __future__ import annotations

from proviso.actions.turns import LONG_CHARS, Turns


def test_short_texts_queue_for_one_lock() -> None:
    turns = Turns()
    assert turns.of(0) is turns.of(LONG_CHARS - 1)


def test_a_long_text_has_a_queue_of_its_own() -> None:
    turns = Turns()
    with turns.of(LONG_CHARS):
        assert turns.of(10).acquire(blocking=False)
        assert not turns.of(2 * LONG_CHARS).acquire(blocking=False)


def test_two_agencies_do_not_wait_for_each_other() -> None:
    first, second = Turns(), Turns()
    with first.of(10):
        assert second.of(10).acquire(blocking=False)
