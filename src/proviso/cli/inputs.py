"""The FILE of a command: a text is the text itself, a document is read with everything in it."""

from __future__ import annotations

import sys
from dataclasses import dataclass
from pathlib import Path

from proviso.actions.reading import APART, read_file
from proviso.errors import UnreadableError, UsageError
from proviso.model import Part
from proviso.screening.readers import Limits, kinds_of_file
from proviso.settings import Settings

STDIN = "-"
TEXTS = frozenset({".txt", ".md"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Input:
    """What a FILE holds: a text, or the parts of a document."""

    text: str = ""
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
    ending = path.suffix.lower()
    is_text = ending in TEXTS or (ending not in kinds_of_file() and not data.startswith(APART))
    # A text may have any name: README, notes.log.
    document = read_file(path.name if ending in TEXTS or not is_text else f"{path.name}.txt", data, limits)
    return Input(text=document.parts[0].text) if is_text else Input(parts=document.parts)


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
