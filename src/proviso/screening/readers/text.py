"""Plain text of any kind: notes, tables, subtitles, settings, program text. UTF-8, UTF-16 and -32, else Windows-1252."""

from __future__ import annotations

import codecs
import re

from proviso.errors import UnreadableError

from .document import count
from .gathered import TO_SEND, File, Gathered

ENDINGS = (
    ".txt .md .csv .tsv .log .json .jsonl .ndjson .geojson .xml .xsd .xsl .svg .yaml .yml .ini .cfg .conf .toml .env .properties"
    " .vtt .srt .sbv .rst .adoc .org .tex .bib .diff .patch .sql .py .ipynb .r .rmd .jl .js .mjs .ts .tsx .jsx .css .scss"
    " .java .kt .scala .c .h .cc .cpp .hpp .cs .vb .vbs .bas .cls .go .rs .rb .pl .php .swift .lua .sh .bash .bat .cmd .ps1"
    " .do .sas .sps .m .f90 .tf .proto .graphql .gradle .lock .text"
).split()
_MARKS = (
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_DECLARED = re.compile(rb"""^\s*<\?xml[^>]{0,200}?encoding\s*=\s*["']([A-Za-z0-9._-]{1,40})["']""")
_ESCAPED = re.compile(r"(?:\\u[0-9A-Fa-f]{4}){1,200}|\\[nrt/]")
_STRING = re.compile(r'"(?:[^"\\\n]|\\.){0,20000}"')


def read_text(file: File, out: Gathered) -> None:
    """The text as it stands."""
    text = decoded(file, out)
    out.add(file, "", text)
    if file.ending in {".json", ".jsonl", ".ndjson", ".geojson", ".ipynb"} and "\\" in text:
        out.add(file, "escaped strings", unescaped(text))
    lines = text.removesuffix("\n").count("\n") + 1 if text else 0
    out.note(file, f"{file.name}: {count(lines, 'line')} read.")


def decoded(file: File, out: Gathered | None = None) -> str:
    """The characters of a text file; a note says when its encoding was guessed."""
    data = file.data
    encoding = next((e for mark, e in _MARKS if data.startswith(mark)), "") or _wide(data) or _said(data)
    try:
        if encoding:
            return _clean(data.decode(encoding))
        if is_binary(data):
            raise UnreadableError(f"{file.said} is not text. {TO_SEND}", hint="Save it as plain text (UTF-8).")
        return _clean(data.decode("utf-8"))
    except (UnicodeDecodeError, LookupError):
        if encoding:
            raise UnreadableError(f"{file.said} is damaged. {TO_SEND}", hint="Save it as plain text (UTF-8).") from None
    if out is not None:
        out.note(file, f"{file.name} does not say how its letters are written; it was read as Windows‑1252.")
    return _clean(data.decode("cp1252", errors="replace"))


def is_binary(data: bytes) -> bool:
    """Too many characters that no text has."""
    odd = len(data) - len(data.translate(None, _CONTROLS))
    return odd > len(data) // 100 + 2


def is_surely_text(data: bytes) -> bool:
    """For a file whose name says nothing: UTF-8, or marked as UTF-16, with no control characters."""
    if any(data.startswith(mark) for mark, _ in _MARKS):
        return True
    if len(data) != len(data.translate(None, _CONTROLS)):
        return False
    try:
        data.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


_CONTROLS = bytes(c for c in range(32) if c not in b"\t\n\v\f\r\x1b")


def _clean(text: str) -> str:
    return text.replace("\ufffe", "").removeprefix("\ufeff")


def _wide(data: bytes) -> str:
    """UTF-16 without its mark: nearly every second byte of an English text is zero."""
    some = data[:4000]
    if len(some) < 8 or len(data) % 2:
        return ""
    for encoding, at in (("utf-16-le", 1), ("utf-16-be", 0)):
        if some[at::2].count(0) > 0.4 * len(some) / 2 and some[1 - at :: 2].count(0) == 0:
            return encoding
    return ""


def _said(data: bytes) -> str:
    """The encoding that an XML file declares for itself."""
    said = _DECLARED.match(data[:400])
    if said is None:
        return ""
    name = said[1].decode("ascii").lower()
    return "" if name in {"utf-8", "utf-16", "us-ascii", "ascii"} else name


def unescaped(text: str) -> str:
    r"""The strings of a JSON text that hide something behind `\u0041` or `\n`, as their reader will see them."""
    found = (m[0][1:-1] for m in _STRING.finditer(text))
    return "\n".join(_ESCAPED.sub(_character, s) for s in found if "\\u" in s or "\\n" in s)


def _character(match: re.Match[str]) -> str:
    escape = match[0]
    if escape[1] == "u":
        units = bytes.fromhex(escape.replace("\\u", ""))
        return units.decode("utf-16-be", errors="replace")
    return {"n": "\n", "r": "\n", "t": "\t", "/": "/"}[escape[1]]
