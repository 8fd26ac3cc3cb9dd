"""A webhook's message is signed as Standard Webhooks says, and goes nowhere but where it was set to go."""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from proviso.delivery import Hook, deliver, signature
from proviso.errors import DeliveryError
from tests.delivery.post import AT, speaking

SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
"""Of the specification's own example; with it came the signature below."""


@dataclass
class System:
    """A system of the agency: what it answers, and what it was sent."""

    status: int = 204
    location: str = ""
    got: list[tuple[str, dict[str, str], str]] = field(default_factory=list)


@contextmanager
def listening(system: System) -> Iterator[int]:
    class Answers(BaseHTTPRequestHandler):
        def do_POST(self) -> None:  # the server's own name
            body = self.rfile.read(int(self.headers["content-length"])).decode()
            system.got.append((self.path, {k.lower(): v for k, v in self.headers.items()}, body))
            self.send_response(system.status)
            if system.location:
                self.send_header("location", system.location)
            self.send_header("content-length", "0")
            self.end_headers()

        do_GET = do_POST  # noqa: N815  # the same

        def log_message(self, *args: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Answers)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield int(server.server_address[1])
    finally:
        server.shutdown()
        server.server_close()
        thread.join(5)


def hook(port: int, **changes: object) -> Hook:
    given = {"url": f"http://127.0.0.1:{port}/proviso?a=1", "secret": SECRET, "may_be_private": True, "seconds": 1.0}
    return Hook(**{**given, **changes})  # type: ignore[arg-type]


def test_the_signature_is_that_of_the_specification() -> None:
    body = '{"test": 2432232314}'
    signed = signature(SECRET, "msg_p5jXN8AQM9LWM0D4loKWxJek", 1614265330, body)
    assert signed == "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="


def test_a_message_has_its_id_its_time_and_its_signature() -> None:
    system = System()
    with listening(system) as port:
        deliver(hook(port), "7KQ2M4XD", '{"type":"ToolChanged"}', AT)
    path, headers, body = system.got[0]
    assert (path, body) == ("/proviso?a=1", '{"type":"ToolChanged"}')
    stamp = int(AT.timestamp())
    assert (headers["webhook-id"], headers["webhook-timestamp"]) == ("7KQ2M4XD", str(stamp))
    assert headers["webhook-signature"] == signature(SECRET, "7KQ2M4XD", stamp, body)
    assert headers["host"] == f"127.0.0.1:{port}"


@pytest.mark.parametrize(("status", "is_final"), [(400, False), (404, False), (410, True), (429, False), (500, False)])
def test_an_answer_that_is_no_yes_is_a_fault(status: int, is_final: bool) -> None:
    with listening(System(status=status)) as port, pytest.raises(DeliveryError, match=str(status)) as caught:
        deliver(hook(port), "7KQ2M4XD", "{}", AT)
    assert caught.value.is_final is is_final


def test_a_redirect_is_not_followed_least_of_all_into_the_agencys_network() -> None:
    inner = System()
    with listening(inner) as inside:
        outer = System(status=307, location=f"http://127.0.0.1:{inside}/admin")
        with listening(outer) as port, pytest.raises(DeliveryError, match="another address"):
            deliver(hook(port), "7KQ2M4XD", "{}", AT)
    assert inner.got == []


PRIVATE = (
    *("127.0.0.1", "localhost", "10.1.2.3", "192.168.0.1", "[::1]", "[::ffff:127.0.0.1]", "[64:ff9b:1::a]"),
    *("[fec0::1]", "[::ffff:0:10.1.2.3]", "192.0.0.8", "[5f00::1]"),
)
NEVER = (
    "169.254.169.254",
    "[fe80::1]",
    "[fd00:ec2::254]",
    "100.100.100.200",
    "[::ffff:169.254.169.254]",
    "[64:ff9b::a9fe:a9fe]",
    "[2002:a9fe:a9fe::1]",
    "[::ffff:0:169.254.169.254]",
    "0.0.0.0",  # noqa: S104  # nobody listens there
    "224.0.0.1",
    "2852039166",  # 169.254.169.254 as one number
    "0xa9fea9fe",
)


@pytest.mark.parametrize("host", PRIVATE)
def test_a_private_address_is_refused_unless_it_is_allowed(host: str) -> None:
    with pytest.raises(DeliveryError, match="own network"):
        deliver(hook(1, url=f"https://{host}/x", may_be_private=False), "7KQ2M4XD", "{}", AT)


@pytest.mark.parametrize("may_be_private", [False, True])
@pytest.mark.parametrize("host", NEVER)
def test_where_machines_keep_their_secrets_nothing_is_sent_whatever_is_allowed(host: str, may_be_private: bool) -> None:
    with pytest.raises(DeliveryError, match="Nothing is sent to this address"):
        deliver(hook(1, url=f"https://{host}/latest/meta-data", may_be_private=may_be_private), "7KQ2M4XD", "{}", AT)


def test_a_name_that_changes_its_mind_gets_what_was_looked_at(monkeypatch: pytest.MonkeyPatch) -> None:
    """The second answer would lead to the metadata of a cloud; there is no second question."""
    system, asked, real = System(), [], socket.getaddrinfo

    def rebinding(host: str, port: int, *options: int, **more: int) -> object:
        if host != "hooks.internal":
            return real(host, port, *options, **more)
        asked.append(host)
        address = "127.0.0.1" if len(asked) == 1 else "169.254.169.254"
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (address, port))]

    monkeypatch.setattr(socket, "getaddrinfo", rebinding)
    with listening(system) as port:
        deliver(hook(port, url=f"http://hooks.internal:{port}/x"), "7KQ2M4XD", "{}", AT)
    assert (len(system.got), len(asked)) == (1, 1)


def test_a_system_inside_may_go_without_tls_and_its_name_may_not_lead_out(monkeypatch: pytest.MonkeyPatch) -> None:
    def outside(host: str, port: int, **more: object) -> list[tuple[object, ...]]:
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", ("93.184.216.34", port))]

    monkeypatch.setattr(socket, "getaddrinfo", outside)
    with pytest.raises(DeliveryError, match="over TLS only"):
        deliver(hook(1, url="http://collector.internal/x", may_be_private=True), "7KQ2M4XD", "{}", AT)


def test_a_name_that_leads_into_the_network_is_refused_however_it_looks(monkeypatch: pytest.MonkeyPatch) -> None:
    def rebound(host: str, port: int, **more: object) -> list[tuple[object, ...]]:
        public = (socket.AF_INET, socket.SOCK_STREAM, 6, "", ("93.184.216.34", port))
        return [public, (socket.AF_INET, socket.SOCK_STREAM, 6, "", ("10.0.0.7", port))]

    monkeypatch.setattr(socket, "getaddrinfo", rebound)
    with pytest.raises(DeliveryError, match="own network"):
        deliver(hook(1, url="https://hooks.dcs.example/x", may_be_private=False), "7KQ2M4XD", "{}", AT)


def test_without_tls_nothing_goes_out_of_the_network() -> None:
    with pytest.raises(DeliveryError, match="TLS only"):
        deliver(hook(1, url="http://93.184.216.34/x", may_be_private=False), "7KQ2M4XD", "{}", AT)


def hang(caller: socket.socket) -> None:
    while caller.recv(65536):
        continue


def drip(caller: socket.socket) -> None:
    caller.recv(65536)
    while True:
        caller.sendall(b"HTTP/1.1 200 OK\r\n"[:1])
        time.sleep(0.05)


@pytest.mark.parametrize("talk", [hang, drip])
def test_a_system_that_takes_its_time_is_left(talk: object) -> None:
    with speaking(talk) as port, pytest.raises(DeliveryError, match="in time"):  # type: ignore[arg-type]
        deliver(hook(port, seconds=0.4), "7KQ2M4XD", "{}", AT)


def test_an_answer_that_is_no_http_and_one_that_never_ends_are_faults() -> None:
    def noise(caller: socket.socket) -> None:
        caller.recv(65536)
        caller.sendall(b"\x00\xff" * 10)

    def flood(caller: socket.socket) -> None:
        caller.recv(65536)
        caller.sendall(b"HTTP/1.1 200 OK\r\n" + b"x: y\r\n" * 1_000_000)

    for talk in (noise, flood):
        with speaking(talk) as port, pytest.raises(DeliveryError):
            deliver(hook(port), "7KQ2M4XD", "{}", AT)


def test_a_secret_that_cannot_be_read_sends_nothing() -> None:
    with pytest.raises(DeliveryError, match="secret"):
        signature("whsec_*", "7KQ2M4XD", 1, "{}")
