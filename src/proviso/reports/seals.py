"""The seal of an official file: a signature over every byte of it, at a place that readers of the format pass over.

Word file  the comment behind the ZIP archive
PDF        a comment line before `startxref`, where it moves nothing that the file points at
Markdown   a comment in the last line

INVARIANT: what is hashed is the file without its seal, and a file has one place for it: no byte is left out.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from proviso.errors import LedgerError
from proviso.model import OfficialForm

_JWS = rb"[\w-]{10,400}\.\.[\w-]{86}"
_PDF = re.compile(rb"%proviso-seal (" + _JWS + rb")\n(?=startxref\n\d+\n%%EOF\n?\Z)")
_PDF_PLACE = re.compile(rb"startxref\s+\d+\s+%%EOF\s*\Z")
_MARKDOWN = re.compile(rb"\n<!-- proviso-seal (" + _JWS + rb") -->\n\Z")
_ZIP = re.compile(rb"(PK\x05\x06.{16})(..)proviso-seal (" + _JWS + rb")\Z", re.DOTALL)
_ZIP_END = re.compile(rb"(PK\x05\x06.{16})\0\0\Z", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Sealed:
    """A file, apart from its seal."""

    content: bytes
    seal: str
    """Empty: it has none at its place."""


def with_seal(form: OfficialForm, content: bytes, seal: bytes) -> bytes:
    """The finished file."""
    if form is OfficialForm.WORD and (found := _ZIP_END.search(content)):
        comment = b"proviso-seal " + seal
        return content[: found.start()] + found[1] + len(comment).to_bytes(2, "little") + comment
    if form is OfficialForm.PDF and (place := _PDF_PLACE.search(content)):
        return content[: place.start()] + b"%proviso-seal " + seal + b"\n" + content[place.start() :]
    if form is OfficialForm.MARKDOWN:
        return content + b"\n<!-- proviso-seal " + seal + b" -->\n"
    raise LedgerError("This file has no place for a seal.")


def apart(file: bytes) -> Sealed:
    """A file without its seal, and the seal."""
    if file.startswith(b"%PDF-") and (found := _PDF.search(file, max(0, len(file) - 1_000))):
        return Sealed(file[: found.start()] + file[found.end() :], found[1].decode())
    if file.startswith(b"PK") and (found := _ZIP.search(file, max(0, len(file) - 1_000))):
        length = len(file) - found.end(2)
        if int.from_bytes(found[2], "little") == length:
            return Sealed(file[: found.end(1)] + b"\0\0", found[3].decode())
    if found := _MARKDOWN.search(file, max(0, len(file) - 1_000)):
        return Sealed(file[: found.start()], found[1].decode())
    return Sealed(file, "")
