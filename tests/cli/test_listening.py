"""A server that waits for nobody who drips."""

from __future__ import annotations

import socket
import time
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from proviso.cli import listening
from proviso.errors import UsageError
from proviso.settings import Settings
from tests.gateway.house import gate


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


def test_a_port_that_somebody_has_is_said_with_what_to_do() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        with pytest.raises(UsageError, match="cannot be used") as said:
            listening.listen(Settings(port=taken.getsockname()[1]))
    assert "--port" in said.value.hint
