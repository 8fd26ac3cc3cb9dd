"""What a reader hands over, and how much a file may take."""

from __future__ import annotations

from dataclasses import dataclass

from proviso.model import Part


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """How much a file may hold, before and after it is opened. One budget for the file and all files inside it."""

    max_bytes: int = 20 << 20
    max_chars: int = 2_000_000
    max_unpacked: int = 64 << 20
    """Bytes that all packed members may open to."""
    max_ratio: int = 200
    """How many times larger one packed member may become."""
    max_members: int = 5_000
    max_pages: int = 2_000
    max_depth: int = 4
    """Files inside files inside files."""
    max_files: int = 200
    """Files inside a file, at any depth."""
    max_pictures: int = 15
    """Pictures that are read, scanned pages included."""
    max_pixels: int = 40_000_000
    """Width times height of one picture: a page at 600 dots an inch has 35 million."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """The text of a file, part by part: the body bears the file's name, the others say where they stand."""

    name: str
    parts: tuple[Part, ...]
    notes: tuple[str, ...] = ()
    """Sentences for the person: "flood-plan.pdf: 14 pages read, headers and notes too." """
    files: tuple[str, ...] = ()
    """Names of the files inside it; each is also the name of a part without text, so that it is screened."""

    @property
    def text(self) -> str:
        """All parts, one after the other."""
        return "\n\n".join(part.text for part in self.parts if part.text)


def count(number: int, noun: str, plural: str = "") -> str:
    """`1 page`, `14 pages`"""
    return f"{number:,} {noun if number == 1 else plural or noun + 's'}"


def listed(items: list[str]) -> str:
    """`a, b and c`"""
    return items[0] if len(items) == 1 else f"{', '.join(items[:-1])} and {items[-1]}"
