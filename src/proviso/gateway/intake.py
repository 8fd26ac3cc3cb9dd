"""The body of a request: whole, within its bounds, and in time. Nothing is read for a caller who is not known."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable

from starlette.types import Receive

from .refusals import Refusal, RefusedError
from .room import Share

SECONDS = 30
"""Longest wait for the next piece of a body: a caller who drips it is let go."""
IN_ALL = 300
"""Longest wait for all of it."""
MIB = 1 << 20

_OF_BODY = frozenset({b"content-encoding", b"content-length"})
RawHeaders = Iterable[tuple[bytes, bytes]]


class CallerGoneError(Exception):
    """The caller closed the connection; nobody reads an answer."""


def picked(headers: RawHeaders, names: frozenset[bytes]) -> dict[bytes, str]:
    """Those of these headers that were sent, without spaces around them. Sent twice, one is refused: which counts?"""
    found: dict[bytes, str] = {}
    for name, value in headers:
        if name in names:
            if name in found:
                raise RefusedError(_twice(name))
            found[name] = value.decode("latin-1").strip()
    return found


def header(headers: RawHeaders, name: bytes) -> str:
    """One header; empty when it is not there."""
    return picked(headers, frozenset({name})).get(name, "")


def _twice(name: bytes) -> Refusal:
    return Refusal(
        status=400,
        type="invalid_request_error",
        code="header_twice",
        message=f"The header {name.decode()} was sent twice. Send it once.",
    )


async def read_body(headers: RawHeaders, receive: Receive, most: int, share: Share) -> bytes:
    """The body; refused as soon as it is known to be larger than `most` bytes, or compressed, or too slow, or not to
    fit beside the bodies of all other calls."""
    said = picked(headers, _OF_BODY)
    if said.get(b"content-encoding", "") not in {"", "identity"}:
        raise RefusedError(
            Refusal(
                status=415,
                type="invalid_request_error",
                code="compressed_body",
                message="A compressed body is not accepted. Send it as it is.",
            )
        )
    declared = said.get(b"content-length", "")
    if declared and (not declared.isascii() or not declared.isdecimal() or int(declared[:20]) > most):
        raise RefusedError(_too_large(most))
    loop = asyncio.get_running_loop()
    end = loop.time() + IN_ALL
    try:
        async with asyncio.timeout(SECONDS) as due:
            return await _collect(receive, most, share, lambda: due.reschedule(min(end, loop.time() + SECONDS)))
    except TimeoutError:
        raise RefusedError(_too_slow()) from None


async def _collect(receive: Receive, most: int, share: Share, came: Callable[[], None]) -> bytes:
    """All pieces; `came` hears of each one that is not the last."""
    pieces = bytearray()
    while True:
        message = await receive()
        if message["type"] == "http.disconnect":
            raise CallerGoneError
        piece: bytes = message.get("body", b"")
        if len(pieces) + len(piece) > most:
            raise RefusedError(_too_large(most))
        share.take(len(piece))
        if not message.get("more_body", False):
            return bytes(pieces) + piece if pieces else piece
        pieces += piece
        came()


def _too_large(most: int) -> Refusal:
    return Refusal(
        status=413,
        type="request_too_large",
        code="too_large",
        message=f"The body is larger than {most // MIB} MiB. What is too large to check is not sent.",
    )


def _too_slow() -> Refusal:
    return Refusal(
        status=408,
        type="invalid_request_error",
        code="too_slow",
        message=f"The body did not come within {SECONDS} seconds of silence or {IN_ALL} seconds in all.",
    )
