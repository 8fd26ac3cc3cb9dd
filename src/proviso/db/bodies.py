"""How a noun stands in its row: whole, as JSON, in `body`; beside it only the columns that are searched.

INVARIANT: `body` is the noun, and every searched column is derived from it in the same statement.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from typing import TypeVar

import msgspec

T = TypeVar("T")

_encoder = msgspec.json.Encoder(order="deterministic")


def body(noun: object) -> str:
    """The noun as JSON, sets in order, so that equal nouns have equal rows."""
    return _encoder.encode(noun).decode()


def reader(kind: type[T]) -> Callable[[str], T]:
    """A function that makes the noun of its row again."""
    return msgspec.json.Decoder(kind).decode


def stamp(at: datetime) -> str:
    """UTC, RFC 3339, always with microseconds: text that sorts by time in any database."""
    return at.astimezone(UTC).isoformat(timespec="microseconds").replace("+00:00", "Z")


def moment(text: str) -> datetime:
    """The time that `stamp` wrote."""
    return datetime.fromisoformat(text)
