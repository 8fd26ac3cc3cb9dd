"""Objects inside Office files (MS-OLEDS): a packaged file is read as the file that it is."""

from __future__ import annotations

import olefile

from proviso.errors import UnreadableError

from .compound import FAULTS, opened
from .gathered import TO_SEND, File, Gathered, damaged
from .sniffing import sniffed

_WORDLESS = ("equation", "mathtype", "pbrush", "paint.picture", "forms.", "htmltextbox")
"""Programs whose objects hold a formula, a drawing or a button."""
_CONTENT = ("package", "contents", "ole10native", "embeddedodf")
_BINARY = frozenset({"workbook", "book", "worddocument", "powerpoint document"})
_OLE = b"\xd0\xcf\x11\xe0"


def read_object(file: File, out: Gathered, name: str, data: bytes) -> None:
    """The file that an object packs; an object of a program that we do not know makes the whole unreadable."""
    if not data.startswith(_OLE):
        out.inside(file, "object", name, data)
        return
    try:
        with opened(data) as ole:
            streams = {entry[-1].lower().strip("\x01\x03"): entry for entry in ole.listdir()}
            kind = _kind(ole, streams)
            found = next((streams[s] for s in _CONTENT if s in streams), None)
            raw = ole.openstream(found).read() if found else b""
            is_native = found is not None and found[-1].lower().endswith("ole10native")
    except FAULTS:
        raise damaged(file) from None
    if kind.startswith(_WORDLESS):
        out.leave("drawing or formula")
    elif is_native:
        read_native(file, out, name, raw)
    elif raw and sniffed(raw):
        out.inside(file, "object", _named(name, raw), raw)
    else:
        raise _unknown(file, name, bool(_BINARY & set(streams)))


def _kind(ole: olefile.OleFileIO, streams: dict[str, list[str]]) -> str:
    """The program's name in the object, in lower case."""
    raw = ole.openstream(streams["compobj"]).read() if "compobj" in streams else b""
    names = [piece.decode("ascii") for piece in raw.split(b"\x00") if 3 < len(piece) < 40 and piece.isascii()]
    return next((n.lower() for n in reversed(names) if "." in n), "")


def read_native(file: File, out: Gathered, name: str, raw: bytes) -> None:
    """Ole10Native: size, flags, label, path, then the bytes of the packed file."""
    try:
        label, _, rest = raw[6:].partition(b"\x00")
        _path, _, rest = rest.partition(b"\x00")
        skip = int.from_bytes(rest[4:8], "little")
        size = int.from_bytes(rest[8 + skip : 12 + skip], "little")
        content = rest[12 + skip : 12 + skip + size]
        title = label.decode("cp1252", errors="replace").replace("\\", "/").rpartition("/")[2]
    except IndexError:
        raise damaged(file) from None
    if not title or len(content) != size:
        raise _unknown(file, name, is_old=False)
    out.inside(file, "object", title, content)


def _named(name: str, raw: bytes) -> str:
    endings = {"pdf": ".pdf", "word": ".docx", "sheet": ".xlsx", "slides": ".pptx", "odf": ".odt", "rtf": ".rtf"}
    return name.rpartition(".")[0] + endings.get(sniffed(raw), ".bin")


def _unknown(file: File, name: str, is_old: bool) -> UnreadableError:
    why = "is in an old format" if is_old else "belongs to a program that we do not know"
    return UnreadableError(
        f"{file.said} has an object inside it ({name}) that {why}. {TO_SEND}",
        hint="Open the file, turn the object into text or a picture, or take it out.",
    )
