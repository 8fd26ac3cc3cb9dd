"""The official SDKs, unchanged, against a gateway: everything they do passes, and a denial is theirs to catch."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import anthropic
import openai
import pytest
from pydantic import BaseModel

from tests.gateway.house import CLAUDE, KEY, MODEL, Gate, gate

PLAIN = "Sum up the flood plan in five bullets."
SSN = "851-33-1294"
MESSAGES: Any = [{"role": "user", "content": PLAIN}]


@pytest.fixture(scope="module")
def here(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Gate]:
    with gate(tmp_path_factory.mktemp("gate")) as opened:
        yield opened


@pytest.fixture
def chat(here: Gate) -> Iterator[openai.OpenAI]:
    reset(here)
    with openai.OpenAI(base_url=f"{here.base}/v1", api_key=KEY, timeout=20) as client:
        yield client


@pytest.fixture
def claude(here: Gate) -> Iterator[anthropic.Anthropic]:
    reset(here)
    with anthropic.Anthropic(base_url=here.base, api_key=KEY, timeout=20) as client:
        yield client


def reset(here: Gate) -> None:
    here.provider.bodies.clear()
    here.provider.answer, here.provider.arguments, here.provider.piece = "It has five parts.", "", 3
    here.provider.status, here.provider.trouble = 200, ""


def test_chat(here: Gate, chat: openai.OpenAI) -> None:
    answer = chat.chat.completions.create(model=MODEL, messages=MESSAGES)
    assert answer.choices[0].message.content == "It has five parts."
    assert answer.usage is not None
    assert answer.usage.total_tokens == 21
    assert here.records("UseDecided")[-1].data["decision"] == answer._request_id


def test_chat_stream(chat: openai.OpenAI) -> None:
    stream = chat.chat.completions.create(model=MODEL, messages=MESSAGES, stream=True)
    chunks = list(stream)
    assert "".join(c.choices[0].delta.content or "" for c in chunks if c.choices) == "It has five parts."
    assert all(c.usage is None for c in chunks), "nobody asked for the tokens"


def test_chat_stream_with_usage(chat: openai.OpenAI) -> None:
    options: Any = {"include_usage": True}
    chunks = list(chat.chat.completions.create(model=MODEL, messages=MESSAGES, stream=True, stream_options=options))
    usage = chunks[-1].usage
    assert usage is not None
    assert usage.total_tokens == 21


def test_tools(here: Gate, chat: openai.OpenAI) -> None:
    here.provider.arguments = '{"title": "Flood plan"}'
    parameters = {"type": "object", "properties": {"title": {"type": "string"}}}
    tool: Any = {"type": "function", "function": {"name": "look_up", "parameters": parameters}}
    answer = chat.chat.completions.create(model=MODEL, messages=MESSAGES, tools=[tool])
    calls: Any = answer.choices[0].message.tool_calls
    assert calls[0].function.arguments == here.provider.arguments


class Summary(BaseModel):
    """What a structured answer holds."""

    title: str
    parts: int


def test_structured_output(here: Gate, chat: openai.OpenAI) -> None:
    here.provider.answer = '{"title": "Flood plan", "parts": 5}'
    answer = chat.chat.completions.parse(model=MODEL, messages=MESSAGES, response_format=Summary)
    assert answer.choices[0].message.parsed == Summary(title="Flood plan", parts=5)


def test_responses(chat: openai.OpenAI) -> None:
    assert chat.responses.create(model=MODEL, input=PLAIN).output_text == "It has five parts."


def test_responses_stream(chat: openai.OpenAI) -> None:
    with chat.responses.stream(model=MODEL, input=PLAIN) as stream:
        text = "".join(event.delta for event in stream if event.type == "response.output_text.delta")
        final = stream.get_final_response()
    assert text == final.output_text == "It has five parts."


def test_embeddings(chat: openai.OpenAI) -> None:
    assert chat.embeddings.create(model=MODEL, input=PLAIN, encoding_format="float").data[0].embedding == [0.25, -0.5]


def test_models(chat: openai.OpenAI, claude: anthropic.Anthropic) -> None:
    assert {model.id for model in chat.models.list()} == {MODEL, CLAUDE}
    assert {model.id for model in claude.models.list()} == {MODEL, CLAUDE}
    assert chat.models.retrieve(MODEL).owned_by == "compatible"


def test_messages(claude: anthropic.Anthropic) -> None:
    answer = claude.messages.create(model=CLAUDE, max_tokens=50, messages=MESSAGES)
    block: Any = answer.content[0]
    assert block.text == "It has five parts."


def test_messages_stream(claude: anthropic.Anthropic) -> None:
    with claude.messages.stream(model=CLAUDE, max_tokens=50, messages=MESSAGES) as stream:
        assert "".join(stream.text_stream) == "It has five parts."
        assert stream.get_final_message().usage.output_tokens == 12


def test_tool_use_in_a_messages_stream(here: Gate, claude: anthropic.Anthropic) -> None:
    here.provider.arguments = '{"title": "Flood plan"}'
    with claude.messages.stream(model=CLAUDE, max_tokens=50, messages=MESSAGES) as stream:
        block: Any = stream.get_final_message().content[0]
    assert block.input == {"title": "Flood plan"}


def test_count_of_tokens(claude: anthropic.Anthropic) -> None:
    assert claude.messages.count_tokens(model=CLAUDE, messages=MESSAGES).input_tokens == 14


def test_a_denial_is_one_request_one_record_and_an_error_of_the_sdk(here: Gate, chat: openai.OpenAI) -> None:
    before = len(here.records())
    with pytest.raises(openai.PermissionDeniedError) as denied:
        chat.chat.completions.create(model=MODEL, messages=[{"role": "user", "content": f"SSN {SSN}"}])
    fault = denied.value
    assert (fault.code, fault.type, fault.param) == ("policy_denied", "permission_error", "messages[0].content")
    assert "This text has a Social Security number." in fault.message
    assert SSN not in str(fault)
    assert [r.event for r in here.records()[before:]] == ["UseDecided"]
    assert here.records()[-1].data["decision"] == fault.request_id
    assert isinstance(fault.body, dict)
    assert fault.body["clause"] == "139-07.2.a.1"


@pytest.mark.parametrize("stream", [False, True])
def test_a_denial_of_messages_is_one_request_and_one_record(
    here: Gate, claude: anthropic.Anthropic, stream: bool
) -> None:
    before = len(here.records())
    asked: Any = [{"role": "user", "content": f"SSN {SSN}"}]
    with pytest.raises(anthropic.PermissionDeniedError) as denied:
        claude.messages.create(model=CLAUDE, max_tokens=9, messages=asked, stream=stream)
    assert denied.value.type == "permission_error"
    assert denied.value.request_id == here.records()[-1].data["decision"]
    assert len(here.records()) == before + 1


CUI = "The plan is ready. " * 40 + "\n\nCUI//SP-PRVCY\n\nThe list of names follows below in the annex."


def test_an_answer_that_ends_early_is_an_error_of_the_sdk(
    here: Gate, chat: openai.OpenAI, claude: anthropic.Anthropic
) -> None:
    here.provider.answer = CUI
    with pytest.raises(openai.APIError, match="The answer stopped here"):
        list(chat.chat.completions.create(model=MODEL, messages=MESSAGES, stream=True))
    with (
        pytest.raises(anthropic.APIStatusError, match="The answer stopped here"),
        claude.messages.stream(model=CLAUDE, max_tokens=50, messages=MESSAGES) as stream,
    ):
        list(stream.text_stream)
    with pytest.raises(openai.APIError, match="The answer stopped here"):
        list(chat.responses.create(model=MODEL, input=PLAIN, stream=True))
    with pytest.raises(openai.PermissionDeniedError) as held:
        chat.chat.completions.create(model=MODEL, messages=MESSAGES)
    assert held.value.code == "answer_denied"


def test_an_error_of_the_provider_comes_through_as_it_is(here: Gate, chat: openai.OpenAI) -> None:
    here.provider.status = 429
    with pytest.raises(openai.RateLimitError) as limited:
        chat.with_options(max_retries=0).chat.completions.create(model=MODEL, messages=MESSAGES)
    assert limited.value.message.endswith("Slow down.") or "Slow down." in str(limited.value)
    assert limited.value.response.headers["x-ratelimit-remaining-requests"] == "41"
    assert "set-cookie" not in limited.value.response.headers


def test_the_provider_is_told_to_store_nothing(here: Gate, chat: openai.OpenAI) -> None:
    chat.chat.completions.create(model=MODEL, messages=MESSAGES, store=True)
    assert '"store": false' in here.provider.seen
    assert "store=false" in here.records("UseDecided")[-1].data["hardened"]
    assert here.provider.heads[-1]["authorization"] == "Bearer sk-upstream-0123"
    assert KEY not in str(here.provider.heads)


def test_a_key_that_nobody_has_opens_nothing(here: Gate) -> None:
    with pytest.raises(openai.AuthenticationError):
        openai.OpenAI(base_url=f"{here.base}/v1", api_key="pv-nobody").models.list()
    with pytest.raises(anthropic.AuthenticationError):
        anthropic.Anthropic(base_url=here.base, api_key="pv-nobody").models.list()


def test_with_the_names_model_answers_stream_as_well(tmp_path: Path) -> None:
    with gate(tmp_path, names=True) as here:
        here.provider.answer = (
            f"The plan has five parts. {CUI[:400]} It was read by Maria Gonzalez of the harbor office."
        )
        with openai.OpenAI(base_url=f"{here.base}/v1", api_key=KEY, timeout=60) as client:
            stream = client.chat.completions.create(model=MODEL, messages=MESSAGES, stream=True)
            text = "".join(c.choices[0].delta.content or "" for c in stream if c.choices)
        assert text == here.provider.answer
        kinds = {finding["kind"] for finding in here.records("AnswerReceived")[-1].data["findings"]}
        assert "PERSON" in kinds
