"""Plain text and Markdown: UTF-8, UTF-16 with its mark, else Windows-1252."""

from __future__ import annotations

import codecs

from proviso.errors import UnreadableError
from proviso.model import Part

from .document import Document, Limits, count

_MARKS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))


def read_text(name: str, data: bytes, limits: Limits) -> Document:
    """The text as it stands."""
    text = _decoded(name, data)
    lines = text.count("\n") + 1 if text else 0
    return Document(name=name, parts=(Part(name=name, text=text),), notes=(f"{name}: {count(lines, 'line')} read.",))


def _decoded(name: str, data: bytes) -> str:
    encoding = next((e for mark, e in _MARKS if data.startswith(mark)), None)
    try:
        if encoding:
            return data.decode(encoding)
        if data.count(b"\x00") > len(data) // 100 + 2:
            raise UnreadableError(
                f"{name} is not text. What we cannot read, we do not send.", hint="Save it as plain text (UTF-8)."
            )
        return data.decode("utf-8")
    except UnicodeDecodeError:
        if encoding:
            raise UnreadableError(f"{name} is damaged.", hint="Save it as plain text (UTF-8).") from None
        return data.decode("cp1252", errors="replace")
