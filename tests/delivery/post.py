"""A post office for tests: a real mail server that does as it is told, and a socket that does worse."""

from __future__ import annotations

import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session

from proviso.delivery import Letter, MailServer

SENDER = "AI help <ai-help@dcs.example>"
AT = datetime(2026, 11, 20, 15, 0, tzinfo=UTC)


@dataclass
class Office:
    """What the server says to whom, and what it got."""

    refuses: dict[str, str] = field(default_factory=dict)
    """Address → the answer to its RCPT."""
    data: str = "250 OK"
    got: list[EmailMessage] = field(default_factory=list)
    to: list[str] = field(default_factory=list)

    async def handle_RCPT(  # noqa: N802  # aiosmtpd's own name
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        if address in self.refuses:
            return self.refuses[address]
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802  # the same
        if self.data.startswith("250"):
            content = envelope.content
            assert isinstance(content, bytes)
            message = message_from_bytes(content, policy=default)
            assert isinstance(message, EmailMessage)
            self.got.append(message)
            self.to += envelope.rcpt_tos
        return self.data


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def post_office(office: Office, port: int = 0, **options: Any) -> Iterator[int]:
    """The server at work; its port."""
    controller = Controller(office, hostname="127.0.0.1", port=port or free_port(), **options)
    controller.start()
    try:
        yield int(controller.port)
    finally:
        controller.stop()


@contextmanager
def speaking(talk: Callable[[socket.socket], None]) -> Iterator[int]:
    """A socket that says to each caller what `talk` makes it say; its port."""
    listening = socket.create_server(("127.0.0.1", 0))

    def answer() -> None:
        while True:
            try:
                caller, _ = listening.accept()
            except OSError:
                return
            with caller:
                try:
                    talk(caller)
                except OSError:
                    continue

    thread = threading.Thread(target=answer, daemon=True)
    thread.start()
    try:
        yield int(listening.getsockname()[1])
    finally:
        listening.shutdown(socket.SHUT_RDWR)
        listening.close()
        thread.join(5)


def mail_server(port: int, **changes: Any) -> MailServer:
    given = {"host": "127.0.0.1", "port": port, "security": "none", "sender": SENDER}
    return MailServer(**{**given, "answer_seconds": 2.0, "letter_seconds": 2.0, **changes})


def letter(**changes: Any) -> Letter:
    given = {
        "id": "7KQ2M4XD",
        "name": "Elena Sorokin",
        "address": "elena.sorokin@dcs.example",
        "subject": "Tom Reyes asks to use AI tools",
        "text": "For drafts.\n",
        "html": "<p>For drafts.</p>",
        "at": AT,
    }
    return Letter(**{**given, **changes})
