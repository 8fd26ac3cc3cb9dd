"""A screenshot is taken apart and put together anew: only what draws the picture stays (no place, no comment, no tail).

Read by hand, since the parts of both formats are small tables; what does not fit them is refused.
"""

from __future__ import annotations

import struct
import zlib
from collections.abc import Iterator
from dataclasses import dataclass

from proviso.errors import UnreadableError

LARGEST = 1 << 20
MOST_PIXELS = 8_000_000
LONGEST_SIDE = 6_000

_PNG = b"\x89PNG\r\n\x1a\n"
_KEPT = frozenset({b"IHDR", b"PLTE", b"tRNS", b"IDAT", b"IEND", b"sRGB", b"gAMA"})
_CHANNELS = {0: 1, 2: 3, 3: 1, 4: 2, 6: 4}
_SOF = frozenset({0xC0, 0xC1, 0xC2})
_KEPT_SEGMENTS = frozenset({0xDB, 0xC4, 0xDD, 0xEE, *_SOF})
"""Tables, restart interval, Adobe's note on colors, and the frame; other segments hold words about the picture."""
_ALONE = frozenset({0x01, *range(0xD0, 0xD8)})
_END, _SCAN = 0xD9, 0xDA


@dataclass(frozen=True, slots=True, kw_only=True)
class Checked:
    """A picture that may be shown."""

    media: str
    width: int
    height: int
    content: bytes


def checked(content: bytes) -> Checked:
    """The picture without anything else, or an error that says what to do."""
    if len(content) > LARGEST:
        raise UnreadableError("This picture is larger than 1 MB.", hint="Cut it to the part that matters.")
    try:
        if content.startswith(_PNG):
            return _png(content)
        if content.startswith(b"\xff\xd8"):
            return _jpeg(content)
    except (struct.error, IndexError, ValueError, zlib.error) as fault:
        raise UnreadableError("This picture is damaged.", hint="Save it again as PNG, then send it.") from fault
    raise UnreadableError("This is no PNG and no JPEG picture.", hint="Save the screenshot as PNG, then send it.")


def _within(width: int, height: int) -> None:
    if not (0 < width <= LONGEST_SIDE and 0 < height <= LONGEST_SIDE and width * height <= MOST_PIXELS):
        raise UnreadableError("This picture is too large to show.", hint="Cut it to the part that matters.")


def _png(content: bytes) -> Checked:
    kept, lines = [], []
    width = height = expected = 0
    for kind, data in _chunks(content):
        if kind == b"IHDR":
            width, height, depth, color, compression, filters, interlace = struct.unpack(">IIBBBBB", data)
            _within(width, height)
            if compression or filters or interlace > 1 or depth > 8 or color not in _CHANNELS:
                raise ValueError(kind)
            expected = height * (1 + (width * depth * _CHANNELS[color] + 7) // 8)
        elif kind == b"IDAT":
            lines.append(data)
        if kind in _KEPT:
            kept.append(_chunk(kind, data))
    drawn = zlib.decompressobj().decompress(b"".join(lines), 2 * expected + 1024)
    if not expected or not expected <= len(drawn) <= 2 * expected:
        raise ValueError("the lines are not those of the head")
    return Checked(media="image/png", width=width, height=height, content=_PNG + b"".join(kept))


def _chunks(content: bytes) -> Iterator[tuple[bytes, bytes]]:
    """Each chunk with its checksum checked, up to the end of the picture."""
    place = len(_PNG)
    kind = b""
    while kind != b"IEND":
        (length,) = struct.unpack_from(">I", content, place)
        kind, data = content[place + 4 : place + 8], content[place + 8 : place + 8 + length]
        (checksum,) = struct.unpack_from(">I", content, place + 8 + length)
        if len(data) != length or zlib.crc32(kind + data) != checksum:
            raise ValueError(kind)
        yield kind, data
        place += 12 + length


def _chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def _jpeg(content: bytes) -> Checked:
    kept = [b"\xff\xd8"]
    width = height = 0
    place = 2
    while True:
        if content[place] != 0xFF:
            raise ValueError("no segment")
        marker = content[place + 1]
        if marker == 0xFF:
            place += 1
            continue
        if marker == _END:
            break
        if marker in _ALONE:
            place += 2
            continue
        (length,) = struct.unpack_from(">H", content, place + 2)
        segment = content[place : place + 2 + length]
        if length < 2 or len(segment) != 2 + length:
            raise ValueError("a segment is cut off")
        if marker in _SOF:
            height, width = struct.unpack_from(">HH", segment, 5)
            _within(width, height)
        place += 2 + length
        if marker in _KEPT_SEGMENTS:
            kept.append(segment)
        elif marker == _SCAN:
            end = _end_of_scan(content, place)
            kept.append(segment + content[place:end])
            place = end
    if not width:
        raise ValueError("no frame")
    return Checked(media="image/jpeg", width=width, height=height, content=b"".join(kept) + b"\xff\xd9")


def _end_of_scan(content: bytes, place: int) -> int:
    """Where the next segment begins: inside a scan, 0xFF stands before zero or a restart only."""
    while True:
        place = content.index(b"\xff", place)
        follower = content[place + 1]
        if follower and not 0xD0 <= follower <= 0xD7:
            return place
        place += 2
