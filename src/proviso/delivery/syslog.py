"""One batch of events to the agency's syslog server (RFC 5424): over UDP, TCP (RFC 6587) or TLS (RFC 5425).

Syslog has no answer. Over TCP and TLS we say that we are done and wait for the server to close: only then is it known
that all of it was read. A server that breaks off gets the whole batch again.
"""

from __future__ import annotations

import socket
import ssl
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime

from proviso.errors import DeliveryError

from .addresses import only_private, refuse_never, resolve
from .limits import Deadline

LONGEST = 15.0
"""Seconds for the whole of one batch."""
UDP_BYTES = 8_000
"""Longest message over UDP; RFC 5426 lets a receiver cut longer ones off."""
FACILITY = 13
"""Log audit (RFC 5424, table 1)."""
PORTS = {"udp": 514, "tcp": 601, "tls": 6514}


@dataclass(frozen=True, slots=True, kw_only=True)
class SyslogServer:
    """Where the messages go."""

    host: str
    port: int
    way: str
    """`udp`, `tcp` or `tls`."""
    seconds: float = LONGEST
    tls: Callable[[], ssl.SSLContext] = ssl.create_default_context
    """The agency's own authorities are in the system's store, or in SSL_CERT_FILE."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One event."""

    at: datetime
    kind: str
    """The event's name: MSGID."""
    severity: int
    """Of syslog: 6 informational, 2 critical."""
    number: int
    """Place in the ledger, from 0."""
    text: bytes
    """OCSF, as JSON."""
    short: bytes
    """The same with less in it, for UDP."""


def written(line: Line, host: str, version: str, *, is_short: bool = False) -> bytes:
    """The message (RFC 5424 6): head, its number, and JSON in UTF-8."""
    stamp = line.at.isoformat(timespec="microseconds").replace("+00:00", "Z")
    priority = FACILITY * 8 + line.severity
    number = line.number % (2**31 - 1) + 1
    data = f'[meta sequenceId="{number}"][origin software="Proviso" swVersion="{version}"]'
    head = f"<{priority}>1 {stamp} {_name(host, 255)} proviso - {_name(line.kind, 32)} {data} "
    return head.encode("ascii") + b"\xef\xbb\xbf" + (line.short if is_short else line.text)


def send(server: SyslogServer, lines: Sequence[Line], *, host: str, version: str) -> None:
    """Send a batch. Whatever keeps it from being taken is a `DeliveryError`, and then none of it counts."""
    try:
        if server.way == "udp":
            _send_datagrams(server, lines, host, version)
        else:
            _send_stream(server, b"".join(_framed(written(line, host, version)) for line in lines))
    except ssl.SSLCertVerificationError:
        raise DeliveryError(
            f"The certificate of {server.host} is not one that this machine trusts.",
            hint="Name the agency's authorities with SSL_CERT_FILE.",
        ) from None
    except ssl.SSLError:
        raise DeliveryError(
            f"{server.host} and we do not agree on encryption.", hint="Is it TLS at this port?"
        ) from None
    except TimeoutError:
        raise DeliveryError(f"{server.host} did not take it in time.") from None
    except ConnectionRefusedError:
        raise DeliveryError(f"{server.host} cannot be reached at port {server.port}.") from None
    except OSError:
        raise DeliveryError(f"{server.host} broke off.") from None


def _framed(message: bytes) -> bytes:
    """RFC 6587 3.4.1: octet counting; a line break inside a message breaks nothing."""
    return str(len(message)).encode() + b" " + message


def _send_datagrams(server: SyslogServer, lines: Sequence[Line], host: str, version: str) -> None:
    address = _address(server)
    with socket.socket(socket.AF_INET6 if ":" in address else socket.AF_INET, socket.SOCK_DGRAM) as sock:
        sock.settimeout(server.seconds)
        sock.connect((address, server.port))  # so that a host which says that nobody listens is heard
        for line in lines:
            message = written(line, host, version)
            if len(message) > UDP_BYTES:
                message = written(line, host, version, is_short=True)
            sock.send(message)


def _send_stream(server: SyslogServer, data: bytes) -> None:
    with socket.create_connection((_address(server), server.port), server.seconds) as plain:
        plain.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        sock = plain
        limit = Deadline(server.seconds, lambda: sock)
        try:
            with limit:
                if server.way == "tls":
                    sock = server.tls().wrap_socket(plain, server_hostname=server.host)
                sock.sendall(data)
                _finish(sock, plain)
            if limit.is_over:  # a connection that we cut reads like one that the server closed
                raise TimeoutError
        except OSError:
            if limit.is_over:
                raise TimeoutError from None
            raise
        finally:
            sock.close()


def _address(server: SyslogServer) -> str:
    """The address that was looked at. INVARIANT: without TLS nothing leaves the agency's network, whatever the name."""
    found = resolve(server.host, server.port, datagrams=server.way == "udp")
    (refuse_never if server.way == "tls" else only_private)(found)
    return found[0]


def _finish(sock: socket.socket, plain: socket.socket) -> None:
    """Say that this was all, and wait until the server has read it and closes."""
    if isinstance(sock, ssl.SSLSocket):
        # A server that closes without its own farewell has read ours all the same; one that resets has not.
        with suppress(ssl.SSLEOFError, ssl.SSLZeroReturnError):
            sock.unwrap()
        return
    plain.shutdown(socket.SHUT_WR)
    while plain.recv(4_096):
        pass


def _name(text: str, longest: int) -> str:
    """Printable ASCII without blanks (RFC 5424 6), `-` for nothing."""
    return "".join(char for char in text if "!" <= char <= "~")[:longest] or "-"
