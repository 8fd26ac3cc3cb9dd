"""Anthropic's messages: content blocks, the system prompt beside them, and tools that the provider runs itself."""

from __future__ import annotations

from collections.abc import Callable

from proviso.decision.answers import Guard
from proviso.gateway.passages import Reader, Shape, names
from proviso.gateway.seams import with_seams
from proviso.gateway.streams.messages import read_stream
from proviso.gateway.wire import Body, Passage, Request, Stream, Usage

from .fields import (
    COUNT,
    IDS,
    LEVELS,
    SEALED,
    TIERS,
    count_of,
    is_stream,
    list_of,
    model_of,
    read_field,
    read_rest,
    read_turns,
)
from .parts import Types, Unread

_RESULTS = names(
    """bash_code_execution_result bash_code_execution_tool_result bash_code_execution_tool_result_error
    code_execution_result code_execution_tool_result code_execution_tool_result_error
    encrypted_code_execution_result mcp_tool_result mcp_tool_use server_tool_use
    text_editor_code_execution_create_result text_editor_code_execution_str_replace_result
    text_editor_code_execution_tool_result text_editor_code_execution_tool_result_error
    text_editor_code_execution_view_result tool_search_tool_result tool_search_tool_result_error
    tool_search_tool_search_result web_fetch_result web_fetch_tool_result web_fetch_tool_result_error
    web_search_result web_search_tool_result web_search_tool_result_error"""
)
"""What a tool of the provider gave in an earlier turn: it is text here."""
TYPES = Types(
    text=_RESULTS
    | names("browser_state redacted_thinking search_result text thinking tool_reference tool_result tool_use"),
    media={
        "image": "image",
        "document": "file",
        "container_upload": "stored",
        "code_execution_output": "stored",
        "bash_code_execution_output": "stored",
    },
)
_READABLE_TOOLS = frozenset({"bash", "text_editor", "memory"})
"""The caller runs these itself, and sends their results as text."""
_HOSTED_TOOLS = names(
    """advisor browser browser_toolset code_execution computer computer_toolset mcp_toolset tool_search_tool_bm25
    tool_search_tool_regex web_fetch web_search"""
)
_HOSTED = ("mcp_servers", "container")
_BLOCK_TYPES = TYPES.text | TYPES.media.keys()
_CACHE = Shape(words={"type": frozenset({"ephemeral"}), "ttl": frozenset({"5m", "1h"})})
_SOURCE_TYPES = frozenset({"base64", "url", "file", "text", "content"})
_MEDIA_TYPES = frozenset({"text/plain", "application/pdf", "image/jpeg", "image/png", "image/gif", "image/webp"})


def _block(*inner: Shape) -> Shape:
    """A content block, which may hold blocks."""
    inside = dict.fromkeys(("content",), inner[0]) if inner else {}
    return Shape(
        opaque=SEALED,
        bare=frozenset({"text", "thinking", "content"}),
        words={"type": _BLOCK_TYPES},
        inside={
            **inside,
            "cache_control": _CACHE,
            "caller": Shape(words={"type": frozenset({"direct"})}),
            "source": Shape(
                bare=frozenset({"data", "content"}),
                words={"type": _SOURCE_TYPES, "media_type": _MEDIA_TYPES},
                inside=inside,
            ),
        },
        plain=frozenset({"cache_control", "citations", "is_error", "content", "caller", "toolset_name", "title"}),
    )


_MESSAGE = Shape(
    bare=frozenset({"content"}),
    words={"role": frozenset({"user", "assistant", "system"})},
    inside={"content": _block(_block(_block(_block())))},
    plain=frozenset({"content"}),
)
_SYSTEM = Shape(bare=frozenset({"system"}), inside={"system": _block()})
_TOOLS = Shape(
    inside={
        "tools": Shape(
            bare=frozenset({"description"}),
            words={"type": frozenset({"custom"})},
            inside={"cache_control": _CACHE},
            plain=frozenset({"cache_control", "strict", "defer_loading", "eager_input_streaming", "type", "max_uses"}),
        )
    }
)
_TOP = Shape(
    words={"service_tier": TIERS, "speed": frozenset({"fast", "standard"})},
    inside={
        "cache_control": _CACHE,
        "thinking": Shape(
            words={"type": frozenset({"enabled", "disabled", "adaptive", "between_tools"})},
            counts={"budget_tokens": COUNT},
            plain=frozenset({"display", "budget_tokens"}),
        ),
        "tool_choice": Shape(
            words={"type": frozenset({"auto", "any", "tool", "none"})}, plain=frozenset({"disable_parallel_tool_use"})
        ),
        "metadata": Shape(plain=frozenset({"user_id"})),
        "output_config": Shape(words={"effort": LEVELS}, plain=frozenset({"effort", "format"})),
    },
    counts={"max_tokens": COUNT},
    plain=names(
        """cache_control container diagnostics inference_geo max_tokens mcp_servers metadata stop_sequences stream
        system temperature thinking tool_choice tools top_k top_p"""
    ),
)
_CACHED = Shape(
    counts=dict.fromkeys(("ephemeral_1h_input_tokens", "ephemeral_5m_input_tokens"), COUNT),
    plain=frozenset({"ephemeral_1h_input_tokens", "ephemeral_5m_input_tokens", "thinking_tokens"}),
)
_USAGE = Shape(
    words={"service_tier": TIERS},
    counts=dict.fromkeys(
        ("input_tokens", "output_tokens", "cache_creation_input_tokens", "cache_read_input_tokens"), COUNT
    ),
    inside={"cache_creation": _CACHED, "output_tokens_details": _CACHED},
    plain=names(
        """cache_creation cache_creation_input_tokens cache_read_input_tokens inference_geo input_tokens
        output_tokens output_tokens_details server_tool_use service_tier"""
    ),
)
_ANSWER = Shape(
    opaque=IDS,
    words={
        "type": frozenset({"message"}),
        "role": frozenset({"assistant"}),
        "stop_reason": names(
            """end_turn max_tokens stop_sequence tool_use pause_turn refusal model_context_window_exceeded compaction"""
        ),
    },
    inside={"usage": _USAGE},
    counts={"input_tokens": COUNT},
    plain=frozenset({"stop_sequence", "stop_reason", "stop_details", "container", "diagnostics", "input_tokens"}),
)


_READ_BEFORE = frozenset({"messages", "system", "tools"})
_FIELDS = names("messages metadata output_config stop_sequences system tools")


class Messages:
    """`/v1/messages`"""

    name = "messages"
    path = "/v1/messages"
    family = "anthropic"

    def read(self, body: Body) -> Request:
        """All text of a request."""
        messages = list_of(body, "messages")
        unread = Unread(TYPES)
        for n, message in enumerate(messages):
            unread.content(message.get("content"), ("messages", n, "content"))
            unread.strangers(message, frozenset({"content"}), ("messages", n))
        _look_at_top(unread, body)
        reader = Reader(unread.omitted)
        return Request(
            model=model_of(body),
            is_stream=is_stream(body),
            passages=(
                *with_seams(
                    [
                        *read_field(reader, body, "system", _SYSTEM),
                        *read_turns(reader, messages, "messages", _MESSAGE),
                    ]
                ),
                *read_field(reader, body, "tools", _TOOLS),
                *read_rest(reader, body, _TOP, _READ_BEFORE),
            ),
            unscreened=tuple(unread.found),
        )

    def harden(self, body: Body) -> tuple[str, ...]:
        """Nothing: this API keeps no state, and what it keeps or learns from is set for the organization."""
        del body
        return ()

    def answer(self, body: Body) -> tuple[Passage, ...]:
        """All text of a plain answer: one passage for its content, and one for the rest."""
        reader = Reader()
        content = read_field(reader, body, "content", _MESSAGE)
        return (*content, *read_rest(reader, body, _ANSWER, frozenset({"content"})))

    def usage(self, body: Body) -> Usage:
        """The tokens that a plain answer counts, those that were read from a cache or written to one included."""
        usage = body.get("usage")
        sums = ("input_tokens", "cache_creation_input_tokens", "cache_read_input_tokens")
        return Usage(
            input_tokens=sum(count_of(usage, name) for name in sums), output_tokens=count_of(usage, "output_tokens")
        )

    def stream(self, guard: Callable[[], Guard], request: Request) -> Stream | None:
        """A reader for one streamed answer."""
        return read_stream(guard, wants_usage=request.wants_usage)


def _look_at_top(unread: Unread, body: Body) -> None:
    unread.strangers(body, _FIELDS, ())
    unread.detours(body)
    unread.content(body.get("system"), ("system",))
    for name in _HOSTED:
        if body.get(name):
            unread.add("hosted_tool", name)
    tools = body.get("tools")
    for n, tool in enumerate(tools if type(tools) is list else []):
        if type(tool) is not dict:
            unread.add("unknown", f"tools[{n}]")
            continue
        kind = tool.get("type")
        name = kind.partition("_20")[0] if type(kind) is str else ""
        if kind is not None and name != "custom" and name not in _READABLE_TOOLS:
            unread.add("hosted_tool" if name in _HOSTED_TOOLS else "unknown", f"tools[{n}]")


WIRE = Messages()
