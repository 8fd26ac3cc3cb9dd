"""Outlook messages (MS-OXMSG): every text property, the bodies, who it went to, attachments, messages inside."""

from __future__ import annotations

import re

import olefile

from proviso.errors import UnreadableError

from .compound import FAULTS, opened
from .document import count
from .gathered import TO_SEND, File, Gathered, damaged
from .oxrtf import unpacked
from .page import words_of_page
from .rtf import words_of

_STREAM = re.compile(r"^__substg1\.0_([0-9A-Fa-f]{4})([0-9A-Fa-f]{4})$")
_TEXTS = {"001F": "utf-16-le", "001E": "cp1252"}
_LABELS = {
    "0037": "Subject",
    "0C1A": "From",
    "0C1F": "From",
    "5D01": "From",
    "0E04": "To",
    "0E03": "Cc",
    "0E02": "Bcc",
    "3001": "",
    "39FE": "",
    "3003": "",
}
_HEAD = ("0037", "0C1A", "0E04", "0E03", "0E02")
_BODY, _HTML, _RTF, _HEADERS = "1000", "1013", "1009", "007D"
_NAMES = ("3707", "3704", "3001")
_MACHINE = frozenset(
    "001A 007D 0070 1035 1039 1042 0064 0C1E 0C1F 0075 0077 0042 0065 003F 0040 0041 0E1D 003B 003D 0E28 0E29 300B 3FFA 3FFB 4022 4023"
    " 5D01 5D02 5D07 0071 4024 4025 4030 4031 4038 4039 5D0A 5D0B 10F3 1046 1000 0E4B 3FFA 0E58 0E59".split()
)
"""Ids, routes and copies of what stands elsewhere."""


def read_msg(file: File, out: Gathered) -> None:
    """The message and what is in it."""
    try:
        with opened(file.data) as ole:
            attached = _message(file, out, ole, [], "")
    except FAULTS:
        raise damaged(file, "Outlook message") from None
    out.note(file, f"{file.name}: read, with {count(attached, 'attachment')}.")


def _message(file: File, out: Gathered, ole: olefile.OleFileIO, folder: list[str], title: str) -> int:
    """One message of the file; how many attachments it has."""
    streams = _streams(ole, folder)
    texts = {number: text for (number, kind), raw in streams.items() if (text := _text(kind, raw))}
    head = [f"{_LABELS[number]}: {texts[number]}" for number in _HEAD if number in texts]
    body = texts.get(_BODY, "")
    out.add(file, title, "\n".join(head) + f"\n\n{body}")
    _bodies(file, out, streams, body, title)
    rest = [text for number, text in sorted(texts.items()) if number not in _MACHINE and number not in _HEAD]
    out.add(file, f"{title}, properties" if title else "properties", "\n".join(rest))
    out.add(file, f"{title}, people" if title else "people", _people(ole, folder))
    attachments = sorted(
        {e[len(folder)] for e in _below(ole, folder) if e[len(folder)].startswith("__attach_version1.0_")}
    )
    for number, name in enumerate(attachments, 1):
        _attachment(
            file, out, ole, [*folder, name], f"{title}, attachment {number}" if title else f"attachment {number}"
        )
    return len(attachments)


def _below(ole: olefile.OleFileIO, folder: list[str]) -> list[list[str]]:
    return [e for e in ole.listdir(streams=True, storages=True) if len(e) > len(folder) and e[: len(folder)] == folder]


def _streams(ole: olefile.OleFileIO, folder: list[str]) -> dict[tuple[str, str], bytes]:
    """Property number and type with its bytes."""
    found = {}
    for entry in _below(ole, folder):
        match = _STREAM.match(entry[-1])
        if match and len(entry) == len(folder) + 1 and ole.get_type(entry) == olefile.STGTY_STREAM:
            found[match[1].upper(), match[2].upper()] = ole.openstream(entry).read()
    return found


def _text(kind: str, raw: bytes) -> str:
    return raw.decode(_TEXTS[kind], errors="replace").strip("\0") if kind in _TEXTS else ""


def _bodies(file: File, out: Gathered, streams: dict[tuple[str, str], bytes], body: str, title: str) -> None:
    """HTML and rich text, unless they say what the plain body says."""
    said = _bare(body)
    before = f"{title}, " if title else ""
    page = streams.get((_HTML, "0102"), b"") or _text("001F", streams.get((_HTML, "001F"), b"")).encode()
    for name, text in words_of_page(file, page) if page else []:
        if name or _bare(text) != said:
            out.add(file, f"{before}HTML {name}".strip(), text)
    packed = streams.get((_RTF, "0102"), b"")
    if packed:
        for name, text in words_of(file, unpacked(file, out, packed)).items():
            if _bare(text) != said:
                out.add(file, f"{before}rich text {name}".strip(), text)


def _bare(text: str) -> str:
    return re.sub(r"\W+", "", text)


def _people(ole: olefile.OleFileIO, folder: list[str]) -> str:
    """Names and addresses of those who got it."""
    lines: dict[str, None] = {}
    for entry in _below(ole, folder):
        match = _STREAM.match(entry[-1])
        is_recipient = len(entry) == len(folder) + 2 and entry[len(folder)].startswith("__recip_version1.0_")
        if match and is_recipient and match[1].upper() in {"3001", "3003", "39FE"}:
            text = _text(match[2].upper(), ole.openstream(entry).read())
            if "@" in text or match[1] == "3001":
                lines.setdefault(text)
    return "\n".join(lines)


def _attachment(file: File, out: Gathered, ole: olefile.OleFileIO, folder: list[str], title: str) -> None:
    streams = _streams(ole, folder)
    texts = {number: text for (number, kind), raw in streams.items() if (text := _text(kind, raw))}
    name = next((texts[n] for n in _NAMES if n in texts), "")
    inner = [*folder, "__substg1.0_3701000D"]
    if _below(ole, inner):
        out.name(file, name or "message")
        if len(folder) > out.limits.max_depth * 2:
            raise damaged(file, "Outlook message")
        _message(file, out, ole, inner, f"{title} {name}".strip())
    elif ("3701", "0102") in streams:
        data = streams["3701", "0102"]
        if data:
            out.inside(file, "attachment", name or "unnamed.bin", data)
    else:
        raise UnreadableError(
            f"{file.said} has an attachment that is only a link ({name or 'unnamed'}). {TO_SEND}",
            hint="Save the message with its attachment, or without it.",
        )
