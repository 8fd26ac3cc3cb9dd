"""Reads a file that somebody brings back: its words, its seal, and the provenance that came with it.

It is a stranger's file until it is checked, so it is opened in a process of its own, which may not take much or take
long. Nothing of it is written to disk, and what the readers say on their own nobody hears.
"""

from __future__ import annotations

import logging
import os
import subprocess
import sys
import threading
from base64 import b64decode
from hashlib import sha256
from io import BytesIO

import msgspec

from proviso.bounds import bound
from proviso.errors import LedgerError, ProvisoError, UsageError
from proviso.model import OfficialForm

from .seals import Sealed, apart

LARGEST = 32 << 20
SECONDS, MEMORY, AT_ONCE = 20, 1 << 30, 2
SEATS = threading.BoundedSemaphore(AT_ONCE)
"""Files that are read at the same time; who comes later waits."""


class Brought(msgspec.Struct, frozen=True, kw_only=True):
    """What a file says."""

    form: OfficialForm
    seen: str = ""
    """What a reader sees; of Markdown and of pasted words, all of it."""
    frame: tuple[str, ...] = ()
    """What stands around the text: its title before, the note behind. In a PDF it is among what is seen."""
    beside: str = ""
    """What stands elsewhere: in the header of a Word file, behind the record in Markdown."""
    text: str = ""
    """The text that came with the file."""
    manifest: bytes = b""
    """Empty: it has none."""
    seal: str = ""
    sha256: str = ""
    """Of the file without its seal."""


class _Reply(msgspec.Struct):
    brought: Brought | None = None
    message: str = ""


def read_brought(content: bytes) -> Brought:
    """Read a Word file, a PDF, Markdown or plain text; says what is wrong with one that cannot be read."""
    if len(content) > LARGEST:
        raise UsageError(f"The file is too large: {LARGEST >> 20} MB is the most.")
    if not content.startswith((b"PK", b"%PDF")):
        return _plain(content)
    if not SEATS.acquire(timeout=SECONDS):
        raise UsageError("Other files are being read.", hint="Try again in a minute, or paste the words.")
    try:
        found = subprocess.run(  # noqa: S603  # our own interpreter and module
            [sys.executable, "-P", "-m", __name__, str(SECONDS)],
            input=content,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            timeout=SECONDS,
            check=False,
            start_new_session=True,
        )
    except subprocess.TimeoutExpired:
        raise _too_much() from None
    finally:
        SEATS.release()
    if found.returncode != 0:
        raise _too_much()
    reply = msgspec.msgpack.decode(found.stdout, type=_Reply)
    if reply.brought is None:
        raise LedgerError(reply.message)
    return reply.brought


def _too_much() -> LedgerError:
    return LedgerError("This file cannot be read: it is damaged, or asks for too much.", hint="Paste its words.")


def _plain(content: bytes) -> Brought:
    """Markdown, or words that were pasted."""
    try:
        seen = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise UsageError(
            "This is no Word file, no PDF and no text.", hint="Bring a .docx, .pdf or .md file, or paste the words."
        ) from None
    return _markdown(content, seen)


def _markdown(content: bytes, seen: str) -> Brought:
    from .official import BROKEN, CLOSING, OPENING, PARTED  # the writer's signs

    sealed = apart(content)
    head, opening, rest = seen.rpartition(f"\n{OPENING}\n")
    if not opening:
        return _brought(OfficialForm.MARKDOWN, sealed, seen=seen)
    try:
        manifest = b64decode("".join(rest.partition(f"\n{CLOSING}")[0].split()), validate=True)
    except ValueError:
        manifest = b"{}"
    title, _, body = head.partition("\n\n")
    text, _, note = body.rpartition(PARTED)
    behind = apart(rest.partition(f"\n{CLOSING}\n")[2].encode()).content.decode()
    frame = (title.removeprefix("# "), *note.removesuffix("\n").split(BROKEN))
    return _brought(
        OfficialForm.MARKDOWN, sealed, seen=text, text=text, manifest=manifest, frame=frame, beside=behind.strip()
    )


def _brought(
    form: OfficialForm,
    sealed: Sealed,
    *,
    seen: str,
    text: str = "",
    manifest: bytes = b"",
    frame: tuple[str, ...] = (),
    beside: str = "",
) -> Brought:
    return Brought(
        form=form,
        seen=seen,
        frame=frame,
        beside=beside,
        text=text,
        manifest=manifest,
        seal=sealed.seal,
        sha256=sha256(sealed.content).hexdigest(),
    )


def word_of(content: bytes) -> Brought:
    """What a Word file says. In this process: for a file that is known."""
    from .word_files import attached, body_words, hides, other_words, parts_of

    parts = parts_of(content)
    manifest, text = attached(parts) or (b"", "")
    (seen, frame), beside = body_words(parts), f"{other_words(parts)} {hides(parts)}".strip()
    return _brought(
        OfficialForm.WORD, apart(content), seen=seen, text=text, manifest=manifest, frame=frame, beside=beside
    )


def pdf_of(content: bytes) -> Brought:
    """What a PDF says. In this process: for a file that is known."""
    import pypdf

    from .official import MANIFEST, TEXT

    try:
        reader = pypdf.PdfReader(BytesIO(content))
        is_locked = reader.is_encrypted
    except Exception as fault:  # whatever a damaged file makes of its reader
        raise _damaged() from fault
    if is_locked:
        raise LedgerError("This PDF is locked with a password, so it cannot be read.", hint="Paste its words.")
    try:
        files = {name: reader.attachments[name][0] for name in (MANIFEST, TEXT) if name in reader.attachments}
        seen = "\n".join(page.extract_text() for page in reader.pages)
        text = files.get(TEXT, b"").decode()
    except Exception as fault:  # the same
        raise _damaged() from fault
    return _brought(OfficialForm.PDF, apart(content), seen=seen, text=text, manifest=files.get(MANIFEST, b""))


def _damaged() -> LedgerError:
    return LedgerError("This PDF is damaged: it cannot be read.", hint="Paste its words.")


def main() -> None:
    """The reading process: a file comes in, what it says goes out."""
    logging.disable()
    content = sys.stdin.buffer.read()
    bound(MEMORY, int(sys.argv[1]))
    try:
        reply = _Reply(brought=pdf_of(content) if content.startswith(b"%PDF") else word_of(content))
    except ProvisoError as fault:
        reply = _Reply(message=fault.message)
    except Exception:  # out of memory, or a fault of a reader: the parent says that it cannot be read
        os._exit(1)
    sys.stdout.buffer.write(msgspec.msgpack.encode(reply))


if __name__ == "__main__":
    main()
