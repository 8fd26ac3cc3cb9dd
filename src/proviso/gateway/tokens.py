"""Lists of tokens with their probabilities: the answer once more, in small pieces, so they are read as one text."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import zip_longest
from typing import Any


def are_tokens(value: list[Any]) -> bool:
    """Whether every item is a token."""
    return _is_token(value[0]) and all(map(_is_token, value))


def token_runs(items: list[dict[str, Any]]) -> Iterator[str]:
    """The text that the tokens make, the one that their bytes make where it differs, and those of the other choices."""
    text = "".join(item["token"] for item in items)
    if text:
        yield text
    raw = _bytes(items)
    if raw and raw != text:
        yield raw
    for rank in zip_longest(*(_others(item) for item in items), fillvalue=None):
        others = [item for item in rank if item is not None]
        if (said := "".join(item["token"] for item in others)) and said != text:
            yield said
        if (raw := _bytes(others)) and raw not in {said, text}:
            yield raw


def other_fields(items: list[dict[str, Any]]) -> Iterator[tuple[int, str, Any]]:
    """What a token has beside its text and its figures, with its index and its name."""
    for n, item in enumerate(items):
        for name, member in item.items():
            if name not in _FIELDS or not _FIELDS[name](member):
                yield n, name, member


def _bytes(items: list[dict[str, Any]]) -> str:
    numbers = [n for item in items if _are_bytes(item.get("bytes")) for n in item.get("bytes") or ()]
    return bytes(numbers).decode("utf-8", "replace")


def _others(item: dict[str, Any]) -> list[dict[str, Any]]:
    others = item.get("top_logprobs")
    return [other for other in others if _is_token(other)] if type(others) is list else []


def _is_token(value: object) -> bool:
    return type(value) is dict and type(value.get("token")) is str


def _is_clean(value: object) -> bool:
    """A token of another choice that has nothing but its text and its figures."""
    return type(value) is dict and all(name in _FIELDS and _FIELDS[name](member) for name, member in value.items())


def _are_bytes(value: object) -> bool:
    return value is None or (type(value) is list and all(type(n) is int and 0 <= n < 256 for n in value))


_FIELDS: dict[str, Callable[[object], bool]] = {
    "token": lambda value: type(value) is str,
    "logprob": lambda value: value is None or type(value) in (int, float),
    "bytes": _are_bytes,
    "top_logprobs": lambda value: value is None or (type(value) is list and all(map(_is_clean, value))),
}
