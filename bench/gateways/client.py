"""A client of its own: one exchange after the other on each connection, timed to its first event and to its end.

`python -m bench.gateways.client JOB` prints one JSON object; JOB is the JSON of a `Job`. It measures what wrk cannot,
the first event of a stream, and everything where wrk is not installed.
"""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import count
from time import perf_counter
from typing import cast

import httptools
import msgspec
import uvloop

LONGEST = 30.0
"""Seconds that one exchange may take."""
ENDS = (b"[DONE]", b"message_stop", b"response.completed")


@dataclass(frozen=True, slots=True, kw_only=True)
class Job:
    """What to ask, how often at once, and for how long."""

    port: int
    path: str
    body: str
    mark: str
    headers: dict[str, str]
    connections: int
    seconds: float
    first: int
    is_stream: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Loaded:
    """What came of a load. Times in microseconds."""

    count: int
    seconds: float
    p50: float
    p95: float
    p99: float
    bad: int
    event_p50: float = 0
    event_p95: float = 0


@dataclass(slots=True)
class Times:
    """What was measured so far."""

    firsts: list[float] = field(default_factory=list)
    wholes: list[float] = field(default_factory=list)
    bad: int = 0


class Line(asyncio.Protocol):
    """One connection."""

    def __init__(self) -> None:
        self.done: asyncio.Future[None] | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.out = cast("asyncio.Transport", transport)

    def connection_lost(self, fault: Exception | None) -> None:
        if self.done is not None and not self.done.done():
            self.done.set_exception(fault or ConnectionResetError())

    async def exchange(self, data: bytes) -> None:
        """Ask once; afterwards `status`, `first`, `whole` and `tail` are those of the answer."""
        self.parser = httptools.HttpResponseParser(self)
        self.done = asyncio.get_running_loop().create_future()
        self.first, self.tail, self.start = 0.0, b"", perf_counter()
        self.out.write(data)
        await asyncio.wait_for(self.done, LONGEST)

    def data_received(self, data: bytes) -> None:
        self.parser.feed_data(data)

    def on_body(self, data: bytes) -> None:
        self.first = self.first or perf_counter() - self.start
        self.tail = (self.tail + data)[-400:]

    def on_message_complete(self) -> None:
        self.status, self.whole = self.parser.get_status_code(), perf_counter() - self.start
        if self.done is not None and not self.done.done():
            self.done.set_result(None)


async def load(job: Job) -> Loaded:
    """Ask for as long as the job says."""
    times = Times()
    numbers = count(job.first)
    begun = perf_counter()
    await asyncio.gather(*(_worker(job, times, numbers, begun + job.seconds) for _ in range(job.connections)))
    took = perf_counter() - begun
    firsts, wholes = sorted(times.firsts), sorted(times.wholes)
    return Loaded(
        count=len(wholes),
        seconds=took,
        p50=_at(wholes, 0.5),
        p95=_at(wholes, 0.95),
        p99=_at(wholes, 0.99),
        bad=times.bad,
        event_p50=_at(firsts, 0.5),
        event_p95=_at(firsts, 0.95),
    )


async def _worker(job: Job, times: Times, numbers: Iterator[int], end: float) -> None:
    line = await _connect(job.port)
    while perf_counter() < end:
        try:
            await line.exchange(_request(job, next(numbers)))
        except (OSError, TimeoutError, httptools.HttpParserError):
            times.bad += 1
            line = await _connect(job.port)
            continue
        if line.status != 200 or (job.is_stream and not any(each in line.tail for each in ENDS)):
            times.bad += 1
        else:
            times.firsts.append(line.first * 1e6)
            times.wholes.append(line.whole * 1e6)
    line.out.close()


async def _connect(port: int) -> Line:
    return (await asyncio.get_running_loop().create_connection(Line, "127.0.0.1", port))[1]


def _request(job: Job, number: int) -> bytes:
    body = job.body.replace(job.mark, f"{number:08}").encode()
    lines = [f"POST {job.path} HTTP/1.1", f"host: 127.0.0.1:{job.port}", "content-type: application/json"]
    lines += [f"content-length: {len(body)}", *(f"{name}: {value}" for name, value in job.headers.items())]
    return "\r\n".join([*lines, "", ""]).encode() + body


def _at(ordered: list[float], share: float) -> float:
    return ordered[min(len(ordered) - 1, int(len(ordered) * share))] if ordered else 0.0


if __name__ == "__main__":
    came = uvloop.run(load(msgspec.json.decode(sys.argv[1], type=Job)))
    print(msgspec.json.encode(came).decode())
