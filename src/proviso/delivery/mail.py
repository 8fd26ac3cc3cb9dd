"""One letter to one person, handed to the agency's mail server (RFC 5321), within a time that has an end.

A server that answers each question late, letter by letter, would hold us for hours: the limit is for the whole of it.
"""

from __future__ import annotations

import smtplib
import socket
import ssl
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import datetime
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime, parseaddr

from proviso.errors import DeliveryError

from .limits import Deadline

LONGEST_ANSWER = 20.0
"""Seconds for one answer of the server."""
LONGEST_LETTER = 60.0
"""Seconds for one letter, or for greeting and signing in."""
LONGEST_WORD = 36
"""Bytes of a name in other letters than ours that stay in one piece in a header (RFC 2047)."""
FOR_EVER = 500
"""Answers from here on say that another try ends the same way."""


@dataclass(frozen=True, slots=True, kw_only=True)
class MailServer:
    """The agency's mail server, and who we are there."""

    host: str
    port: int
    security: str
    """`starttls`, `tls` or `none`."""
    user: str = ""
    password: str = field(default="", repr=False)
    sender: str
    """`AI help <ai-help@dcs.example>`"""
    answer_seconds: float = LONGEST_ANSWER
    letter_seconds: float = LONGEST_LETTER
    tls: Callable[[], ssl.SSLContext] = ssl.create_default_context
    """The agency's own authorities are in the system's store, or in SSL_CERT_FILE."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Letter:
    """What one person gets."""

    id: str
    """Stays the same at each try: a server or a reader knows a twin by it."""
    name: str
    address: str
    subject: str
    text: str
    html: str
    calendar: str = ""
    at: datetime


Post = Callable[[Letter], None]


@contextmanager
def mailing(server: MailServer) -> Iterator[Post]:
    """A session with the mail server: a function that hands over one letter, or says why it was not taken."""
    link = _connected(server)

    def post(letter: Letter) -> None:
        limit = _within(server.letter_seconds, link)
        try:
            with limit:
                link.send_message(written(letter, server))
        except smtplib.SMTPRecipientsRefused as fault:
            code, _ = next(iter(fault.recipients.values()))
            raise _not_taken(code, "The mail server does not take mail for this address") from None
        except smtplib.SMTPDataError as fault:
            raise _not_taken(fault.smtp_code, "The mail server did not take the mail") from None
        except (smtplib.SMTPNotSupportedError, UnicodeError):
            raise DeliveryError("The mail server cannot write to this address.", is_final=True) from None
        except smtplib.SMTPSenderRefused as fault:
            raise DeliveryError(
                f"The mail server does not take mail from {parseaddr(server.sender)[1]} (code {fault.smtp_code}).",
                hint="Let it, or change PROVISO_MAIL_FROM.",
                is_ours=True,
            ) from None
        except (smtplib.SMTPException, OSError) as fault:
            raise _unreached(server, TimeoutError() if limit.is_over else fault) from None

    try:
        yield post
    finally:
        with suppress(smtplib.SMTPException, OSError), _within(server.answer_seconds, link):
            link.quit()
        link.close()


def _connected(server: MailServer) -> smtplib.SMTP:
    """Greeted, encrypted, and signed in."""
    tls = server.tls() if server.security != "none" else None
    link = (
        smtplib.SMTP_SSL(timeout=server.answer_seconds, context=tls)
        if server.security == "tls"
        else smtplib.SMTP(timeout=server.answer_seconds)
    )
    limit = _within(server.letter_seconds, link)
    try:
        # The name of the server is what its certificate is held against; smtplib takes it from the constructor alone.
        link._host = server.host  # type: ignore[attr-defined]
        with limit:
            link.connect(server.host, server.port)
            link.ehlo()
            if server.security == "starttls":
                link.starttls(context=tls)
                link.ehlo()
            if server.user:
                link.login(server.user, server.password)
    except smtplib.SMTPAuthenticationError as fault:
        link.close()
        raise DeliveryError(
            f"The mail server does not know us (code {fault.smtp_code}).",
            hint="Check PROVISO_MAIL_USER and its password.",
            is_ours=True,
        ) from None
    except smtplib.SMTPNotSupportedError:
        link.close()
        raise DeliveryError(
            f"The mail server {server.host} offers no encryption, or no way to sign in.",
            hint="Check PROVISO_MAIL_SECURITY and PROVISO_MAIL_USER.",
            is_ours=True,
        ) from None
    except (smtplib.SMTPException, OSError, UnicodeError) as fault:
        link.close()
        raise _unreached(server, TimeoutError() if limit.is_over else fault) from None
    return link


def _within(seconds: float, link: smtplib.SMTP) -> Deadline:
    return Deadline(seconds, lambda: getattr(link, "sock", None))


def _unreached(server: MailServer, fault: Exception) -> DeliveryError:
    """What went wrong between us and the server, without the words of the server: they may hold an address."""
    if isinstance(fault, ssl.SSLCertVerificationError):
        why = f"The certificate of the mail server {server.host} is not one that this machine trusts."
        return DeliveryError(why, hint="Name the agency's authorities with SSL_CERT_FILE.", is_ours=True)
    if isinstance(fault, TimeoutError) or isinstance(fault.__context__, TimeoutError):  # smtplib hides it
        return DeliveryError(f"The mail server {server.host} did not answer in time.", is_ours=True)
    if isinstance(fault, ConnectionRefusedError | socket.gaierror):
        why = f"The mail server {server.host} cannot be reached at port {server.port}."
        return DeliveryError(why, hint="Check PROVISO_MAIL_HOST and PROVISO_MAIL_PORT.", is_ours=True)
    return DeliveryError(f"The mail server {server.host} broke off.", is_ours=True)


def _not_taken(code: int, said: str) -> DeliveryError:
    return DeliveryError(f"{said} (code {code}).", is_final=code >= FOR_EVER)


def written(letter: Letter, server: MailServer) -> EmailMessage:
    """The letter as it travels (RFC 5322): plain text, the same as HTML, and dates for the calendar."""
    name, sender = parseaddr(server.sender)
    domain = sender.rpartition("@")[2]
    message = EmailMessage(policy=SMTP)
    try:
        message["From"] = Address(name, addr_spec=sender)
        message["To"] = Address(_shown(letter.name), addr_spec=letter.address)
    except Exception:  # the parser of addresses raises whatever it stumbled over
        raise DeliveryError("This is no address that mail can go to.", is_final=True) from None
    message["Subject"] = letter.subject
    message["Date"] = format_datetime(letter.at)
    message["Message-ID"] = f"<{letter.id}@{domain}>"
    message["Auto-Submitted"] = "auto-generated"  # RFC 3834: no answer of a machine comes back
    message["X-Auto-Response-Suppress"] = "All"
    message.set_content(letter.text, cte="quoted-printable")
    message.add_alternative(letter.html, subtype="html", cte="quoted-printable")
    if letter.calendar:
        message.add_attachment(
            letter.calendar.encode(),
            maintype="text",
            subtype="calendar",
            filename="dates.ics",
            params={"method": "PUBLISH"},
        )
    return message


def _shown(name: str) -> str:
    """The name beside the address; none where the header would be cut inside of it, and blanks come in."""
    return name if name.isascii() or len(name.encode()) <= LONGEST_WORD else ""
