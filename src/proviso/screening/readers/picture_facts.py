"""Size and metadata of pictures: PNG texts, EXIF, XMP, IPTC, JPEG comments. Read by hand, since they are small tables."""

from __future__ import annotations

import struct
import zlib
from collections.abc import Iterator

from .gathered import File, Gathered, damaged, too_much
from .markup import xmp_words

_PNG_TEXTS = (b"tEXt", b"zTXt", b"iTXt")
_ASCII, _SHORT, _LONG = 2, 3, 4
_WIDE = frozenset({0x9C9B, 0x9C9C, 0x9C9D, 0x9C9E, 0x9C9F})
"""Windows' title, comment, author, keywords, subject: UTF-16."""
_EXIF_FOLDER, _USER_COMMENT, _XMP, _IPTC, _PHOTOSHOP = 0x8769, 0x9286, 700, 33723, 34377
_MACHINE = frozenset(
    {
        0x010F,
        0x0110,
        0x0131,
        0x0132,
        0x9003,
        0x9004,
        0x9010,
        0x9011,
        0x9012,
        0x9290,
        0x9291,
        0x9292,
        0x0001,
        0xA434,
        0xA433,
    }
)
"""Maker, model, software and times, which the camera writes."""
_MOST_TEXT = 1 << 20


def size_of(data: bytes) -> tuple[int, int]:
    """Width and height as the picture claims them; zeros when it claims none."""
    try:
        if data.startswith(b"\x89PNG"):
            return struct.unpack(">II", data[16:24])
        if data.startswith(b"\xff\xd8"):
            return _jpeg_size(data)
        if data.startswith(b"BM"):
            if data[14:18] == b"\x0c\0\0\0":
                return struct.unpack("<HH", data[18:22])
            width, height = struct.unpack("<ii", data[18:26])
            return abs(width), abs(height)
        if data.startswith(b"RIFF"):
            return _webp_size(data)
        return _tiff_size(data)
    except (struct.error, IndexError, ValueError):
        return 0, 0


def _segments(data: bytes) -> Iterator[tuple[int, bytes]]:
    """The segments of a JPEG up to its picture."""
    at = 2
    while at + 4 <= len(data):
        if data[at] != 0xFF:
            return
        marker = data[at + 1]
        if marker == 0xFF:
            at += 1
            continue
        if marker == 0xD9:
            return
        size = int.from_bytes(data[at + 2 : at + 4], "big")
        yield marker, data[at + 4 : at + 2 + size]
        if marker == 0xDA or size < 2:
            return
        at += 2 + size


def _jpeg_size(data: bytes) -> tuple[int, int]:
    for marker, body in _segments(data):
        if 0xC0 <= marker <= 0xCF and marker not in {0xC4, 0xC8, 0xCC}:
            height, width = struct.unpack(">HH", body[1:5])
            return width, height
    return 0, 0


def _webp_size(data: bytes) -> tuple[int, int]:
    kind = data[12:16]
    if kind == b"VP8X":
        return 1 + int.from_bytes(data[24:27], "little"), 1 + int.from_bytes(data[27:30], "little")
    if kind == b"VP8L":
        bits = int.from_bytes(data[21:25], "little")
        return 1 + (bits & 0x3FFF), 1 + (bits >> 14 & 0x3FFF)
    width, height = struct.unpack("<HH", data[26:30])
    return width & 0x3FFF, height & 0x3FFF


def _tiff_size(data: bytes) -> tuple[int, int]:
    """The largest of its pages."""
    best = (0, 0)
    for entries in _folders(data):
        sizes = {tag: _number(data, kind, raw) for tag, kind, _, raw in entries if tag in {256, 257}}
        size = (sizes.get(256, 0), sizes.get(257, 0))
        best = max(best, size, key=lambda s: s[0] * s[1])
    return best


_Entry = tuple[int, int, int, bytes]


def _order(data: bytes) -> str:
    return "<" if data[:2] == b"II" else ">"


def _number(data: bytes, kind: int, raw: bytes) -> int:
    order = _order(data)
    return int(struct.unpack(f"{order}{'H' if kind == _SHORT else 'I'}", raw[: 2 if kind == _SHORT else 4])[0])


def _folders(data: bytes) -> Iterator[list[_Entry]]:
    """The tables of a TIFF (or of an EXIF block), one a page."""
    (at,) = struct.unpack(f"{_order(data)}I", data[4:8])
    seen: set[int] = set()
    while at and at not in seen and len(seen) < 100:
        seen.add(at)
        entries, at = _folder(data, at)
        yield entries


def _folder(data: bytes, at: int) -> tuple[list[_Entry], int]:
    order = _order(data)
    (number,) = struct.unpack(f"{order}H", data[at : at + 2])
    entries = []
    for place in range(at + 2, at + 2 + 12 * number, 12):
        tag, kind, amount = struct.unpack(f"{order}HHI", data[place : place + 8])
        entries.append((tag, kind, amount, data[place + 8 : place + 12]))
    (following,) = struct.unpack(f"{order}I", data[at + 2 + 12 * number : at + 6 + 12 * number])
    return entries, following


def _value(data: bytes, kind: int, amount: int, raw: bytes) -> bytes:
    size = amount * {1: 1, 2: 1, 3: 2, 4: 4, 7: 1}.get(kind, 8)
    if size <= 4:
        return raw[:size]
    at = int(struct.unpack(f"{_order(data)}I", raw)[0])
    return data[at : at + min(size, _MOST_TEXT)]


def facts(file: File, out: Gathered, data: bytes) -> Iterator[tuple[str, str]]:
    """Titles and texts of what stands beside a picture, which is the file or stands in it."""
    try:
        if data.startswith(b"\x89PNG"):
            yield from _png(file, out, data)
        elif data.startswith(b"\xff\xd8"):
            yield from _jpeg(data)
        elif data.startswith(b"RIFF"):
            yield from _webp(data)
        elif data[:4] in {b"II*\0", b"MM\0*"}:
            yield from _tiff(data)
    except (struct.error, IndexError, ValueError, zlib.error):
        raise damaged(file, "picture") from None


def _tiff(data: bytes) -> Iterator[tuple[str, str]]:
    for entries in _folders(data):
        yield from _tags(data, entries)


def _tags(data: bytes, entries: list[_Entry], depth: int = 0) -> Iterator[tuple[str, str]]:
    for tag, kind, amount, raw in entries:
        if tag == _EXIF_FOLDER and depth == 0:
            yield from _tags(data, _folder(data, _number(data, _LONG, raw))[0], depth + 1)
            continue
        value = b"" if tag in _MACHINE else _value(data, kind, amount, raw)
        if tag in _WIDE:
            yield "metadata", value.decode("utf-16-le", errors="replace").strip("\0")
        elif tag == _USER_COMMENT:
            wide = "utf-16-le" if data[:2] == b"II" else "utf-16-be"
            yield "metadata", value[8:].decode(wide if value.startswith(b"UNICODE") else "utf-8", errors="replace")
        elif tag == _XMP:
            yield "metadata", xmp_words(value)
        elif tag in {_IPTC, _PHOTOSHOP}:
            yield "metadata", _iptc(value)
        elif kind == _ASCII and tag not in _MACHINE:
            yield "metadata", value.rstrip(b"\0").decode("utf-8", errors="replace")


def _iptc(raw: bytes) -> str:
    """Datasets of the application record (2:xx): headline, caption, keywords, by-line."""
    lines, at = [], raw.find(b"\x1c\x02")
    while at >= 0 and at + 5 <= len(raw) and raw[at] == 0x1C:
        size = int.from_bytes(raw[at + 3 : at + 5], "big")
        if raw[at + 1] == 2 and raw[at + 2] > 3:
            lines.append(raw[at + 5 : at + 5 + size].decode("utf-8", errors="replace"))
        at += 5 + size
    return "\n".join(lines)


def _jpeg(data: bytes) -> Iterator[tuple[str, str]]:
    for marker, body in _segments(data):
        if marker == 0xFE:
            yield "comment", body.decode("utf-8", errors="replace")
        elif marker == 0xE1 and body.startswith(b"Exif\0\0"):
            yield from _tiff(body[6:])
        elif marker == 0xE1 and body.startswith(b"http://ns.adobe.com/"):
            yield "metadata", xmp_words(body.partition(b"\0")[2])
        elif marker == 0xED:
            yield "metadata", _iptc(body)


def _webp(data: bytes) -> Iterator[tuple[str, str]]:
    at = 12
    while at + 8 <= len(data):
        size = int.from_bytes(data[at + 4 : at + 8], "little")
        body = data[at + 8 : at + 8 + size]
        if data[at : at + 4] == b"EXIF":
            yield from _tiff(body.removeprefix(b"Exif\0\0"))
        elif data[at : at + 4] == b"XMP ":
            yield "metadata", xmp_words(body)
        at += 8 + size + size % 2


def _png(file: File, out: Gathered, data: bytes) -> Iterator[tuple[str, str]]:
    at = 8
    while at + 8 <= len(data):
        size, kind = int.from_bytes(data[at : at + 4], "big"), data[at + 4 : at + 8]
        body = data[at + 8 : at + 8 + size]
        if kind == b"eXIf":
            yield from _tiff(body)
        elif kind in _PNG_TEXTS:
            key, _, rest = body.partition(b"\0")
            text = _png_text(file, out, kind, rest)
            yield "metadata", xmp_words(text.encode()) if key.startswith(b"XML:com.adobe.xmp") else text
        at += 12 + size


def _png_text(file: File, out: Gathered, kind: bytes, rest: bytes) -> str:
    if kind == b"tEXt":
        return rest.decode("latin-1")
    if kind == b"zTXt":
        return _opened(file, out, rest[1:]).decode("latin-1")
    is_packed, words = rest[:1] == b"\1", rest[2:].split(b"\0", 2)[-1]
    return (_opened(file, out, words) if is_packed else words).decode("utf-8", errors="replace")


def _opened(file: File, out: Gathered, packed: bytes) -> bytes:
    opener = zlib.decompressobj()
    raw = opener.decompress(packed, _MOST_TEXT)
    if opener.unconsumed_tail:
        raise too_much(file, "has metadata that opens to more than we can check")
    out.unpacked(file, len(raw))
    return raw
