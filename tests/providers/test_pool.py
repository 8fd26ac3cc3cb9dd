"""Calls to a provider that is well, and to one that does everything wrong."""

from __future__ import annotations

import asyncio
import gzip
import zlib
from collections.abc import Callable, Coroutine
from dataclasses import replace
from typing import Any

import pytest
import uvloop

from proviso.providers import Call, Circuit, Fault, Limits, Reply, UpstreamError, Upstreams

from .house import (
    HEAD_CHUNKED,
    KEY,
    LAST,
    OK_BODY,
    SECRET_TEXT,
    SHORT,
    Handler,
    Provider,
    answering,
    call,
    chunk,
    chunked,
    connection,
    permit,
    plain,
    provider,
)

Work = Callable[[Upstreams, Provider], Coroutine[Any, Any, None]]


@pytest.fixture(params=[asyncio.new_event_loop, uvloop.new_event_loop], ids=["asyncio", "uvloop"])
def loop_factory(request: pytest.FixtureRequest) -> Callable[[], asyncio.AbstractEventLoop]:
    found: Callable[[], asyncio.AbstractEventLoop] = request.param
    return found


def run(
    handle: Handler,
    work: Work,
    limits: Limits = SHORT,
    factory: Callable[[], asyncio.AbstractEventLoop] = uvloop.new_event_loop,
) -> Provider:
    async def main() -> Provider:
        async with provider(handle) as found:
            pool = Upstreams(limits)
            try:
                await asyncio.wait_for(work(pool, found), 8)
            finally:
                pool.close_here()
            await asyncio.sleep(0.01)
            return found

    with asyncio.Runner(loop_factory=factory) as runner:
        return runner.run(main())


async def ask(pool: Upstreams, found: Provider, is_stream: bool = False, seconds: int = 5) -> Reply:
    return await pool.send(permit(), connection(found.port, seconds=seconds), call(is_stream), KEY)


async def pieces(reply: Reply) -> list[bytes]:
    return [piece async for piece in reply.chunks()]


async def whole(pool: Upstreams, found: Provider, is_stream: bool) -> None:
    reply = await ask(pool, found, is_stream, seconds=1)
    await (pieces(reply) if is_stream else reply.read())


def says_nothing(fault: UpstreamError) -> None:
    """INVARIANT: neither the text, the answer nor the key."""
    told = f"{fault.message} {fault.hint} {fault!r}"
    assert fault.message.endswith(".")
    assert SECRET_TEXT not in told
    assert KEY not in told
    assert "walrus" not in told
    assert fault.__cause__ is None


def test_an_answer_comes_with_its_status_and_body(loop_factory: Callable[[], asyncio.AbstractEventLoop]) -> None:
    async def work(pool: Upstreams, found: Provider) -> None:
        reply = await ask(pool, found)
        assert reply.status == 200
        assert await reply.read() == OK_BODY
        await reply.close()

    found = run(answering(plain()), work, factory=loop_factory)
    head, _, body = found.requests[0].partition(b"\r\n\r\n")
    assert head.startswith(b"POST /v1/chat/completions HTTP/1.1\r\nhost: 127.0.0.1:%d\r\n" % found.port)
    assert b"\r\nauthorization: Bearer " + KEY.encode() in head
    assert b"\r\naccept-encoding: identity" in head
    assert body == call().body


def test_a_stream_comes_piece_by_piece(loop_factory: Callable[[], asyncio.AbstractEventLoop]) -> None:
    async def handle(self: Provider, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await self.take(reader)
        writer.write(HEAD_CHUNKED % b"text/event-stream")
        for number in range(3):
            writer.write(chunk(b"data: %d\n\n" % number))
            await writer.drain()
            await asyncio.sleep(0.02)
        writer.write(LAST)
        await self.wait_cut(reader)

    async def work(pool: Upstreams, found: Provider) -> None:
        reply = await ask(pool, found, is_stream=True)
        assert await pieces(reply) == [b"data: 0\n\n", b"data: 1\n\n", b"data: 2\n\n"]

    run(handle, work, factory=loop_factory)


def test_a_connection_is_kept_for_the_next_call() -> None:
    async def work(pool: Upstreams, found: Provider) -> None:
        for _ in range(3):
            assert await (await ask(pool, found)).read() == OK_BODY
        assert found.connections == 1

    run(answering(plain(), chunked(OK_BODY) + LAST, plain()), work)


def test_calls_at_the_same_time_have_a_connection_each() -> None:
    async def work(pool: Upstreams, found: Provider) -> None:
        replies = await asyncio.gather(*(ask(pool, found) for _ in range(20)))
        assert [await reply.read() for reply in replies] == [OK_BODY] * 20

    run(answering(plain(), plain()), work)


@pytest.mark.parametrize("ending", [b"connection: close\r\n", b"keep-alive: timeout=1\r\n"])
def test_a_connection_that_the_provider_will_close_is_not_used_again(ending: bytes) -> None:
    async def work(pool: Upstreams, found: Provider) -> None:
        await (await ask(pool, found)).read()
        await (await ask(pool, found)).read()
        assert found.connections == 2

    run(answering(plain(headers=ending)), work)


def test_a_connection_that_was_closed_meanwhile_is_not_used() -> None:
    async def handle(self: Provider, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await self.take(reader)
        writer.write(plain())

    async def work(pool: Upstreams, found: Provider) -> None:
        for _ in range(3):
            assert await (await ask(pool, found)).read() == OK_BODY
            await asyncio.sleep(0.02)
        assert len(found.requests) == 3

    run(handle, work)


def test_an_answer_without_a_length_ends_with_its_connection() -> None:
    async def handle(self: Provider, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await self.take(reader)
        writer.write(b"HTTP/1.1 200 OK\r\ncontent-type: text/plain\r\n\r\nwalrus")

    async def work(pool: Upstreams, found: Provider) -> None:
        assert await (await ask(pool, found)).read() == b"walrus"

    run(handle, work)


def test_the_word_to_go_on_is_no_answer() -> None:
    async def work(pool: Upstreams, found: Provider) -> None:
        reply = await ask(pool, found)
        assert (reply.status, await reply.read()) == (200, OK_BODY)

    run(answering(b"HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early Hints\r\nlink: x\r\n\r\n" + plain()), work)


@pytest.mark.parametrize("status", ["429 Too Many Requests", "500 Internal Server Error", "401 Unauthorized"])
def test_a_provider_s_own_error_comes_through_as_it_is(status: str) -> None:
    body = b'{"error":{"message":"slow down","type":"rate_limit"}}'
    headers = b"retry-after: 7\r\nx-ratelimit-remaining-requests: 0\r\nx-request-id: req_1\r\nset-cookie: a=b\r\n"

    async def work(pool: Upstreams, found: Provider) -> None:
        reply = await ask(pool, found)
        assert reply.status == int(status[:3])
        assert await reply.read() == body
        assert dict(reply.headers) == {
            "content-type": "application/json",
            "retry-after": "7",
            "x-ratelimit-remaining-requests": "0",
            "x-request-id": "req_1",
        }

    assert len(run(answering(plain(body, status, headers)), work).requests) == 1


def test_a_packed_answer_is_unpacked() -> None:
    packed = gzip.compress(OK_BODY)

    async def work(pool: Upstreams, found: Provider) -> None:
        assert await (await ask(pool, found)).read() == OK_BODY
        assert "content-encoding" not in dict((await ask(pool, found)).headers)

    run(answering(*[plain(packed, headers=b"content-encoding: gzip\r\n")] * 2), work)


def _then(*answers: bytes, pause: float = 0.0, reset: bool = False, stay: bool = True) -> Handler:
    """Takes a request, writes these and then hangs, closes or resets."""

    async def handle(self: Provider, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await self.take(reader)
        for answer in answers:
            writer.write(answer)
            await writer.drain()
            await asyncio.sleep(pause)
        if reset:
            writer.transport.abort()
        elif stay:
            await self.wait_cut(reader)

    return handle


async def _reset_at_once(self: Provider, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    await reader.readexactly(1)
    self.requests.append(b"")
    writer.transport.abort()


async def _endless(self: Provider, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    await self.take(reader)
    writer.write(HEAD_CHUNKED % b"text/event-stream")
    while True:
        writer.write(chunk(b"data: walrus\n\n" * 500))
        await writer.drain()


BOMB = zlib.compress(b"walrus" * 2_000_000, 9)
SLOW_HEAD = [bytes([letter]) for letter in plain()[:60]]

BAD = {
    "hangs without an answer": (_then(), Fault.TIMEOUT),
    "hangs after half a head": (_then(b"HTTP/1.1 200 OK\r\ncontent-ty"), Fault.TIMEOUT),
    "hangs after half a body": (_then(plain()[:-5]), Fault.TIMEOUT),
    "sends its head letter by letter": (_then(*SLOW_HEAD, pause=0.03), Fault.TIMEOUT),
    "closes without an answer": (_then(stay=False), Fault.BROKEN),
    "closes in the middle of the head": (_then(b"HTTP/1.1 200 OK\r\ncontent-ty", stay=False), Fault.BROKEN),
    "closes in the middle of the body": (_then(plain()[:-5], stay=False), Fault.BROKEN),
    "closes in the middle of a chunk": (_then(chunked(b"data: walrus\n\n")[:-9], stay=False), Fault.BROKEN),
    "closes between two chunks": (_then(chunked(b"data: walrus\n\n"), stay=False), Fault.BROKEN),
    "resets before it read": (_reset_at_once, Fault.BROKEN),
    "resets in the middle": (_then(plain()[:-5], pause=0.05, reset=True), Fault.BROKEN),
    "never ends": (_endless, Fault.TOO_LARGE),
    "says that it is too large": (_then(plain(b"walrus" * 50_000)), Fault.TOO_LARGE),
    "sends a packed bomb": (_then(plain(BOMB, headers=b"content-encoding: deflate\r\n")), Fault.TOO_LARGE),
    "says packed and is not": (_then(plain(b"walrus", headers=b"content-encoding: gzip\r\n")), Fault.BROKEN),
    "is packed half": (_then(plain(gzip.compress(OK_BODY)[:-9], headers=b"content-encoding: gzip\r\n")), Fault.BROKEN),
    "is packed in another way": (_then(plain(b"walrus", headers=b"content-encoding: br\r\n")), Fault.BROKEN),
    "speaks no HTTP": (_then(b"SSH-2.0-OpenSSH_9.2 walrus\r\n"), Fault.BROKEN),
    "redirects": (_then(plain(b"", "302 Found", b"location: http://127.0.0.1:1/walrus\r\n")), Fault.REDIRECT),
    "redirects for good": (_then(plain(b"", "308 Permanent Redirect", b"location: /walrus\r\n")), Fault.REDIRECT),
    "switches protocols": (
        _then(b"HTTP/1.1 101 Switching\r\nupgrade: h2c\r\nconnection: upgrade\r\n\r\n"),
        Fault.BROKEN,
    ),
    "has two lengths": (_then(plain(headers=b"content-length: 3\r\n")), Fault.BROKEN),
    "has a length and chunks": (_then(plain(headers=b"transfer-encoding: chunked\r\n")), Fault.BROKEN),
    "has a length that is none": (_then(b"HTTP/1.1 200 OK\r\ncontent-length: -1\r\n\r\n"), Fault.BROKEN),
    "has chunks that are none": (_then(HEAD_CHUNKED % b"text/plain" + b"walrus\r\n"), Fault.BROKEN),
    "has one huge header": (_then(b"HTTP/1.1 200 OK\r\nx-walrus: " + b"w" * 100_000), Fault.TOO_LARGE),
    "has a huge head": (_then(plain(headers=b"x-walrus: " + b"w" * 20_000 + b"\r\n")), Fault.TOO_LARGE),
    "has very many headers": (_then(plain(headers=b"x-w: 1\r\n" * 400)), Fault.TOO_LARGE),
    "has a line break in a header": (_then(b"HTTP/1.1 200 OK\r\nx-request-id: a\rset: b\r\n\r\n"), Fault.BROKEN),
}


@pytest.mark.parametrize("name", BAD)
@pytest.mark.parametrize("is_stream", [False, True], ids=["plain", "streamed"])
def test_a_bad_provider_is_one_error_that_repeats_nothing(name: str, is_stream: bool) -> None:
    handle, fault = BAD[name]

    async def work(pool: Upstreams, found: Provider) -> None:
        with pytest.raises(UpstreamError) as raised:
            await whole(pool, found, is_stream)
        assert raised.value.fault is fault
        says_nothing(raised.value)

    # A plain answer may take its whole time to begin; here that is one second.
    found = run(handle, work)
    assert len(found.requests) == 1, "a request that may have been processed was sent again"
    assert found.connections == 1


def test_what_came_before_a_break_is_read_before_its_error() -> None:
    async def work(pool: Upstreams, found: Provider) -> None:
        chunks = (await ask(pool, found, is_stream=True)).chunks()
        assert await anext(chunks) == b"data: 1\n\ndata: {"
        with pytest.raises(UpstreamError, match="broke off"):
            await anext(chunks)

    run(_then(chunked(b"data: 1\n\n", b"data: {"), stay=False), work)


def test_bytes_that_are_no_text_come_through_as_bytes() -> None:
    async def work(pool: Upstreams, found: Provider) -> None:
        assert await (await ask(pool, found)).read() == b"\xff\xfe{"

    run(answering(plain(b"\xff\xfe{")), work)


def test_slow_bytes_end_with_the_whole_time() -> None:
    async def handle(self: Provider, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await self.take(reader)
        writer.write(HEAD_CHUNKED % b"text/event-stream")
        while True:
            writer.write(chunk(b":\n"))
            await writer.drain()
            await asyncio.sleep(0.05)

    async def work(pool: Upstreams, found: Provider) -> None:
        start = asyncio.get_running_loop().time()
        with pytest.raises(UpstreamError) as raised:
            await pieces(await ask(pool, found, is_stream=True, seconds=1))
        assert raised.value.fault is Fault.TIMEOUT
        assert 0.9 < asyncio.get_running_loop().time() - start < 2

    run(handle, work)


def test_more_than_was_announced_is_never_the_next_call_s_answer() -> None:
    async def work(pool: Upstreams, found: Provider) -> None:
        assert await (await ask(pool, found)).read() == OK_BODY
        await asyncio.sleep(0.05)
        assert await (await ask(pool, found)).read() == OK_BODY
        assert found.connections == 2

    run(answering(plain() + plain(b"walrus")), work)


def test_bytes_that_nobody_asked_for_end_the_connection() -> None:
    async def handle(self: Provider, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await self.take(reader)
        writer.write(plain())
        await writer.drain()
        await asyncio.sleep(0.03)
        writer.write(plain(b"walrus"))
        await self.wait_cut(reader)

    async def work(pool: Upstreams, found: Provider) -> None:
        await (await ask(pool, found)).read()
        await asyncio.wait_for(found.cut.wait(), 2)
        assert await (await ask(pool, found)).read() == OK_BODY

    run(handle, work)


def test_a_slow_reader_slows_the_provider_and_holds_little() -> None:
    sent = 0

    async def handle(self: Provider, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        nonlocal sent
        await self.take(reader)
        writer.write(HEAD_CHUNKED % b"text/event-stream")
        for _ in range(1000):
            writer.write(chunk(b"x" * 16_384))
            await writer.drain()
            sent += 16_384
        writer.write(LAST)
        await self.wait_cut(reader)

    async def work(pool: Upstreams, found: Provider) -> None:
        reply = await ask(pool, found, is_stream=True, seconds=20)
        await asyncio.sleep(0.7)  # longer than the time between two pieces: it is our reader that is slow
        stopped_at = sent
        assert stopped_at < 12_000_000
        assert sum(map(len, await pieces(reply))) == 16_384_000

    run(handle, work, limits=replace(SHORT, body_bytes=20_000_000))


@pytest.mark.parametrize("is_read", [False, True], ids=["unread", "half read"])
def test_letting_go_cancels_the_call_upstream(is_read: bool) -> None:
    async def work(pool: Upstreams, found: Provider) -> None:
        reply = await ask(pool, found, is_stream=True)
        if is_read:
            assert await anext(reply.chunks()) == b"data: 1\n\n"
        await reply.close()
        await reply.close()
        await asyncio.wait_for(found.cut.wait(), 2)
        with pytest.raises(UpstreamError, match="stopped from our side"):
            await reply.read()

    run(_then(chunked(b"data: 1\n\n")), work)


def test_an_answer_whose_format_said_that_it_was_whole_leaves_its_connection_for_the_next() -> None:
    async def handle(self: Provider, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        for _ in range(3):
            await self.take(reader)
            writer.write(chunked(b"data: [DONE]\n\n"))
            await writer.drain()
            await asyncio.sleep(0.01)
            writer.write(LAST)
        await self.wait_cut(reader)

    async def work(pool: Upstreams, found: Provider) -> None:
        for _ in range(3):
            reply = await ask(pool, found, is_stream=True)
            assert await anext(reply.chunks()) == b"data: [DONE]\n\n"
            await reply.close()
            await asyncio.sleep(0.03)
        assert found.connections == 1
        assert pool.states()[0].failures == 0

    run(handle, work)


def test_an_answer_that_goes_on_after_its_reader_let_go_is_cut_and_says_nothing_about_the_provider() -> None:
    async def work(pool: Upstreams, found: Provider) -> None:
        reply = await ask(pool, found, is_stream=True)
        await anext(reply.chunks())
        await reply.close()
        await asyncio.wait_for(found.cut.wait(), 1)
        assert pool.states()[0].failures == 0

    run(_endless, work)


def test_a_caller_that_goes_away_before_the_answer_cancels_the_call_upstream() -> None:
    async def work(pool: Upstreams, found: Provider) -> None:
        task = asyncio.create_task(ask(pool, found))
        await asyncio.sleep(0.05)
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
        await asyncio.wait_for(found.cut.wait(), 2)
        assert pool.states()[0].failures == 0

    run(_then(), work)


def test_a_refused_connection_is_tried_once_more_and_then_an_error() -> None:
    async def main() -> None:
        pool = Upstreams(SHORT)
        with pytest.raises(UpstreamError) as raised:
            await pool.send(permit(), connection(1), call(), KEY)
        assert raised.value.fault is Fault.UNREACHABLE
        says_nothing(raised.value)

    asyncio.run(main())


def test_a_permit_opens_no_other_tool_s_connection() -> None:
    async def work(pool: Upstreams, found: Provider) -> None:
        with pytest.raises(UpstreamError, match="leads to another tool") as raised:
            await pool.send(permit(tool_id="other-chat"), connection(found.port), call(), KEY)
        assert raised.value.fault is Fault.NOT_CONNECTED
        assert found.requests == []

    run(answering(plain()), work)


@pytest.mark.parametrize(
    ("kind", "base_url", "key", "says"),
    [
        ("gopher", "http://127.0.0.1/v1", KEY, "no provider 'gopher'"),
        ("openai", "", "", "has no key"),
        ("openai", "", "a\r\nx-evil: 1", "letters that no key has"),
        ("openai", "", "ключ", "letters that no key has"),
        ("compatible", "", KEY, "is not one"),
        ("compatible", "http://models.example.com/v1", KEY, "not encrypted"),
        ("compatible", "http://169.254.169.254/v1", KEY, "not encrypted"),
        ("compatible", "ftp://127.0.0.1/v1", KEY, "not encrypted"),
        ("compatible", "https://user:word@example.com/v1", KEY, "is not one"),
        ("compatible", "https://example.com:99999/v1", KEY, "is not one"),
        ("compatible", "https://example.com/v 1", KEY, "is not one"),
        ("bedrock", "", KEY, "no endpoint for embeddings"),
        ("anthropic", "", KEY, "no endpoint for embeddings"),
    ],
)
def test_what_cannot_be_called_is_not_called(kind: str, base_url: str, key: str, says: str) -> None:
    async def main() -> None:
        way = replace(connection(), kind=kind, base_url=base_url)
        with pytest.raises(UpstreamError, match=says) as raised:
            await Upstreams(SHORT).send(permit(), way, Call(format="embeddings", body=b"{}"), key)
        assert raised.value.fault is Fault.NOT_CONNECTED
        says_nothing(raised.value)

    asyncio.run(main())


def test_a_certificate_that_nobody_vouches_for_is_refused() -> None:
    async def handle(self: Provider, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.read(1024)
        writer.write(b"HTTP/1.1 400 Bad Request\r\n\r\n")

    async def work(pool: Upstreams, found: Provider) -> None:
        way = replace(connection(found.port), base_url=f"https://127.0.0.1:{found.port}/v1")
        with pytest.raises(UpstreamError) as raised:
            await pool.send(permit(), way, call(), KEY)
        assert raised.value.fault is Fault.UNREACHABLE
        says_nothing(raised.value)

    run(handle, work)


def test_after_several_failures_it_is_left_alone_then_tried_by_one() -> None:
    is_well = False

    async def handle(self: Provider, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await self.take(reader)
        if is_well:
            await asyncio.sleep(0.05)
            writer.write(plain())

    async def work(pool: Upstreams, found: Provider) -> None:
        nonlocal is_well
        way = connection(found.port)
        for count in range(SHORT.failures):
            assert pool.states() == () or pool.states()[0].failures == count
            assert pool.is_open_to(way)
            with pytest.raises(UpstreamError, match="without an answer"):
                await ask(pool, found)
        assert (pool.states()[0].circuit, pool.states()[0].tool_id) == (Circuit.OPEN, "northlight-chat")
        assert not pool.is_open_to(way)
        with pytest.raises(UpstreamError) as raised:
            await ask(pool, found)
        assert raised.value.fault is Fault.PAUSED
        assert len(found.requests) == SHORT.failures
        is_well = True
        await asyncio.sleep(SHORT.pause_seconds + 0.02)  # a loop may wake a moment early
        assert pool.states()[0].circuit is Circuit.HALF_OPEN
        trial, *others = await asyncio.gather(*(ask(pool, found) for _ in range(3)), return_exceptions=True)
        assert not isinstance(trial, BaseException)
        assert [o.fault for o in others if isinstance(o, UpstreamError)] == [Fault.PAUSED] * 2
        await trial.read()
        assert (pool.states()[0].circuit, pool.states()[0].failures) == (Circuit.CLOSED, 0)

    run(handle, work)


def test_another_address_of_the_same_tool_starts_anew() -> None:
    async def work(pool: Upstreams, found: Provider) -> None:
        for _ in range(SHORT.failures):
            with pytest.raises(UpstreamError):
                await pool.send(permit(), connection(1), call(), KEY)
        assert not pool.is_open_to(connection(1))
        assert await (await ask(pool, found)).read() == OK_BODY

    run(answering(plain()), work)


@pytest.mark.parametrize(
    ("status", "fails"), [("503 Away", True), ("529 Full", True), ("500 Oh", False), ("429 No", False)]
)
def test_only_a_provider_that_is_away_counts_as_failing(status: str, fails: bool) -> None:
    async def work(pool: Upstreams, found: Provider) -> None:
        for _ in range(SHORT.failures):
            await (await ask(pool, found)).read()
        assert pool.is_open_to(connection(found.port)) is not fails

    run(answering(*[plain(b"{}", status)] * SHORT.failures), work)


def test_one_pool_serves_several_loops() -> None:
    pool = Upstreams(SHORT)

    async def main() -> None:
        async with provider(answering(plain())) as found:
            assert await (await ask(pool, found)).read() == OK_BODY
            pool.close_here()

    for _ in range(3):
        asyncio.run(main())


def test_many_connections_have_a_bound() -> None:
    async def work(pool: Upstreams, found: Provider) -> None:
        tasks = [asyncio.create_task(ask(pool, found)) for _ in range(3)]
        await asyncio.sleep(0.1)
        with pytest.raises(UpstreamError, match="2 calls at a time"):
            await tasks[2]
        pool.close_here()
        for task in tasks[:2]:
            with pytest.raises(UpstreamError, match="from our side"):
                await task

    run(_then(), work, limits=replace(SHORT, links=2))


def test_asking_for_the_models_sends_no_text() -> None:
    async def work(pool: Upstreams, found: Provider) -> None:
        reply = await pool.ask_models("Northlight Chat", connection(found.port), KEY)
        assert await reply.read() == b'{"data":[]}'

    found = run(answering(plain(b'{"data":[]}')), work)
    assert found.requests[0].startswith(b"GET /v1/models HTTP/1.1\r\n")
    assert found.requests[0].endswith(b"\r\n\r\n")
    assert b"content-length" not in found.requests[0]
