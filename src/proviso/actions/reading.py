"""Reads a file apart: what is no plain text is opened in a process of its own, which may not take much or take long.

A PDF of 250 KB can ask for 10 GB, its reader is not made for several threads, and most formats are read by code in C.
Here the worst that a file can do is end the process that reads it: then it is a file that we cannot read.

Pictures are read in a second round, with its own seats: who adds a text file never waits behind a scan.
"""

from __future__ import annotations

import logging
import os
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

import msgspec

from proviso.actions.seeing import PICTURE_SECONDS, Eyes, eyes
from proviso.bounds import bound
from proviso.errors import UnreadableError
from proviso.screening.readers import Document, Limits, is_plain, read

MEMORY = 1 << 30
"""Bytes that the reading process may hold."""
SECONDS = 20
"""How long it may think, and wait."""
AT_ONCE, SEE_AT_ONCE = 2, 1
"""Reading processes at the same time, without and with pictures; who comes later waits."""

SEATS = threading.BoundedSemaphore(AT_ONCE)
SIGHTS = threading.BoundedSemaphore(SEE_AT_ONCE)


class _Request(msgspec.Struct):
    name: str
    data: bytes
    limits: Limits
    eyes: Eyes | None
    counts: bool
    """First round: count the pictures, and read none."""


class _Reply(msgspec.Struct):
    """Either the document, or why it cannot be read."""

    document: Document | None = None
    pictures: int = 0
    message: str = ""
    hint: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Begun:
    """A file whose text was read, and whose pictures were counted."""

    name: str
    pictures: int
    document: Document | None
    """None while pictures wait."""
    request: bytes = field(repr=False)
    seconds: int
    memory: int

    def finish(self) -> Document:
        """The document; with pictures it takes some seconds for each."""
        if self.document is not None:
            return self.document
        patience = PICTURE_SECONDS * self.pictures + self.seconds
        with _seat(SIGHTS, self.name, patience):
            reply = _apart(self.name, self.request, self.seconds, self.memory, patience)
        return _read(reply)


def read_file(
    name: str, data: bytes, limits: Limits | None = None, *, seconds: int = SECONDS, memory: int = MEMORY
) -> Document:
    """The text of a file, all of it (`screening.readers.read`); raises `UnreadableError` when it cannot be read."""
    return begin(name, data, limits, seconds=seconds, memory=memory).finish()


def begin(
    name: str, data: bytes, limits: Limits | None = None, *, seconds: int = SECONDS, memory: int = MEMORY
) -> Begun:
    """Read a file as far as it goes without pictures, and count these, so that a person can be told that it waits."""
    chosen = limits or Limits()
    if len(data) > chosen.max_bytes or is_plain(name, data):
        plain = read(name, data[: chosen.max_bytes + 1], chosen)
        return Begun(name=name, pictures=0, document=plain, request=b"", seconds=seconds, memory=memory)
    request = _Request(name=name, data=data, limits=chosen, eyes=eyes(), counts=True)
    with _seat(SEATS, name, seconds):
        reply = _apart(name, msgspec.msgpack.encode(request), seconds, memory, seconds * 2)
    if not reply.pictures:
        return Begun(name=name, pictures=0, document=_read(reply), request=b"", seconds=seconds, memory=memory)
    request.counts = False
    second = msgspec.msgpack.encode(request)
    return Begun(name=name, pictures=reply.pictures, document=None, request=second, seconds=seconds, memory=memory)


@contextmanager
def _seat(seats: threading.BoundedSemaphore, name: str, patience: float) -> Iterator[None]:
    if not seats.acquire(timeout=patience):
        raise UnreadableError(
            f"{name} waits behind other files that take long to read.", hint="Try again in a minute, or paste the text."
        )
    try:
        yield
    finally:
        seats.release()


def _apart(name: str, request: bytes, seconds: int, memory: int, patience: float) -> _Reply:
    """Start the reading process, and wait for it and for the processes that it started."""
    command = [sys.executable, "-P", "-m", __name__, str(seconds), str(memory)]
    # What the readers say on their own may hold a piece of the file, so nobody hears it.
    with subprocess.Popen(  # noqa: S603  # our own interpreter and module
        command,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    ) as process:
        try:
            said, _ = process.communicate(request, timeout=patience)
        except subprocess.TimeoutExpired:
            raise _too_much(name) from None
        finally:
            _end(process)
    if process.returncode != 0:
        raise _too_much(name)
    return msgspec.msgpack.decode(said, type=_Reply)


def _end(process: subprocess.Popen[bytes]) -> None:
    """End the reading process with all that it started; once it has ended by itself there is nothing to end."""
    if process.returncode is not None:
        return
    if hasattr(os, "killpg"):
        os.killpg(process.pid, signal.SIGKILL)
    else:
        process.kill()


def _read(reply: _Reply) -> Document:
    if reply.document is None:
        raise UnreadableError(reply.message, hint=reply.hint)
    return reply.document


def _too_much(name: str) -> UnreadableError:
    return UnreadableError(
        f"{name} asks for more than we can check. What we cannot read, we do not send.",
        hint="Save it as text, or take the part that you need.",
    )


def _answer(raw: bytes) -> bytes:
    asked = msgspec.msgpack.decode(raw, type=_Request)
    counted: list[int] = []

    def count(picture: bytes) -> str:
        counted.append(len(picture))
        return "A picture."

    see = None if asked.eyes is None else count if asked.counts else asked.eyes.see
    try:
        document = read(asked.name, asked.data, asked.limits, see)
        reply = _Reply(pictures=len(counted)) if counted else _Reply(document=document)
    except UnreadableError as fault:
        reply = _Reply(message=fault.message, hint=fault.hint)
    return msgspec.msgpack.encode(reply)


def main() -> None:
    """The reading process: a file comes in, its text or the reason goes out."""
    seconds, memory = map(int, sys.argv[1:3])
    logging.disable()
    raw = sys.stdin.buffer.read()
    bound(memory, seconds)
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl+C stops the parent, who stops waiting
    try:
        said = _answer(raw)
    except Exception:  # out of memory, or a fault of a reader: the parent says that it could not be read
        os._exit(1)
    sys.stdout.buffer.write(said)


if __name__ == "__main__":
    main()
