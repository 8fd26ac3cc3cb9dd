"""A stream of the ledger's events to the agency's monitoring: a file that is followed, syslog, or a webhook."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class StreamWay(StrEnum):
    """How a stream travels."""

    FILE = "file"
    UDP = "udp"
    """Syslog over UDP (RFC 5426): nobody says whether it arrived."""
    TCP = "tcp"
    """Syslog over TCP, each message with its length before it (RFC 6587 3.4.1)."""
    TLS = "tls"
    """Syslog over TLS (RFC 5425)."""
    WEBHOOK = "webhook"
    """Batches, signed as Standard Webhooks says."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Stream:
    """Where a stream goes, and how it goes. Its place in the ledger stands beside it; its secret is never here."""

    id: str
    way: StreamWay
    address: str
    """Name of the file, `host:port`, or an address of the web."""
    added_by: str
    added_at: datetime
    is_paused: bool = False
    wants_test: bool = False
    tries: int = 0
    """How often in a row it was not taken."""
    error: str = ""
    """Why not, in a sentence; empty when it is taken."""
    error_at: datetime | None = None
    taken_at: datetime | None = None
    tested: str = ""
    """What became of the last test, in a sentence."""
    is_late: bool = False
    """It was said to be late, and has not caught up since."""

    @property
    def is_syslog(self) -> bool:
        """Whether it goes to a syslog server."""
        return self.way in {StreamWay.UDP, StreamWay.TCP, StreamWay.TLS}
