"""The gateway alone, in several processes on one ledger: begun, begun again, exchanged, ended."""

from __future__ import annotations

import os
import signal
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx2
import pytest

from proviso.actions.opening import open_agency
from proviso.db import entries
from proviso.settings import Settings
from tests.delivery.post import free_port
from tests.gateway.house import KEY, MODEL, open_troubled, until
from tests.gateway.stub import CHAT, Provider, provider
from tests.listening import children, running

BODY = {"model": MODEL, "messages": [{"role": "user", "content": "Sum up the flood plan."}]}
HEADS = {"authorization": f"Bearer {KEY}"}


@contextmanager
def gateway(home: Path, workers: int) -> Iterator[tuple[subprocess.Popen[bytes], str]]:
    port = free_port()
    environment = {**os.environ, "PROVISO_HOME": str(home), "PROVISO_DRAIN_SECONDS": "10"}
    words = ("gateway", "--workers", str(workers), "--no-names")
    with running(*words, environment=environment, port=port) as process:
        yield process, f"http://127.0.0.1:{port}"


@pytest.fixture
def home(tmp_path: Path) -> Iterator[tuple[Path, Provider]]:
    with provider() as upstream:
        open_troubled(tmp_path / "home", upstream.base).store.close()
        yield tmp_path / "home", upstream


def test_two_processes_write_one_ledger_and_are_exchanged_and_ended_without_losing_a_call(
    home: tuple[Path, Provider],
) -> None:
    folder, upstream = home
    calls = 0
    with gateway(folder, 2) as (process, base):
        first = children(process.pid)
        assert len(first) == 2
        for _ in range(20):
            calls += httpx2.post(base + CHAT, json=BODY, headers=HEADS, timeout=30).status_code == 200

        victim = min(first)
        os.kill(victim, signal.SIGKILL)
        assert until(lambda: len(children(process.pid) - {victim}) == 2)

        before = children(process.pid)
        process.send_signal(signal.SIGHUP)
        while not children(process.pid).isdisjoint(before):
            calls += httpx2.post(base + CHAT, json=BODY, headers=HEADS, timeout=60).status_code == 200
            upstream.bodies.clear()
        calls += httpx2.post(base + CHAT, json=BODY, headers=HEADS, timeout=60).status_code == 200
        held = calls
    agency = open_agency(Settings(home=folder))
    try:
        found = agency.journal.verify(agency.store)
        assert found.is_whole, found
        with agency.store.read() as tx:
            every = [entry.record.event for entry in entries.page(tx, 0, 100_000)]
        assert every.count("AnswerReceived") == held
    finally:
        agency.store.close()


def test_a_stream_ends_before_the_process_does(home: tuple[Path, Provider]) -> None:
    folder, upstream = home
    upstream.answer, upstream.piece, upstream.pause = "The plan has five parts. " * 40, 10, 0.02
    with gateway(folder, 1) as (process, base), httpx2.Client(timeout=60) as client:
        body = {**BODY, "stream": True}
        with client.stream("POST", base + CHAT, json=body, headers=HEADS) as answer:
            pieces = answer.iter_bytes()
            got = next(pieces)
            process.terminate()
            got += b"".join(pieces)
        assert b"[DONE]" in got
        assert process.wait(timeout=30) in {0, -signal.SIGTERM, 143}
