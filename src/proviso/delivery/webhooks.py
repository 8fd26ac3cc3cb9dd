"""One event to one system of the agency, signed as Standard Webhooks says, and only where it may go.

INVARIANT: the address that was looked at is the one that is connected to, and a redirect is not followed: neither a
name that changes its mind nor a clever answer leads into the agency's own network.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
import http.client
import socket
import ssl
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from urllib.parse import urlsplit

from proviso.errors import DeliveryError

from .addresses import only_private, only_public, refuse_never, resolve
from .limits import Deadline

LONGEST = 15.0
"""Seconds for the whole of one delivery."""
PREFIX = "whsec_"
GONE = 410
"""Standard Webhooks: the system says that it wants no more."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Hook:
    """Where a message goes, and what it is signed with."""

    url: str
    secret: str = field(repr=False)
    may_be_private: bool = False
    """Whether it may lead into the agency's own network."""
    seconds: float = LONGEST
    tls: Callable[[], ssl.SSLContext] = ssl.create_default_context


def signature(secret: str, message_id: str, timestamp: int, body: str) -> str:
    """`v1,` and the HMAC of id, time and body (Standard Webhooks 1.0)."""
    try:
        key = base64.b64decode(secret.removeprefix(PREFIX), validate=True)
    except (binascii.Error, ValueError):
        raise DeliveryError("The secret of this webhook cannot be read.", hint="Add the webhook again.") from None
    signed = hmac.new(key, f"{message_id}.{timestamp}.{body}".encode(), hashlib.sha256)
    return f"v1,{base64.b64encode(signed.digest()).decode()}"


def deliver(hook: Hook, message_id: str, body: str, at: datetime) -> None:
    """Post the event. Anything but a 2xx answer in time is a `DeliveryError`; the answer's words are not read."""
    parts = urlsplit(hook.url)
    link = _link(hook, parts.hostname or "", parts.port)
    timestamp = int(at.timestamp())
    headers = {
        "Content-Type": "application/json",
        "User-Agent": "proviso-webhooks",
        "webhook-id": message_id,
        "webhook-timestamp": str(timestamp),
        "webhook-signature": signature(hook.secret, message_id, timestamp, body),
    }
    limit = Deadline(hook.seconds, lambda: link.sock)
    try:
        with limit:
            link.request(
                "POST", (parts.path or "/") + (f"?{parts.query}" if parts.query else ""), body.encode(), headers
            )
            status = link.getresponse().status
    except ssl.SSLCertVerificationError:
        raise DeliveryError("Its certificate is not one that this machine trusts.") from None
    except TimeoutError:
        raise DeliveryError("It did not answer in time.") from None
    except ConnectionRefusedError:
        raise DeliveryError("It cannot be reached.") from None
    except (OSError, http.client.HTTPException):
        raise DeliveryError("It did not answer in time." if limit.is_over else "It broke off.") from None
    finally:
        link.close()
    _check(status)


def _check(status: int) -> None:
    if status == GONE:
        raise DeliveryError("It answered that it wants no more (410).", is_final=True)
    if 300 <= status < 400:
        raise DeliveryError(f"It answered with another address ({status}), and we go to none but the one that was set.")
    if not 200 <= status < 300:
        raise DeliveryError(f"It answered with {status}.")


class _Pinned(http.client.HTTPConnection):
    """A connection to an address that was looked at, under the name that was asked for."""

    def __init__(self, host: str, port: int, address: str, seconds: float, tls: ssl.SSLContext | None) -> None:
        super().__init__(host, port, timeout=seconds)
        self._address = address
        self._tls = tls

    def connect(self) -> None:
        """Connect to the address, and hold the certificate against the name."""
        self.sock = socket.create_connection((self._address, self.port), self.timeout)
        if self._tls is not None:
            self.sock = self._tls.wrap_socket(self.sock, server_hostname=self.host)


def _link(hook: Hook, host: str, port: int | None) -> _Pinned:
    is_tls = urlsplit(hook.url).scheme == "https"
    if not is_tls and not hook.may_be_private:
        raise DeliveryError("Events go out over TLS only.")
    at_port = port or (443 if is_tls else 80)
    addresses = resolve(host, at_port)
    allowed = only_public if not hook.may_be_private else refuse_never if is_tls else only_private
    allowed(addresses)
    return _Pinned(host, at_port, addresses[0], hook.seconds, hook.tls() if is_tls else None)
