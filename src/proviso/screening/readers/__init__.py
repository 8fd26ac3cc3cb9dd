"""Files in, parts out: `read(name, data, limits) -> Document`. What we cannot read, we do not send."""

from __future__ import annotations

from collections.abc import Callable

from proviso.errors import UnreadableError

from .document import Document, Limits
from .docx import read_docx
from .text import read_text

__all__ = ["Document", "Limits", "kinds_of_file", "read"]


def _read_pdf(name: str, data: bytes, limits: Limits) -> Document:
    """`read_pdf`, imported when a PDF comes: its two libraries take 0.3 s that no other file should wait for."""
    from .pdf import read_pdf

    return read_pdf(name, data, limits)


_READERS: dict[str, Callable[[str, bytes, Limits], Document]] = {
    ".txt": read_text,
    ".md": read_text,
    ".docx": read_docx,
    ".pdf": _read_pdf,
}
_BEGINS: tuple[tuple[bytes, str], ...] = ((b"%PDF-", ".pdf"), (b"PK\x03\x04", ".docx"))


def kinds_of_file() -> tuple[str, ...]:
    """The endings of the files that can be read."""
    return tuple(_READERS)


def read(name: str, data: bytes, limits: Limits | None = None) -> Document:
    """The text of a file, all of it: headers, footers, notes, comments, deleted text, form values, metadata.

    Raises `UnreadableError` with a sentence that says what to do. The content decides, not only the name's ending.
    """
    chosen = limits or Limits()
    ending = name[name.rfind(".") :].lower() if "." in name else ""
    if len(data) > chosen.max_bytes:
        raise UnreadableError(
            f"{name} is too large: {_mib(chosen.max_bytes)} is the most.",
            hint="Split the file, or paste the part that you need.",
        )
    if ending not in _READERS:
        raise UnreadableError(
            f"We cannot read {name}. What we cannot read, we do not send.",
            hint=f"Save it as one of these: {', '.join(_READERS)}.",
        )
    begins = next((kind for start, kind in _BEGINS if data.startswith(start)), None)
    if begins and begins != ending:
        raise UnreadableError(
            f"{name} is not what its name says: inside it is a {begins} file.", hint=f"Rename it to end in {begins}."
        )
    document = _READERS[ending](name, data, chosen)
    if not any(part.text.strip() for part in document.parts):
        raise UnreadableError(f"There is no text in {name}.", hint="Save it as text, or paste what you need.")
    chars = sum(len(part.text) for part in document.parts)
    if chars > chosen.max_chars:
        raise UnreadableError(
            f"{name} holds {chars:,} characters, and {chosen.max_chars:,} is the most.",
            hint="Split the file, or paste the part that you need.",
        )
    return document


def _mib(size: int) -> str:
    return f"{max(size / (1 << 20), 0.1):.1f} MB"
