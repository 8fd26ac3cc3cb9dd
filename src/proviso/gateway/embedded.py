"""JSON inside a string: the arguments of a tool call, and whatever a caller put into a text that way."""

from __future__ import annotations

import json
import re
from typing import Any

import msgspec

EMBEDDED = -1
"""A step of a path from a string into the JSON that it holds."""
_DECODE = msgspec.json.Decoder().decode


def decoded(value: str) -> dict[str, Any] | list[Any] | str | None:
    """The JSON that a string holds, when it adds something to the string and is read in one way only."""
    start, end = value.lstrip(_SPACE)[:1], value.rstrip(_SPACE)[-1:]
    if (start, end) not in _PAIRS or (start == '"' and "\\" not in value):
        return None
    try:
        inner = _DECODE(value)
        if "\\" in value:
            json.loads(value, object_pairs_hook=_unique)
    except (ValueError, msgspec.DecodeError, RecursionError):
        return None
    return inner if type(inner) in (dict, list, str) and inner else None


_SPACE = " \t\r\n"
_PAIRS = frozenset({("{", "}"), ("[", "]"), ('"', '"')})


def _unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ValueError
    return found


def unescaped(value: str) -> str:
    """A string with its JSON escapes undone, where it is no JSON as a whole."""
    text = _ESCAPE.sub(_character, value)
    return text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")


def _character(escape: re.Match[str]) -> str:
    code = escape[1]
    return chr(int(code[1:], 16)) if len(code) > 1 else _ESCAPES.get(code, code)


_ESCAPE = re.compile(r"\\(u[0-9a-fA-F]{4}|.?)", re.DOTALL)
_ESCAPES = {"n": "\n", "t": "\t", "r": "\r", "b": "\b", "f": "\f"}
