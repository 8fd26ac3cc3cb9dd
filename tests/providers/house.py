"""What the tests of the providers share: a permit, a connection, and a provider that does as it is told."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from concurrent.futures import Future
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from threading import Thread

from proviso.model import Connection, Permit, Tool, ToolClass, ToolStatus
from proviso.providers import Call, Limits

SECRET_TEXT = "zebrafinch"
KEY = "sk-quokka-0123"
FIRST_PORT, LAST_PORT = 18200, 18249

Handler = Callable[["Provider", asyncio.StreamReader, asyncio.StreamWriter], Awaitable[None]]

OK_BODY = b'{"object":"chat.completion","choices":[]}'
SHORT = Limits(
    connect_seconds=1.0,
    first_byte_seconds=0.3,
    between_seconds=0.3,
    head_bytes=8 * 1024,
    body_bytes=256 * 1024,
    held_bytes=16 * 1024,
    idle_seconds=5.0,
    tick_seconds=0.02,
    pause_seconds=0.2,
)
"""Bounds that a test can reach."""


def permit(text: str = SECRET_TEXT, provider: str = "openai", tool_id: str = "northlight-chat") -> Permit:
    tool = Tool(
        id=tool_id,
        name="Northlight Chat",
        vendor="Northlight",
        tool_class=ToolClass.COMMERCIAL,
        status=ToolStatus.APPROVED,
        provider=provider,
    )
    return Permit(
        decision_id="7KQ2M4XD", tool=tool, text=text, purpose="research", at=datetime(2026, 11, 20, tzinfo=UTC)
    )


def connection(port: int = 1, kind: str = "compatible", seconds: int = 5) -> Connection:
    return Connection(
        tool_id="northlight-chat",
        kind=kind,
        base_url=f"http://127.0.0.1:{port}/v1",
        models=("north-1",),
        seconds=seconds,
    )


def call(is_stream: bool = False, text: str = SECRET_TEXT) -> Call:
    body = f'{{"model":"north-1","messages":[{{"role":"user","content":"{text}"}}]}}'.encode()
    return Call(format="chat", body=body, is_stream=is_stream)


@dataclass
class Provider:
    """A provider on a socket of this computer, and what reached it."""

    port: int
    requests: list[bytes] = field(default_factory=list)
    connections: int = 0
    cut: asyncio.Event = field(default_factory=asyncio.Event)
    """Set when the other side went away."""

    async def take(self, reader: asyncio.StreamReader) -> bytes:
        """One request, whole."""
        head = await reader.readuntil(b"\r\n\r\n")
        length = next((int(line[15:]) for line in head.split(b"\r\n") if line.startswith(b"content-length:")), 0)
        found = head + await reader.readexactly(length)
        self.requests.append(found)
        return found

    async def wait_cut(self, reader: asyncio.StreamReader) -> None:
        """Until the other side is gone."""
        try:
            while await reader.read(1024):
                pass
        except ConnectionError:
            pass
        self.cut.set()


@asynccontextmanager
async def provider(handle: Handler) -> AsyncIterator[Provider]:
    """A provider that does as `handle` says, on a free port of ours."""
    found: Provider | None = None

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        assert found is not None
        found.connections += 1
        try:
            await handle(found, reader, writer)
        except (asyncio.IncompleteReadError, ConnectionError):
            found.cut.set()
        finally:
            writer.close()

    server = None
    for port in range(FIRST_PORT, LAST_PORT + 1):
        try:
            server = await asyncio.start_server(serve, "127.0.0.1", port)
        except OSError:
            continue
        found = Provider(port)
        break
    assert server is not None
    assert found is not None
    try:
        yield found
    finally:
        server.close()


def plain(body: bytes = OK_BODY, status: str = "200 OK", headers: bytes = b"") -> bytes:
    return b"HTTP/1.1 %b\r\ncontent-type: application/json\r\ncontent-length: %d\r\n%b\r\n%b" % (
        status.encode(),
        len(body),
        headers,
        body,
    )


def chunked(*pieces: bytes, kind: bytes = b"text/event-stream") -> bytes:
    return HEAD_CHUNKED % kind + b"".join(chunk(piece) for piece in pieces)


HEAD_CHUNKED = b"HTTP/1.1 200 OK\r\ncontent-type: %b\r\ntransfer-encoding: chunked\r\n\r\n"


def chunk(piece: bytes) -> bytes:
    return b"%x\r\n%b\r\n" % (len(piece), piece)


LAST = b"0\r\n\r\n"


def answering(*answers: bytes) -> Handler:
    """Answers each request of a connection with the next of these, then keeps it open."""

    async def handle(self: Provider, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        for answer in answers:
            await self.take(reader)
            writer.write(answer)
            await writer.drain()
        await self.wait_cut(reader)

    return handle


@contextmanager
def serving(*answers: bytes) -> Iterator[Provider]:
    """A provider in a thread of its own, for doors that wait."""
    loop = asyncio.new_event_loop()
    ready: Future[Provider] = Future()
    over = asyncio.Event()

    async def main() -> None:
        async with provider(answering(*answers)) as found:
            ready.set_result(found)
            await over.wait()

    thread = Thread(target=loop.run_until_complete, args=(main(),))
    thread.start()
    try:
        yield ready.result(5)
    finally:
        loop.call_soon_threadsafe(over.set)
        thread.join(5)
        loop.run_until_complete(asyncio.sleep(0.01))
        for task in asyncio.all_tasks(loop):
            task.cancel()
        loop.run_until_complete(asyncio.sleep(0))
        loop.close()
