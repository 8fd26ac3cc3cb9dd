"""Mail (RFC 5322, MIME): the headers that people write, plain and HTML bodies, attachments and messages inside."""

from __future__ import annotations

import binascii
import re
from email import message_from_bytes, policy
from email.errors import HeaderParseError, MessageError
from email.header import decode_header, make_header
from email.message import Message

from proviso.errors import UnreadableError

from .document import count
from .gathered import TO_SEND, File, Gathered, damaged, locked
from .page import words_of_page
from .picture import read_placed
from .sniffing import sniffed

_MACHINE = re.compile(
    r"(?i)^(?:received|return-path|delivered-to|message-id|in-reply-to|references|date|mime-version|content-.*|dkim-.*|arc-.*"
    r"|domainkey-.*|authentication-results.*|received-spf|x-received|x-ms-.*|x-microsoft-.*|x-forefront.*|x-google-.*|x-gm-.*"
    r"|x-spam.*|x-virus.*|x-originating.*|x-originator.*|x-mailer|user-agent|x-mimeole|thread-index|x-eop.*|x-exchange.*"
    r"|list-(?:unsubscribe|id|post|help|owner|archive|subscribe).*|x-proofpoint.*|x-cross.*|x-priority|x-tmn|precedence"
    r"|feedback-id|auto-submitted|x-auto-response-suppress|x-uidl?|x-mozilla.*|accept-language|ironport.*|x-ironport.*)$"
)
_LOCKED = {"application/pkcs7-mime", "application/x-pkcs7-mime", "multipart/encrypted", "application/pgp-encrypted"}
_SIGNATURES = {
    "application/pkcs7-signature",
    "application/x-pkcs7-signature",
    "application/pgp-signature",
    "application/pgp-keys",
}
_ENDINGS = {
    "text/html": ".html", "text/calendar": ".ics", "text/vcard": ".vcf", "text/x-vcard": ".vcf", "text/csv": ".csv",
    "application/pdf": ".pdf", "text/rtf": ".rtf", "application/rtf": ".rtf", "application/json": ".json", "text/xml": ".xml",
    "application/zip": ".zip", "image/png": ".png", "image/jpeg": ".jpg", "image/tiff": ".tif", "image/bmp": ".bmp",
    "image/webp": ".webp", "message/rfc822": ".eml", "application/vnd.ms-outlook": ".msg",
}  # fmt: skip
_SPACES = re.compile(r"\W+")
_FAULTS = (MessageError, LookupError, ValueError, TypeError, AttributeError, binascii.Error)


def read_eml(file: File, out: Gathered) -> None:
    """The head and the bodies are one part; each attachment is a file inside."""
    if b":" not in file.data[:2000]:
        raise damaged(file, "mail")
    try:
        message = message_from_bytes(file.data, policy=policy.compat32)
        read_message(file, out, message)
    except _FAULTS:
        raise damaged(file, "mail") from None


def read_message(file: File, out: Gathered, message: Message) -> None:
    """One message, whose leaves are bodies or attachments."""
    plain: list[str] = []
    pages: list[bytes] = []
    attached: list[tuple[str, bytes]] = []
    placed: list[tuple[str, bytes]] = []
    for leaf in _leaves(file, message):
        kind, name, data = leaf.get_content_type(), _name(leaf), _bytes(leaf)
        is_body = leaf.get_content_disposition() != "attachment" and not name
        if kind in _SIGNATURES:
            continue
        if is_body and kind == "text/html":
            pages.append(_marked(leaf, data))
        elif is_body and kind in {"text/plain", "text/enriched", "message/delivery-status", "text/rfc822-headers"}:
            plain.append(_text(leaf, data))
        elif kind.startswith("image/") and _is_placed(leaf):
            placed.append((name or "picture", data))
        elif data.strip():
            attached.append(
                (name or f"unnamed{_ENDINGS.get(kind, '.txt' if kind.startswith('text/') else '.bin')}", data)
            )
    out.add(file, "", "\n\n".join((_head(message), *(text.strip("\n") for text in plain))))
    _add_pages(file, out, pages, " ".join(plain))
    for name, data in placed:
        if sniffed(data) in {"png", "jpeg", "tiff", "webp", "bmp"}:
            read_placed(file, out, f"picture {name}", data)
        else:
            out.leave("picture")
    for name, data in attached:
        out.inside(file, "attachment", name, data)
    with_attachments = f"with {count(len(attached), 'attachment')}" if attached else "without attachments"
    out.note(
        file,
        f"{file.name}: read, {with_attachments}.",
    )


def _add_pages(file: File, out: Gathered, pages: list[bytes], plain: str) -> None:
    """The HTML body, unless the plain one says the same."""
    said = _SPACES.sub("", plain)
    for page in pages:
        for title, text in words_of_page(file, page):
            if title or _SPACES.sub("", text) != said:
                out.add(file, f"HTML {title}".strip(), text)


def _leaves(file: File, message: Message) -> list[Message]:
    """The parts that hold something, in order; a message inside is one of them."""
    found: list[Message] = []
    queue = [message]
    while queue:
        part = queue.pop()
        kind = part.get_content_type()
        if kind in _LOCKED and "signed" not in str(part.get_param("smime-type", "")):
            raise locked(file)
        if kind in {"message/partial", "message/external-body", "application/ms-tnef"}:
            raise UnreadableError(
                f"{file.said} has a part that we cannot read ({kind}). {TO_SEND}",
                hint="Forward it as plain text, or paste what you need.",
            )
        if part.is_multipart() and not kind.startswith("message/"):
            queue.extend(reversed(_inner(part)))
        elif len(found) > 1000:
            raise damaged(file, "mail")
        else:
            found.append(part)
    return found


def _inner(part: Message) -> list[Message]:
    payload = part.get_payload()
    return [one for one in payload if isinstance(one, Message)] if isinstance(payload, list) else []


def _bytes(leaf: Message) -> bytes:
    """What the part holds, decoded; a message inside is written out again."""
    if leaf.is_multipart():
        return b"\n\n".join(inner.as_bytes(policy=policy.compat32) for inner in _inner(leaf))
    raw = leaf.get_payload(decode=True)
    return raw if isinstance(raw, bytes) else b""


def _text(leaf: Message, data: bytes) -> str:
    charset = leaf.get_content_charset() or "utf-8"
    try:
        return data.decode(charset)
    except (LookupError, UnicodeDecodeError):
        return data.decode("cp1252", errors="replace")


def _marked(leaf: Message, data: bytes) -> bytes:
    """HTML in UTF-8, whatever the mail says it is in."""
    return _text(leaf, data).encode("utf-8", errors="replace")


def _name(leaf: Message) -> str:
    name = leaf.get_filename() or ""
    if name:
        return _readable(name)
    if leaf.get_content_type() == "message/rfc822":
        subject = next((_readable(str(inner.get("Subject", ""))) for inner in _inner(leaf)), "")
        return f"{subject or 'message'}.eml"
    return ""


def _is_placed(leaf: Message) -> bool:
    """A picture that stands in the text: a logo, a signature."""
    return leaf.get_content_disposition() != "attachment" and bool(leaf.get("Content-ID"))


def _head(message: Message) -> str:
    """The headers that people write, and those that nobody knows."""
    lines = [f"{name}: {_readable(str(value))}" for name, value in message.items() if not _MACHINE.match(name)]
    order = ("subject", "from", "to", "cc", "bcc")
    key = {name: place for place, name in enumerate(order)}
    return "\n".join(sorted(lines, key=lambda line: key.get(line.partition(":")[0].lower(), len(order))))


def _readable(value: str) -> str:
    """Encoded words undone, folded lines joined."""
    try:
        text = str(make_header(decode_header(value)))
    except (HeaderParseError, LookupError, UnicodeDecodeError, ValueError):
        text = value
    return " ".join(text.split())
