"""What the formats have in common: the fields at the top of a body, and where a passage is said to stand."""

from __future__ import annotations

from typing import Any

from proviso.errors import UsageError
from proviso.gateway.identifiers import MODEL, NUMBER, SEAL
from proviso.gateway.passages import Reader, Shape, names
from proviso.gateway.wire import Body, Passage

IDS = dict.fromkeys(
    names(
        "id call_id tool_call_id tool_use_id item_id response_id previous_response_id system_fingerprint fingerprint"
    ),
    NUMBER,
)
"""A provider's own numbers."""
SEALED = IDS | dict.fromkeys(names("encrypted_content encrypted_index encrypted_stdout signature data"), SEAL)
"""Contents that only the provider can open, in one unbroken token, beside them."""
COUNT = range(10_000_000)
"""What a number of tokens may be and still say nothing else."""
TIMES = range(1_500_000_000, 2_000_000_000)
"""Seconds since 1970 that are a time of our days."""
LEVELS = frozenset({"none", "minimal", "low", "medium", "high", "xhigh", "max"})
TIERS = frozenset({"auto", "default", "flex", "scale", "priority", "fast", "ultrafast", "standard", "standard_only"})


def model_of(body: Body) -> str:
    """The model that the caller asks for."""
    model = body.get("model")
    if type(model) is not str or not model:
        raise UsageError("The request names no model.", hint="Set `model` to a name that this gateway lists.")
    return model


def is_stream(body: Body) -> bool:
    """Whether the caller asks for a streamed answer."""
    stream = body.get("stream")
    if stream is not None and type(stream) is not bool:
        raise UsageError("`stream` is neither true nor false.")
    return stream is True


def list_of(body: Body, name: str) -> list[dict[str, Any]]:
    """A list of objects that the format asks for."""
    value = body.get(name)
    if type(value) is not list or not value or not all(type(item) is dict for item in value):
        raise UsageError(f"`{name}` is not a list of objects.", hint=f"Send at least one in `{name}`.")
    return value


def read_turns(reader: Reader, turns: list[Any], name: str, shape: Shape) -> list[Passage]:
    """One passage for each message or item."""
    found: list[Passage] = []
    for n, turn in enumerate(turns):
        reader.shaped(turn, (name, n), shape)
        found += reader.passages(f"{name}[{n}].content" if _is_content(turn) else f"{name}[{n}]")
    return found


_CONTENT = frozenset({"role", "content", "type"})


def _is_content(turn: object) -> bool:
    return type(turn) is dict and "content" in turn and turn.keys() <= _CONTENT


def read_field(reader: Reader, body: Body, name: str, shape: Shape) -> tuple[Passage, ...]:
    """One passage for one field at the top."""
    if name not in body:
        return ()
    reader.member(body[name], (), name, shape)
    return reader.passages(name)


def read_rest(reader: Reader, body: Body, shape: Shape, done: frozenset[str]) -> tuple[Passage, ...]:
    """One passage for all other fields. Its place is named when one known field is all of it."""
    said: list[str] = []
    before = reader.size
    for name, value in body.items():
        if name in done or (name == "model" and type(value) is str and MODEL.fullmatch(value)):
            continue
        reader.member(value, (), name, shape)
        if reader.size != before:
            said.append(name)
            before = reader.size
    return reader.passages(said[0] if len(said) == 1 and said[0] in _SAYABLE else "body")


_SAYABLE = names(
    """audio citations container functions input instructions logit_bias metadata model moderation output_config
    parallel_tool_calls prediction prompt prompt_cache_key reasoning response_format safety_identifier seed stop
    stop_sequences stream_options text thinking tool_choice user web_search_options"""
)


def count_of(usage: object, name: str) -> int:
    """A number of tokens, 0 where the provider says none."""
    value = usage.get(name) if type(usage) is dict else None
    return value if type(value) is int and value > 0 else 0
