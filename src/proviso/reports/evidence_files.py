"""The form of an evidence file: a sealed PDF with attachments, a sealed ZIP, or the same files in a folder.

The seal is a note signed with the ledger's key over every byte of the file but its own: a flipped bit anywhere is
found. In a PDF it is a comment before the last `startxref`, where readers skip it and PDF/A allows it; in a ZIP it is
the archive's comment. A folder has none: there `manifest.note` signs the manifest, and the manifest names every file.
"""

from __future__ import annotations

import io
import re
import zipfile
import zlib
from base64 import b64decode, b64encode
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path

from proviso.errors import LedgerError, UnreadableError
from proviso.ledger.checkpoints import Verifier

MARK = b"%proviso-seal "
ZIP_MARK = b"proviso-seal "
SEAL = "proviso-seal/1"
MANIFEST, NOTE, PAGES = "manifest.json", "manifest.note", "evidence.pdf"
LARGEST = 1 << 30
"""What the files of one evidence may come to when they are unpacked."""
SEAL_REACH = 4096
"""The seal stands this near to the end of a PDF."""

_TAIL = re.compile(rb"%proviso-seal ([A-Za-z0-9+/=]+)\nstartxref\n\d+\n%%EOF\n?\Z")
_NAMES = re.compile(rb"/Type/Filespec/F\(([A-Za-z0-9 ._@+-]+)\)/UF\([^)]*\)/EF<</F (\d{1,12}) 0 R")
_STREAM = re.compile(rb"(?:\A|\n)(\d{1,12}) 0 obj\n<</Length (\d{1,12})/Type/EmbeddedFile([^\n]*)>>\nstream\n")


@dataclass(frozen=True, slots=True, kw_only=True)
class Opened:
    """What was found in an evidence file, not yet checked against its manifest."""

    kind: str
    """`pdf`, `zip` or `folder`."""
    files: Mapping[str, bytes] = field(repr=False)
    problems: tuple[str, ...] = ()
    """What was found on the way: the seal does not hold, a part cannot be unpacked."""


def seal_pdf(made: bytes, sign: Callable[[str], str]) -> bytes:
    """The PDF with its seal. Offsets of its parts stay what they are: everything that they point to stands before."""
    head, found, tail = made.rpartition(b"startxref\n")
    if not found or len(tail) > 64:
        raise LedgerError("The PDF has no end that a seal can stand before.")
    return head + MARK + b64encode(sign(_sealed(made)).encode()) + b"\n" + found + tail


def make_zip(files: Mapping[str, bytes], sign: Callable[[str], str]) -> bytes:
    """The files as a sealed ZIP; the same files give the same bytes."""
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0)), content, zipfile.ZIP_DEFLATED)
        # A seal is as long whatever it signs, so the end of the archive is known before.
        archive.comment = ZIP_MARK + b64encode(sign(_sealed(b"")).encode())
    unsigned = held.getvalue()[: -len(archive.comment)]
    return unsigned + ZIP_MARK + b64encode(sign(_sealed(unsigned)).encode())


def _digest(content: bytes) -> str:
    return b64encode(sha256(content).digest()).decode()


def _sealed(rest: bytes) -> str:
    """What a seal signs: how long the rest of the file is, and its hash."""
    return f"{SEAL}\n{len(rest):020d}\n{_digest(rest)}\n"


def open_file(path: Path, verifier: Verifier) -> Opened:
    """The files inside, and whether the seal holds; says what a file is that is no evidence."""
    if path.is_dir():
        return Opened(kind="folder", files=_folder(path))
    if path.stat().st_size > LARGEST:
        raise UnreadableError(f"{path.name} is too large to be an evidence file.")
    content = path.read_bytes()
    if content[:5] == b"%PDF-" or b"/EmbeddedFile" in content:
        return _open_pdf(content, verifier)
    if content[:2] == b"PK" or ZIP_MARK in content[-SEAL_REACH:]:
        return _open_zip(content, verifier)
    raise UnreadableError(f"{path.name} is no evidence file.", hint="It is a PDF, a ZIP or a folder that Proviso made.")


def _folder(path: Path) -> dict[str, bytes]:
    found = sorted(each for each in path.rglob("*") if each.is_file())
    if sum(each.stat().st_size for each in found) > LARGEST:
        raise UnreadableError(f"{path.name} is too large to be the folder of an evidence file.")
    return {each.relative_to(path).as_posix(): each.read_bytes() for each in found}


def _open_pdf(content: bytes, verifier: Verifier) -> Opened:
    tail = _TAIL.search(content, max(0, len(content) - SEAL_REACH))
    rest = content if tail is None else content[: tail.start()] + content[tail.end(1) + 1 :]
    problems = _check_seal(tail and tail[1], rest, verifier)
    if content[:5] != b"%PDF-":
        problems.append("The beginning of the file was changed: it does not say that it is a PDF.")
    streams = {int(found[1]): found for found in _STREAM.finditer(content)}
    files: dict[str, bytes] = {}
    for found in _NAMES.finditer(content):
        name, stream = found[1].decode(), streams.get(int(found[2]))
        if name in files:
            problems.append(f"The attachment {name} is there twice.")
        if stream is None:
            problems.append(f"The attachment {name} cannot be found.")
            continue
        raw = content[stream.end() : stream.end() + int(stream[2])]
        room = LARGEST - sum(map(len, files.values()))
        files[name], is_whole = _unpack(raw, room) if b"/FlateDecode" in stream[3] else (raw, True)
        if not is_whole:
            problems.append(f"The attachment {name} was damaged: it cannot be unpacked to its end.")
    return Opened(kind="pdf", files=files, problems=tuple(problems))


def _unpack(raw: bytes, room: int) -> tuple[bytes, bool]:
    """The content, and whether it is whole; of a damaged one, what comes before the damage. More than `room` is none of
    ours."""
    work, done = zlib.decompressobj(), bytearray()
    try:
        for start in range(0, len(raw), 1 << 16):
            done += work.decompress(raw[start : start + (1 << 16)], LARGEST)
            if len(done) > room:
                raise UnreadableError("The attachments would be too large when they are unpacked.")
    except zlib.error:
        return bytes(done), False
    return bytes(done), work.eof and not work.unused_data


def _open_zip(content: bytes, verifier: Verifier) -> Opened:
    before, found, encoded = content.rpartition(ZIP_MARK)
    at_end = before[-22:-18] == b"PK\x05\x06" and before[-2:] == len(found + encoded).to_bytes(2, "little")
    problems = _check_seal(encoded if found and at_end else None, before, verifier)
    files: dict[str, bytes] = {}
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            if sum(info.file_size for info in archive.infolist()) > LARGEST:
                raise UnreadableError("The archive would be too large when it is unpacked.")
            for info in archive.infolist():
                try:
                    files[info.filename] = archive.read(info)
                except (zipfile.BadZipFile, zlib.error, OSError, NotImplementedError, RuntimeError, EOFError):
                    problems.append(f"The file {info.filename} was damaged: it cannot be unpacked.")
    except (zipfile.BadZipFile, ValueError, NotImplementedError, OSError, EOFError):
        problems.append("The list of files in the archive was damaged.")
    return Opened(kind="zip", files=files, problems=tuple(problems))


def _check_seal(encoded: bytes | None, rest: bytes, verifier: Verifier) -> list[str]:
    if encoded is None:
        return ["The seal of the file is missing or was damaged."]
    try:
        note = b64decode(encoded, validate=True)
        said = verifier.open_text(note.decode())
        is_canonical = b64encode(note) == encoded and note.count(b"\n") == 5  # three lines, an empty one, one signature
    except (ValueError, LedgerError):
        return ["The seal of the file was damaged, or it is not of this ledger."]
    if not is_canonical:
        return ["The seal of the file was damaged."]
    return [] if said == _sealed(rest) else ["The file is not the one that was sealed: something in it was changed."]
