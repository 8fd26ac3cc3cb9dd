"""What nobody here can read is named with its kind and its place, in each format; what can be read is not."""

from __future__ import annotations

import base64
from typing import Any

import pytest

from proviso.errors import UsageError
from proviso.gateway.wires import WIRES

PICTURE = base64.b64encode(bytes(range(256))).decode()
DATA = f"data:image/png;base64,{PICTURE}"
CHAT, RESPONSES, EMBEDDINGS = "/v1/chat/completions", "/v1/responses", "/v1/embeddings"
MESSAGES, COUNT = "/v1/messages", "/v1/messages/count_tokens"


def chat_part(part: Any) -> dict[str, Any]:
    return {"messages": [{"role": "user", "content": [{"type": "text", "text": "look"}, part]}]}


def item(value: Any) -> dict[str, Any]:
    return {"input": [value]}


def block(value: Any) -> dict[str, Any]:
    return {"messages": [{"role": "user", "content": [value]}]}


def user(**fields: Any) -> dict[str, Any]:
    return {"messages": [{"role": "user", "content": "x"}], **fields}


PART, BLOCK = "messages[0].content[1]", "messages[0].content[0]"
CASES: list[tuple[str, dict[str, Any], list[tuple[str, str]]]] = [
    (CHAT, chat_part({"type": "image_url", "image_url": {"url": DATA}}), [("image", PART)]),
    (CHAT, chat_part({"type": "image_url", "image_url": DATA}), [("image", PART)]),
    (CHAT, chat_part({"type": "image_url", "image_url": {"url": "https://a/b"}}), [("image", PART), ("url", PART)]),
    (CHAT, chat_part({"type": "input_audio", "input_audio": {"data": PICTURE, "format": "wav"}}), [("audio", PART)]),
    (CHAT, chat_part({"type": "video_url", "video_url": {"url": DATA}}), [("video", PART)]),
    (CHAT, chat_part({"type": "file", "file": {"file_data": DATA, "filename": "a.pdf"}}), [("file", PART)]),
    (CHAT, chat_part({"type": "file", "file": {"file_id": "file-1"}}), [("file", PART), ("stored", PART)]),
    (CHAT, chat_part({"type": "hologram", "data": "x"}), [("unknown", PART)]),
    (CHAT, chat_part({"text": "no type"}), [("unknown", PART)]),
    (CHAT, chat_part({"type": 3}), [("unknown", PART)]),
    (CHAT, chat_part(7), [("unknown", PART)]),
    (CHAT, {"messages": [{"role": "user", "content": {"type": "image_url"}}]}, [("image", "messages[0].content")]),
    (CHAT, {"messages": [{"role": "assistant", "audio": {"id": "a"}}]}, [("stored", "messages[0].audio")]),
    (CHAT, user(modalities=["text", "audio"]), [("audio", "modalities")]),
    (CHAT, user(modalities="audio"), [("audio", "modalities")]),
    (CHAT, user(modalities=["text"]), []),
    (CHAT, user(web_search_options={}), [("hosted_tool", "web_search_options")]),
    (CHAT, user(prediction={"type": "content", "content": [{"type": "x"}]}), [("unknown", "prediction.content[0]")]),
    (
        CHAT,
        user(tools=[{"type": "function", "function": {"name": "f"}}, {"type": "custom", "custom": {"name": "c"}}]),
        [],
    ),
    (
        CHAT,
        user(tools=[{"type": "web_search"}, {"type": "x"}, 3]),
        [("hosted_tool", "tools[0]"), ("unknown", "tools[1]"), ("unknown", "tools[2]")],
    ),
    (CHAT, {"messages": [{"role": "user", "content": "x", "images": [PICTURE]}]}, [("unknown", "messages[0]")]),
    (CHAT, {"messages": [{"role": "user", "content": "x", "extra": {"of": [DATA]}}]}, [("unknown", "messages[0]")]),
    (CHAT, chat_part({"type": "text", "text": "x", "image": PICTURE}), [("unknown", PART)]),
    (CHAT, user(images=[DATA]), [("unknown", "body")]),
    (CHAT, user(models=["other/model"]), [("hosted_tool", "models")]),
    (CHAT, user(plugins=[{"id": "web"}]), [("hosted_tool", "plugins")]),
    (RESPONSES, {"input": "x", "search_parameters": {"mode": "on"}}, [("hosted_tool", "search_parameters")]),
    (MESSAGES, user(fallbacks=["other"]), [("hosted_tool", "fallbacks")]),
    (MESSAGES, user(fallbacks=None), []),
    (CHAT, user(metadata={"a": PICTURE}, user="x" * 255, extra={"a": ["plain words " * 40]}), []),
    (RESPONSES, {"input": [{"role": "user", "content": "x", "image": PICTURE}]}, [("unknown", "input[0]")]),
    (RESPONSES, {"input": "x", "image_data": PICTURE}, [("unknown", "body")]),
    (MESSAGES, {"messages": [{"role": "user", "content": "x", "image": PICTURE}]}, [("unknown", "messages[0]")]),
    (MESSAGES, user(image=DATA), [("unknown", "body")]),
    (RESPONSES, item({"type": "input_image", "image_url": DATA}), [("image", "input[0]")]),
    (
        RESPONSES,
        item({"role": "user", "content": [{"type": "input_image", "image_url": "https://a"}]}),
        [("image", "input[0].content[0]"), ("url", "input[0].content[0]")],
    ),
    (
        RESPONSES,
        item({"role": "user", "content": [{"type": "input_file", "file_id": "f"}]}),
        [("file", "input[0].content[0]"), ("stored", "input[0].content[0]")],
    ),
    (
        RESPONSES,
        item({"role": "user", "content": [{"type": "input_file", "file_url": "https://a"}]}),
        [("file", "input[0].content[0]"), ("url", "input[0].content[0]")],
    ),
    (
        RESPONSES,
        item({"role": "user", "content": [{"type": "input_file", "file_data": PICTURE}]}),
        [("file", "input[0].content[0]")],
    ),
    (
        RESPONSES,
        item({"type": "message", "role": "user", "content": [{"type": "input_audio"}]}),
        [("audio", "input[0].content[0]")],
    ),
    (
        RESPONSES,
        item({"type": "function_call_output", "call_id": "c", "output": [{"type": "input_image"}]}),
        [("image", "input[0].output[0]")],
    ),
    (
        RESPONSES,
        item({"type": "computer_call_output", "output": {"type": "computer_screenshot", "image_url": DATA}}),
        [("image", "input[0].output")],
    ),
    (
        RESPONSES,
        item(
            {
                "type": "code_interpreter_call",
                "outputs": [{"type": "logs", "logs": "x"}, {"type": "image", "url": "https://a"}],
            }
        ),
        [("image", "input[0].outputs[1]"), ("url", "input[0].outputs[1]")],
    ),
    (RESPONSES, item({"type": "image_generation_call", "result": PICTURE}), [("image", "input[0]")]),
    (RESPONSES, item({"type": "item_reference", "id": "x"}), [("stored", "input[0]")]),
    (RESPONSES, item({"id": "x"}), [("stored", "input[0]")]),
    (RESPONSES, item({"type": None, "x": "y"}), [("unknown", "input[0]")]),
    (RESPONSES, item({"type": "telepathy"}), [("unknown", "input[0]")]),
    (RESPONSES, item({"type": "additional_tools", "tools": [{"type": "mcp"}]}), [("hosted_tool", "input[0].tools[0]")]),
    (RESPONSES, item({"type": "function_call", "name": "f", "arguments": "{}", "call_id": "c"}), []),
    (RESPONSES, item({"type": "reasoning", "summary": [{"type": "summary_text", "text": "t"}]}), []),
    (RESPONSES, {"input": "x", "previous_response_id": "r"}, [("stored", "previous_response_id")]),
    (RESPONSES, {"input": "x", "conversation": {"id": "c"}}, [("stored", "conversation")]),
    (RESPONSES, {"input": "x", "background": True}, [("stored", "background")]),
    (RESPONSES, {"input": "x", "background": False, "conversation": None}, []),
    (
        RESPONSES,
        {"prompt": {"id": "p", "variables": {"a": {"type": "input_image"}}}},
        [("stored", "prompt"), ("image", "prompt.variables")],
    ),
    *(
        (RESPONSES, {"input": "x", "tools": [{"type": kind}]}, [("hosted_tool", "tools[0]")])
        for kind in (
            "web_search",
            "web_search_2025_08_26",
            "web_search_preview_2025_03_11",
            "file_search",
            "mcp",
            "code_interpreter",
            "image_generation",
            "computer_use_preview",
            "computer",
            "tool_search",
            "shell",
            "programmatic_tool_calling",
        )
    ),
    (RESPONSES, {"input": "x", "tools": [{"type": "tomorrow"}]}, [("unknown", "tools[0]")]),
    (
        RESPONSES,
        {
            "input": "x",
            "tools": [
                {"type": "shell", "environment": {"type": "local"}},
                {"type": "tool_search", "execution": "client"},
                {"type": "custom", "name": "c"},
                {"type": "local_shell"},
            ],
        },
        [],
    ),
    (
        RESPONSES,
        {"input": "x", "tools": [{"type": "namespace", "tools": [{"type": "mcp"}]}]},
        [("hosted_tool", "tools[0].tools[0]")],
    ),
    (EMBEDDINGS, {"input": [1, 2, 3]}, [("tokens", "input")]),
    (EMBEDDINGS, {"input": [[1, 2], [3]]}, [("tokens", "input")]),
    (EMBEDDINGS, {"input": ["a", 3]}, [("tokens", "input")]),
    (EMBEDDINGS, {"input": [{"image": "x"}]}, [("unknown", "input")]),
    (EMBEDDINGS, {"input": ["a", "b"]}, []),
    *(
        (path, *case)
        for path in (MESSAGES, COUNT)
        for case in (
            (block({"type": "image", "source": {"type": "base64", "data": PICTURE}}), [("image", BLOCK)]),
            (
                block({"type": "image", "source": {"type": "url", "url": "https://a"}}),
                [("image", BLOCK), ("url", BLOCK)],
            ),
            (
                block({"type": "image", "source": {"type": "file", "file_id": "f"}}),
                [("image", BLOCK), ("stored", BLOCK)],
            ),
            (
                block({"type": "image", "source": {"type": "bucket"}}),
                [("image", BLOCK), ("unknown", f"{BLOCK}.source")],
            ),
            (block({"type": "document", "source": {"type": "base64", "data": PICTURE}}), [("file", BLOCK)]),
            (
                block({"type": "document", "source": {"type": "url", "url": "https://a"}}),
                [("file", BLOCK), ("url", BLOCK)],
            ),
            (block({"type": "document", "source": {"type": "text", "data": "plain"}}), []),
            (block({"type": "document", "source": {"type": "content", "content": "plain"}}), []),
            (
                block(
                    {
                        "type": "document",
                        "source": {"type": "content", "content": [{"type": "image", "source": {"type": "base64"}}]},
                    }
                ),
                [("image", f"{BLOCK}.source.content[0]")],
            ),
            (
                block({"type": "tool_result", "content": [{"type": "image", "source": {"type": "base64"}}]}),
                [("image", f"{BLOCK}.content[0]")],
            ),
            (block({"type": "tool_result", "content": [{"type": "text", "text": "x"}]}), []),
            (
                block(
                    {
                        "type": "web_fetch_tool_result",
                        "content": {
                            "type": "web_fetch_result",
                            "content": {"type": "document", "source": {"type": "base64"}},
                        },
                    }
                ),
                [("file", f"{BLOCK}.content.content")],
            ),
            (block({"type": "container_upload", "file_id": "f"}), [("stored", BLOCK)]),
            (block({"type": "tomorrow"}), [("unknown", BLOCK)]),
            (user(mcp_servers=[{"url": "https://a"}]), [("hosted_tool", "mcp_servers")]),
            (user(container="c"), [("hosted_tool", "container")]),
            (user(system=[{"type": "image"}]), [("image", "system[0]")]),
            (
                user(
                    tools=[
                        {"name": "f"},
                        {"type": "custom", "name": "g"},
                        {"type": "bash_20250124"},
                        {"type": "text_editor_20250728"},
                    ]
                ),
                [],
            ),
            (
                user(tools=[{"type": "web_search_20250305"}, {"type": "tomorrow_20990101"}, {"type": 3}]),
                [("hosted_tool", "tools[0]"), ("unknown", "tools[1]"), ("unknown", "tools[2]")],
            ),
            (
                user(
                    tools=[
                        {"type": "code_execution_20260521"},
                        {"type": "computer_toolset_20260801"},
                        {"type": "mcp_toolset"},
                    ]
                ),
                [("hosted_tool", "tools[0]"), ("hosted_tool", "tools[1]"), ("hosted_tool", "tools[2]")],
            ),
        )
    ),
]


@pytest.mark.parametrize(("path", "body", "expected"), CASES)
def test_what_cannot_be_read_is_named(path: str, body: dict[str, Any], expected: list[tuple[str, str]]) -> None:
    request = WIRES[path].read({"model": "m", **body})
    assert [(part.kind, part.where) for part in request.unscreened] == expected
    kinds = {part.kind for part in request.unscreened}
    if kinds and "unknown" not in kinds:
        assert PICTURE not in "".join(passage.text for passage in request.passages)


HIDDEN = [
    (CHAT, chat_part({"type": "image_url", "image_url": {"url": "data:image/png;base64,078-05-1120 " + PICTURE}})),
    (CHAT, chat_part({"type": "input_audio", "input_audio": {"data": "078-05-1120 " + "a b " * 40}})),
    (CHAT, chat_part({"type": "text", "text": DATA, "note": "078-05-1120"})),
    (CHAT, chat_part({"type": "file", "file": {"file_data": DATA, "filename": "078-05-1120.pdf"}})),
    (CHAT, chat_part({"type": "tomorrow", "data": PICTURE + " 078-05-1120"})),
    (RESPONSES, item({"role": "user", "content": [{"type": "input_file", "filename": "078-05-1120"}]})),
    (RESPONSES, {"prompt": {"id": "p", "variables": {"a": "078-05-1120"}}}),
    (MESSAGES, block({"type": "document", "title": "078-05-1120", "source": {"type": "base64", "data": PICTURE}})),
    (MESSAGES, block({"type": "image", "source": {"type": "url", "url": "https://a?ssn=078-05-1120"}})),
]


@pytest.mark.parametrize(("path", "body"), HIDDEN)
def test_text_in_and_beside_what_cannot_be_read_is_read(path: str, body: dict[str, Any]) -> None:
    request = WIRES[path].read({"model": "m", **body})
    assert "078-05-1120" in "".join(passage.text for passage in request.passages)


def test_no_place_names_what_a_caller_invented() -> None:
    body = {"model": "m", **user(**{"078-05-1120": "x"}), "tools": [{"078-05-1120": {"type": "x"}}]}
    request = WIRES[CHAT].read(body)
    places = [passage.where for passage in request.passages] + [part.where for part in request.unscreened]
    assert places == ["messages[0].content", "tools", "body", "tools[0]"]


def nested(levels: int, *keys: str) -> dict[str, Any]:
    inner: dict[str, Any] = {"type": "text"}
    for n in range(levels):
        key = keys[n % len(keys)]
        inner = {"type": "namespace" if key == "tools" else "tool_result", key: [inner]}
    return inner


DEEP = [
    (CHAT, user(extra=nested(200, "a"))),
    (CHAT, {"messages": [{"role": "user", "content": [nested(200, "content")]}]}),
    (RESPONSES, {"input": [nested(200, "output", "content")]}),
    (RESPONSES, {"input": "x", "tools": [nested(200, "tools")]}),
    (MESSAGES, block(nested(200, "content"))),
]


@pytest.mark.parametrize(("path", "body"), DEEP)
def test_what_is_nested_too_deeply_is_refused_in_words(path: str, body: dict[str, Any]) -> None:
    with pytest.raises(UsageError, match="nested too deeply"):
        WIRES[path].read({"model": "m", **body})
