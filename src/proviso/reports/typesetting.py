"""Sets a page for print: PDF/A-3a for the archive, PDF/UA-1 for screen readers, with what belongs to it attached.

A template is `templates/NAME.typ`; it gets its data as JSON and never as part of its own text: what people typed stays
text. Nothing is fetched and nothing is written to disk. Fonts and templates come with the package, the rest is passed
through pipes to a process of its own, which ends after its time.
"""

from __future__ import annotations

import json
import logging
import os
import signal
import subprocess
import sys
import threading
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import msgspec

from proviso.bounds import bound
from proviso.errors import TypesettingError, UsageError

from .packed import Packed, put_in

TEMPLATES = Path(__file__).parent / "templates"
FONTS = Path(__file__).parent.parent / "web" / "static" / "dist" / "fonts" / "print"
"""The faces of the pages, made by `scripts/build_assets.py`; without them the ones that come with typst are used."""
SECONDS = 60
"""How long one document may take, and wait for the others."""
MEMORY = 4 << 30
"""Bytes that the typesetting process may hold; 100,000 records take a tenth of it."""
AT_ONCE = 2

SEATS = threading.BoundedSemaphore(AT_ONCE)

SHOWN = (
    *((0x20, 0x7E), (0xA0, 0xAC), (0xAE, 0x2FF), (0x1E00, 0x1EFF)),  # Latin
    *((0x370, 0x377), (0x37A, 0x37F), (0x384, 0x38A), (0x38C, 0x38C), (0x38E, 0x3A1), (0x3A3, 0x3FF)),  # Greek
    *((0x400, 0x482), (0x48A, 0x4FF)),  # Cyrillic
    *((0x2009, 0x200A), (0x2010, 0x2027), (0x202F, 0x2040), (0x2070, 0x2071), (0x2074, 0x208E), (0x20A0, 0x20C0)),
    *((0x2116, 0x2116), (0x2122, 0x2122), (0x2153, 0x215E), (0x2190, 0x21FF), (0x2200, 0x22FF), (0x2500, 0x257F)),
    *((0x25A0, 0x25FF), (0x2713, 0x2714), (0x2717, 0x2718), (0xFB00, 0xFB06), (0xFFFD, 0xFFFD)),
)
"""Letters that the fonts hold (a test sets each). Any other is shown as its number: a page without it would lie."""
PLAIN = ((0x20, 0x7E), (0xA1, 0xAC), (0xAE, 0xFF))
"""What is left when letters that stand alone cannot be set together."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Attachment:
    """A file inside the PDF. It holds text: JSON, JSON lines, TOML, a signed note."""

    name: str
    content: bytes
    media_type: str
    description: str
    relationship: str = "data"
    """As PDF/A-3 names it: source, data, alternative, supplement."""
    packed: Packed | None = None
    """A large one; `content` is empty then."""


class _Attached(msgspec.Struct):
    name: str
    text: str
    media_type: str
    description: str
    relationship: str


class _Request(msgspec.Struct):
    template: str
    data: str
    attachments: list[_Attached]
    timestamp: int


class _Reply(msgspec.Struct):
    """Either the PDF, or what the typesetter says."""

    pdf: bytes = b""
    message: str = ""
    missing: bool = False
    """Letters that no font holds, in this combination."""


def pdf(
    template: str,
    data: Mapping[str, Any],
    *,
    title: str,
    at: datetime,
    language: str = "en",
    attachments: Sequence[Attachment] = (),
    seconds: int = SECONDS,
) -> bytes:
    """The document as PDF/A-3a and PDF/UA-1; the same input gives the same bytes.

    `data` is JSON-able; the template reads it as `data.…`. `at` is the document's date: the clock is not read.
    """
    if not (TEMPLATES / f"{template}.typ").is_file():
        raise TypesettingError(f"There is no template {template}.")
    attached = [_attached(each) for each in attachments]
    for shown in (SHOWN, PLAIN):
        told = {**data, "title": title, "language": language}
        said = _apart(
            _Request(
                template=template,
                data=json.dumps(_legible(told, shown), default=_refuse),
                attachments=attached,
                timestamp=int(at.timestamp()),
            ),
            seconds,
        )
        if not said.missing:
            break
    if not said.pdf:
        raise TypesettingError(
            f"The PDF could not be made: {said.message}", hint="Tell the administrator; nothing is lost."
        )
    packed = {each.name: each.packed for each in attachments if each.packed is not None}
    return put_in(said.pdf, packed) if packed else said.pdf


def legible(text: str) -> str:
    """The text with every letter that cannot be set, or that turns others around, shown as its number: `[U+202E]`."""
    return _spelled(text, SHOWN)


def _refuse(value: object) -> str:
    raise UsageError(f"A paper holds text, numbers, lists and tables, and no {type(value).__name__}.")


def _attached(each: Attachment) -> _Attached:
    try:
        text = (each.packed.place if each.packed is not None else each.content).decode()
    except UnicodeDecodeError:
        raise UsageError(f"The attachment {each.name} is no text.", hint="Attach JSON, TOML or plain text.") from None
    return _Attached(each.name, text, each.media_type, legible(each.description), each.relationship)


def _legible(value: Any, shown: tuple[tuple[int, int], ...]) -> Any:
    if isinstance(value, str):
        return _spelled(value, shown)
    if isinstance(value, Mapping):
        return {str(key): _legible(each, shown) for key, each in value.items()}
    if isinstance(value, list | tuple):
        return [_legible(each, shown) for each in value]
    return value


def _spelled(text: str, shown: tuple[tuple[int, int], ...]) -> str:
    if text.isascii() and text.isprintable():
        return text
    text = unicodedata.normalize("NFC", text).replace("\r\n", "\n").replace("\t", "    ")
    return "".join(
        letter if letter == "\n" or any(low <= ord(letter) <= high for low, high in shown) else f"[U+{ord(letter):04X}]"
        for letter in text
    )


def _apart(request: _Request, seconds: int) -> _Reply:
    """Start the typesetting process, and wait for it no longer than its time."""
    if not SEATS.acquire(timeout=seconds):
        raise TypesettingError("Other papers are being made.", hint="Try again in a minute.")
    # What it says on its own may hold a piece of the text, so nobody hears it.
    try:
        found = subprocess.run(  # noqa: S603  # our own interpreter and module
            [sys.executable, "-P", "-m", __name__, str(seconds)],
            input=msgspec.msgpack.encode(request),
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            timeout=seconds,
            check=False,
            start_new_session=True,
        )
    except subprocess.TimeoutExpired:
        raise _too_much() from None
    finally:
        SEATS.release()
    if found.returncode != 0:
        raise _too_much()
    return msgspec.msgpack.decode(found.stdout, type=_Reply)


def _too_much() -> TypesettingError:
    return TypesettingError("The PDF asks for more time or memory than it may take.", hint="Take a shorter period.")


def _set(request: _Request) -> _Reply:
    import typst  # 80 MB that only this process loads

    inputs = {"data": request.data, "attachments": json.dumps(_listed(request.attachments))}
    inputs |= {f"attachment-{number}": each.text for number, each in enumerate(request.attachments)}
    fonts = typst.Fonts(include_system_fonts=False, font_paths=[FONTS] if FONTS.is_dir() else [])
    try:
        made = typst.compile(
            TEMPLATES / f"{request.template}.typ",
            root=TEMPLATES,
            font_paths=fonts,
            sys_inputs=inputs,
            pdf_standards=["a-3a", "ua-1"],
            timestamp=request.timestamp,
            package_path=TEMPLATES,
            package_cache_path=TEMPLATES,
        )
    except typst.TypstError as fault:
        return _Reply(message=fault.message, missing="could not be displayed" in fault.message)
    return _Reply(pdf=made)


def _listed(attachments: Sequence[_Attached]) -> list[dict[str, str]]:
    """What a template needs to know to attach them; their text comes in inputs of its own."""
    return [
        {"name": e.name, "media_type": e.media_type, "description": e.description, "relationship": e.relationship}
        for e in attachments
    ]


def main() -> None:
    """The typesetting process: a request comes in, a PDF or the reason goes out."""
    logging.disable()
    raw = sys.stdin.buffer.read()
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl+C stops the parent, who stops waiting
    bound(MEMORY, int(sys.argv[1]))
    try:
        said = _set(msgspec.msgpack.decode(raw, type=_Request))
    except Exception:  # out of memory, or a fault of the typesetter: the parent says that it could not be made
        os._exit(1)
    sys.stdout.buffer.write(msgspec.msgpack.encode(said))


if __name__ == "__main__":
    main()
