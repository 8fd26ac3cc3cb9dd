"""A door with an event loop: the same answers as `uses`, a permit only after the record, and every fault a denial."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from functools import partial
from pathlib import Path

import pytest

from proviso.actions import uses
from proviso.actions.agency import Agency
from proviso.actions.queues import LONG_CHARS, QUICK_CHARS, QUICK_CHARS_WITH_NAMES
from proviso.actions.uses import Outcome
from proviso.actions.uses_async import ask_async, examine_async, fail_async, receive_async, record_async
from proviso.db import entries
from proviso.db import uses as db
from proviso.errors import ScreeningError, StoreError
from proviso.model import Channel, Part, Permit, Screened, Use
from tests.actions.house import CHAT, NOW, get_ready, open_agency

TEXT = "The levee on the north bank held. Rain fell on 22 days of April."
NUMBER = "File A012 345 678 was closed on the last day."
LONG = TEXT * (QUICK_CHARS // len(TEXT) + 1)
MAYA = "maya.okafor"


def use(agency: Agency, text: str = TEXT, **other: str) -> Use:
    return replace(uses.prepare(agency, MAYA, CHAT.id, "research", text, Channel.WEB, NOW), **other)  # type: ignore[arg-type]  # each is a str field


def ask(agency: Agency, question: Use) -> Outcome:
    return asyncio.run(ask_async(agency, question))


def permit(agency: Agency) -> Permit:
    given = ask(agency, use(agency)).permit
    assert given is not None
    return given


def events(agency: Agency) -> list[str]:
    with agency.store.read() as tx:
        return [entry.record.event for entry in entries.page(tx, 0, 1000)]


@pytest.mark.parametrize("text", [TEXT, NUMBER, "SECRET//NOFORN\n\n(S) A drill.\n", LONG, "lone \ud800 surrogate"])
@pytest.mark.parametrize("other", [{}, {"person_id": "nobody"}, {"tool_id": "unlisted"}, {"purpose": "none such"}])
def test_the_answer_is_that_of_ask(tmp_path: Path, text: str, other: dict[str, str]) -> None:
    came = []
    for name, way in (("sync", uses.ask), ("async", ask)):
        agency = open_agency(tmp_path / name)
        agency.store.write(partial(get_ready, agency=agency, person_id=MAYA))
        outcome = way(agency, replace(use(agency, text, **other), id="7F3A2C91", digest="d" * 64))
        came.append((outcome, events(agency)))
        agency.store.close()
    assert came[0] == came[1]


def test_the_decision_is_on_record_before_the_permit(agency: Agency) -> None:
    outcome = ask(agency, use(agency))
    assert (outcome.decision.allowed, outcome.permit is not None) == (True, True)
    assert outcome.index is not None
    with agency.store.read() as tx:
        assert db.get(tx, outcome.decision.id) == outcome.decision
        assert db.entry_index(tx, outcome.decision.id) == outcome.index


def hold_the_writer(agency: Agency) -> Callable[[], None]:
    """Stop the writer; call what comes back to let it go on."""
    began, free = threading.Event(), threading.Event()

    def work(_: object) -> None:
        began.set()
        assert free.wait(10)

    thread = threading.Thread(target=agency.store.write, args=(work,))
    thread.start()
    assert began.wait(10)

    def go() -> None:
        free.set()
        thread.join()

    return go


def test_there_is_no_permit_while_the_record_is_not_durable(agency: Agency) -> None:
    async def run() -> tuple[bool, Outcome]:
        go = hold_the_writer(agency)
        asked = asyncio.create_task(ask_async(agency, use(agency)))
        await asyncio.sleep(0.05)
        was_done = asked.done()
        go()
        return was_done, await asked

    was_done, outcome = asyncio.run(run())
    assert not was_done
    assert outcome.permit is not None


def test_many_at_once_are_all_on_record(agency: Agency) -> None:
    questions = [use(agency, f"{TEXT} {number}") for number in range(40)]

    async def run() -> list[Outcome]:
        return list(await asyncio.gather(*(ask_async(agency, question) for question in questions)))

    came = asyncio.run(run())
    assert [one.decision.id for one in came] == [question.id for question in questions]
    assert len({one.index for one in came if one.permit is not None}) == 40
    assert agency.journal.verify(agency.store).damage is None


@pytest.mark.parametrize("text", [TEXT, LONG], ids=["on the loop", "in a thread"])
def test_a_caller_that_goes_away_loses_no_record(agency: Agency, text: str) -> None:
    question = use(agency, text)

    async def run() -> None:
        go = hold_the_writer(agency)
        asked = asyncio.create_task(ask_async(agency, question))
        await asyncio.sleep(0.05)
        asked.cancel()
        with pytest.raises(asyncio.CancelledError):
            await asked
        go()

    asyncio.run(run())  # its end waits for no thread of ours; the writer works on
    assert agency.store.write(lambda tx: 0) == 0
    for pool in (agency.queues.short_pool, agency.queues.long_pool):
        pool.shutdown()
    with agency.store.read() as tx:
        assert db.get(tx, question.id) is not None
    assert events(agency)[-1] == "UseDecided"
    assert agency.journal.verify(agency.store).damage is None


@pytest.mark.parametrize(
    ("at", "part"), [(NOW - timedelta(minutes=5), "clock"), (NOW, "store")], ids=["clock", "closed store"]
)
def test_a_fault_in_the_record_denies(agency: Agency, at: object, part: str) -> None:
    question = replace(use(agency), at=at)  # type: ignore[arg-type]  # both are moments
    if part == "store":
        agency.store.close()
    outcome = ask(agency, question)
    assert (outcome.permit, outcome.index, outcome.decision.fault, outcome.decision.allowed) == (
        None,
        None,
        part,
        False,
    )


def test_the_same_question_cannot_be_recorded_twice(agency: Agency) -> None:
    question = use(agency)

    async def run() -> list[Outcome]:
        return list(await asyncio.gather(ask_async(agency, question), ask_async(agency, question)))

    first, second = asyncio.run(run())
    assert [one.permit is not None for one in (first, second)] == [True, False]
    assert events(agency).count("UseDecided") == 1


@dataclass(frozen=True, kw_only=True)
class Blind(Agency):
    """An agency whose screening breaks."""

    def screen(self, parts: Sequence[Part]) -> Screened:
        raise ScreeningError(f"broke on {len(parts)} parts")


def blind(agency: Agency) -> Blind:
    return Blind(**{name: getattr(agency, name) for name in Agency.__dataclass_fields__})


def test_a_fault_in_screening_denies_and_is_on_record(agency: Agency) -> None:
    outcome = ask(blind(agency), use(agency))
    assert (outcome.permit, outcome.decision.allowed) == (None, False)
    assert outcome.index is not None
    assert outcome.decision.fault.startswith("screening")


@pytest.mark.parametrize("text", [NUMBER, NUMBER + LONG], ids=["on the loop", "in a thread"])
def test_an_answer_is_screened_and_recorded(agency: Agency, text: str) -> None:
    given = permit(agency)
    answer = asyncio.run(receive_async(agency, given, text, NOW))
    assert answer == uses.receive(agency, given, text, NOW)
    assert [finding.kind for finding in answer.findings] == ["US_A_NUMBER"]
    assert events(agency)[-2:] == ["AnswerReceived", "AnswerReceived"]


def test_an_answer_that_cannot_be_checked_is_not_shown_and_that_is_on_record(agency: Agency) -> None:
    given = permit(agency)
    with pytest.raises(ScreeningError, match="could not check"):
        asyncio.run(receive_async(blind(agency), given, TEXT, NOW))
    assert events(agency)[-1] == "AnswerFailed"


def test_an_answer_that_cannot_be_recorded_is_not_shown(agency: Agency) -> None:
    given = permit(agency)
    agency.store.close()
    with pytest.raises(StoreError):
        asyncio.run(receive_async(agency, given, TEXT, NOW))


def test_a_tool_that_did_not_answer_and_a_streamed_answer_are_recorded(agency: Agency) -> None:
    given = permit(agency)

    async def run() -> int:
        await fail_async(agency, given, "the client went away", NOW)
        findings = await examine_async(agency, (Part(name=uses.ANSWER, text=NUMBER),))
        return await record_async(agency, uses.answered(given, findings, 10, "0" * 64), NOW)

    index = asyncio.run(run())
    assert events(agency)[-2:] == ["AnswerFailed", "AnswerReceived"]
    with agency.store.read() as tx:
        entry = entries.get(tx, index)
    assert entry is not None
    assert b"012 345" not in entry.raw


def test_a_long_text_does_not_hold_up_the_loop(agency: Agency) -> None:
    asked: list[str] = []

    async def run() -> None:
        with agency.queues.of(LONG_CHARS):  # somebody screens a long text now
            long = asyncio.create_task(ask_async(agency, use(agency, TEXT * (LONG_CHARS // len(TEXT) + 1))))
            assert (await ask_async(agency, use(agency))).permit is not None
            asked.append("short")
        assert (await long).permit is not None
        asked.append("long")

    asyncio.run(run())
    assert asked == ["short", "long"]


@pytest.mark.parametrize(
    ("chars", "names", "is_quick"),
    [
        (QUICK_CHARS, False, True),
        (QUICK_CHARS + 1, False, False),
        (QUICK_CHARS_WITH_NAMES, True, True),
        (QUICK_CHARS_WITH_NAMES + 1, True, False),
    ],
)
def test_only_what_is_quick_is_screened_on_the_loop(agency: Agency, chars: int, names: bool, is_quick: bool) -> None:
    assert agency.queues.is_quick(chars, names=names) is is_quick
