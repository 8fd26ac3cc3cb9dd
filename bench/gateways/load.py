"""The load on one target: by wrk where it is installed, else by a client of our own."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Mapping
from itertools import count
from pathlib import Path

import msgspec

from .bodies import BODIES, MARK
from .client import Job, Loaded

HERE = Path(__file__).resolve().parent
WRK = shutil.which("wrk")
BY_CLIENT = frozenset({"ttft"})
"""Kinds of cells that wrk cannot measure."""
LARGEST = 10**8 - 10**6
"""A number has eight digits."""
_firsts = count(1, 50_000)
"""Each load begins with another number, so that no two requests of a run are the same."""


def put_load(port: int, kind: str, headers: Mapping[str, str], connections: int, seconds: float) -> Loaded:
    """Ask so many at once for so long."""
    path, body = BODIES[kind]
    if WRK is None or kind in BY_CLIENT:
        return _by_client(port, kind, headers, connections, seconds)
    with tempfile.NamedTemporaryFile() as file:
        file.write(body)
        file.flush()
        heads = "\n".join(f"{name}: {value}" for name, value in headers.items())
        told = {"BENCH_BODY": file.name, "BENCH_HEADERS": heads, "BENCH_FIRST": str(next(_firsts) % LARGEST)}
        script, url = str(HERE / "post.lua"), f"http://127.0.0.1:{port}{path}"
        for_seconds = f"-d{max(1, round(seconds))}s"
        command = [WRK, "-t1", f"-c{connections}", for_seconds, "--timeout", "20s", "-s", script, url]
        done = subprocess.run(command, capture_output=True, text=True, check=False, env={**os.environ, **told})
    said = next((line for line in done.stdout.splitlines() if line.startswith("BENCH ")), None)
    if said is None:
        raise SystemExit(f"wrk did not finish: {(done.stderr or done.stdout).strip()[-300:]}")
    return msgspec.json.decode(said.removeprefix("BENCH "), type=Loaded)


def _by_client(port: int, kind: str, headers: Mapping[str, str], connections: int, seconds: float) -> Loaded:
    path, body = BODIES[kind]
    job = Job(
        port=port,
        path=path,
        body=body.decode(),
        mark=MARK,
        headers=dict(headers),
        connections=connections,
        seconds=seconds,
        first=next(_firsts) % LARGEST,
        is_stream=kind in {"sse", "ttft"},
    )
    command = [sys.executable, "-m", "bench.gateways.client", msgspec.json.encode(job).decode()]
    done = subprocess.run(command, capture_output=True, text=True, check=False, cwd=HERE.parents[1])
    if done.returncode != 0:
        raise SystemExit(f"the load did not finish: {done.stderr.strip()[-300:]}")
    return msgspec.json.decode(done.stdout, type=Loaded)
