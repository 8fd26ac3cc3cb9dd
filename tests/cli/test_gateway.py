"""The gateway alone, in several processes on one ledger: begun, begun again, exchanged, ended."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx2
import pytest

from proviso.actions.opening import open_agency
from proviso.db import entries
from proviso.settings import Settings
from tests.gateway.house import KEY, MODEL, open_troubled, until
from tests.gateway.stub import CHAT, Provider, provider

BODY = {"model": MODEL, "messages": [{"role": "user", "content": "Sum up the flood plan."}]}
HEADS = {"authorization": f"Bearer {KEY}"}


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
    return port


@contextmanager
def gateway(home: Path, workers: int) -> Iterator[tuple[subprocess.Popen[bytes], str]]:
    port = free_port()
    command = [sys.executable, "-m", "proviso", "gateway", "--workers", str(workers), "--no-names"]
    environment = {**os.environ, "PROVISO_HOME": str(home), "PROVISO_DRAIN_SECONDS": "10"}
    process = subprocess.Popen([*command, "--port", str(port)], env=environment, stdout=subprocess.DEVNULL)
    base = f"http://127.0.0.1:{port}"
    try:
        assert until(lambda: is_up(base))
        yield process, base
    finally:
        process.terminate()
        process.wait(timeout=30)


def is_up(base: str) -> bool:
    try:
        return httpx2.get(f"{base}/readyz", timeout=10).status_code == 200
    except httpx2.TransportError:
        return False


def children(pid: int) -> set[int]:
    found = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    return set(map(int, found))


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
