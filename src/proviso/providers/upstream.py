"""What goes to a provider and what comes back, as bytes: the door composes the one and judges the other."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Protocol

from proviso.errors import ProviderError

Headers = tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Call:
    """One request as it goes out."""

    format: str
    """`chat`, `responses`, `embeddings`, `messages`, `count_tokens`."""
    body: bytes = field(repr=False)
    is_stream: bool = False
    headers: Headers = ()
    """Of the caller's headers, those that a provider needs (`anthropic-version`, `anthropic-beta`)."""


class Reply(Protocol):
    """One answer as it comes in."""

    @property
    def status(self) -> int:
        """HTTP status of the provider."""
        ...

    @property
    def headers(self) -> Headers:
        """Those that may go on to the caller: content type, request id, rate limits, retry-after. Lower case."""
        ...

    async def read(self) -> bytes:
        """The whole of it. Raises `ProviderError` when it breaks off, takes too long or is larger than the bound."""
        ...

    def chunks(self) -> AsyncIterator[bytes]:
        """Piece by piece, as it comes. Raises `ProviderError` likewise."""
        ...

    async def close(self) -> None:
        """Let go; when the answer was not read to its end, the call is cancelled upstream."""
        ...


class Fault(StrEnum):
    """Why there is no answer, or no whole one. A door makes its own words and codes of it."""

    NOT_CONNECTED = "not_connected"
    """It lacks an address, a key or a model, or does not speak this format. Nothing was sent."""
    PAUSED = "paused"
    """It failed several times in a row and is left alone for a while. Nothing was sent."""
    UNREACHABLE = "unreachable"
    """No connection was made. Nothing was sent."""
    TIMEOUT = "timeout"
    BROKEN = "broken"
    """It broke off, or what it sent is not what it should be."""
    TOO_LARGE = "too_large"
    REDIRECT = "redirect"
    REFUSED = "refused"
    """It answered with an error of its own; its words are not told, for they may quote the text."""
    CUT = "cut"
    """It stopped at its length limit or by its own filter: what came before is good."""
    CLOSED = "closed"
    """We let go of it."""


UNSENT = frozenset({Fault.NOT_CONNECTED, Fault.PAUSED, Fault.UNREACHABLE})
"""Faults before the text went anywhere: another approved tool may be tried without the text being at two."""


class UpstreamError(ProviderError):
    """The model did not answer, and which way; neither message nor hint holds the text, the answer or a key."""

    def __init__(self, fault: Fault, message: str, *, hint: str = "Nothing is lost. Try again.") -> None:
        super().__init__(message, hint=hint)
        self.fault = fault
