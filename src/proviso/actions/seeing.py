"""Reads pictures with tesseract, where it is installed. It runs inside the limits of the reading process, and never on
the path of a decision: a file is read when it is added.
"""

from __future__ import annotations

import os
import shutil
import subprocess
from functools import cache

import msgspec

from proviso.errors import UnreadableError

PROGRAM = "tesseract"
LANGUAGES = ("eng", "spa")
"""What is asked for, as far as it is installed."""
PICTURE_SECONDS = 15
"""How long one picture may take; a page takes two or three."""
_PASSED = ("PATH", "TESSDATA_PREFIX")
_LISTING_SECONDS = 10


class Eyes(msgspec.Struct, frozen=True):
    """The program that reads pictures, and the languages that it knows."""

    program: str
    languages: tuple[str, ...]

    def see(self, picture: bytes) -> str:
        """The words on a picture, in reading order; pages are parted by form feeds."""
        command = [self.program, "stdin", "stdout", "-l", "+".join(self.languages), "--psm", "3"]
        try:
            done = subprocess.run(  # noqa: S603  # a program of this computer, found by its name; no shell
                command, input=picture, capture_output=True, timeout=PICTURE_SECONDS, check=False, env=_environment()
            )
        except subprocess.TimeoutExpired:
            raise UnreadableError(
                "reading the picture takes too long.", hint="Cut out the part that you need, or type what it says."
            ) from None
        if done.returncode != 0:
            raise UnreadableError(
                "the picture is damaged, or asks for more than we can check.",
                hint="Save it again as .png, or type what it says.",
            )
        return done.stdout.decode("utf-8", errors="replace").strip("\f\n ")


def _environment() -> dict[str, str]:
    """One thread: the work is bounded by processes, not by threads."""
    kept = {name: os.environ[name] for name in _PASSED if name in os.environ}
    return {**kept, "OMP_THREAD_LIMIT": "1", "LC_ALL": "C.UTF-8"}


@cache
def eyes() -> Eyes | None:
    """The program of this computer, looked for once; None where pictures cannot be read."""
    program = shutil.which(PROGRAM)
    if program is None:
        return None
    try:
        told = subprocess.run(  # noqa: S603  # the same program
            [program, "--list-langs"], capture_output=True, text=True, timeout=_LISTING_SECONDS, check=False
        )
    except (OSError, subprocess.TimeoutExpired):
        return None
    known = set(told.stdout.split())
    languages = tuple(language for language in LANGUAGES if language in known)
    return Eyes(program=program, languages=languages) if languages else None
