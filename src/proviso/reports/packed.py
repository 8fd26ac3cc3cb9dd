"""A large attachment, packed while it is written and put into the finished PDF: it never stands in memory whole.

The typesetter sets the pages with a short line in its place; the line is then exchanged for the content. Whatever
stands behind it in the file moves, so the table of objects and its place are written anew.
"""

from __future__ import annotations

import re
import threading
import zlib
from collections.abc import Iterable, Mapping
from hashlib import sha256
from queue import SimpleQueue

from proviso.errors import TypesettingError

BLOCK = 1 << 18
"""Bytes that are packed at once."""
AHEAD = 16
"""Blocks that may wait for the packing thread."""
_FILE = re.compile(rb"/Type/Filespec/F\(([A-Za-z0-9 ._@+-]+)\)/UF\([^)]*\)/EF<</F (\d+) 0 R")
_HEAD = rb"\n%d 0 obj\n<</Length (\d+)/Type/EmbeddedFile([^\n]*)>>\nstream\n"
_SIZE = re.compile(rb"/Params<</Size \d+")
_START = re.compile(rb"startxref\n(\d+)\n%%EOF\n?\Z")
_TABLE = re.compile(rb"xref\n0 (\d+)\n")
ROW = 20
"""Bytes of a line of the table: place, generation, kind, line end."""


class Packed:
    """The content of one attachment, packed in a thread beside the one who writes it."""

    def __init__(self) -> None:
        self.size = 0
        self._held = bytearray()
        self._blocks: SimpleQueue[bytes | None] = SimpleQueue()
        self._room = threading.Semaphore(AHEAD)
        self._parts: list[bytes] = []
        self._hash = sha256()
        self._thread = threading.Thread(target=self._pack, name="proviso-packing", daemon=True)
        self._thread.start()

    def write(self, line: bytes) -> None:
        """Add a line."""
        self._held += line
        self.size += len(line)
        if len(self._held) >= BLOCK:
            self._hand_on()

    def _hand_on(self) -> None:
        self._room.acquire()
        self._blocks.put(bytes(self._held))
        self._held.clear()

    def close(self) -> None:
        """It is whole, or nobody needs it any more."""
        if self._thread.is_alive():
            self._hand_on()
            self._blocks.put(None)
            self._thread.join()

    def _pack(self) -> None:
        work = zlib.compressobj(6)
        while (block := self._blocks.get()) is not None:
            self._hash.update(block)
            self._parts.append(work.compress(block))
            self._room.release()
        self._parts.append(work.flush())

    @property
    def sha256(self) -> str:
        """Of the content, when it is whole."""
        return self._hash.hexdigest()

    @property
    def stream(self) -> bytes:
        """The packed content, as a PDF holds it."""
        return b"".join(self._parts)

    def content(self) -> bytes:
        """The content itself, for who needs it whole."""
        return zlib.decompress(self.stream)

    @property
    def place(self) -> bytes:
        """The line that stands for it until the pages are set: another content makes another file."""
        return f"proviso-packed/1 {self.size} {self.sha256}\n".encode()


def put_in(made: bytes, packed: Mapping[str, Packed]) -> bytes:
    """The PDF with these attachments in their places."""
    objects = {found[1].decode(): int(found[2]) for found in _FILE.finditer(made)}
    cuts = sorted(_cut(made, objects.get(name, 0), each) for name, each in packed.items())
    start, table = _START.search(made, max(0, len(made) - 64)), made.rfind(b"\nxref\n") + 1
    if start is None or int(start[1]) != table or any(end > table for _, end, _ in cuts):
        raise TypesettingError("The PDF has no table of its objects, so nothing can be put into it.")
    moved = _moved(made, table, cuts)
    at, parts = 0, []
    for begin, end, new in cuts:
        parts += [made[at:begin], *new]
        at = end
    parts += [made[at:table], moved, b"startxref\n%d\n%%%%EOF" % (table + _shift(cuts, table))]
    return b"".join(parts)


_Cut = tuple[int, int, tuple[bytes, bytes, bytes]]
"""From, up to, and what stands there instead."""


def _cut(made: bytes, number: int, each: Packed) -> _Cut:
    found = re.search(_HEAD % number, made) if number else None
    end = made.find(b"endobj", found.end() + int(found[1])) if found else -1
    if found is None or end < 0 or made[found.end() : found.end() + int(found[1])] != each.place:
        raise TypesettingError("An attachment has no place in the PDF.")
    stream = each.stream
    rest = _SIZE.sub(b"/Params<</Size %d" % each.size, found[2].replace(b"/Filter/FlateDecode", b""))
    head = b"\n%d 0 obj\n<</Length %d/Type/EmbeddedFile/Filter/FlateDecode%s>>\nstream\n" % (number, len(stream), rest)
    return found.start(), end, (head, stream, b"\nendstream\n")


def _shift(cuts: Iterable[_Cut], place: int) -> int:
    return sum(sum(map(len, new)) - (end - begin) for begin, end, new in cuts if end <= place)


def _moved(made: bytes, table: int, cuts: list[_Cut]) -> bytes:
    """The table of objects, each at its new place, and the trailer up to where the table's own place stands."""
    head = _TABLE.match(made, table)
    if head is None:
        raise TypesettingError("The PDF has a table of objects of another kind.")
    rows, at = [head[0]], head.end()
    for number in range(int(head[1])):
        row = made[at + number * ROW : at + (number + 1) * ROW]
        rows.append(b"%010d%s" % (int(row[:10]) + _shift(cuts, int(row[:10])), row[10:]) if b" n" in row else row)
    rows.append(made[at + int(head[1]) * ROW : made.rfind(b"startxref\n")])
    return b"".join(rows)
