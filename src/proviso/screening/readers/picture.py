"""Pictures: measured by their first bytes, read by whoever can see, and the words in their metadata."""

from __future__ import annotations

from proviso.errors import UnreadableError

from .gathered import TO_SEND, File, Gathered, damaged
from .picture_facts import facts, size_of


def read_picture(file: File, out: Gathered) -> None:
    """The words on the picture, then the words that a camera, a scanner or a person put beside it."""
    measure(file, out, file.data)
    for title, text in facts(file, out, file.data):
        out.add(file, title, text)
    out.picture(file, "words on it", file.data)
    out.note(file, f"{file.name}: the words on the picture are read. Look them over: reading a picture makes mistakes.")


def measure(file: File, out: Gathered, data: bytes) -> None:
    """Refuse a picture that claims to be larger than may be, before anybody opens it."""
    width, height = size_of(data)
    if width <= 0 or height <= 0:
        raise damaged(file, "picture")
    if width * height > out.limits.max_pixels:
        most = out.limits.max_pixels // 1_000_000
        raise UnreadableError(
            f"{file.said} has {width:,} by {height:,} dots, and {most} million is the most. {TO_SEND}",
            hint="Make the picture smaller, or cut out the part that you need.",
        )


_ICON = 24
"""Dots: what is lower or narrower holds no words."""


def read_placed(file: File, out: Gathered, title: str, data: bytes) -> None:
    """A picture that stands in a text: read where somebody can see, else left out, since only words are sent."""
    width, height = size_of(data)
    if min(width, height) < _ICON:
        return
    if width * height > out.limits.max_pixels:
        out.leave("picture")
        return
    for name, text in facts(file, out, data):
        out.add(file, f"{title}, {name}", text)
    out.picture(file, title, data, is_placed=True)
