"""A screenshot keeps only what draws it; what is no picture, or too much of one, is refused with a way on."""

from __future__ import annotations

import struct
import zlib

import pytest

from proviso.actions.pictures import LARGEST, checked
from proviso.errors import UnreadableError


def chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def png(width: int = 3, height: int = 2, *more: bytes, lines: bytes | None = None, color: int = 2) -> bytes:
    head = struct.pack(">IIBBBBB", width, height, 8, color, 0, 0, 0)
    drawn = lines if lines is not None else (b"\0" + b"\x10\x20\x30" * width) * height
    parts = (chunk(b"IHDR", head), *more, chunk(b"IDAT", zlib.compress(drawn)), chunk(b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(parts)


def segment(marker: int, data: bytes) -> bytes:
    return bytes((0xFF, marker)) + struct.pack(">H", len(data) + 2) + data


def jpeg(*more: bytes, width: int = 3, height: int = 2) -> bytes:
    frame = segment(0xC0, struct.pack(">BHHB", 8, height, width, 1) + b"\x01\x11\x00")
    tables = segment(0xDB, b"\0" * 65) + segment(0xC4, b"\0" * 17)
    scan = segment(0xDA, b"\x01\x01\x00\x00\x3f\x00") + b"\x12\xff\x00\x34\xff\xd0\x56"
    return b"\xff\xd8" + b"".join(more) + tables + frame + scan + b"\xff\xd9"


def test_a_png_keeps_its_picture_and_loses_its_words() -> None:
    words = chunk(b"tEXt", b"Author\0Maya Okafor")
    found = checked(png(3, 2, words) + b"a tail of somebody's notes")
    assert (found.media, found.width, found.height) == ("image/png", 3, 2)
    assert found.content == png(3, 2)


def test_a_jpeg_loses_place_maker_and_comment() -> None:
    exif = segment(0xE1, b"Exif\0\0 somewhere in Port Ellery")
    comment = segment(0xFE, b"made by Maya Okafor")
    found = checked(jpeg(exif, comment) + b"tail")
    assert (found.media, found.width, found.height) == ("image/jpeg", 3, 2)
    assert found.content == jpeg()


REFUSED: list[tuple[str, bytes, str]] = [
    ("nothing", b"", "no PNG and no JPEG"),
    ("a web page", b"<svg onload=alert(1)>", "no PNG and no JPEG"),
    ("a GIF", b"GIF89a" + b"\0" * 40, "no PNG and no JPEG"),
    ("too many bytes", b"\x89PNG\r\n\x1a\n" + b"\0" * LARGEST, "larger than 1 MB"),
    ("a wrong checksum", png()[:-1] + b"\0", "damaged"),
    ("cut off", png()[:40], "damaged"),
    ("no lines", png(lines=b""), "damaged"),
    ("too few lines", png(lines=b"\0\x10\x20\x30"), "damaged"),
    ("a bomb", png(2, 2, lines=b"\0" * 5_000_000), "damaged"),
    ("a head without lines", b"\x89PNG\r\n\x1a\n" + chunk(b"IEND", b""), "damaged"),
    ("too wide", png(6_001, 1), "too large to show"),
    ("too many points", png(6_000, 6_000, lines=b"x"), "too large to show"),
    ("a color that is none", png(color=9), "damaged"),
    ("a JPEG without a frame", b"\xff\xd8\xff\xd9", "damaged"),
    ("a JPEG without an end", jpeg()[:-2], "damaged"),
    ("a JPEG with a cut segment", b"\xff\xd8\xff\xdb\xff\xff\0\0", "damaged"),
    ("a JPEG too wide", jpeg(width=7_000), "too large to show"),
]


@pytest.mark.parametrize(("what", "content", "says"), REFUSED, ids=[what for what, _, _ in REFUSED])
def test_what_is_no_picture_is_refused(what: str, content: bytes, says: str) -> None:
    with pytest.raises(UnreadableError, match=says):
        checked(content)
