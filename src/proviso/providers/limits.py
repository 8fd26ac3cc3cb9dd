"""How long and how much: the bounds of every call to a provider."""

from __future__ import annotations

from dataclasses import dataclass

MIB = 1024 * 1024


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """The bounds; the longest wait for the whole of an answer stands in the connection (`seconds`)."""

    connect_seconds: float = 5.0
    first_byte_seconds: float = 120.0
    """Until the head of a streamed answer is there; a plain answer may take the whole time, as nothing comes before."""
    between_seconds: float = 120.0
    """Between two pieces of an answer."""
    head_bytes: int = 64 * 1024
    body_bytes: int = 64 * MIB
    """Of one answer, after it was unpacked."""
    held_bytes: int = 256 * 1024
    """What a slow reader leaves waiting before we stop reading upstream."""
    linger_seconds: float = 0.05
    """After a reader let go, for the end of the answer to come: its format may have said that it was whole before the
    connection did, and a connection that came to its end can be used again…"""
    linger_bytes: int = 64 * 1024
    """…but not for more than this."""
    idle_seconds: float = 30.0
    """How long an unused connection is kept."""
    links: int = 2_000
    """Connections to one address at a time."""
    tick_seconds: float = 0.25
    """How often the times are looked at: one timer for all calls."""
    failures: int = 5
    """In a row, after which a connection is left alone…"""
    pause_seconds: float = 30.0
    """…for this long; then one call tries it."""
