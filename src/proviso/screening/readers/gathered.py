"""What comes of a file and of the files inside it: parts with names that say where, under one budget.

INVARIANT: a file inside a file that cannot be read makes the whole file unreadable. It is never left out.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from proviso.errors import UnreadableError
from proviso.model import Part

from .document import Limits, count, listed

See = Callable[[bytes], str]
"""Reads a picture (PNG, JPEG, TIFF, WebP, BMP, PGM): its words come back. Raises `UnreadableError` when it cannot."""

NAME_INSIDE = "name of a file inside"
TO_SEND = "What we cannot read, we do not send."


@dataclass(frozen=True, slots=True)
class File:
    """One file to read, by itself or from inside another."""

    name: str
    data: bytes = field(repr=False)
    where: str
    """How its parts are called: "plan.docx", or "mail.eml: attachment plan.docx"."""
    depth: int = 0

    @property
    def said(self) -> str:
        """Its name in a sentence: "plan.docx", or "plan.docx (inside mail.eml)"."""
        return f"{self.name} (inside {self.where.partition(': ')[0]})" if self.depth else self.name

    @property
    def ending(self) -> str:
        """`.docx`, in lower case; empty when the name has none."""
        return ending_of(self.name)


def ending_of(name: str) -> str:
    """`.docx`, in lower case; empty when the name has none."""
    last = name.rpartition("/")[2]
    return last[last.rfind(".") :].lower() if "." in last else ""


def bare(name: str) -> str:
    """A name that can stand in a part's name: printable, and without the mark that ends a file's name there."""
    plain = "".join(c if c.isprintable() else "\ufffd" for c in name).strip()
    return plain.replace(": ", ":\u00a0")[:300] or "unnamed"


def damaged(file: File, what: str = "") -> UnreadableError:
    """The file breaks off, or is not what it should be."""
    other = f", or is no {what}" if what else ""
    return UnreadableError(
        f"{file.said} is damaged{other}. {TO_SEND}",
        hint="Open it in its own program, save it again, or save it as text.",
    )


def locked(file: File) -> UnreadableError:
    """The file wants a password."""
    return UnreadableError(f"{file.said} is locked with a password.", hint="Save it without the password.")


def too_much(file: File, what: str, hint: str = "Save it as text, or take the part that you need.") -> UnreadableError:
    """The file asks for more than the budget has."""
    return UnreadableError(f"{file.said} {what}. {TO_SEND}", hint=hint)


class Gathered:
    """Parts, names and sentences as the readers find them, and what is left of the budget."""

    def __init__(self, limits: Limits, see: See | None, read: Callable[[File, Gathered], None]) -> None:
        self.limits = limits
        self.parts: list[Part] = []
        self.files: list[str] = []
        self.notes: list[str] = []
        self._see, self._read = see, read
        self._chars, self._bytes, self._pictures = limits.max_chars, limits.max_unpacked, 0
        self._unread: dict[str, int] = {}

    def add(self, file: File, title: str, text: str) -> None:
        """A part: the body when it has no title."""
        text = text.replace("\r\n", "\n").replace("\x00", "").strip("\n")
        if not text.strip():
            return
        self._chars -= len(text)
        if self._chars < 0:
            most = f"{self.limits.max_chars:,}"
            raise UnreadableError(
                f"{file.said} holds more than {most} characters, and {most} is the most.",
                hint="Split the file, or paste the part that you need.",
            )
        name = f"{file.where}{', ' if file.depth else ': '}{bare(title)}" if title else file.where
        self.parts.append(Part(name=name, text=text))

    def note(self, file: File, sentence: str) -> None:
        """A sentence for the person. What was read is said of the file that they chose, not of each one inside it."""
        if not file.depth and sentence not in self.notes:
            self.notes.append(sentence)

    def leave(self, noun: str) -> None:
        """Something that holds no text of its own for the reader ("picture"): not read, and not sent."""
        self._unread[noun] = self._unread.get(noun, 0) + 1

    def unpacked(self, file: File, size: int) -> None:
        """Take bytes that a packed member opened to out of the budget."""
        self._bytes -= size
        if self._bytes < 0:
            raise too_much(file, f"opens to more than we can check ({self.limits.max_unpacked >> 20} MB is the most)")

    @property
    def room(self) -> int:
        """Bytes that may still be opened to."""
        return max(self._bytes, 0)

    @property
    def can_see(self) -> bool:
        """Whether there is somebody to read pictures."""
        return self._see is not None

    def inside(self, file: File, label: str, name: str, data: bytes) -> None:
        """Read a file that stands in another; what makes it unreadable makes the whole unreadable."""
        self.name(file, name)
        if file.depth + 1 > self.limits.max_depth:
            raise too_much(file, "has files inside files inside files, deeper than we can check")
        where = f"{file.where}{', ' if file.depth else ': '}{label} {bare(name)}"
        outer = file.where.partition(": ")[0]
        try:
            self._read(File(bare(name), data, where, file.depth + 1), self)
        except UnreadableError as fault:
            aside = f"Or take it out of {outer}."
            raise UnreadableError(
                fault.message, hint=fault.hint if aside in fault.hint else f"{fault.hint} {aside}"
            ) from None

    def name(self, file: File, name: str) -> None:
        """The name of a file inside: screened as a file's name, wherever the file stands."""
        if len(self.files) >= self.limits.max_files:
            raise too_much(
                file, f"has more than {self.limits.max_files} files inside it", "Take the files that you need."
            )
        self.files.append(bare(name))
        self.parts.append(Part(name=f"{bare(name)}: {NAME_INSIDE} {file.where.partition(': ')[0]}", text=""))

    def picture(self, file: File, title: str, data: bytes, *, is_placed: bool = False) -> None:
        """The words on a picture. One that is placed in a text is left out where nobody can see; others must be read."""
        if self._see is None or self._pictures >= self.limits.max_pictures:
            if is_placed:
                self.leave("picture")
                return
            raise self._unseen(file, title)
        self._pictures += 1
        try:
            self.add(file, title, self._see(data))
        except UnreadableError as fault:
            if not is_placed:
                place = f", {title}" if title and title != "words on it" else ""
                raise UnreadableError(f"{file.said}{place}: {fault.message}", hint=fault.hint) from None
            self.leave("picture")

    def _unseen(self, file: File, title: str) -> UnreadableError:
        if self._see is not None:
            most = self.limits.max_pictures
            return too_much(file, f"has more than {most} pictures or scanned pages", "Take the ones that you need.")
        what = f"{title} of {file.said}" if title.startswith("page") else file.said
        return UnreadableError(
            f"{what} is a picture, and reading pictures is not set up here. {TO_SEND}",
            hint="Type what it says, or save the text. Your administrator can add it: the program is tesseract-ocr.",
        )

    def finish(self) -> tuple[str, ...]:
        """All sentences, the last one on what was not read."""
        if self._unread:
            left = [
                count(n, noun, "" if " inside" not in noun else noun.replace("file", "files"))
                for noun, n in self._unread.items()
            ]
            self.notes.append(f"Not read and not sent: {listed(left)}.")
        return tuple(self.notes)
