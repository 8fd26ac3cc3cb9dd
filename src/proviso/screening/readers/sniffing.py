"""What a file is by its first bytes, and a package by its members."""

from __future__ import annotations

import io
import zipfile
import zlib

_BEGINS: tuple[tuple[bytes, str], ...] = (
    (b"{\\rtf", "rtf"),
    (b"\x89PNG\r\n\x1a\n", "png"),
    (b"\xff\xd8\xff", "jpeg"),
    (b"II*\x00", "tiff"),
    (b"MM\x00*", "tiff"),
    (b"GIF8", "gif"),
    (b"7z\xbc\xaf", "7z"),
    (b"Rar!\x1a", "rar"),
    (b"\x1f\x8b", "gzip"),
    (b"\x7fELF", "program"),
)
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_FOLDERS = {"word/": "word", "xl/": "sheet", "ppt/": "slides"}
LOCKED, BROKEN = "locked", "broken"
LEGACY = {
    "doc": ".docx",
    "xls": ".xlsx",
    "ppt": ".pptx",
    "xlsb": ".xlsx",
    "dot": ".docx",
    "xlt": ".xlsx",
    "pps": ".pptx",
}
"""Old formats and what to save them as."""


def sniffed(data: bytes) -> str:
    """The family of a file's content; empty for text and for what has no mark."""
    if data.startswith(b"%PDF-") or (b"%PDF-" in data[:1024] and b"\x00" in data[:4096]):
        return "pdf"
    if data.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        return _package(data)
    if data.startswith(_OLE):
        return _ole(data)
    if data.startswith(b"RIFF") and data[8:12] == b"WEBP":
        return "webp"
    if data.startswith(b"BM") and len(data) > 26 and data[6:10] == bytes(4) and data[14:18] in _BMP_HEADERS:
        return "bmp"
    return next((family for start, family in _BEGINS if data.startswith(start)), "")


_BMP_HEADERS = {size.to_bytes(4, "little") for size in (12, 40, 52, 56, 64, 108, 124)}


def _package(data: bytes) -> str:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as package:
            names = package.namelist()
            if "mimetype" in names:
                with package.open("mimetype") as stream:
                    if b"opendocument" in stream.read(100):
                        return "odf"
    except (zipfile.BadZipFile, zlib.error, NotImplementedError, EOFError, KeyError, ValueError, OSError, RuntimeError):
        return BROKEN
    if "[Content_Types].xml" not in names and "_rels/.rels" not in names and "word/document.xml" not in names:
        return "zip"
    if "xl/workbook.bin" in names:
        return "xlsb"
    return next((family for folder, family in _FOLDERS.items() if any(n.startswith(folder) for n in names)), "zip")


def _ole(data: bytes) -> str:
    from .compound import FAULTS, opened  # only here: few files are of this kind

    try:
        with opened(data) as ole:
            top = {entry[0].lower() for entry in ole.listdir(streams=True, storages=True)}
    except FAULTS:
        return BROKEN
    marks = {
        "__properties_version1.0": "msg",
        "encryptedpackage": LOCKED,
        "worddocument": "doc",
        "workbook": "xls",
        "book": "xls",
        "powerpoint document": "ppt",
    }
    return next((family for mark, family in marks.items() if mark in top), "ole")
