"""The same names as `proviso.gateway.wire`, where they live so that readers of streams need no wire format."""

from __future__ import annotations

from proviso.gateway.wire import Body, Passage, Piece, Place, Request, Stream, Unscreened, Usage, Wire

__all__ = ["Body", "Passage", "Piece", "Place", "Request", "Stream", "Unscreened", "Usage", "Wire"]
