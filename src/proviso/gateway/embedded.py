"""JSON inside a string: the arguments of a tool call, and whatever a caller put into a text that way."""

from __future__ import annotations

import json
from collections.abc import Iterator
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
    text = "".join(_unescaped(value))
    return text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")


def _unescaped(value: str) -> Iterator[str]:
    at = 0
    while (found := value.find("\\", at)) >= 0:
        yield value[at:found]
        code = value[found + 1 : found + 2]
        digits = value[found + 2 : found + 6]
        if code == "u" and len(digits) == 4 and all(d in _HEX for d in digits):
            yield chr(int(digits, 16))
            at = found + 6
        else:
            yield _ESCAPES.get(code, code)
            at = found + 2
    yield value[at:]


_HEX = frozenset("0123456789abcdefABCDEF")
_ESCAPES = {"n": "\n", "t": "\t", "r": "\r", "b": "\b", "f": "\f"}
