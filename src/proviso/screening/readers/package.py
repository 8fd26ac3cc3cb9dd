"""Packages (ZIP): measured before they are opened, since sizes and ratios are where the bombs are."""

from __future__ import annotations

import io
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager

from .gathered import File, Gathered, damaged, locked, too_much

_ENCRYPTED = 0x1
_SMALL = 1 << 20


class Package:
    """The members of a package, opened one by one under the budget."""

    def __init__(self, file: File, out: Gathered, zipped: zipfile.ZipFile) -> None:
        self._file, self._out, self._zip = file, out, zipped
        self.names = [member.filename for member in zipped.infolist()]
        """As the package lists them, folders included."""
        self.comment = zipped.comment.decode("utf-8", errors="replace")

    def bytes(self, name: str) -> bytes:
        """One member, never more than what is left: the sizes in the package's list may lie."""
        with self._zip.open(name) as stream:
            raw = stream.read(self._out.room + 1)
        self._out.unpacked(self._file, len(raw))
        return raw


@contextmanager
def opened(file: File, out: Gathered, what: str) -> Iterator[Package]:
    """The package of a file; raises when it is locked, damaged, or opens to too much."""
    try:
        with zipfile.ZipFile(io.BytesIO(file.data)) as zipped:
            _measure(file, out, zipped.infolist())
            yield Package(file, out, zipped)
    except (zipfile.BadZipFile, zlib.error, NotImplementedError, EOFError, KeyError, ValueError, OSError):
        raise damaged(file, what) from None
    except RuntimeError:  # what zipfile says of a member that wants a password
        raise locked(file) from None


def _measure(file: File, out: Gathered, members: list[zipfile.ZipInfo]) -> None:
    if any(m.flag_bits & _ENCRYPTED for m in members):
        raise locked(file)
    most = out.limits.max_ratio
    is_bomb = any(m.file_size > most * max(m.compress_size, 1) and m.file_size > _SMALL for m in members)
    if is_bomb or sum(m.file_size for m in members) > out.room or len(members) > out.limits.max_members:
        size = out.limits.max_unpacked >> 20
        raise too_much(file, f"opens to more than we can check ({size} MB is the most)")
