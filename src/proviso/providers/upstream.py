"""What goes to a provider and what comes back, as bytes: the door composes the one and judges the other."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from typing import Protocol

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
