"""Each format: which passages a body has, what is set before it goes on, what an answer counts."""

from __future__ import annotations

import base64
from collections.abc import Callable
from hashlib import sha256
from typing import Any

import pytest

from proviso.decision.answers import Guard
from proviso.errors import UsageError
from proviso.gateway.passages import replaced
from proviso.gateway.wire import Place, Usage
from proviso.gateway.wires import WIRES

CHAT, RESPONSES, EMBEDDINGS = "/v1/chat/completions", "/v1/responses", "/v1/embeddings"
MESSAGES, COUNT = "/v1/messages", "/v1/messages/count_tokens"
SOUND = base64.b64encode(bytes(range(256))).decode()
HI: list[Any] = [{"role": "user", "content": "hi"}]
CALL = {"id": "c1", "type": "function", "function": {"name": "look_up", "arguments": '{"ssn": "078"}'}}


def test_each_path_has_its_format() -> None:
    assert [(path, wire.path, wire.name, wire.family) for path, wire in WIRES.items()] == [
        (CHAT, CHAT, "chat", "openai"),
        (RESPONSES, RESPONSES, "responses", "openai"),
        (EMBEDDINGS, EMBEDDINGS, "embeddings", "openai"),
        (MESSAGES, MESSAGES, "messages", "anthropic"),
        (COUNT, COUNT, "count_tokens", "anthropic"),
    ]


REQUESTS: list[tuple[str, dict[str, Any], list[tuple[str, str]]]] = [
    (CHAT, {"messages": HI, "temperature": 0.7, "max_tokens": 100000, "stream": True}, [("messages[0].content", "hi")]),
    (
        CHAT,
        {
            "messages": [
                {"role": "system", "content": "be kind"},
                {
                    "role": "user",
                    "name": "jo",
                    "content": [{"type": "text", "text": "a"}, {"type": "text", "text": "b"}],
                },
                {"role": "assistant", "content": None, "tool_calls": [CALL]},
                {"role": "tool", "tool_call_id": "c1", "content": "found"},
            ],
            "user": "u-7",
        },
        [
            ("messages[0].content", "be kind"),
            ("messages[1]", "name: jo\na\nb"),
            ("messages[2]", 'id: c1\nname: look_up\n{"ssn": "078"}\nssn: 078'),
            ("messages[3]", "tool_call_id: c1\nfound"),
            ("user", "user: u-7"),
        ],
    ),
    (
        CHAT,
        {"messages": HI, "tools": [{"type": "function", "function": {"name": "f", "description": "d"}}], "stop": ["x"]},
        [("messages[0].content", "hi"), ("tools", "name: f\nd"), ("stop", "stop: x")],
    ),
    (CHAT, {"messages": [{"role": "spy", "content": ""}]}, [("messages[0].content", "role: spy")]),
    (
        CHAT,
        {"messages": HI, "user": "u", "metadata": {"a": "b"}},
        [("messages[0].content", "hi"), ("body", "user: u\nmetadata:\na: b")],
    ),
    (RESPONSES, {"input": "hi", "instructions": "be kind"}, [("instructions", "be kind"), ("input", "hi")]),
    (
        RESPONSES,
        {
            "input": [
                {"role": "user", "content": "hi"},
                {"type": "message", "role": "user", "content": [{"type": "input_text", "text": "ho"}]},
                {"type": "function_call", "call_id": "c1", "name": "f", "arguments": "{}"},
                {"type": "function_call_output", "call_id": "c1", "output": "found"},
            ],
            "reasoning": {"effort": "low"},
            "text": {"verbosity": "low", "format": {"type": "text"}},
        },
        [
            ("input[0].content", "hi"),
            ("input[1].content", "ho"),
            ("input[2]", "call_id: c1\nname: f\n{}"),
            ("input[3]", "call_id: c1\nfound"),
        ],
    ),
    (EMBEDDINGS, {"input": "hi"}, [("input", "hi")]),
    (EMBEDDINGS, {"input": ["a", "b"], "encoding_format": "float"}, [("input[0]", "a"), ("input[1]", "b")]),
    (EMBEDDINGS, {"input": [123456789]}, [("input[0]", "123456789")]),
    *(
        (path, *case)
        for path in (MESSAGES, COUNT)
        for case in (
            (
                {"messages": HI, "max_tokens": 100000, "system": "be kind"},
                [("system", "be kind"), ("messages[0].content", "hi")],
            ),
            (
                {
                    "messages": [
                        {
                            "role": "assistant",
                            "content": [{"type": "tool_use", "id": "t", "name": "f", "input": {"ssn": "078"}}],
                        },
                        {
                            "role": "user",
                            "content": [
                                {
                                    "type": "tool_result",
                                    "tool_use_id": "t",
                                    "content": [{"type": "text", "text": "found"}],
                                }
                            ],
                        },
                    ],
                    "system": [{"type": "text", "text": "be kind", "cache_control": {"type": "ephemeral"}}],
                    "metadata": {"user_id": "u"},
                },
                [
                    ("system", "be kind"),
                    ("messages[0].content", "id: t\nname: f\ninput:\nssn: 078"),
                    ("messages[1].content", "tool_use_id: t\nfound"),
                    ("metadata", "user_id: u"),
                ],
            ),
        )
    ),
]


@pytest.mark.parametrize(("path", "body", "expected"), REQUESTS)
def test_a_request_is_read_by_its_regions(path: str, body: dict[str, Any], expected: list[tuple[str, str]]) -> None:
    request = WIRES[path].read({"model": "gpt-4o", **body})
    assert [(passage.where, passage.text) for passage in request.passages] == expected


MODELS = [
    ("gpt-4o-mini", True),
    ("gpt-4o-2024-08-06", True),
    ("claude-sonnet-4-5-20250929", True),
    ("claude-3.5-haiku", True),
    ("text-embedding-3-small", True),
    ("o4-mini", True),
    ("078-05-1120", False),
    ("gpt-078051120", False),
    ("John Smith", False),
    ("gpt-4o\n078-05-1120", False),
]


@pytest.mark.parametrize(("model", "is_known"), MODELS)
def test_a_name_that_no_provider_gave_is_read(model: str, is_known: bool) -> None:
    request = WIRES[CHAT].read({"model": model, "messages": HI})
    assert request.model == model
    assert [passage.where for passage in request.passages[1:]] == ([] if is_known else ["model"])


WRONG = [
    (CHAT, {"messages": HI}, "names no model"),
    (CHAT, {"model": 3, "messages": HI}, "names no model"),
    (CHAT, {"model": "m"}, "`messages`"),
    (CHAT, {"model": "m", "messages": []}, "`messages`"),
    (CHAT, {"model": "m", "messages": "hi"}, "`messages`"),
    (CHAT, {"model": "m", "messages": ["hi"]}, "`messages`"),
    (CHAT, {"model": "m", "messages": HI, "stream": "yes"}, "`stream`"),
    (RESPONSES, {"model": "m", "input": 3}, "`input`"),
    (EMBEDDINGS, {"model": "m"}, "`input`"),
    (EMBEDDINGS, {"model": "m", "input": ""}, "`input`"),
    (EMBEDDINGS, {"model": "m", "input": {}}, "`input`"),
    (MESSAGES, {"model": "m", "messages": {}}, "`messages`"),
    (COUNT, {"messages": HI}, "names no model"),
]


@pytest.mark.parametrize(("path", "body", "words"), WRONG)
def test_a_body_of_another_form_is_refused_in_words(path: str, body: dict[str, Any], words: str) -> None:
    with pytest.raises(UsageError, match=words):
        WIRES[path].read(body)


HARDENED: list[tuple[str, dict[str, Any], tuple[str, ...], dict[str, Any]]] = [
    (CHAT, {}, ("store=false",), {"store": False}),
    (CHAT, {"store": True, "metadata": {"a": "b"}}, ("store=false",), {"store": False, "metadata": {"a": "b"}}),
    (
        CHAT,
        {"stream": True},
        ("store=false",),
        {"stream": True, "store": False, "stream_options": {"include_usage": True}},
    ),
    (
        CHAT,
        {"stream": True, "stream_options": {"include_obfuscation": False, "include_usage": False}},
        ("store=false",),
        {"stream": True, "store": False, "stream_options": {"include_obfuscation": False, "include_usage": True}},
    ),
    (CHAT, {"prompt_cache_retention": "24h"}, ("store=false", "prompt_cache_retention removed"), {"store": False}),
    (
        CHAT,
        {"prompt_cache_retention": "in_memory"},
        ("store=false",),
        {"prompt_cache_retention": "in_memory", "store": False},
    ),
    (
        RESPONSES,
        {"store": "yes", "prompt_cache_options": {"mode": "explicit", "ttl": "12h"}},
        ("store=false", "prompt_cache_options.ttl removed"),
        {"store": False, "prompt_cache_options": {"mode": "explicit"}},
    ),
    (RESPONSES, {"stream": True}, ("store=false",), {"stream": True, "store": False}),
    (EMBEDDINGS, {"x": 1}, (), {"x": 1}),
    (MESSAGES, {"x": 1}, (), {"x": 1}),
    (COUNT, {"x": 1}, (), {"x": 1}),
]


@pytest.mark.parametrize(("path", "body", "said", "after"), HARDENED)
def test_the_provider_is_kept_from_storing(
    path: str, body: dict[str, Any], said: tuple[str, ...], after: dict[str, Any]
) -> None:
    assert WIRES[path].harden(body) == said
    assert body == after


@pytest.mark.parametrize(
    ("options", "is_stream", "wants"),
    [
        (None, True, False),
        ({"include_usage": True}, True, True),
        ({"include_usage": False}, True, False),
        (None, False, True),
        ("x", True, False),
    ],
)
def test_the_counts_are_shown_to_who_asked(options: Any, is_stream: bool, wants: bool) -> None:
    body = {"model": "m", "messages": HI, "stream": is_stream, "stream_options": options}
    assert WIRES[CHAT].read(body).wants_usage is wants


def chat_answer(**message: Any) -> dict[str, Any]:
    choice = {"index": 0, "finish_reason": "stop", "logprobs": None, "message": {"role": "assistant", **message}}
    usage = {"prompt_tokens": 5, "completion_tokens": 7, "total_tokens": 12}
    return {
        "object": "chat.completion",
        "created": 1_764_500_000,
        "model": "gpt-4o",
        "choices": [choice],
        "usage": usage,
    }


TOKENS = {
    "content": [
        {"token": "078", "logprob": -1.0, "bytes": [48, 55, 56]},
        {"token": "-05", "logprob": -2.0, "bytes": None},
    ]
}
ANSWERS: list[tuple[str, dict[str, Any], list[tuple[str, str]], Usage]] = [
    (CHAT, chat_answer(content="hello"), [("choices[0]", "hello")], Usage(input_tokens=5, output_tokens=7)),
    (CHAT, chat_answer(content=None, refusal="no"), [("choices[0]", "no")], Usage(input_tokens=5, output_tokens=7)),
    (
        CHAT,
        chat_answer(content=None, tool_calls=[CALL]),
        [("choices[0]", 'id: c1\nname: look_up\n{"ssn": "078"}\nssn: 078')],
        Usage(input_tokens=5, output_tokens=7),
    ),
    (
        CHAT,
        chat_answer(content=None, audio={"id": "a", "data": SOUND, "transcript": "spoken"}),
        [("choices[0]", "audio:\nid: a\ntranscript: spoken")],
        Usage(input_tokens=5, output_tokens=7),
    ),
    (
        CHAT,
        {"choices": [{"logprobs": TOKENS}], "id": "x"},
        [("choices[0]", "logprobs:\ncontent:\n078-05\n078"), ("body", "id: x")],
        Usage(),
    ),
    (CHAT, {"choices": "odd", "usage": "odd"}, [("body", "choices: odd\nusage: odd")], Usage()),
    (
        RESPONSES,
        {
            "object": "response",
            "status": "completed",
            "output": [
                {"type": "reasoning", "summary": [{"type": "summary_text", "text": "I think"}]},
                {
                    "type": "message",
                    "role": "assistant",
                    "content": [{"type": "output_text", "text": "hello", "annotations": []}],
                },
                {"type": "image_generation_call", "result": SOUND, "status": "completed"},
            ],
            "usage": {"input_tokens": 5, "output_tokens": 7, "total_tokens": 12},
        },
        [("output[0]", "I think"), ("output[1].content", "hello")],
        Usage(input_tokens=5, output_tokens=7),
    ),
    (
        EMBEDDINGS,
        {
            "object": "list",
            "data": [
                {"object": "embedding", "index": 0, "embedding": [0.12345678, 1]},
                {"embedding": SOUND},
                {"embedding": "ssn 078"},
            ],
            "usage": {"prompt_tokens": 5, "total_tokens": 5},
        },
        [("body", "embedding: ssn 078")],
        Usage(input_tokens=5),
    ),
    (
        MESSAGES,
        {
            "type": "message",
            "role": "assistant",
            "content": [
                {"type": "thinking", "thinking": "hm"},
                {"type": "text", "text": "hello"},
                {"type": "tool_use", "input": {"ssn": "078"}},
            ],
            "stop_reason": "end_turn",
            "usage": {
                "input_tokens": 5,
                "output_tokens": 7,
                "cache_read_input_tokens": 100,
                "cache_creation_input_tokens": None,
            },
        },
        [("content", "hm\nhello\ninput:\nssn: 078")],
        Usage(input_tokens=105, output_tokens=7),
    ),
    (COUNT, {"input_tokens": 123_456}, [], Usage()),
    (COUNT, {"input_tokens": 78_051_120}, [("body", "input_tokens: 78051120")], Usage()),
]


@pytest.mark.parametrize(("path", "body", "expected", "usage"), ANSWERS)
def test_an_answer_is_read_whole(
    path: str, body: dict[str, Any], expected: list[tuple[str, str]], usage: Usage
) -> None:
    wire = WIRES[path]
    assert [(passage.where, passage.text) for passage in wire.answer(body)] == expected
    assert wire.usage(body) == usage


def test_a_mask_in_a_part_of_a_message_goes_where_it_stood() -> None:
    body = {"model": "m", "messages": [*HI, {"role": "user", "content": [{"type": "text", "text": "ssn 078"}]}]}
    passages = WIRES[CHAT].read(body).passages
    at = passages[1].text.index("078")
    changed = replaced(body, passages, [Place(passage=1, start=at, end=at + 3, words="[SSN]")])
    assert changed["messages"] == [*HI, {"role": "user", "content": [{"type": "text", "text": "ssn [SSN]"}]}]


@pytest.mark.parametrize("path", [EMBEDDINGS, COUNT])
def test_what_does_not_stream_has_no_reader(path: str, no_guard: Callable[[], Guard]) -> None:
    request = WIRES[path].read({"model": "m", "input": "hi", "messages": HI, "stream": True})
    assert not request.is_stream
    assert WIRES[path].stream(no_guard, request) is None


@pytest.mark.parametrize("path", [CHAT, RESPONSES, MESSAGES])
def test_what_streams_has_a_reader(path: str, no_guard: Callable[[], Guard]) -> None:
    request = WIRES[path].read({"model": "m", "input": "hi", "messages": HI, "stream": True})
    assert request.is_stream
    stream = WIRES[path].stream(no_guard, request)
    assert stream is not None
    assert not stream.is_complete


@pytest.fixture
def no_guard() -> Callable[[], Guard]:
    def guard() -> Guard:
        raise AssertionError("no text came")

    return guard


HEX = "c8f08123192189fc79c40b8ca061ca24cff37cdfc56af81dec"
SEALED = base64.b64encode(b"".join(sha256(bytes([n])).digest() for n in range(9))).decode()
NUMBERS = [
    ("id", f"resp_{HEX}", True),
    ("id", f"msg_{HEX}", True),
    ("call_id", "call_8sJxfg0OHeP7mh8pSmvtf5rB", True),
    ("id", "94d15801-35fc-4d97-8d1b-cbe9f3997559", True),
    ("id", "chatcmpl-tool-57315f0c8f8b44818d627cdcc2921ec0", True),
    ("encrypted_content", SEALED, True),
    ("id", SEALED, False),
    ("namespace", f"resp_{HEX}", False),
    ("id", "078-05-1120", False),
    ("id", "A078051120", False),
    ("call_id", "call_078051120", False),
    ("call_id", "call_Maria", False),
    ("call_id", "call_8sJxfg0OHeP 078-05-1120", False),
    ("id", f"resp_{HEX}\n078-05-1120", False),
    ("id", "DE89370400440532013000", False),
    ("encrypted_content", f"{SEALED} 078-05-1120", False),
    ("encrypted_content", "sk-proj-" + SEALED.replace("/", "a").replace("+", "b"), False),
    ("encrypted_content", "John Quincy Public " * 9, False),
]


@pytest.mark.parametrize(("field", "value", "is_opaque"), NUMBERS)
def test_a_number_that_a_provider_gave_is_no_text(field: str, value: str, is_opaque: bool) -> None:
    body = {"output": [{"type": "function_call", field: value}]}
    text = "".join(passage.text for passage in WIRES[RESPONSES].answer(body))
    assert text == ("" if is_opaque else f"{field}: {value}")
