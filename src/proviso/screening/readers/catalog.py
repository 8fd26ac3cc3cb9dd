"""Which reader reads what. The content decides, not only the name's ending."""

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module

from proviso.errors import UnreadableError

from .document import Document, Limits, count
from .gathered import TO_SEND, File, Gathered, See, bare, damaged, ending_of, locked
from .sniffing import BROKEN, LEGACY, LOCKED, sniffed
from .text import ENDINGS as TEXTS
from .text import is_surely_text, read_text

_TABLE: tuple[tuple[str, str, str], ...] = (
    # family by content, endings, module and function; a module is imported when its file comes
    ("pdf", ".pdf", "pdf.read_pdf"),
    ("word", ".docx .docm .dotx .dotm", "word.read_word"),
    ("sheet", ".xlsx .xlsm .xltx .xltm", "sheet.read_sheet"),
    ("slides", ".pptx .pptm .potx .potm .ppsx .ppsm", "slides.read_slides"),
    ("odf", ".odt .ott .ods .ots .odp .otp", "odf.read_odf"),
    ("rtf", ".rtf", "rtf.read_rtf"),
    ("", ".eml", "eml.read_eml"),
    ("msg", ".msg", "msg.read_msg"),
    ("", ".html .htm .xhtml", "page.read_page"),
    ("", ".ics .vcf", "cards.read_cards"),
    ("zip", ".zip", "zips.read_zip"),
    ("png", ".png", "picture.read_picture"),
    ("jpeg", ".jpg .jpeg", "picture.read_picture"),
    ("tiff", ".tif .tiff", "picture.read_picture"),
    ("webp", ".webp", "picture.read_picture"),
    ("bmp", ".bmp", "picture.read_picture"),
)
_READERS = {ending: name for _, endings, name in _TABLE for ending in endings.split()}
_FAMILIES = {ending: family for family, endings, _ in _TABLE for ending in endings.split()}
_ENDINGS = {family: endings.split() for family, endings, _ in _TABLE if family}

_HOLDERS = frozenset({".zip", ".eml", ".msg"})


def kinds_of_file() -> tuple[str, ...]:
    """The endings of the files that can be read."""
    return (*_READERS, *TEXTS)


def is_plain(name: str, data: bytes) -> bool:
    """Whether a file is read as the text that it is, so that no limits of a process of its own are needed."""
    ending = ending_of(name)
    if ending in _READERS or sniffed(data):
        return False
    return ending in TEXTS or is_surely_text(data)


def read(name: str, data: bytes, limits: Limits | None = None, see: See | None = None) -> Document:
    """The text of a file, all of it: headers, footers, notes, comments, deleted text, hidden sheets, form values,
    metadata, and the files inside it (139-07.2.a). `see` reads pictures; without it they are refused.

    Raises `UnreadableError` with a sentence that says what to do.
    """
    chosen = limits or Limits()
    file = File(bare(name), data, bare(name))
    if len(data) > chosen.max_bytes:
        raise UnreadableError(
            f"{file.name} is too large: {max(chosen.max_bytes / (1 << 20), 0.1):.1f} MB is the most.",
            hint="Split the file, or paste the part that you need.",
        )
    out = Gathered(chosen, see, _read)
    try:
        _read(file, out)
    except RecursionError:
        raise damaged(file) from None
    notes = out.finish()
    if not any(part.text.strip() for part in out.parts):
        raise UnreadableError(f"There is no text in {file.name}.", hint="Save it as text, or paste what you need.")
    if out.files and file.ending not in _HOLDERS:  # these say it themselves
        notes = (*notes, f"{file.name}: {count(len(out.files), 'file')} inside it read too.")
    return Document(name=file.name, parts=tuple(out.parts), notes=notes, files=tuple(out.files))


def _read(file: File, out: Gathered) -> None:
    """Read one file with the reader of its kind."""
    found = sniffed(file.data)
    _refuse_closed(file, found)
    family = _FAMILIES.get(file.ending, "")
    known = file.ending in _READERS
    if found and found != family:
        said = _ENDINGS.get(found)
        if said is None:
            raise _other(file)
        raise UnreadableError(
            f"{file.said} is not what its name says: inside it is a {said[0]} file.",
            hint=f"Rename it to end in {said[0]}.",
        )
    if known and family and not found:
        raise damaged(file, f"{file.ending} file")
    if known:
        _reader(file.ending)(file, out)
    elif file.ending in TEXTS or is_surely_text(file.data):
        read_text(file, out)
    else:
        raise _other(file)


def _refuse_closed(file: File, found: str) -> None:
    """Kinds that are known and not read: each has its own way out."""
    if found == LOCKED:
        raise locked(file)
    if found == BROKEN:
        raise damaged(file)
    newer = LEGACY.get(found) or (LEGACY.get(file.ending.removeprefix(".")) if not found else None)
    if newer:
        raise UnreadableError(
            f"{file.said} is in an old format that we cannot read. {TO_SEND}",
            hint=f"Open it and save it as {newer}, then add that file.",
        )


def _other(file: File) -> UnreadableError:
    return UnreadableError(
        f"We cannot read {file.said}. {TO_SEND}",
        hint="Save it as text, .pdf, .docx, .xlsx, .pptx or .png.",
    )


def _reader(ending: str) -> Callable[[File, Gathered], None]:
    module, _, function = _READERS[ending].partition(".")
    reader: Callable[[File, Gathered], None] = getattr(import_module(f".{module}", __package__), function)
    return reader
