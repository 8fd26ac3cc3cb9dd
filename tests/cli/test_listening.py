"""A server that waits for nobody who drips."""

from __future__ import annotations

import socket
import time
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from starlette.types import Receive, Scope, Send

from proviso.cli import listening
from proviso.errors import UsageError
from proviso.settings import Settings
from tests.gateway.house import gate
from tests.gateway.house import listening as serving


@pytest.mark.parametrize("begun", [b"", b"POST /v1/chat/completions HTTP/1.1\r\nHost: a\r\nX-A: "])
def test_a_head_that_does_not_come_is_not_waited_for(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, begun: bytes
) -> None:
    monkeypatch.setattr(listening, "HEAD_SECONDS", 0.5)
    with gate(tmp_path) as here:
        place = urlsplit(here.base)
        with socket.create_connection((place.hostname or "", place.port or 0), timeout=10) as line:
            line.sendall(begun)
            start = time.monotonic()
            assert line.recv(1_000) == b""
            assert time.monotonic() - start < 8
        assert here.client.get(here.base + "/v1/models").status_code == 401


async def reading(scope: Scope, receive: Receive, send: Send) -> None:
    """Reads what comes, as a page does."""
    while scope["type"] == "http" and (await receive()).get("more_body", False):
        pass
    await send({"type": "http.response.start", "status": 204, "headers": []})
    await send({"type": "http.response.body"})


@pytest.mark.parametrize("in_all", [0.5, 60], ids=["dripped", "stopped"])
def test_a_body_that_does_not_come_is_not_waited_for(monkeypatch: pytest.MonkeyPatch, in_all: float) -> None:
    monkeypatch.setattr(listening, "BODY_SECONDS", 0.6)
    monkeypatch.setattr(listening, "BODY_IN_ALL", in_all)
    with serving(reading) as base:
        place = urlsplit(base)
        with socket.create_connection((place.hostname or "", place.port or 0), timeout=5) as line:
            line.sendall(b"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 1000\r\n\r\na")
            start = time.monotonic()
            try:
                while in_all < 60 and time.monotonic() - start < 4:
                    time.sleep(0.1)
                    line.sendall(b"a")
                assert line.recv(1_000) == b""
            except ConnectionError:
                pass  # cut off while it dripped
            assert time.monotonic() - start < 3
        with socket.create_connection((place.hostname or "", place.port or 0), timeout=5) as line:
            line.sendall(b"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 2\r\n\r\na")
            time.sleep(0.2)
            line.sendall(b"b")
            assert line.recv(1_000).startswith(b"HTTP/1.1 204")


def test_a_port_that_somebody_has_is_said_with_what_to_do() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        with pytest.raises(UsageError, match="cannot be used") as said:
            listening.listen(Settings(port=taken.getsockname()[1]))
    assert "--port" in said.value.hint
