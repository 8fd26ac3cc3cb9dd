"""Certificates are checked: the authority, the name and the dates."""

from __future__ import annotations

import asyncio
import ipaddress
import ssl
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import uvloop
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from proviso.providers import Fault, UpstreamError, Upstreams, station

from .house import FIRST_PORT, KEY, LAST_PORT, OK_BODY, SHORT, Provider, answering, call, connection, permit, plain


def certificate(folder: Path, address: str = "127.0.0.1", days: int = 2) -> Path:
    """A certificate of its own authority, with its key, in one file."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "models.agency.example")])
    now = datetime.now(UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=3))
        .not_valid_after(now + timedelta(days=days))
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address(address))]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    path = folder / f"{address}.{days}.pem"
    private = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    path.write_bytes(made.public_bytes(serialization.Encoding.PEM) + private)
    return path


@pytest.fixture(autouse=True)
def fresh_authorities() -> Iterator[None]:
    """The authorities are read once a process; here each test has its own."""
    station._tls.cache_clear()
    yield
    station._tls.cache_clear()


def fetch(path: Path) -> bytes:
    """One call to a provider that shows this certificate."""
    shown = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    shown.load_cert_chain(path)

    async def main() -> bytes:
        found = Provider(0)

        async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            try:
                await answering(plain(), plain())(found, reader, writer)
            except (asyncio.IncompleteReadError, ConnectionError):
                pass
            finally:
                writer.close()

        server, port = None, FIRST_PORT
        while server is None and port <= LAST_PORT:
            try:
                server = await asyncio.start_server(serve, "127.0.0.1", port, ssl=shown)
            except OSError:
                port += 1
        assert server is not None
        way = replace(connection(port), base_url=f"https://127.0.0.1:{port}/v1")
        pool = Upstreams(SHORT)
        try:
            answers = [await (await pool.send(permit(), way, call(), KEY)).read() for _ in range(2)]
            assert answers[0] == answers[1]
            return answers[0]
        finally:
            pool.close_here()
            server.close()
            await asyncio.sleep(0.05)

    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        return runner.run(main())


def test_an_authority_of_the_agency_s_own_is_trusted_when_it_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = certificate(tmp_path)
    monkeypatch.setenv("SSL_CERT_FILE", str(path))
    assert fetch(path) == OK_BODY


@pytest.mark.parametrize(
    ("address", "days", "is_named", "says"),
    [
        ("127.0.0.1", 2, False, "self-signed"),
        ("10.9.8.7", 2, True, "mismatch"),
        ("127.0.0.1", -1, True, "expired"),
    ],
    ids=["an authority that nobody named", "another name", "a date that is over"],
)
def test_a_provider_that_does_not_prove_who_it_is_gets_no_text(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, address: str, days: int, is_named: bool, says: str
) -> None:
    path = certificate(tmp_path, address, days)
    if is_named:
        monkeypatch.setenv("SSL_CERT_FILE", str(path))
    with pytest.raises(UpstreamError, match=says) as raised:
        fetch(path)
    assert raised.value.fault is Fault.UNREACHABLE
    assert "did not prove who it is" in raised.value.message
