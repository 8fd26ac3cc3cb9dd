"""Masked places, written back to where they stood: in a copy, and only where a mask can stand."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

import msgspec

from proviso.errors import UnreadableError

from .embedded import EMBEDDED, decoded
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
    """A string that holds JSON: masked as JSON, so that it stays JSON. It was read twice, as it is and decoded, and
    what was found only as it is must be gone as well.
    """
    changed = _edited(inner, edits.members.get(EMBEDDED, _Edits()))
    text = msgspec.json.encode(changed).decode()
    for start, end, _ in edits.spans:
        if value[start:end] in text:
            raise _unmaskable("a text that holds JSON")
    return text


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
