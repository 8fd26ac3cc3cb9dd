"""The official SDKs, unchanged, against a gateway: which of their calls pass."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import anthropic
import openai

from .bodies import CLAUDE, MODEL
from .targets import Target

TURNS: Any = [{"role": "user", "content": "Which meeting is next?"}]


def try_calls(target: Target) -> Iterator[tuple[str, str]]:
    """Each call with the fault that came of it; empty when it passed."""
    calls: dict[str, Callable[[], object]] = {**_of_openai(target), **_of_anthropic(target)}
    for name, call in calls.items():
        try:
            came = call()
        except Exception as fault:
            yield name, f"{type(fault).__name__}: {fault}"[:160]
        else:
            yield name, "" if came else "came back empty"


def _of_openai(target: Target) -> dict[str, Callable[[], object]]:
    key = target.headers.get("authorization", "Bearer none").removeprefix("Bearer ")
    more = {k: v for k, v in target.headers.items() if k != "authorization"}
    client = openai.OpenAI(base_url=f"{target.base}/v1", api_key=key, default_headers=more, max_retries=0, timeout=20)

    def chat_stream() -> str:
        chunks = client.chat.completions.create(model=MODEL, messages=TURNS, stream=True)
        return "".join(chunk.choices[0].delta.content or "" for chunk in chunks if chunk.choices)

    def responses_stream() -> bool:
        events = list(client.responses.create(model=MODEL, input="Which meeting is next?", stream=True))
        return events[-1].type == "response.completed"

    return {
        "chat": lambda: client.chat.completions.create(model=MODEL, messages=TURNS).choices[0].message.content,
        "chat, streamed": chat_stream,
        "responses": lambda: client.responses.create(model=MODEL, input="Which meeting is next?").output_text,
        "responses, streamed": responses_stream,
        "embeddings": lambda: len(client.embeddings.create(model=MODEL, input="A text.").data[0].embedding),
        "models": lambda: client.models.list() is not None,
    }


def _of_anthropic(target: Target) -> dict[str, Callable[[], object]]:
    key = target.anthropic.get("x-api-key", "none")
    more = {k: v for k, v in target.anthropic.items() if k != "x-api-key"}
    client = anthropic.Anthropic(base_url=target.base, api_key=key, default_headers=more, max_retries=0, timeout=20)

    def message() -> str:
        block = client.messages.create(model=CLAUDE, max_tokens=50, messages=TURNS).content[0]
        return block.text if block.type == "text" else ""

    def streamed() -> str:
        with client.messages.stream(model=CLAUDE, max_tokens=50, messages=TURNS) as stream:
            return "".join(stream.text_stream)

    return {
        "messages": message,
        "messages, streamed": streamed,
        "messages, counted": lambda: client.messages.count_tokens(model=CLAUDE, messages=TURNS).input_tokens,
    }
