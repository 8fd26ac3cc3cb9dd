"""An answer on its way: in whole sentences or every 300 ms, for one session, and gone at its end."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime

import pytest

from proviso.errors import UsageError
from proviso.identity.session import Session
from proviso.web.live import EVERY, MOST_AT_ONCE, Live, close_live, end_lives, open_live, require_room

AT = datetime(2026, 11, 20, 19, 14, tzinfo=UTC)


def session() -> Session:
    return Session(code="c", person_id="maya", started_at=AT, seen_at=AT)


def live(code: str = "7KQ2M4XD", *, is_watched: bool = True) -> Live:
    return Live(decision_id=code, title="Sent to Northlight Chat at 2:14 p.m.", is_watched=is_watched)


async def follow(one: Live) -> list[tuple[str, float]]:
    """Each piece, and when it came."""
    clock = asyncio.get_running_loop().time
    begun = clock()
    return [(text, clock() - begun) async for text in one.follow()]


async def write(one: Live, *pieces: str, pause: float = 0.0) -> None:
    for piece in pieces:
        one.add(piece)
        await asyncio.sleep(pause)
    one.end()


async def both(one: Live, *pieces: str, pause: float = 0.0) -> list[tuple[str, float]]:
    found, _ = await asyncio.gather(follow(one), write(one, *pieces, pause=pause))
    return found


def test_whole_sentences_come_at_once_and_the_rest_at_the_end() -> None:
    found = asyncio.run(both(live(), "The levee held. The ri", "ver rose. And", " then", pause=0.02))
    assert [text for text, _ in found] == ["The levee held. ", "The river rose. ", "And then"]


def test_what_is_no_sentence_comes_every_300_ms_however_small_its_pieces() -> None:
    found = asyncio.run(both(live(), *["word "] * 40, pause=0.02))
    assert "".join(text for text, _ in found) == "word " * 40
    times = [at for _, at in found]
    assert 2 <= len(times) <= 4
    assert EVERY <= times[0] < 2 * EVERY


def test_who_comes_later_or_twice_gets_all_of_it() -> None:
    one = live()

    async def read() -> list[str]:
        one.add("One. ")
        first = asyncio.ensure_future(follow(one))
        await asyncio.sleep(0.01)
        one.add("Two. ")
        second = asyncio.ensure_future(follow(one))
        one.end()
        return ["".join(text for text, _ in await reader) for reader in (first, second)]

    assert asyncio.run(read()) == ["One. Two. ", "One. Two. "]


def test_what_nobody_watches_is_not_kept() -> None:
    one = live(is_watched=False)
    one.add("One. ")
    one.end()
    assert asyncio.run(follow(one)) == []


def test_it_is_ended_from_another_thread_and_the_first_reason_counts() -> None:
    one = live()

    async def work() -> str:
        one.begin()
        try:
            await asyncio.gather(asyncio.sleep(10), asyncio.to_thread(one.break_off, "the person stopped it"))
        except asyncio.CancelledError:
            one.break_off("the server stopped")
            one.end()
        return one.why_ended

    assert asyncio.run(work()) == "the person stopped it"


def test_what_has_ended_cannot_be_ended_again() -> None:
    one = live()
    one.end()
    one.break_off("the person stopped it")
    assert one.why_ended == ""


def test_a_session_has_room_for_few_and_drops_each_at_its_end() -> None:
    here, every = session(), [live(f"{n:08}") for n in range(MOST_AT_ONCE)]
    for one in every:
        require_room(here)
        open_live(here, one)
    with pytest.raises(UsageError, match="4 answers are being written for you now"):
        require_room(here)
    for one in every:
        close_live(here, one)
        close_live(here, one)
    assert here.data == {}


def test_a_session_that_ends_ends_what_is_written_for_it() -> None:
    here, one = session(), live()
    open_live(here, one)
    end_lives(here)
    assert one.why_ended == "the person signed out"


def test_it_does_not_print_its_text() -> None:
    one = live()
    one.add("the answer of a person. ")
    assert "answer of a person" not in repr(one)
