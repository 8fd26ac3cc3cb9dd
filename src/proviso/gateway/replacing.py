"""Masked places, written back to where they stood: in a copy, and only where a mask can stand."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

import msgspec

from proviso.errors import UnreadableError

from .embedded import EMBEDDED, decoded, unescaped
from .wire import Body, Passage, Piece, Place

Span = tuple[int, int, str]


@dataclass(slots=True)
class _Edits:
    """What changes in one value of a body."""

    spans: list[Span] = field(default_factory=list)
    members: dict[str | int, _Edits] = field(default_factory=dict)


def replaced(body: Body, passages: Sequence[Passage], places: Iterable[Place]) -> Body:
    """A copy of the body with each place replaced by its words. The caller's body stays as it is.

    Raises `UnreadableError` for a place in a key or a number, or over more than one text: nothing can be sent then.
    """
    edits = _Edits()
    for place in places:
        passage = passages[place.passage]
        piece = _piece_at(passage, place)
        at = edits
        for step in piece.path:
            at = at.members.setdefault(step, _Edits())
        at.spans.append((place.start - piece.start, place.end - piece.start, place.words))
    changed: Body = _edited(body, edits)
    return changed


def _piece_at(passage: Passage, place: Place) -> Piece:
    """The one string that the place lies in."""
    n = bisect_right(passage.pieces, place.start, key=lambda piece: piece.start) - 1
    piece = passage.pieces[n] if n >= 0 else None
    if piece is None or piece.is_key or not piece.start <= place.start < place.end <= piece.end:
        raise _unmaskable(passage.where)
    return piece


def _edited(value: Any, edits: _Edits) -> Any:
    if type(value) is str:
        inner = decoded(value)
        return _masked(value, edits.spans) if inner is None else _embedded(value, inner, edits)
    if not edits.members:
        return value
    copy = value.copy()
    for step, member in edits.members.items():
        copy[step] = _edited(copy[step], member)
    return copy


def _embedded(value: str, inner: Any, edits: _Edits) -> str:
    """A string that holds JSON: masked as JSON, so that it stays JSON. It was read twice, as it is and decoded.

    What was found as it is must lie in strings of that JSON, and must be gone from them at the end.
    """
    base = decoded(_masked(value, edits.spans))
    if not _is_alike(inner, base):
        raise _unmaskable("a text that holds JSON")
    changed = _merged(inner, base, edits.members.get(EMBEDDED, _Edits()))
    text = msgspec.json.encode(changed).decode()
    plain = unescaped(text)
    if any(unescaped(value[start:end]) in plain for start, end, _ in edits.spans):
        raise _unmaskable("a text that holds JSON")
    return text


def _merged(inner: Any, base: Any, edits: _Edits) -> Any:
    """`base`, with the edits of what was decoded; these have offsets into the strings of `inner`."""
    if type(inner) is str:
        return _edited(inner, edits) if edits.spans or edits.members else base
    if not edits.members:
        return base
    copy = base.copy()
    for step, member in edits.members.items():
        copy[step] = _merged(inner[step], base[step], member)
    return copy


def _is_alike(inner: Any, raw: Any) -> bool:
    """The same JSON but for its strings."""
    if type(inner) is not type(raw):
        return False
    if type(inner) is dict:
        return inner.keys() == raw.keys() and all(_is_alike(inner[key], raw[key]) for key in inner)
    if type(inner) is list:
        return len(inner) == len(raw) and all(map(_is_alike, inner, raw))
    return type(inner) is str or inner == raw


def _masked(value: str, spans: list[Span]) -> str:
    """The string with its places replaced; places that overlap become one."""
    parts, at = [], 0
    for start, end, words in sorted(spans):
        if start >= at:
            parts += [value[at:start], words]
        at = max(at, end)
    return "".join([*parts, value[at:]])


def _unmaskable(where: str) -> UnreadableError:
    return UnreadableError(
        f"What was found in {where} cannot be masked.", hint="It stands in a name or a number, or over two texts."
    )
