"""Anthropic's count of tokens: the same text goes to the provider as in a message, so it is judged the same."""

from __future__ import annotations

from collections.abc import Callable

from proviso.decision.answers import Guard
from proviso.gateway.wire import Body, Passage, Request, Stream, Usage

from .messages import WIRE as MESSAGES


class CountTokens:
    """`/v1/messages/count_tokens`"""

    name = "count_tokens"
    path = "/v1/messages/count_tokens"
    family = "anthropic"

    def read(self, body: Body) -> Request:
        """All text of a request."""
        read = MESSAGES.read(body)
        return Request(model=read.model, is_stream=False, passages=read.passages, unscreened=read.unscreened)

    def harden(self, body: Body) -> tuple[str, ...]:
        """Nothing: this endpoint keeps nothing."""
        return MESSAGES.harden(body)

    def answer(self, body: Body) -> tuple[Passage, ...]:
        """All text of an answer, which is a number."""
        return MESSAGES.answer(body)

    def usage(self, body: Body) -> Usage:
        """Counting costs no tokens."""
        del body
        return Usage()

    def stream(self, guard: Callable[[], Guard], request: Request) -> Stream | None:
        """None: a number does not stream."""
        del guard, request
        return None


WIRE = CountTokens()
