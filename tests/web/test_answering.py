"""However an answer ends: what may be shown, what is on record, and that the provider's call is closed."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from proviso.actions import uses
from proviso.actions.agency import Agency
from proviso.db import entries
from proviso.decision.answers import Guard, guards_of
from proviso.errors import LedgerError, StoreError
from proviso.model import AnswerRule, Channel, FindingClass, Permit, Record
from proviso.providers import upstreams
from proviso.web.answering import Answering, Came, fetch
from proviso.web.live import Live
from tests.gateway.house import WRONG, open_troubled
from tests.gateway.stub import Provider, provider

SENTENCE = "The river rose for two days, and the levee on the north bank held all the same. "
LONG = SENTENCE * 12
SSN = "851-33-1294"
TOOL = "Northlight Chat"


@pytest.fixture
def upstream() -> Iterator[Provider]:
    with provider() as found:
        found.answer, found.piece = LONG, 40
        yield found


@pytest.fixture
def agency(tmp_path: Path, upstream: Provider) -> Iterator[Agency]:
    WRONG.clear()
    made = open_troubled(tmp_path, upstream.base)
    yield made
    WRONG.clear()
    made.store.close()


def permit(agency: Agency) -> Permit:
    now = datetime.now(UTC)
    use = uses.prepare(
        agency, "maya.okafor", "northlight-chat", "research", "How far did the river rise?", Channel.WEB, now
    )
    found = uses.ask(agency, use).permit
    assert found is not None
    return found


def guard(agency: Agency, given: Permit, rules: Mapping[str, AnswerRule]) -> Guard:
    pack = agency.packs.by_ref(given.pack)
    answers = {**pack.answers, **{FindingClass(cls): rule for cls, rule in rules.items()}}
    return guards_of(replace(pack, answers=answers), agency.screen)()


def run(
    agency: Agency,
    *,
    first_word: float = 60.0,
    stop: str = "",
    after: int = 1,
    rules: Mapping[str, AnswerRule] | None = None,
) -> Came:
    """One answer, from its question to its record; `stop` ends it after so many pieces were let through."""
    given = permit(agency)
    live = Live(decision_id=given.decision_id, is_watched=True)
    work = Answering(
        agency=agency, permit=given, live=live, guard=guard(agency, given, rules or {}), first_word=first_word
    )

    async def watch() -> None:
        seen = 0
        async for text in live.follow():
            seen += bool(text)
            if stop and seen >= after:
                await asyncio.to_thread(live.break_off, stop)

    async def main() -> Came:
        if stop and not after:
            live.break_off(stop)
        came, _ = await asyncio.gather(work.run(), watch())
        upstreams().close_here()
        return came

    return asyncio.run(main())


def records(agency: Agency) -> list[Record]:
    with agency.store.read() as tx:
        every = [entry.record for entry in entries.page(tx, 0, 10_000)]
    return [record for record in every if record.event in {"AnswerReceived", "AnswerFailed"}]


def faults(agency: Agency) -> list[object]:
    return [record.data["fault"] for record in records(agency) if record.event == "AnswerFailed"]


def test_a_whole_answer_is_shown_and_on_record(agency: Agency) -> None:
    came = run(agency)
    assert came.answer is not None
    assert (came.answer.text, came.answer.words, came.ended, came.trouble) == (LONG, len(LONG.split()), "", "")
    assert [record.data["words"] for record in records(agency)] == [len(LONG.split())]


def test_personal_data_is_hidden_and_the_text_is_kept_for_who_asks_to_see_it(
    agency: Agency, upstream: Provider
) -> None:
    upstream.answer = f"{LONG}The number is {SSN}. {SENTENCE}"
    came = run(agency)
    assert came.answer is not None
    (found,) = came.answer.findings
    assert came.answer.text[found.start : found.end] == SSN
    assert [f["kind"] for f in records(agency)[0].data["findings"]] == ["US_SSN"]


@pytest.mark.parametrize(
    ("answer", "rules", "words"),
    [
        (
            f"{LONG}The number is {SSN}. {LONG}",
            {"individual": AnswerRule.END},
            "The answer stopped here. The next part had a Social Security number.",
        ),
        (
            f"{LONG}The number is {SSN}. {LONG}",
            {"individual": AnswerRule.HOLD},
            "The answer is not shown. It had a Social Security number.",
        ),
        (
            f"{LONG}\n\nCUI//SP-PRVCY\n\nThe list of the records room. {LONG}",
            {},
            "The answer stopped here. The next part had ",
        ),
    ],
)
def test_an_answer_that_the_guard_ends_says_what_was_next_and_shows_nothing_of_it(
    agency: Agency, upstream: Provider, answer: str, rules: dict[str, AnswerRule], words: str
) -> None:
    upstream.answer, upstream.pause = answer, 0.001
    came = run(agency, rules=rules)
    assert came.answer is not None
    assert came.ended.startswith(words)
    assert LONG.startswith(came.answer.text.rstrip() + " ") or came.answer.text in {"", LONG, f"{LONG}The number is "}
    assert SSN not in came.answer.text
    assert "records room" not in came.answer.text
    assert faults(agency) == []
    assert len(records(agency)) == 1


def test_a_person_stops_it_and_what_had_come_stays(agency: Agency, upstream: Provider) -> None:
    upstream.pause = 0.02
    came = run(agency, stop="the person stopped it")
    assert came.answer is not None
    assert LONG.startswith(came.answer.text)
    assert 0 < len(came.answer.text) < len(LONG)
    assert came.ended == "Stopped. What is here is a draft."
    assert came.keeps_text
    assert upstream.gone.wait(5), "the provider sees it"
    assert [record.event for record in records(agency)] == ["AnswerReceived", "AnswerFailed"]
    assert faults(agency) == ["the person stopped it"]


def test_personal_data_in_what_had_come_is_hidden_when_it_is_stopped(agency: Agency, upstream: Provider) -> None:
    upstream.answer, upstream.pause = f"{SENTENCE * 4}The number is {SSN}. {SENTENCE * 30}", 0.02
    came = run(agency, stop="the person stopped it", after=2)
    assert came.answer is not None
    assert [came.answer.text[f.start : f.end] for f in came.answer.findings] == [SSN] * (SSN in came.answer.text)


def test_what_is_stopped_before_anything_went_out_reaches_nobody(agency: Agency, upstream: Provider) -> None:
    came = run(agency, stop="the person went away", after=0)
    assert came.answer is None
    assert came.keeps_text
    assert upstream.bodies == []
    assert faults(agency) == ["the person went away"]


def test_a_tool_without_a_first_word_did_not_answer(agency: Agency, upstream: Provider) -> None:
    upstream.trouble = "hang"
    came = run(agency, first_word=0.3)
    assert came.trouble == f"{TOOL} did not answer. Nothing is lost. Try again."
    assert (came.answer, came.keeps_text) == (None, True)
    assert faults(agency) == ["no answer in 0 seconds"]
    upstream.gone.set()


def test_a_tool_that_began_may_take_its_time(agency: Agency, upstream: Provider) -> None:
    upstream.pause = 0.05
    assert run(agency, first_word=0.3).ended == ""


@pytest.mark.parametrize("trouble", ["cut", "half", "garbage"])
def test_a_tool_that_breaks_off_leaves_what_had_come_as_a_draft(
    agency: Agency, upstream: Provider, trouble: str
) -> None:
    upstream.trouble = trouble
    came = run(agency)
    assert came.answer is not None
    assert LONG.startswith(came.answer.text)
    assert came.ended == f"{TOOL} broke off its answer. What is here is a draft."
    assert came.keeps_text
    assert len(faults(agency)) == 1


def test_a_tool_that_answers_with_an_error_says_nothing_of_its_own(agency: Agency, upstream: Provider) -> None:
    upstream.status = 429
    assert run(agency).trouble == f"{TOOL} did not answer. Nothing is lost. Try again."
    assert faults(agency) == [f"{TOOL} answered with the error 429."]


@pytest.mark.parametrize("wrong", ["screening", "screening breaks"])
def test_what_cannot_be_checked_is_not_shown(agency: Agency, upstream: Provider, wrong: str) -> None:
    upstream.after = lambda: WRONG.add(wrong)
    came = run(agency)
    assert came.trouble == f"{TOOL} answered, and we could not check the answer. It is not shown. Try again."
    assert came.answer is None
    assert faults(agency) == ["screening"]


def test_when_screening_breaks_in_the_middle_the_rest_is_not_shown(agency: Agency, upstream: Provider) -> None:
    upstream.pause = 0.02
    given = permit(agency)
    live = Live(decision_id=given.decision_id, is_watched=True)

    async def main() -> Came:
        async def break_screening() -> None:
            async for text in live.follow():
                if text:
                    WRONG.add("screening")

        came, _ = await asyncio.gather(fetch(agency, given, live), break_screening())
        upstreams().close_here()
        return came

    came = asyncio.run(main())
    assert came.answer is not None
    assert 0 < len(came.answer.text) < len(LONG)
    assert came.ended == "The answer stopped here. We could not check the next part."
    assert faults(agency) == ["screening"]


@pytest.mark.parametrize("wrong", ["ledger", "database"])
def test_an_answer_that_cannot_be_put_on_record_is_a_fault(agency: Agency, upstream: Provider, wrong: str) -> None:
    upstream.after = lambda: WRONG.add(wrong)
    with pytest.raises((StoreError, LedgerError)):
        run(agency)
    WRONG.clear()
    assert records(agency) == []
