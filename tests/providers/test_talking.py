"""The workspace's call: one text out, the answer as it is written, and a reason when it is not whole."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from proviso import providers
from proviso.errors import ProviderError
from proviso.model import Connection
from proviso.providers import Fault, UpstreamError, Upstreams, converse

from .house import (
    KEY,
    LAST,
    SECRET_TEXT,
    SHORT,
    Provider,
    answering,
    chunked,
    connection,
    permit,
    plain,
    provider,
    serving,
)


def chat(*texts: str, reason: str | None = "stop", done: bool = True) -> bytes:
    events = [json.dumps({"choices": [{"index": 0, "delta": {"content": text}}]}) for text in texts]
    if reason:
        events.append(json.dumps({"choices": [{"index": 0, "delta": {}, "finish_reason": reason}]}))
    return "".join(f"data: {event}\r\n\r\n" for event in [*events, *(["[DONE]"] if done else [])]).encode()


def messages(*texts: str, reason: str = "end_turn", done: bool = True) -> bytes:
    events: list[dict[str, Any]] = [
        {"type": "message_start", "message": {}},
        {"type": "ping"},
        *({"type": "content_block_delta", "index": 0, "delta": {"type": "text_delta", "text": t}} for t in texts),
        {"type": "content_block_delta", "index": 0, "delta": {"type": "thinking_delta", "thinking": "hm"}},
        {"type": "message_delta", "delta": {"stop_reason": reason}},
        *([{"type": "message_stop"}] if done else []),
    ]
    return "".join(f"event: {e['type']}\ndata: {json.dumps(e)}\n\n" for e in events).encode()


def talk(
    answer: bytes, way: Callable[[int], Connection] = connection
) -> tuple[list[str], UpstreamError | None, Provider]:
    """What came, what it ended with, and what reached the provider."""

    async def main() -> tuple[list[str], UpstreamError | None, Provider]:
        pool, got, fault = Upstreams(SHORT), [], None
        async with provider(answering(answer)) as found:
            try:
                async for text in converse(permit(), way(found.port), KEY, pool):
                    got.append(text)  # noqa: PERF401  # what came before an error counts
            except UpstreamError as error:
                fault = error
            pool.close_here()
        return got, fault, found

    return asyncio.run(main())


def anthropic(port: int) -> Connection:
    return replace(connection(port), kind="anthropic")


def openai(port: int) -> Connection:
    return replace(connection(port), kind="openai", models=("*", "north-1"))


@pytest.mark.parametrize("way", [connection, openai])
def test_a_chat_is_read_as_it_is_written(way: Callable[[int], Connection]) -> None:
    got, fault, found = talk(chunked(*_cut(chat("The levee ", "held.", ""))) + LAST, way)
    assert (got, fault) == (["The levee ", "held."], None)
    sent = json.loads(found.requests[0].partition(b"\r\n\r\n")[2])
    assert sent.pop("store", None) == (False if way is openai else None)
    assert sent == {"model": "north-1", "messages": [{"role": "user", "content": SECRET_TEXT}], "stream": True}


def test_messages_are_read_as_they_are_written() -> None:
    got, fault, found = talk(chunked(*_cut(messages("The levee ", "held."))) + LAST, anthropic)
    assert (got, fault) == (["The levee ", "held."], None)
    head, _, body = found.requests[0].partition(b"\r\n\r\n")
    assert head.startswith(b"POST /v1/messages HTTP/1.1")
    assert json.loads(body)["max_tokens"] == 8_192


def _cut(data: bytes, size: int = 7) -> list[bytes]:
    """Pieces that fit no event."""
    return [data[at : at + size] for at in range(0, len(data), size)]


@pytest.mark.parametrize(
    ("answer", "way", "fault", "says"),
    [
        (chat("The levee ", reason="length"), connection, Fault.CUT, "the longest that it writes"),
        (chat("The levee ", reason="content_filter"), connection, Fault.CUT, "its own filter"),
        (chat("The levee ", reason=None, done=False), connection, Fault.BROKEN, "broke off"),
        (chat("The levee ", reason=None, done=False) + b"data: {\n\n", connection, Fault.BROKEN, "no answer"),
        (chat("The levee ", reason=None, done=False) + b"data: \xff\n\n", connection, Fault.BROKEN, "no answer"),
        (
            chat("The levee ", reason=None, done=False) + b'data: {"error":{"message":"zebrafinch"}}\n\n',
            connection,
            Fault.REFUSED,
            "an error of its own",
        ),
        (messages("The levee ", reason="max_tokens"), anthropic, Fault.CUT, "the longest that it writes"),
        (messages("The levee ", reason="refusal"), anthropic, Fault.CUT, "its own filter"),
        (messages("The levee ", done=False)[:-60], anthropic, Fault.BROKEN, "broke off"),
    ],
)
def test_an_answer_that_is_not_whole_says_why_behind_what_came(
    answer: bytes, way: Callable[[int], Connection], fault: Fault, says: str
) -> None:
    got, error, _ = talk(chunked(answer) + LAST, way)
    assert got == ["The levee "]
    assert error is not None
    assert error.fault is fault
    assert says in error.message
    assert SECRET_TEXT not in f"{error.message} {error.hint}"


@pytest.mark.parametrize(
    ("status", "hint"),
    [("401 No", "key does not fit"), ("404 No", "no such model"), ("429 No", "in a minute"), ("500 No", "Try again")],
)
def test_a_provider_s_error_is_told_by_its_number_never_by_its_words(status: str, hint: str) -> None:
    got, error, _ = talk(plain(b'{"error":{"message":"zebrafinch"}}', status))
    assert got == []
    assert error is not None
    assert error.fault is Fault.REFUSED
    assert hint in error.hint
    assert SECRET_TEXT not in f"{error.message} {error.hint}"


def test_a_body_that_is_no_stream_is_no_answer() -> None:
    got, error, _ = talk(plain(b'{"choices":[{"message":{"content":"zebrafinch"}}]}'))
    assert got == []
    assert error is not None
    assert error.fault is Fault.BROKEN


def test_without_a_model_nothing_is_sent() -> None:
    got, error, found = talk(plain(), lambda port: replace(connection(port), models=("*",)))
    assert (got, found.requests) == ([], [])
    assert error is not None
    assert error.fault is Fault.NOT_CONNECTED


def test_a_reader_that_stops_cancels_the_call_upstream() -> None:
    async def main() -> None:
        pool = Upstreams(SHORT)
        async with provider(answering(chunked(chat("The levee ", reason=None, done=False)))) as found:
            answer = converse(permit(), connection(found.port), KEY, pool)
            assert await anext(answer) == "The levee "
            await answer.aclose()
            await asyncio.wait_for(found.cut.wait(), 2)
            pool.close_here()

    asyncio.run(main())


def test_the_offline_demo_talks_sentence_by_sentence() -> None:
    async def main() -> list[str]:
        text = "The levee held. Pumps ran all night long. Water fell."
        way = Connection(tool_id="northlight-chat", kind="echo")
        return [piece async for piece in converse(permit(text), way, "")]

    got = asyncio.run(main())
    assert len(got) > 2
    assert "".join(got).startswith("Offline demo: no AI model wrote this.")
    assert "".join(got) == providers.send(permit("The levee held. Pumps ran all night long. Water fell.", "echo"))


def test_sending_waits_for_the_whole_answer() -> None:
    with serving(chunked(chat("The levee ", "held.")) + LAST) as found:
        assert providers.send(permit(), connection(found.port), KEY) == "The levee held."


def test_sending_from_within_a_loop_waits_as_well() -> None:
    async def main(port: int) -> str:
        return providers.send(permit(), connection(port), KEY)

    with serving(chunked(chat("The levee ", "held.")) + LAST) as found:
        assert asyncio.run(main(found.port)) == "The levee held."


def test_a_cut_answer_that_is_waited_for_says_so_at_its_end() -> None:
    with serving(chunked(chat("The levee ", reason="length")) + LAST) as found:
        said = providers.send(permit(), connection(found.port), KEY)
    assert said.startswith("The levee \n\n[Northlight Chat stopped here")


def test_an_unknown_provider_is_an_error_that_lists_the_known_ones() -> None:
    way = replace(connection(), kind="os")
    with pytest.raises(ProviderError, match="not connected") as error:
        providers.send(permit(), way)
    assert "echo" in error.value.hint


def test_a_permit_for_another_tool_is_not_answered_by_the_demo() -> None:
    with pytest.raises(ProviderError, match="leads to another tool"):
        providers.send(permit(), Connection(tool_id="other-chat", kind="echo"))


def test_whatever_breaks_in_a_provider_is_one_error_that_repeats_no_text() -> None:
    broken = permit(["zebrafinch"], "echo")  # type: ignore[arg-type]  # a text that is none breaks the provider
    with pytest.raises(ProviderError, match="did not answer") as raised:
        providers.send(broken)
    assert "zebrafinch" not in f"{raised.value.message} {raised.value.hint}"
    assert raised.value.__cause__ is None


def test_half_a_character_is_not_sent() -> None:
    with pytest.raises(ProviderError, match="half a character"):
        providers.send(permit("\ud800"), connection(1), KEY)
