"""Calendars (RFC 5545) and contact cards (RFC 6350, vCard 2.1): folded lines joined, escapes and encodings undone."""

from __future__ import annotations

import base64
import binascii
import quopri
import re

from .document import count
from .gathered import File, Gathered, damaged
from .text import decoded

_ESCAPE = re.compile(r"\\([nN,;:\\])")
_OWN = frozenset("PRODID VERSION DTSTAMP UID CALSCALE METHOD SEQUENCE REV CREATED LAST-MODIFIED TZID BEGIN END".split())
_BASE64 = re.compile(r"(?i)ENCODING=(?:b|base64)\b")
_QUOTED = re.compile(r"(?i)ENCODING=QUOTED-PRINTABLE")
_NAME = re.compile(r'(?i)(?:FILENAME|X-ORACLE-FILENAME|X-FILENAME)="?([^";:]{1,200})')
_DATA_URL = re.compile(r"^data:[\w./+-]{1,80};base64,")


def read_cards(file: File, out: Gathered) -> None:
    """One line a property, as its reader sees it; what is packed in it is read as a file."""
    text = decoded(file, out)
    lines: list[str] = []
    packed: list[tuple[str, bytes]] = []
    for line in _unfolded(text):
        head, _, value = line.partition(":")
        name = head.partition(";")[0].rpartition(".")[2].upper()
        if _BASE64.search(head) or _DATA_URL.match(value):
            packed.append(_packed(file, name, head, value))
        elif name not in _OWN:
            lines.append(_plain(head, value))
        elif name in {"BEGIN", "END"}:
            lines.append("")
    out.add(file, "", re.sub(r"\n{3,}", "\n\n", "\n".join(lines)))
    for name, data in packed:
        if name:
            out.inside(file, "attachment", name, data)
        else:
            out.leave("picture")
    what = "event" if file.ending == ".ics" else "card"
    number = len(re.findall(r"(?im)^BEGIN:(?:VEVENT|VTODO|VJOURNAL|VCARD)\b", text))
    out.note(file, f"{file.name}: {count(number, what)} read.")


def _unfolded(text: str) -> list[str]:
    """Logical lines; a quoted-printable line goes on after its `=`."""
    lines: list[list[str]] = []
    for line in text.splitlines():
        before = lines[-1] if lines else []
        if before and before[-1].endswith("=") and _QUOTED.search(before[0].partition(":")[0]):
            before[-1] = before[-1][:-1]
            before.append(line)
        elif before and line[:1] in {" ", "\t"}:
            before.append(line[1:])
        elif line.strip():
            lines.append([line])
    return ["".join(pieces) for pieces in lines]


def _plain(head: str, value: str) -> str:
    if _QUOTED.search(head):
        value = quopri.decodestring(value.encode("utf-8", errors="replace")).decode("utf-8", errors="replace")
    says = _ESCAPE.sub(lambda m: "\n" if m[1] in "nN" else m[1], value)
    parameters = " ".join(re.findall(r'(?i)\b(?:CN|X-ADDRESS|X-TITLE|LABEL)="?([^";:]{1,200})', head))
    name = head.partition(";")[0].rpartition(".")[2].capitalize().replace("-", " ")
    return f"{name}: {parameters + ', ' if parameters else ''}{says}"


def _packed(file: File, name: str, head: str, value: str) -> tuple[str, bytes]:
    """Name and bytes; a portrait, a logo or a key has no name, and no words."""
    said = _NAME.search(head)
    title = said[1] if said else ("" if name in {"PHOTO", "LOGO", "KEY", "SOUND"} else f"{name.lower()}.bin")
    try:
        return title, base64.b64decode(_DATA_URL.sub("", value), validate=False)
    except (binascii.Error, ValueError):
        raise damaged(file) from None
