"""Commands that listen, in processes of their own: started, waited for and ended by the tests."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

import httpx2

from tests.gateway.house import until


@contextmanager
def running(*words: str, environment: Mapping[str, str], port: int) -> Iterator[subprocess.Popen[bytes]]:
    """A command that listens, once it answers; ended at the end."""
    command = [sys.executable, "-m", "proviso", *words, "--port", str(port)]
    process = subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL)
    try:
        assert until(lambda: is_up(f"http://127.0.0.1:{port}"))
        yield process
    finally:
        process.terminate()
        process.wait(timeout=30)


def is_up(base: str) -> bool:
    """Whether it says that it is ready."""
    try:
        return httpx2.get(f"{base}/readyz", timeout=10).status_code == 200
    except httpx2.TransportError:
        return False


def children(pid: int) -> set[int]:
    """The processes that a process has."""
    return set(map(int, Path(f"/proc/{pid}/task/{pid}/children").read_text().split()))
