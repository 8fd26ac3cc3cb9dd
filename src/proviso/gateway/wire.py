"""What every wire format can do, and the values that travel between it and a call.

A body is judged as passages: a passage is the text of one region of the JSON (a message, the tools, the rest), made of
pieces, each of which is one string, key or number of the body. So a finding that lies over two content parts, or over
a key and its value, is seen; and what is masked goes back to the place where it stood.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Protocol

import msgspec

from proviso.decision.answers import Guard
from proviso.gateway.refusals import Refusal

Body = dict[str, Any]
"""A parsed JSON object. What goes on is written anew from it, so that no parser upstream reads what was not judged."""


class Piece(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """One string, key or number of a body, and where it stands in its passage.

    A `Struct`, since a body may have a hundred thousand of them: a frozen dataclass takes eight times as long to make.
    """

    path: tuple[str | int, ...]
    """Keys and indexes; -1 steps into the JSON that a string holds."""
    start: int
    end: int
    is_key: bool = False
    """A key or a number: a masked place in it cannot be written back, so it denies."""


class Passage(msgspec.Struct, frozen=True, kw_only=True):
    """The text of one region, as it is screened; offsets count code points."""

    where: str
    """For the caller: `messages[0].content`."""
    text: str
    pieces: tuple[Piece, ...]

    def __repr__(self) -> str:  # INVARIANT: no text in a log
        return f"Passage(where={self.where!r})"


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """A place in a passage that is replaced before it goes on."""

    passage: int
    start: int
    end: int
    words: str
    """What stands there instead: `[A‑number]`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Unscreened:
    """A part that nobody here can read: it is denied, unless the tool's conditions allow its kind."""

    kind: str
    """`image`, `audio`, `video`, `file`, `url`, `stored`, `hosted_tool`, `tokens` or `unknown`."""
    where: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """One request, read."""

    model: str
    is_stream: bool
    passages: tuple[Passage, ...]
    unscreened: tuple[Unscreened, ...] = ()
    wants_usage: bool = True
    """The caller asked for the tokens in the stream; we always ask the provider, so that budgets count."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Usage:
    """Tokens as the provider counted them."""

    input_tokens: int = 0
    output_tokens: int = 0


class Stream(Protocol):
    """One answer while it streams: provider's bytes in, judged bytes out."""

    decision_id: str
    """Named where the answer ends before its end."""

    @property
    def usage(self) -> Usage:
        """The tokens, as far as the provider has said."""
        ...

    @property
    def guards(self) -> tuple[Guard, ...]:
        """One for each run of text: a choice, a block, the arguments of a tool call."""
        ...

    @property
    def is_complete(self) -> bool:
        """The provider sent the format's own last event."""
        ...

    @property
    def is_error(self) -> bool:
        """The last event is an error of the provider's own, checked like any other text."""
        ...

    @property
    def is_stopped(self) -> bool:
        """A guard ended the answer: nothing more is let through."""
        ...

    def feed(self, data: bytes) -> bytes:
        """What may go on now; may be empty. Raises `ProviderError` when the bytes are not this format."""
        ...

    def finish(self) -> bytes:
        """The provider is done: what was held back."""
        ...

    def fail(self, refusal: Refusal) -> bytes:
        """The format's own error event, as both SDKs surface it; nothing comes after it."""
        ...


class Wire(Protocol):
    """One endpoint in one provider's format."""

    name: str
    """`chat`, `responses`, `embeddings`, `messages`, `count_tokens`."""
    path: str
    """`/v1/chat/completions`."""
    family: str
    """`openai` or `anthropic`."""

    def read(self, body: Body) -> Request:
        """All text of a request, wherever it stands. Raises `UsageError` when it is not this format."""
        ...

    def harden(self, body: Body) -> tuple[str, ...]:
        """Set what keeps the provider from storing and training (139-07.2.e), whatever the caller sent; returns what
        was set, as `store=false`."""
        ...

    def answer(self, body: Body) -> tuple[Passage, ...]:
        """All text of a plain answer."""
        ...

    def usage(self, body: Body) -> Usage:
        """The tokens that a plain answer counts."""
        ...

    def stream(self, guard: Callable[[], Guard], request: Request) -> Stream | None:
        """A reader for one streamed answer; None where the format does not stream."""
        ...
