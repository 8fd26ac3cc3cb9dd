"""One short and one long text at a time: nobody with a short text waits for a long one."""

from __future__ import annotations

from threading import Thread

from proviso.actions import uses
from proviso.actions.agency import Agency
from proviso.actions.queues import LONG_CHARS, Queues
from proviso.model import Channel
from tests.actions.house import CHAT, NOW

TEXT = "The levee on the north bank held. "


def test_short_texts_queue_for_one_lock() -> None:
    queues = Queues()
    assert queues.of(0) is queues.of(LONG_CHARS - 1)


def test_a_long_text_has_a_queue_of_its_own() -> None:
    queues = Queues()
    with queues.of(LONG_CHARS):
        assert queues.of(10).acquire(blocking=False)
        assert not queues.of(2 * LONG_CHARS).acquire(blocking=False)


def test_two_agencies_do_not_wait_for_each_other() -> None:
    first, second = Queues(), Queues()
    with first.of(10):
        assert second.of(10).acquire(blocking=False)


def test_a_short_text_waits_for_its_queue_and_a_long_one_passes_it(agency: Agency) -> None:
    def ask(text: str) -> uses.Outcome:
        return uses.ask(agency, uses.prepare(agency, "maya.okafor", CHAT.id, "research", text, Channel.WEB, NOW, ""))

    short = Thread(target=ask, args=(TEXT,))
    with agency.queues.of(len(TEXT)):
        short.start()
        assert ask(TEXT * (LONG_CHARS // len(TEXT) + 1)).permit is not None
        short.join(0.2)
        assert short.is_alive()
    short.join(10)
    assert not short.is_alive()
