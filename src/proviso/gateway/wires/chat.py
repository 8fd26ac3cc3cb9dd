"""OpenAI's chat completions, which most other servers speak as well."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from proviso.decision.answers import Guard
from proviso.gateway.passages import Reader, Shape, names
from proviso.gateway.seams import with_seams
from proviso.gateway.streams.chat import read_stream
from proviso.gateway.wire import Body, Passage, Request, Stream, Usage

from .fields import (
    COUNT,
    IDS,
    LEVELS,
    TIERS,
    TIMES,
    count_of,
    is_stream,
    list_of,
    model_of,
    read_field,
    read_rest,
    read_turns,
)
from .parts import Types, Unread, is_base64
from .retention import keep_from_storing

TYPES = Types(
    text=frozenset({"text", "refusal"}),
    media={
        "image_url": "image",
        "input_audio": "audio",
        "audio_url": "audio",
        "video_url": "video",
        "file": "file",
    },
)
_READABLE_TOOLS = frozenset({"function", "custom"})
_HOSTED_TOOLS = frozenset({"web_search", "web_search_preview", "file_search", "code_interpreter", "mcp", "computer"})
_PART = Shape(bare=frozenset({"text", "refusal"}), words={"type": frozenset({"text", "refusal", *TYPES.media})})
_FUNCTION = Shape(bare=frozenset({"arguments", "input", "description"}), plain=frozenset({"strict"}))
_TOOL = Shape(
    opaque=IDS,
    words={"type": _READABLE_TOOLS},
    inside={"function": _FUNCTION, "custom": _FUNCTION},
    plain=frozenset({"index"}),
)
_MESSAGE = Shape(
    opaque=IDS,
    bare=frozenset({"content", "refusal", "reasoning_content", "reasoning"}),
    words={"role": frozenset({"developer", "system", "user", "assistant", "tool", "function"})},
    inside={"content": _PART, "tool_calls": _TOOL, "function_call": _FUNCTION},
    plain=frozenset({"content", "refusal", "tool_calls", "function_call", "audio", "annotations", "reasoning_content"}),
)
_TOP = Shape(
    words={
        "service_tier": TIERS,
        "reasoning_effort": LEVELS,
        "verbosity": LEVELS,
        "tool_choice": frozenset({"none", "auto", "required"}),
        "function_call": frozenset({"none", "auto"}),
    },
    inside={
        "prediction": Shape(
            bare=frozenset({"content"}), words={"type": frozenset({"content"})}, inside={"content": _PART}
        ),
        "stream_options": Shape(plain=frozenset({"include_usage", "include_obfuscation"})),
        "response_format": Shape(words={"type": frozenset({"text", "json_object", "json_schema"})}),
    },
    counts={"max_tokens": COUNT, "max_completion_tokens": COUNT},
    plain=frozenset(
        {
            "stream",
            "store",
            "temperature",
            "top_p",
            "n",
            "seed",
            "logprobs",
            "top_logprobs",
            "presence_penalty",
            "frequency_penalty",
            "max_tokens",
            "max_completion_tokens",
            "parallel_tool_calls",
            "stop",
            "tool_choice",
            "response_format",
            "stream_options",
            "tools",
            "user",
            "metadata",
        }
    ),
)
_COUNTS = Shape(
    counts=dict.fromkeys(("prompt_tokens", "completion_tokens", "total_tokens"), COUNT),
    plain=frozenset(
        {
            "accepted_prediction_tokens",
            "audio_tokens",
            "cached_tokens",
            "cache_write_tokens",
            "image_tokens",
            "reasoning_tokens",
            "rejected_prediction_tokens",
            "text_tokens",
            "completion_tokens_details",
            "prompt_tokens_details",
            "prompt_tokens",
            "completion_tokens",
            "total_tokens",
        }
    ),
)
USAGE = Shape(
    counts=_COUNTS.counts,
    plain=_COUNTS.plain,
    inside={"completion_tokens_details": _COUNTS, "prompt_tokens_details": _COUNTS},
)
_CHOICE = Shape(
    words={"finish_reason": frozenset({"stop", "length", "tool_calls", "content_filter", "function_call"})},
    inside={"message": _MESSAGE},
    plain=frozenset({"index", "logprobs", "finish_reason", "stop_reason"}),
)
_ANSWER = Shape(
    opaque=IDS,
    words={"object": frozenset({"chat.completion"}), "service_tier": TIERS},
    inside={"usage": USAGE},
    counts={"created": TIMES},
    plain=frozenset({"usage", "service_tier", "system_fingerprint", "created", "prompt_logprobs", "metadata"}),
)


_TOOLS = Shape(inside={"tools": _TOOL})
_READ_BEFORE = frozenset({"messages", "tools"})
_CHOICES = frozenset({"choices"})
_MESSAGE_FIELDS = names("annotations content function_call reasoning reasoning_content refusal tool_calls")
_FIELDS = names("function_call functions messages metadata prediction response_format stop tools")


class Chat:
    """`/v1/chat/completions`"""

    name = "chat"
    path = "/v1/chat/completions"
    family = "openai"

    def read(self, body: Body) -> Request:
        """All text of a request."""
        messages, streams = list_of(body, "messages"), is_stream(body)
        unread = Unread(TYPES)
        for n, message in enumerate(messages):
            _look(unread, message, n)
        _look_at_top(unread, body)
        reader = Reader(unread.omitted)
        return Request(
            model=model_of(body),
            is_stream=streams,
            passages=(
                *with_seams(read_turns(reader, messages, "messages", _MESSAGE)),
                *read_field(reader, body, "tools", _TOOLS),
                *read_rest(reader, body, _TOP, _READ_BEFORE),
            ),
            unscreened=tuple(unread.found),
            wants_usage=not streams or _wants_usage(body),
        )

    def harden(self, body: Body) -> tuple[str, ...]:
        """Not stored, not learned from. A stream always counts its tokens, so that budgets can."""
        if body.get("stream") is True:
            options = body.get("stream_options")
            body["stream_options"] = {**(options if type(options) is dict else {}), "include_usage": True}
        return keep_from_storing(body)

    def answer(self, body: Body) -> tuple[Passage, ...]:
        """All text of a plain answer: one passage for each choice, and one for the rest."""
        choices = body.get("choices")
        found = choices if type(choices) is list else []
        reader = Reader(_sounds(found))
        passages = read_turns(reader, found, "choices", _CHOICE)
        done = _CHOICES if type(choices) is list else frozenset()
        return (*passages, *read_rest(reader, body, _ANSWER, done))

    def usage(self, body: Body) -> Usage:
        """The tokens that a plain answer counts."""
        return Usage(
            input_tokens=count_of(body.get("usage"), "prompt_tokens"),
            output_tokens=count_of(body.get("usage"), "completion_tokens"),
        )

    def stream(self, guard: Callable[[], Guard], request: Request) -> Stream | None:
        """A reader for one streamed answer."""
        return read_stream(guard, wants_usage=request.wants_usage)


def _look(unread: Unread, message: dict[str, Any], n: int) -> None:
    content = message.get("content")
    if content is not None and type(content) is not str:
        unread.content(content, ("messages", n, "content"))
    unread.strangers(message, _MESSAGE_FIELDS, ("messages", n))
    if message.get("audio"):
        unread.add("stored", f"messages[{n}].audio")


def _look_at_top(unread: Unread, body: Body) -> None:
    unread.strangers(body, _FIELDS, ())
    unread.detours(body)
    modalities = body.get("modalities")
    if modalities is not None and modalities != ["text"]:
        unread.add("audio", "modalities")
    if body.get("web_search_options") is not None:
        unread.add("hosted_tool", "web_search_options")
    prediction = body.get("prediction")
    if type(prediction) is dict:
        unread.content(prediction.get("content"), ("prediction", "content"))
    tools = body.get("tools")
    for n, tool in enumerate(tools if type(tools) is list else []):
        kind = tool.get("type") if type(tool) is dict else None
        if type(kind) is not str or kind not in _READABLE_TOOLS:
            hosted = type(kind) is str and kind.partition("_20")[0] in _HOSTED_TOOLS
            unread.add("hosted_tool" if hosted else "unknown", f"tools[{n}]")


def _wants_usage(body: Body) -> bool:
    options = body.get("stream_options")
    return type(options) is dict and options.get("include_usage") is True


def _sounds(choices: list[Any]) -> set[tuple[str | int, ...]]:
    """Where an answer has spoken words as sound; their transcript is read."""
    found: set[tuple[str | int, ...]] = set()
    for n, choice in enumerate(choices):
        message = choice.get("message") if type(choice) is dict else None
        audio = message.get("audio") if type(message) is dict else None
        data = audio.get("data") if type(audio) is dict else None
        if type(data) is str and is_base64(data):
            found.add(("choices", n, "message", "audio", "data"))
    return found


WIRE = Chat()
