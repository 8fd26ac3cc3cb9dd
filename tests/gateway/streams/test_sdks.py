"""What comes out of the readers, read by the real `openai` and `anthropic` packages, whole and broken off."""

import json
from collections.abc import Callable, Iterator

import anthropic
import httpx2
import openai
import pytest
from anthropic.types import MessageParam
from openai.types.chat import ChatCompletionMessageParam

from proviso.decision.answers import Guard
from proviso.gateway.refusals import Refusal
from proviso.gateway.streams import chat, messages, responses
from proviso.gateway.wire import Stream

from . import given
from .given import HIDDEN, JUDGED, MARKED, PROSE, SSN, guard, text_block

Made = Callable[[Callable[[], Guard]], Stream]
DENIED = Refusal(
    status=403,
    type="permission_error",
    code="answer_denied",
    message="The answer stopped here. The next part had a CUI marking.",
    clause="139-07.2.b",
    decision_id="7KQ2-M4XD",
)
BROKE = Refusal(status=502, type="api_error", code="upstream_failed", message="The model broke off.")
ASK: list[ChatCompletionMessageParam] = [{"role": "user", "content": "Who?"}]
ASKED: list[MessageParam] = [{"role": "user", "content": "Who?"}]


def judged(make: Made, data: bytes, refusal: Refusal = BROKE) -> Iterator[bytes]:
    """As the gateway sends it: piece by piece, with an error at the end unless it is complete."""
    stream = make(guard)
    for at in range(0, len(data), 97):
        yield stream.feed(data[at : at + 97])
        if stream.is_stopped:
            yield stream.fail(DENIED)
            return
    yield stream.finish()
    if not stream.is_complete:
        yield stream.fail(refusal)


def answering(make: Made, data: bytes) -> httpx2.Client:
    def answer(_request: httpx2.Request) -> httpx2.Response:
        return httpx2.Response(200, headers={"content-type": "text/event-stream"}, content=b"".join(judged(make, data)))

    return httpx2.Client(transport=httpx2.MockTransport(answer))


def openai_client(make: Made, data: bytes) -> openai.OpenAI:
    return openai.OpenAI(api_key="key", base_url="http://127.0.0.1:1/v1", http_client=answering(make, data))


def anthropic_client(make: Made, data: bytes) -> anthropic.Anthropic:
    return anthropic.Anthropic(api_key="key", base_url="http://127.0.0.1:1", http_client=answering(make, data))


def test_a_chat_completion_is_read_with_its_usage() -> None:
    usage = {"prompt_tokens": 9, "completion_tokens": 12, "total_tokens": 21}
    counts = given.event(
        {"id": "c", "object": "chat.completion.chunk", "created": 1, "model": "m", "choices": [], "usage": usage}
    )
    data = given.chat(finish=False) + given.chunk({}, "stop") + counts + b"data: [DONE]\n\n"
    said, reasons, counted = "", [], None
    with openai_client(chat.read_stream, data) as client:
        for piece in client.chat.completions.create(model="m", messages=ASK, stream=True):
            said += "".join(choice.delta.content or "" for choice in piece.choices)
            reasons += [choice.finish_reason for choice in piece.choices if choice.finish_reason]
            counted = piece.usage or counted
    assert said == JUDGED
    assert reasons == ["stop"]
    assert counted is not None
    assert counted.total_tokens == 21


def test_the_tools_of_a_chat_completion_are_called_with_json() -> None:
    data = given.chat_tools(['{"who": "SSN 851-33-1294"}', '{"n": 2}'])
    with (
        openai_client(chat.read_stream, data) as client,
        client.chat.completions.stream(model="m", messages=ASK) as stream,
    ):
        found = stream.get_final_completion().choices[0].message.tool_calls
    assert found is not None
    assert [json.loads(call.function.arguments) for call in found] == [{"who": f"SSN {HIDDEN}"}, {"n": 2}]
    assert [call.function.name for call in found] == ["find_case"] * 2


def test_a_stopped_chat_completion_raises_with_the_reason() -> None:
    said: list[str] = []
    with openai_client(chat.read_stream, given.chat(MARKED)) as client:
        stream = client.chat.completions.create(model="m", messages=ASK, stream=True)
        with pytest.raises(openai.APIError, match="The next part had a CUI marking") as caught:
            said.extend(choice.delta.content or "" for piece in stream for choice in piece.choices)
    assert "".join(said) == f"{PROSE}\n\n"
    assert (caught.value.code, caught.value.type) == ("answer_denied", "permission_error")
    assert caught.value.body is not None
    assert "7KQ2-M4XD" in json.dumps(caught.value.body)


def test_a_chat_completion_that_broke_off_raises() -> None:
    with openai_client(chat.read_stream, given.chat(finish=False)) as client:
        stream = client.chat.completions.create(model="m", messages=ASK, stream=True)
        with pytest.raises(openai.APIError, match="The model broke off"):
            list(stream)


def test_a_response_is_read_as_deltas_and_as_a_whole() -> None:
    with (
        openai_client(responses.read_stream, given.responses()) as client,
        client.responses.stream(model="m", input="Who?") as stream,
    ):
        said = "".join(event.delta for event in stream if event.type == "response.output_text.delta")
        whole = stream.get_final_response()
    assert said == JUDGED
    assert whole.output_text == JUDGED
    assert whole.usage is not None
    assert whole.usage.total_tokens == 43


def test_a_stopped_response_raises_with_the_reason() -> None:
    said: list[str] = []
    with openai_client(responses.read_stream, given.responses(MARKED)) as client:
        stream = client.responses.create(model="m", input="Who?", stream=True)
        with pytest.raises(openai.APIError, match="The next part had a CUI marking") as caught:
            said.extend(event.delta for event in stream if event.type == "response.output_text.delta")
    assert "".join(said) == f"{PROSE}\n\n"
    assert caught.value.code == "answer_denied"


def test_the_error_of_a_response_is_also_the_event_that_the_format_has() -> None:
    event = given.events(b"".join(judged(responses.read_stream, given.responses(MARKED))))[-1]
    assert openai.types.responses.ResponseErrorEvent.model_validate(event).message == DENIED.message


def test_a_response_that_broke_off_raises() -> None:
    with openai_client(responses.read_stream, given.responses(finish=False)) as client:
        stream = client.responses.create(model="m", input="Who?", stream=True)
        with pytest.raises(openai.APIError, match="The model broke off"):
            list(stream)


def test_a_message_is_read_as_a_whole_with_its_tools() -> None:
    tool = {"type": "tool_use", "id": "toolu_01Kx", "name": "find_case", "input": {}}
    parts = ({"type": "input_json_delta", "partial_json": piece} for piece in given.pieces(f'{{"who": "SSN {SSN}"}}'))
    data = given.started() + text_block(0, given.SAID) + given.block(1, tool, parts) + given.ended("tool_use")
    with (
        anthropic_client(messages.read_stream, data) as client,
        client.messages.stream(model="m", max_tokens=9, messages=ASKED) as stream,
    ):
        whole = stream.get_final_message()
    first, second = whole.content
    assert first.type == "text"
    assert first.text == JUDGED
    assert second.type == "tool_use"
    assert second.input == {"who": f"SSN {HIDDEN}"}
    assert (whole.stop_reason, whole.usage.output_tokens) == ("tool_use", 15)


@pytest.mark.parametrize(
    ("data", "says", "kind"),
    [
        (given.messages(MARKED), "The next part had a CUI marking", "permission_error"),
        (given.started() + text_block(0, "Yes.", stops=False), "The model broke off", "api_error"),
    ],
)
def test_a_message_that_does_not_end_raises_with_the_reason(data: bytes, says: str, kind: str) -> None:
    with anthropic_client(messages.read_stream, data) as client:
        stream = client.messages.create(model="m", max_tokens=9, messages=ASKED, stream=True)
        with pytest.raises(anthropic.APIStatusError, match=says) as caught:
            list(stream)
    assert caught.value.type == kind
