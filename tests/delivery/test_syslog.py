"""Events to a syslog server: framed as the RFCs say, and not taken unless the server has read all of them."""

from __future__ import annotations

import ipaddress
import json
import re
import socket
import ssl
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

from proviso.delivery.syslog import UDP_BYTES, Line, SyslogServer, send, written
from proviso.errors import DeliveryError

AT = datetime(2026, 11, 24, 19, 14, 0, 123456, tzinfo=UTC)
HEAD = re.compile(
    rb"<110>1 2026-11-24T19:14:00\.123456Z siem-host proviso - SignedIn "
    rb'\[meta sequenceId="8"\]\[origin software="Proviso" swVersion="0\.1"\] \xef\xbb\xbf(\{.*\})',
    re.DOTALL,
)


def line(number: int = 7, size: int = 40, kind: str = "SignedIn") -> Line:
    text = json.dumps({"n": number, "name": "Zoë\nBell", "pad": "x" * size}, ensure_ascii=False).encode()
    return Line(at=AT, kind=kind, severity=6, number=number, text=text, short=b'{"short":true}')


class Server:
    """A syslog server: reads each connection to its end, unless it was told to behave otherwise."""

    def __init__(self, context: ssl.SSLContext | None = None, *, reset_after: int = -1) -> None:
        self.socket = socket.create_server(("127.0.0.1", 0))
        self.port = self.socket.getsockname()[1]
        self.got: list[bytes] = []
        self.context, self.reset_after = context, reset_after

    def run(self) -> None:
        while True:
            try:
                plain, _ = self.socket.accept()
            except OSError:
                return
            with suppress(OSError):
                self.got.append(self._read(plain))

    def _read(self, plain: socket.socket) -> bytes:
        with plain:
            if self.reset_after >= 0:
                plain.recv(max(1, self.reset_after))
                plain.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\1\0\0\0\0\0\0\0")
                return b""
            if self.context is None:
                return self._all(plain)
            with self.context.wrap_socket(plain, server_side=True) as sock:
                data = self._all(sock)
                with suppress(OSError):
                    sock.unwrap()
            return data

    def _all(self, sock: socket.socket) -> bytes:
        data = b""
        while part := sock.recv(65_536):
            data += part
        return data


@contextmanager
def serving(make: Callable[[], Server] = Server) -> Iterator[Server]:
    server = make()
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    try:
        yield server
    finally:
        server.socket.shutdown(socket.SHUT_RDWR)
        server.socket.close()
        thread.join(5)


def hand(server: Server, *lines: Line, way: str = "tcp", **more: object) -> None:
    where = SyslogServer(host="127.0.0.1", port=server.port, way=way, seconds=2.0, **more)  # type: ignore[arg-type]
    send(where, lines, host="siem-host", version="0.1")


def frames(data: bytes) -> list[bytes]:
    """RFC 6587 3.4.1."""
    found = []
    while data:
        count, _, data = data.partition(b" ")
        found.append(data[: int(count)])
        data = data[int(count) :]
    return found


def test_a_message_is_as_rfc_5424_says() -> None:
    found = HEAD.fullmatch(written(line(), "siem-host", "0.1"))
    assert found is not None
    assert json.loads(found[1])["name"] == "Zoë\nBell"
    odd = written(line(2**31, kind="An event with blanks" * 9), "zoë host", "0.1")
    assert b" zohost proviso - Aneventwithblanks" in odd
    assert b'sequenceId="2"' in odd, "it begins again"


def test_over_tcp_each_message_has_its_length() -> None:
    with serving() as server:
        hand(server, line(7), line(8, size=200_000), line(9))
        hand(server, line(10))
    bodies = [[json.loads(frame.partition(b"\xef\xbb\xbf")[2])["n"] for frame in frames(data)] for data in server.got]
    assert bodies == [[7, 8, 9], [10]]


def test_a_server_that_breaks_off_has_taken_nothing() -> None:
    with serving(lambda: Server(reset_after=10)) as server, pytest.raises(DeliveryError, match="broke off"):
        hand(server, *(line(n, size=90_000) for n in range(20)))


def test_a_server_that_takes_everything_and_resets_has_taken_nothing() -> None:
    with serving(lambda: Server(reset_after=0)) as server, pytest.raises(DeliveryError):
        hand(server, line())


def test_a_server_that_says_nothing_is_not_waited_for() -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:
        where = SyslogServer(host="127.0.0.1", port=silent.getsockname()[1], way="tcp", seconds=0.3)
        with pytest.raises(DeliveryError, match="in time"):
            send(where, [line()], host="h", version="1")


def test_what_cannot_be_reached_is_said() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
    for host, said in (
        ("127.0.0.1", f"cannot be reached at port {port}"),
        ("no-such-host.invalid", "Nobody knows the name no-such-host.invalid"),
    ):
        for way in ("tcp", "udp"):
            where = SyslogServer(host=host, port=port, way=way, seconds=1)
            with pytest.raises(DeliveryError, match=said):
                send(where, [line()] * 3, host="h", version="1")


def test_over_udp_one_datagram_is_one_message_and_a_long_one_is_shortened() -> None:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as receiver:
        receiver.bind(("127.0.0.1", 0))
        receiver.settimeout(2)
        where = SyslogServer(host="127.0.0.1", port=receiver.getsockname()[1], way="udp")
        send(where, [line(), line(8, size=UDP_BYTES)], host="siem-host", version="0.1")
        first, second = receiver.recv(65_536), receiver.recv(65_536)
    assert HEAD.fullmatch(first)
    assert second.endswith(b'{"short":true}')


def test_over_tls_the_certificate_is_checked(tmp_path: Path) -> None:
    certify(tmp_path)
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(tmp_path / "cert.pem", tmp_path / "key.pem")
    with serving(lambda: Server(context)) as server:
        hand(server, line(), way="tls", tls=lambda: ssl.create_default_context(cafile=tmp_path / "cert.pem"))
        with pytest.raises(DeliveryError, match="not one that this machine trusts"):
            hand(server, line(8), way="tls")
    assert [len(frames(data)) for data in server.got if data] == [1]
    with serving() as plain, pytest.raises(DeliveryError):
        hand(plain, line(), way="tls")


def certify(folder: Path) -> None:
    """A certificate for 127.0.0.1, signed by itself."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "siem")])
    now = datetime.now(UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address("127.0.0.1"))]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .sign(key, hashes.SHA256())
    )
    (folder / "cert.pem").write_bytes(made.public_bytes(serialization.Encoding.PEM))
    private = (serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    (folder / "key.pem").write_bytes(key.private_bytes(*private))


@pytest.mark.parametrize(
    ("way", "address", "said"),
    [
        ("udp", "93.184.216.34", "over TLS only"),
        ("tcp", "93.184.216.34", "over TLS only"),
        ("tcp", "169.254.169.254", "Nothing is sent to this address"),
        ("tls", "169.254.169.254", "Nothing is sent to this address"),
    ],
)
def test_a_name_of_the_network_that_leads_elsewhere_gets_nothing(
    monkeypatch: pytest.MonkeyPatch, way: str, address: str, said: str
) -> None:
    def elsewhere(host: str, port: int, **more: object) -> list[tuple[object, ...]]:
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (address, port))]

    monkeypatch.setattr(socket, "getaddrinfo", elsewhere)
    server = SyslogServer(host="siem.internal", port=9, way=way, seconds=1)
    with pytest.raises(DeliveryError, match=said):
        send(server, [line()], host="siem-host", version="0.1")
