"""A pack's folder in memory: made by the editor of local rules, sent as a file, or kept with the agency's records."""

from __future__ import annotations

import errno
from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Text:
    """One file of it."""

    name: str
    content: str | None = field(repr=False)

    def is_file(self) -> bool:
        """Whether it is there."""
        return self.content is not None

    def read_text(self, encoding: str = "utf-8") -> str:
        """Its text."""
        del encoding
        if self.content is None:
            raise FileNotFoundError(errno.ENOENT, "No such file or directory", self.name)
        return self.content

    def read_bytes(self) -> bytes:
        """Its text as UTF-8: what the hash of a pack is made of."""
        return self.read_text().encode()


@dataclass(frozen=True, slots=True)
class Texts:
    """A folder that holds texts by name; it reads like a folder on the disk."""

    name: str
    files: Mapping[str, str] = field(repr=False)

    def __truediv__(self, name: str) -> Text:
        return Text(name, self.files.get(name))
