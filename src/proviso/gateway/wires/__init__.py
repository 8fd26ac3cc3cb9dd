"""The wire formats, one file each: what in a request or an answer is text, and how a stream of it is read."""

from __future__ import annotations

from collections.abc import Mapping

from proviso.gateway.wire import Wire

from . import chat, count_tokens, embeddings, messages, responses

__all__ = ["WIRES"]

_ALL: tuple[Wire, ...] = (chat.WIRE, responses.WIRE, embeddings.WIRE, messages.WIRE, count_tokens.WIRE)
WIRES: Mapping[str, Wire] = {wire.path: wire for wire in _ALL}
"""Path → format. Any other path is refused, not passed through."""
