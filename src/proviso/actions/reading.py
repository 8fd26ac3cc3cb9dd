"""Reads a file apart: a Word or PDF file is opened in a process of its own, which may not take much or take long.

A PDF of 250 KB can ask for 10 GB, its reader is not made for several threads, and both formats are read by code in C.
Here the worst that a file can do is end the process that reads it: then it is a file that we cannot read.
"""

from __future__ import annotations

import logging
import os
import signal
import subprocess
import sys
import threading

import msgspec

from proviso.errors import UnreadableError
from proviso.screening.readers import Document, Limits, read

APART = (b"%PDF-", b"PK")
"""How the files begin that are read apart. Plain text is read here."""
MEMORY = 1 << 30
"""Bytes that the reading process may hold."""
SECONDS = 20
"""How long it may think, and wait."""
AT_ONCE = 2
"""Reading processes at the same time; who comes later waits."""

SEATS = threading.BoundedSemaphore(AT_ONCE)


class _Request(msgspec.Struct):
    name: str
    data: bytes
    limits: Limits


class _Reply(msgspec.Struct):
    """Either the document, or why it cannot be read."""

    document: Document | None = None
    message: str = ""
    hint: str = ""


def read_file(
    name: str, data: bytes, limits: Limits | None = None, *, seconds: int = SECONDS, memory: int = MEMORY
) -> Document:
    """The text of a file, all of it (`screening.readers.read`); raises `UnreadableError` when it cannot be read."""
    chosen = limits or Limits()
    name = "".join(c if c.isprintable() else "\ufffd" for c in name)
    if len(data) > chosen.max_bytes or not data.startswith(APART):
        return read(name, data, chosen)
    asked = msgspec.msgpack.encode(_Request(name=name, data=data, limits=chosen))
    command = [sys.executable, "-P", "-m", __name__, str(seconds), str(memory)]
    if not SEATS.acquire(timeout=seconds):
        raise UnreadableError(
            f"{name} waits behind other files that take long to read.", hint="Try again in a minute, or paste the text."
        )
    try:
        # What the readers say on their own may hold a piece of the file, so nobody hears it.
        done = subprocess.run(  # noqa: S603  # our own interpreter and module
            command,
            input=asked,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            timeout=seconds * 2,
            check=False,
        )
    except subprocess.TimeoutExpired:
        raise _too_much(name) from None
    finally:
        SEATS.release()
    if done.returncode != 0:
        raise _too_much(name)
    reply = msgspec.msgpack.decode(done.stdout, type=_Reply)
    if reply.document is None:
        raise UnreadableError(reply.message, hint=reply.hint)
    return reply.document


def _too_much(name: str) -> UnreadableError:
    return UnreadableError(
        f"{name} asks for more than we can check. What we cannot read, we do not send.",
        hint="Save it as text, or take the part that you need.",
    )


def _limit(seconds: int, memory: int) -> None:
    """Bound this process; where the system cannot (Windows), the parent's patience is the bound."""
    try:
        import resource  # not on every system
    except ImportError:
        return
    for what, most in (
        (resource.RLIMIT_AS, memory),
        (resource.RLIMIT_CPU, seconds),
        (resource.RLIMIT_CORE, 0),
        (resource.RLIMIT_FSIZE, 0),
    ):
        hard = resource.getrlimit(what)[1]
        resource.setrlimit(what, (most if hard == resource.RLIM_INFINITY else min(most, hard), hard))


def _answer(raw: bytes) -> bytes:
    asked = msgspec.msgpack.decode(raw, type=_Request)
    try:
        reply = _Reply(document=read(asked.name, asked.data, asked.limits))
    except UnreadableError as fault:
        reply = _Reply(message=fault.message, hint=fault.hint)
    return msgspec.msgpack.encode(reply)


def main() -> None:
    """The reading process: a file comes in, its text or the reason goes out."""
    seconds, memory = map(int, sys.argv[1:3])
    logging.disable()
    raw = sys.stdin.buffer.read()
    _limit(seconds, memory)
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl+C stops the parent, who stops waiting
    try:
        said = _answer(raw)
    except Exception:  # out of memory, or a fault of a reader: the parent says that it could not be read
        os._exit(1)
    sys.stdout.buffer.write(said)


if __name__ == "__main__":
    main()
