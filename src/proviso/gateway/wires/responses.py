"""OpenAI's responses: items instead of messages, and tools that the provider runs itself."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from proviso.decision.answers import Guard
from proviso.errors import UsageError
from proviso.gateway.passages import MAX_DEPTH, Path, Reader, Shape, names
from proviso.gateway.seams import with_seams
from proviso.gateway.streams.responses import read_stream
from proviso.gateway.wire import Body, Passage, Request, Stream, Usage

from .fields import (
    COUNT,
    IDS,
    LEVELS,
    SEALED,
    TIERS,
    TIMES,
    count_of,
    is_stream,
    model_of,
    read_field,
    read_rest,
    read_turns,
)
from .parts import Types, Unread, is_base64, say
from .retention import keep_from_storing

TYPES = Types(
    text=names(
        """additional_tools apply_patch_call apply_patch_call_output code_interpreter_call compaction
        compaction_trigger computer_call computer_call_output configuration_update custom_tool_call
        custom_tool_call_output file_search_call function_call function_call_output input_text local_shell_call
        local_shell_call_output logs mcp_approval_request mcp_approval_response mcp_call mcp_list_tools message
        output_text program program_output reasoning reasoning_text refusal shell_call shell_call_output
        summary_text text tool_search_call tool_search_output web_search_call"""
    ),
    media={
        "input_image": "image",
        "computer_screenshot": "image",
        "image": "image",
        "image_generation_call": "image",
        "input_audio": "audio",
        "input_video": "video",
        "input_file": "file",
        "item_reference": "stored",
    },
    closed=frozenset({"shell_call_output"}),
)
_READABLE_TOOLS = frozenset({"function", "custom", "local_shell", "apply_patch", "namespace"})
"""The caller runs these itself."""
_HOSTED_TOOLS = names(
    """code_interpreter computer computer_use computer_use_preview file_search image_generation mcp
    programmatic_tool_calling shell tool_search web_search web_search_preview"""
)
_STORED = ("previous_response_id", "conversation", "prompt", "background_options")
_STATUS = frozenset({"in_progress", "completed", "incomplete", "failed", "searching", "interpreting", "generating"})
_PART = Shape(
    bare=frozenset({"text", "refusal"}),
    words={"type": TYPES.text | TYPES.media.keys()},
    plain=frozenset({"annotations", "logprobs"}),
)
_TOOL = Shape(
    bare=frozenset({"description"}),
    words={"type": _READABLE_TOOLS | _HOSTED_TOOLS},
    plain=frozenset({"strict", "async", "defer_loading", "parameters", "description"}),
)
_TOOLS = Shape(bare=_TOOL.bare, words=_TOOL.words, plain=_TOOL.plain, inside={"tools": _TOOL})
_ITEM = Shape(
    opaque=SEALED,
    bare=frozenset({"content", "arguments", "input", "output", "code", "text"}),
    words={
        "role": frozenset({"developer", "system", "user", "assistant"}),
        "type": TYPES.text | TYPES.media.keys(),
        "status": _STATUS,
        "phase": frozenset({"commentary", "final_answer"}),
    },
    inside={"content": _PART, "summary": _PART, "output": _PART, "tools": _TOOLS},
    plain=frozenset({"content", "summary", "encrypted_content", "status", "phase", "async", "namespace", "caller"}),
)
_TOP = Shape(
    opaque=IDS,
    words={
        "service_tier": TIERS,
        "truncation": frozenset({"auto", "disabled"}),
        "tool_choice": frozenset({"none", "auto", "required"}),
    },
    inside={
        "reasoning": Shape(words={"effort": LEVELS}, plain=frozenset({"effort", "summary", "generate_summary"})),
        "stream_options": Shape(plain=frozenset({"include_obfuscation"})),
        "text": Shape(
            words={"verbosity": LEVELS},
            plain=frozenset({"verbosity", "format"}),
            inside={"format": Shape(words={"type": frozenset({"text", "json_object", "json_schema"})})},
        ),
    },
    counts={"max_output_tokens": COUNT},
    plain=names(
        """background conversation include instructions max_output_tokens max_tool_calls metadata parallel_tool_calls
        previous_response_id prompt reasoning store stream stream_options temperature text tool_choice tools
        top_logprobs top_p truncation user"""
    ),
)
_COUNTS = Shape(
    counts=dict.fromkeys(("input_tokens", "output_tokens", "total_tokens"), COUNT),
    plain=names(
        """audio_tokens cache_write_tokens cached_tokens image_tokens input_tokens output_tokens reasoning_tokens
        text_tokens total_tokens"""
    ),
)
USAGE = Shape(
    counts=_COUNTS.counts,
    plain=_COUNTS.plain,
    inside={"input_tokens_details": _COUNTS, "output_tokens_details": _COUNTS},
)
_ANSWER = Shape(
    opaque=IDS,
    words={**_TOP.words, "object": frozenset({"response"}), "status": _STATUS | {"cancelled", "queued"}},
    inside={**_TOP.inside, "usage": USAGE},
    counts={**_TOP.counts, "created_at": TIMES, "completed_at": TIMES},
    plain=_TOP.plain
    | names(
        """completed_at created_at error incomplete_details moderation prompt_cache_key prompt_cache_retention
        safety_identifier service_tier tool_usage usage"""
    ),
)
_TEXT = Shape(bare=frozenset({"input", "instructions"}))


_TOOLSET = Shape(inside={"tools": _TOOLS})
_READ_BEFORE = frozenset({"input", "instructions", "tools"})
_OUTPUT = frozenset({"output"})
_FIELDS = names("input instructions metadata prompt text tools")


class Responses:
    """`/v1/responses`"""

    name = "responses"
    path = "/v1/responses"
    family = "openai"

    def read(self, body: Body) -> Request:
        """All text of a request."""
        given = body.get("input")
        if given is not None and type(given) not in (str, list):
            raise UsageError("`input` is neither a text nor a list of items.")
        items = given if type(given) is list else []
        unread = Unread(TYPES)
        for n, item in enumerate(items):
            _look(unread, item, ("input", n))
        _look_at_top(unread, body)
        reader = Reader(unread.omitted)
        text = read_field(reader, body, "input", _TEXT) if type(given) is str else ()
        return Request(
            model=model_of(body),
            is_stream=is_stream(body),
            passages=(
                *with_seams(
                    [
                        *read_field(reader, body, "instructions", _TEXT),
                        *text,
                        *read_turns(reader, items, "input", _ITEM),
                    ]
                ),
                *read_field(reader, body, "tools", _TOOLSET),
                *read_rest(reader, body, _TOP, _READ_BEFORE),
            ),
            unscreened=tuple(unread.found),
        )

    def harden(self, body: Body) -> tuple[str, ...]:
        """Not stored, not learned from."""
        return keep_from_storing(body)

    def answer(self, body: Body) -> tuple[Passage, ...]:
        """All text of a plain answer: one passage for each item of its output, and one for the rest."""
        output = body.get("output")
        items = output if type(output) is list else []
        reader = Reader(_pictures(items))
        passages = read_turns(reader, items, "output", _ITEM)
        done = _OUTPUT if type(output) is list else frozenset()
        return (*passages, *read_rest(reader, body, _ANSWER, done))

    def usage(self, body: Body) -> Usage:
        """The tokens that a plain answer counts."""
        return Usage(
            input_tokens=count_of(body.get("usage"), "input_tokens"),
            output_tokens=count_of(body.get("usage"), "output_tokens"),
        )

    def stream(self, guard: Callable[[], Guard], request: Request) -> Stream | None:
        """A reader for one streamed answer."""
        return read_stream(guard, wants_usage=request.wants_usage)


def _look(unread: Unread, item: object, path: Path) -> None:
    """An item that names no type is a message when it has a role, and a reference when it has an id."""
    if type(item) is not dict:
        unread.part(item, path)
        return
    if item.get("type") is None:
        if "role" in item:
            unread.content(item.get("content"), (*path, "content"))
            unread.strangers(item, frozenset({"content"}), path)
        else:
            unread.add("stored" if "id" in item else "unknown", say(path))
        return
    unread.part(item, path)
    if item["type"] != "mcp_list_tools":  # a list of names that were there, not tools to run
        _look_at_tools(unread, item.get("tools"), (*path, "tools"))


def _look_at_top(unread: Unread, body: Body) -> None:
    unread.strangers(body, _FIELDS, ())
    unread.detours(body)
    for name in _STORED:
        if body.get(name):
            unread.add("stored", name)
    if body.get("background") not in (None, False):
        unread.add("stored", "background")
    prompt = body.get("prompt")
    variables = prompt.get("variables") if type(prompt) is dict else None
    if type(variables) is dict:
        for variable in variables.values():
            if type(variable) is dict and variable.get("type") != "input_text":
                unread.add(TYPES.media.get(str(variable.get("type")), "unknown"), "prompt.variables")
    _look_at_tools(unread, body.get("tools"), ("tools",))


def _look_at_tools(unread: Unread, tools: object, path: Path) -> None:
    if len(path) > MAX_DEPTH:  # the reader refuses it
        return
    for n, tool in enumerate(tools if type(tools) is list else []):
        kind = tool.get("type") if type(tool) is dict else None
        if type(kind) is not str or not _is_readable(tool, kind):
            hosted = type(kind) is str and kind.partition("_20")[0] in _HOSTED_TOOLS
            unread.add("hosted_tool" if hosted else "unknown", f"{say(path)}[{n}]")
        elif kind == "namespace":
            _look_at_tools(unread, tool.get("tools"), (*path, n, "tools"))


def _is_readable(tool: dict[str, Any], kind: str) -> bool:
    """Whether the caller runs the tool itself, so that all that goes to it and comes from it passes here."""
    if kind == "tool_search":
        return tool.get("execution") == "client"
    if kind == "shell":
        environment = tool.get("environment")
        return type(environment) is dict and environment.get("type") == "local"
    return kind in _READABLE_TOOLS


def _pictures(items: list[Any]) -> set[Path]:
    """Where an answer has a picture that was made."""
    return {
        ("output", n, "result")
        for n, item in enumerate(items)
        if type(item) is dict
        and item.get("type") == "image_generation_call"
        and type(item.get("result")) is str
        and is_base64(item["result"])
    }


WIRE = Responses()
