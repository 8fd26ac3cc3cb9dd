"""The FILE of a command: a text is the text itself, a document is read with everything in it."""

from __future__ import annotations

import sys
from dataclasses import dataclass
from pathlib import Path

from proviso.actions.reading import read_file
from proviso.errors import UnreadableError, UsageError
from proviso.model import Part
from proviso.screening.readers import Limits, is_plain, kinds_of_file
from proviso.settings import Settings

STDIN = "-"


@dataclass(frozen=True, slots=True, kw_only=True)
class Input:
    """What a FILE holds: a text, or the parts of a document."""

    text: str = ""
    name: str = ""
    """Name of the file that the text came from; empty for standard input."""
    parts: tuple[Part, ...] = ()


def read_input(file: str, settings: Settings) -> Input:
    """Read a file, or standard input for `-`; a fault says what to do, never what is in it."""
    limits = Limits(max_bytes=settings.max_file_mib << 20, max_chars=settings.max_text_chars)
    # One byte more than the most is enough to say that it is too large.
    most = limits.max_bytes + 1
    if file == STDIN:
        return Input(text=_decoded(sys.stdin.buffer.read(most), limits))
    path = Path(file)
    try:
        with path.open("rb") as opened:
            data = opened.read(most)
    except OSError as fault:
        hint = "Check the path; - is standard input."
        raise UsageError(f"{file} cannot be read: {fault.strerror}.", hint=hint) from fault
    # A text may have any name: README, notes.of-today.
    is_unknown = path.suffix.lower() not in kinds_of_file() and is_plain(f"{path.name}.txt", data)
    is_text = is_unknown or is_plain(path.name, data)
    document = read_file(f"{path.name}.txt" if is_unknown else path.name, data, limits)
    if is_text and len(document.parts) == 1:
        return Input(text=document.parts[0].text, name=path.name if is_unknown else document.name)
    return Input(parts=document.parts)


def _decoded(data: bytes, limits: Limits) -> str:
    if len(data) > limits.max_bytes:
        raise UnreadableError(
            f"Standard input is larger than {limits.max_bytes >> 20} MiB, and that is the most.",
            hint="Send the part that you need.",
        )
    try:
        return data.decode()
    except UnicodeDecodeError as fault:
        raise UnreadableError(
            "Standard input is not text in UTF-8. What we cannot read, we do not send.", hint="Save it as UTF-8 text."
        ) from fault
