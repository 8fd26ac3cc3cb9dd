"""Files that go into the box, read whole; what was read is said ("14 pages read, headers and notes too")."""

from __future__ import annotations

from proviso.actions.reading import read_file
from proviso.errors import UnreadableError
from proviso.screening.readers import Document, Limits

from .desk import Desk
from .intake import Typed, add_text


def read_files(desk: Desk, typed: Typed) -> tuple[Typed, tuple[str, ...], dict[str, str]]:
    """The form with the files' text in the box, what was read of each, and what could not be read.

    INVARIANT: what cannot be read is not sent: one unreadable file stops the whole use, and nothing typed is lost.
    """
    settings = desk.agency.settings
    limits = Limits(max_bytes=settings.max_file_mib << 20, max_chars=settings.max_text_chars)
    said: list[str] = []
    troubles: list[str] = []
    for file in desk.form.files("file"):
        try:
            document = read_file(file.name, file.content, limits)
        except UnreadableError as fault:
            troubles.append(f"{fault.message} {fault.hint}".strip())
            continue
        typed = add_text(typed, file.name, whole_text(document))
        said += document.notes or (f"{file.name} is read.",)
    return typed, tuple(said), {"file": " ".join(troubles)} if troubles else {}


def whole_text(document: Document) -> str:
    """All parts, page headers first: a banner stands on top of the page, and so it does in the box."""
    first = [p.text for p in document.parts if p.name.endswith(": header")]
    rest = [p.text for p in document.parts if not p.name.endswith(": header")]
    return "\n\n".join(text.strip("\n") for text in (*first, *rest) if text.strip())
