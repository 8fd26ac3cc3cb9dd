"""What measures the gateway: its provider speaks each format, its load counts what passed, a leak is seen."""

from __future__ import annotations

import asyncio
import json
import os
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from bench.gateways import report
from bench.gateways.bodies import BODIES, MARK, asked
from bench.gateways.calls import try_calls
from bench.gateways.client import Job, load
from bench.gateways.leaks import ANSWER, LEAK, read, try_leaks
from bench.gateways.load import put_load
from bench.gateways.measuring import Row, median
from bench.gateways.places import place
from bench.gateways.processes import Spent, family, lives, peak, processor, resident
from bench.gateways.provider import streamed, whole
from bench.gateways.targets import DIRECT, Target, told

FORMATS = ("chat", "responses", "messages")


@pytest.fixture(scope="module")
def stub() -> Iterator[Target]:
    with place(min(os.sched_getaffinity(0))) as (folder, stub):
        assert folder.is_dir()
        yield stub
    assert not folder.exists()
    assert not lives(stub.pid)


def test_each_body_has_one_place_for_its_number() -> None:
    for kind, (path, body) in BODIES.items():
        assert path.startswith("/v1/"), kind
        assert body.decode().count(MARK) == 1, kind
    assert 1_400 < len(BODIES["chat"][1]) < 1_700
    assert 20_000 < len(BODIES["chat20"][1]) < 21_500


@pytest.mark.parametrize("format_", FORMATS)
def test_what_a_stream_says_is_what_the_plain_answer_says(format_: str) -> None:
    pieces = [ANSWER[n : n + 3] for n in range(0, len(ANSWER), 3)]
    plain = read(json.dumps(whole(format_, 1, "m", ANSWER)), is_stream=False)
    events = read(b"".join(streamed(format_, 1, "m", pieces)).decode(), is_stream=True)
    assert plain == ANSWER
    assert events.startswith(ANSWER)


def test_the_official_sdks_find_everything_at_the_provider(stub: Target) -> None:
    assert set(dict(try_calls(stub)).values()) == {""}


def test_who_passes_everything_on_leaks_everywhere(stub: Target) -> None:
    tried = try_leaks([stub], stub)
    assert len(tried) == 12
    assert {each.outcome for each in tried} == {LEAK}


@pytest.mark.parametrize("kind", ["chat", "ttft"])
def test_a_load_counts_what_the_provider_saw(stub: Target, kind: str) -> None:
    before = json.loads(told(stub, "seen"))["requests"]
    came = put_load(stub.port, kind, stub.headers, 2, 1)
    seen = json.loads(told(stub, "seen"))["requests"] - before
    assert came.bad == 0
    assert 0 < came.count <= seen <= came.count + 2
    assert 0 < came.p50 <= came.p95 <= came.p99
    assert MARK not in told(stub, "last").decode()


def test_what_is_not_there_is_counted_as_bad(stub: Target) -> None:
    job = Job(
        port=stub.port,
        path="/v1/nowhere",
        body="{}",
        mark=MARK,
        headers={},
        connections=1,
        seconds=0.1,
        first=1,
        is_stream=False,
    )
    came = asyncio.run(load(job))
    assert came.count == 0
    assert came.bad > 0


def test_a_process_has_a_family_and_uses_something(stub: Target) -> None:
    assert family(stub.pid) == [stub.pid]
    assert lives(stub.pid)
    before = processor([stub.pid])
    put_load(stub.port, "chat", stub.headers, 1, 1)
    assert 0 < processor([stub.pid]).since(before) < 1.5
    assert 5 < resident([stub.pid]) <= peak([stub.pid])


def test_a_thread_that_ended_is_in_the_coarse_account() -> None:
    assert Spent(2.5, 2.5).since(Spent(1.0, 1.0)) == 1.5
    assert Spent(1.0, 2.5).since(Spent(1.0, 1.0)) == 1.5


ROW = Row(
    cell="chat:16",
    target="nginx",
    count=100,
    rate=50,
    p50=1_500,
    p95=2_000,
    p99=2_500,
    event_p50=0,
    cpu=20,
    share=0.5,
    peak=10,
    bad=0,
    seen=1,
    busy=0.5,
)


def test_a_median_adds_up_what_went_wrong() -> None:
    rows = [ROW, replace(ROW, p50=1_000, bad=1), replace(ROW, p50=9_000), replace(ROW, target="other", p50=1)]
    found = median(rows, "chat:16", "nginx")
    assert (found.p50, found.bad, found.count) == (1_500, 1, 300)


def test_the_table_says_what_is_added_and_how_many_times_nginx_it_is() -> None:
    rows = [ROW, replace(ROW, target=DIRECT, p50=500, cpu=12), replace(ROW, target="Proviso", p50=2_500, cpu=400)]
    lines = report.cost(rows, ["chat:16"], [DIRECT, "nginx", "Proviso"]).splitlines()
    assert lines[4].startswith("| direct | 0.50 | – | 2.00 | – | – | – |")
    assert lines[5].startswith("| nginx | 1.50 | 1.00 | 2.00 | 20 | 1 | 50,000 |")
    assert lines[6].startswith("| Proviso | 2.50 | 2.00 | 2.00 | 400 | 20 | 2,500 |")


def test_every_table_has_its_place_on_the_page() -> None:
    page = (Path(__file__).parents[2] / "docs" / "gateway-report.md").read_text(encoding="utf-8")
    for name in ("run", "memory", "cost", "calls", "leaks"):
        assert f"<!-- begin: {name} -->" in page


def test_a_request_in_each_format_is_what_the_format_asks_for() -> None:
    assert asked("messages", "T")["messages"] == [{"role": "user", "content": "T"}]
    assert asked("responses", "T", is_stream=True)["stream"] is True
    assert asked("chat", "T")["messages"][1]["content"] == "T"
