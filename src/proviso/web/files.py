"""Files that go into the box, read whole; what was read is said ("14 pages read, headers and notes too").

Reading happens when a file is added. Words on pictures take seconds: a file is begun first, and its pictures counted.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from proviso.actions.reading import Begun, begin
from proviso.errors import UnreadableError
from proviso.screening.readers import Document, Limits, kinds_of_file

from .desk import Desk
from .intake import Typed, add_text

KINDS = "Text, PDF, Word, Excel, PowerPoint, OpenDocument, mail, web pages, pictures or ZIP"
"""Said at the field; the endings stand in its `accept`."""
_HEADED = re.compile(
    r"^(?:[^:]*: )(?!(?:header|footer|footnotes|endnotes|comments|properties|links|form values|notes|words on it)$)"
    r"(.+)$"
)
"""Parts whose place the person should see: a sheet, a slide, a file inside."""


def accepted() -> str:
    """The endings that can be read, for the file field."""
    return ",".join(kinds_of_file())


@dataclass(frozen=True, slots=True, kw_only=True)
class Files:
    """The files of a form, begun, and what could not be read of them."""

    begun: tuple[Begun, ...]
    trouble: str

    @property
    def pictures(self) -> int:
        """How many pictures wait to be read."""
        return sum(one.pictures for one in self.begun) if not self.trouble else 0


def begin_files(desk: Desk, field: str = "file") -> Files:
    """Read the files of a field of the form as far as they go without pictures."""
    settings = desk.agency.settings
    limits = Limits(max_bytes=settings.max_file_mib << 20, max_chars=settings.max_text_chars)
    begun: list[Begun] = []
    troubles: list[str] = []
    for file in desk.form.files(field):
        try:
            begun.append(begin(file.name, file.content, limits))
        except UnreadableError as fault:
            troubles.append(f"{fault.message} {fault.hint}".strip())
    return Files(begun=tuple(begun), trouble=" ".join(troubles))


def finish_files(files: Files, typed: Typed) -> tuple[Typed, tuple[str, ...], dict[str, str]]:
    """The form with the files' text in the box, what was read of each, and what could not be read.

    INVARIANT: what cannot be read is not sent: one unreadable file stops the whole use, and nothing typed is lost.
    """
    said: list[str] = []
    troubles: list[str] = [files.trouble] if files.trouble else []
    for begun in files.begun:
        try:
            document = begun.finish()
        except UnreadableError as fault:
            troubles.append(f"{fault.message} {fault.hint}".strip())
            continue
        typed = add_text(typed, (document.name, *document.files), whole_text(document))
        said += document.notes or (f"{document.name} is read.",)
    return typed, tuple(said), {"file": " ".join(troubles)} if troubles else {}


def whole_text(document: Document) -> str:
    """All parts, page headers first: a banner stands on top of the page, and so it does in the box."""
    first = [p.text for p in document.parts if p.name.endswith((": header", ", header"))]
    rest = [_headed(p.name, p.text) for p in document.parts if not p.name.endswith((": header", ", header"))]
    return _joined((*first, *rest))


def _headed(name: str, text: str) -> str:
    place = _HEADED.match(name)
    return f"[{place[1]}]\n{text}" if place and text.strip() else text


def _joined(texts: Sequence[str]) -> str:
    return "\n\n".join(text.strip("\n") for text in texts if text.strip())
