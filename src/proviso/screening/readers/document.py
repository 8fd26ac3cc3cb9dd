"""What a reader hands over, and how much it may take."""

from __future__ import annotations

from dataclasses import dataclass

from proviso.model import Part


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """How much a file may hold, before and after it is opened."""

    max_bytes: int = 20 << 20
    max_chars: int = 2_000_000
    max_unpacked: int = 64 << 20
    """Bytes that a packed file may open to."""
    max_ratio: int = 200
    """How many times larger one packed member may become."""
    max_members: int = 5_000
    max_pages: int = 2_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """The text of a file, part by part; the first part is the body and bears the file's name."""

    name: str
    parts: tuple[Part, ...]
    notes: tuple[str, ...] = ()
    """Sentences for the person: "flood-plan.pdf: 14 pages read, headers and notes too." """

    @property
    def text(self) -> str:
        """All parts, one after the other."""
        return "\n\n".join(part.text for part in self.parts if part.text)


def count(number: int, noun: str, plural: str = "") -> str:
    """`1 page`, `14 pages`"""
    return f"{number:,} {noun if number == 1 else plural or noun + 's'}"
