"""Opens compound files (MS-CFB): old Office files, messages, macros. Sizes in them are checked before they are believed."""

from __future__ import annotations

import io
import struct
from collections.abc import Iterator
from contextlib import contextmanager

import olefile

FAULTS = (OSError, ValueError, LookupError, TypeError, AttributeError, OverflowError, struct.error)
"""What reading a damaged one may raise."""
_SHIFTS = frozenset({(9, 6), (12, 6)})
"""Sectors of 512 or 4,096 bytes, and small ones of 64: there are no others (MS-CFB 2.2)."""
_SECTOR = 512


@contextmanager
def opened(data: bytes) -> Iterator[olefile.OleFileIO]:
    """The file, unless it claims more than it holds: a chain of sectors that leads into itself would be read for hours."""
    if len(data) < _SECTOR:
        raise ValueError("no whole header")
    shifts = struct.unpack_from("<HH", data, 30)
    fats, minis, more = (struct.unpack_from("<L", data, at)[0] for at in (44, 64, 72))
    if shifts not in _SHIFTS or max(fats, minis, more) > len(data) // _SECTOR:
        raise ValueError("sectors of no possible size or number")
    with olefile.OleFileIO(io.BytesIO(data)) as ole:
        sizes = [ole.get_size(entry) for entry in ole.listdir()]
        if sum(sizes) > len(data) or ole.root.size > len(data):
            raise ValueError("streams larger than the file")
        yield ole
