"""Nothing that the official SDKs can send or get escapes: a marker in every string of their types is found again."""

from __future__ import annotations

from typing import Any

import pytest
from anthropic.types import Message, MessageTokensCount, message_count_tokens_params, message_create_params
from openai.types import CreateEmbeddingResponse, embedding_create_params
from openai.types.chat import ChatCompletion, completion_create_params
from openai.types.responses import Response, response_create_params

from proviso.gateway.wire import Passage
from proviso.gateway.wires import WIRES

from .planting import MARKER, Planter, markers

CHAT, RESPONSES, EMBEDDINGS = "/v1/chat/completions", "/v1/responses", "/v1/embeddings"
MESSAGES, COUNT = "/v1/messages", "/v1/messages/count_tokens"
LEAST: dict[str, Any] = {"model": "gpt-4o", "messages": [{"role": "user", "content": "x"}], "input": "x"}
REQUESTS = [
    (CHAT, completion_create_params.CompletionCreateParamsStreaming, 140),
    (RESPONSES, response_create_params.ResponseCreateParamsStreaming, 1_000),
    (EMBEDDINGS, embedding_create_params.EmbeddingCreateParams, 5),
    (MESSAGES, message_create_params.MessageCreateParamsStreaming, 900),
    (COUNT, message_count_tokens_params.MessageCountTokensParams, 900),
]
ANSWERS = [
    (CHAT, ChatCompletion, 50),
    (RESPONSES, Response, 1_500),
    (EMBEDDINGS, CreateEmbeddingResponse, 1),
    (MESSAGES, Message, 150),
    (COUNT, MessageTokensCount, 0),
]


def complete(body: dict[str, Any], params: Any) -> dict[str, Any]:
    """The body with what its format cannot be without."""
    needed = {name: value for name, value in LEAST.items() if name in params.__annotations__}
    return {**needed, **{name: value for name, value in body.items() if value is not None}}


def found_in(passages: tuple[Passage, ...]) -> set[str]:
    """Markers that stand in a piece of a passage, so that a finding there can be placed."""
    found: set[str] = set()
    for passage in passages:
        for piece in passage.pieces:
            found.update(MARKER.findall(passage.text[piece.start : piece.end]))
    return found


@pytest.mark.parametrize(("path", "params", "least"), REQUESTS)
def test_every_string_of_a_request_is_read(path: str, params: Any, least: int) -> None:
    planter = Planter()
    count = 0
    for body in planter.values(params):
        whole = complete(body, params)
        planted = set(markers(whole))
        count += len(planted)
        assert planted <= found_in(WIRES[path].read(whole).passages)
    assert count >= least


@pytest.mark.parametrize(("path", "model", "least"), ANSWERS)
def test_every_string_of_an_answer_is_read(path: str, model: Any, least: int) -> None:
    planter = Planter()
    count = 0
    for body in planter.values(model):
        planted = set(markers(body))
        count += len(planted)
        assert planted <= found_in(WIRES[path].answer(body))
    assert count >= least


@pytest.mark.parametrize(("path", "params", "least"), REQUESTS)
def test_what_the_sdks_know_is_never_unknown(path: str, params: Any, least: int) -> None:
    del least
    unknown = set()
    for body in Planter().values(params):
        whole = complete(body, params)
        unknown |= {part.where for part in WIRES[path].read(whole).unscreened if part.kind == "unknown"}
    assert unknown == set()


def test_a_marker_that_is_not_read_would_be_missed() -> None:
    body = {**LEAST, "metadata": {"note": "mark0000001er"}}
    passages = WIRES[CHAT].read(body).passages
    assert found_in(passages) == {"mark0000001er"}
    assert found_in(passages[:-1]) == set()
