"""The offline demo in every format, plain and streamed, read by both official SDKs from the pool's own answers."""

from __future__ import annotations

import asyncio
import json
from typing import Any

import anthropic
import httpx2
import openai
import pytest

from proviso.model import Connection
from proviso.providers import Call, Upstreams
from proviso.providers.summary import NOTE

from .house import permit

WAY = Connection(tool_id="northlight-chat", kind="echo", models=("demo-1",))
FORMATS = {
    "/v1/chat/completions": "chat",
    "/v1/responses": "responses",
    "/v1/embeddings": "embeddings",
    "/v1/messages": "messages",
    "/v1/messages/count_tokens": "count_tokens",
    "/v1/models": "models",
}
TEXT = "The levee held. Pumps ran all night long. Water fell. Boats came back. The road is open."
ASKED: list[Any] = [{"role": "system", "content": "Be brief."}, {"role": "user", "content": TEXT}]


def answer(request: httpx2.Request) -> httpx2.Response:
    """Where an SDK's request goes: into the pool, and back as an answer."""
    body = request.read()
    is_stream = bool(body and json.loads(body).get("stream"))
    call = Call(format=FORMATS[request.url.path], body=body, is_stream=is_stream)

    async def main() -> httpx2.Response:
        reply = await Upstreams().send(permit(), WAY, call, "")
        pieces = [piece async for piece in reply.chunks()]
        assert len(pieces) == 1 or is_stream
        await reply.close()
        return httpx2.Response(reply.status, headers=dict(reply.headers), content=b"".join(pieces))

    return asyncio.run(main())


def transport() -> httpx2.Client:
    return httpx2.Client(transport=httpx2.MockTransport(answer))


@pytest.fixture
def gpt() -> openai.OpenAI:
    return openai.OpenAI(api_key="k", base_url="http://127.0.0.1/v1", http_client=transport(), max_retries=0)


@pytest.fixture
def claude() -> anthropic.Anthropic:
    return anthropic.Anthropic(api_key="k", base_url="http://127.0.0.1", http_client=transport(), max_retries=0)


def test_a_chat(gpt: openai.OpenAI) -> None:
    found = gpt.chat.completions.create(model="demo-1", messages=ASKED)
    said = found.choices[0].message.content or ""
    assert said.startswith(NOTE)
    assert "The levee held." in said
    assert "Be brief" not in said
    assert found.usage is not None
    assert found.usage.total_tokens > 20


def test_a_chat_that_streams(gpt: openai.OpenAI) -> None:
    chunks = list(
        gpt.chat.completions.create(model="demo-1", messages=ASKED, stream=True, stream_options={"include_usage": True})
    )
    said = "".join(chunk.choices[0].delta.content or "" for chunk in chunks if chunk.choices)
    assert said.startswith(NOTE)
    assert len(chunks) > 4
    assert [c.choices[0].finish_reason for c in chunks if c.choices][-1] == "stop"
    assert chunks[-1].usage is not None


def test_a_chat_in_json(gpt: openai.OpenAI) -> None:
    found = gpt.chat.completions.create(model="demo-1", messages=ASKED, response_format={"type": "json_object"})
    assert json.loads(found.choices[0].message.content or "")["note"] == NOTE


def test_parts_of_a_message(gpt: openai.OpenAI) -> None:
    parts: list[Any] = [{"role": "user", "content": [{"type": "text", "text": TEXT}]}]
    said = gpt.chat.completions.create(model="demo-1", messages=parts).choices[0].message.content or ""
    assert "The levee held." in said


def test_a_response(gpt: openai.OpenAI) -> None:
    found = gpt.responses.create(model="demo-1", input=TEXT)
    assert found.output_text.startswith(NOTE)
    assert found.status == "completed"


def test_a_response_that_streams(gpt: openai.OpenAI) -> None:
    events = list(gpt.responses.create(model="demo-1", input=ASKED, stream=True))
    said = "".join(event.delta for event in events if event.type == "response.output_text.delta")
    assert said.startswith(NOTE)
    assert (events[0].type, events[-1].type) == ("response.created", "response.completed")


def test_embeddings_are_the_same_for_the_same_text(gpt: openai.OpenAI) -> None:
    found = gpt.embeddings.create(model="demo-1", input=["a levee", "a levee", "boats"])
    one, again, other = (row.embedding for row in found.data)
    assert one == again != other
    assert len(one) == 8
    plain = gpt.embeddings.create(model="demo-1", input="a levee", encoding_format="float").data[0].embedding
    assert plain == pytest.approx(one, abs=1e-6)


def test_the_models(gpt: openai.OpenAI) -> None:
    assert [model.id for model in gpt.models.list()] == ["demo-1"]


def test_messages(claude: anthropic.Anthropic) -> None:
    found = claude.messages.create(model="demo-1", max_tokens=100, messages=ASKED[1:])
    block = found.content[0]
    assert isinstance(block, anthropic.types.TextBlock)
    assert block.text.startswith(NOTE)
    assert found.stop_reason == "end_turn"


def test_messages_that_stream(claude: anthropic.Anthropic) -> None:
    with claude.messages.stream(model="demo-1", max_tokens=100, messages=ASKED[1:]) as stream:
        said = "".join(stream.text_stream)
        assert said.startswith(NOTE)
        assert stream.get_final_message().usage.output_tokens > 10


def test_tokens_are_counted(claude: anthropic.Anthropic) -> None:
    assert claude.messages.count_tokens(model="demo-1", messages=ASKED[1:]).input_tokens == 22


@pytest.mark.parametrize("body", [b"", b"{", b"[]", b"\xff", b"3"])
def test_a_body_that_is_none_is_the_caller_s_error(body: bytes) -> None:
    async def main() -> int:
        return (await Upstreams().send(permit(), WAY, Call(format="chat", body=body), "")).status

    assert asyncio.run(main()) == 400


@pytest.mark.parametrize(
    "body", [b"{}", b'{"messages":3}', b'{"messages":[3]}', b'{"input":{"a":1}}', b'{"input":[[1,2]]}']
)
@pytest.mark.parametrize("format_", ["chat", "responses", "embeddings", "messages", "count_tokens"])
def test_odd_bodies_are_answered(format_: str, body: bytes) -> None:
    async def main() -> list[int]:
        found = []
        for is_stream in (False, True):
            reply = await Upstreams().send(permit(), WAY, Call(format=format_, body=body, is_stream=is_stream), "")
            assert await reply.read()
            found.append(reply.status)
        return found

    assert asyncio.run(main()) == [200, 200]
