"""What happened to the streams of events. No address beyond the host, and no part of a secret, is here."""

from __future__ import annotations

from dataclasses import dataclass

from .events import Event


@dataclass(frozen=True, slots=True, kw_only=True)
class StreamAdded(Event):
    """The ledger's events go to another system from this entry on (R-172). `way` is `file`, `udp`, `tcp`, `tls` or
    `webhook`.
    """

    stream: str
    way: str
    host: str
    """The host, or the name of the file."""
    from_entry: int


@dataclass(frozen=True, slots=True, kw_only=True)
class StreamTested(Event):
    """An administrator had a test event sent to a stream."""

    stream: str


@dataclass(frozen=True, slots=True, kw_only=True)
class StreamPaused(Event):
    """An administrator paused a stream; it goes on later where it stopped."""

    stream: str


@dataclass(frozen=True, slots=True, kw_only=True)
class StreamResumed(Event):
    """A stream goes on where it stopped."""

    stream: str


@dataclass(frozen=True, slots=True, kw_only=True)
class StreamLate(Event):
    """A stream was not taken for a while: its receiver lacks the events from this entry on. Administrators are told."""

    stream: str
    from_entry: int


@dataclass(frozen=True, slots=True, kw_only=True)
class StreamCaughtUp(Event):
    """A stream that was late has no event left to send."""

    stream: str


@dataclass(frozen=True, slots=True, kw_only=True)
class StreamRemoved(Event):
    """The ledger's events go to this system no longer; it was told of those before `next_entry`."""

    stream: str
    next_entry: int
