"""What pdfium leaves out of a PDF: form values, notes, properties, outlines, scripts, links, and files inside it.

Every object of the file is looked at, whether a page shows it or not.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from pypdf import PdfReader
from pypdf.errors import PyPdfError
from pypdf.generic import ArrayObject, DictionaryObject, IndirectObject, NameObject, StreamObject

from .gathered import File, Gathered, damaged
from .markup import xmp_words

_OWN = frozenset({"/Creator", "/Producer", "/CreationDate", "/ModDate", "/Author", "/Trapped", "/PTEX.Fullbanner"})
_TITLES = {
    "/Contents": "notes",
    "/TU": "notes",
    "/RC": "notes",
    "/Subj": "notes",
    "/Alt": "descriptions",
    "/ActualText": "descriptions",
    "/E": "descriptions",
    "/URI": "links",
    "/JS": "scripts",
    "/Desc": "names of files inside it",
    "/DV": "form values",
    "/CA": "form values",
}
_FAULTS = (
    PyPdfError,
    ValueError,
    KeyError,
    TypeError,
    AttributeError,
    IndexError,
    RecursionError,
    OSError,
    LookupError,
)
_TAG = re.compile(r"<[^<>]{1,500}>")
_ORDER = (
    "form values",
    "notes",
    "outline",
    "scripts",
    "links",
    "descriptions",
    "properties",
    "names of files inside it",
)


@dataclass(slots=True)
class Extras:
    """Titles and texts, and the files inside."""

    found: dict[str, dict[str, None]] = field(default_factory=dict)
    files: list[tuple[str, bytes]] = field(default_factory=list)

    def say(self, title: str, text: str) -> None:
        """One line, once."""
        if text.strip():
            self.found.setdefault(title, {})[text] = None

    @property
    def texts(self) -> list[tuple[str, str]]:
        """In a fixed order."""
        return [(title, "\n".join(self.found[title])) for title in _ORDER if title in self.found]


def read_extras(file: File, out: Gathered) -> Extras:
    """Walk every object of the file once."""
    extras = Extras()
    try:
        reader = PdfReader(io.BytesIO(file.data))
        for key, value in (reader.metadata or {}).items():
            if key not in _OWN and isinstance(value, str):
                extras.say("properties", value)
        for number in _numbers(reader):
            found = _object(reader, number)
            if found is not None:
                for one in _dictionaries(found):
                    _read(file, out, extras, one)
    except _FAULTS:
        raise damaged(file) from None
    return extras


def _numbers(reader: PdfReader) -> list[tuple[int, int]]:
    plain = {(number, generation) for generation, rows in reader.xref.items() for number in rows}
    return sorted(plain | {(number, 0) for number in reader.xref_objStm})


def _object(reader: PdfReader, number: tuple[int, int]) -> Any:
    """One object; a place in the table where there is none holds nothing."""
    try:
        return reader.get_object(IndirectObject(*number, reader))
    except (PyPdfError, ValueError, AttributeError):
        return None


def _dictionaries(found: Any) -> Iterator[DictionaryObject]:
    """The object and what stands in it directly; what it points to comes by its own number."""
    queue: list[Any] = [found]
    while queue:
        one = queue.pop()
        if isinstance(one, DictionaryObject):
            yield one
            queue.extend(v for v in one.values() if isinstance(v, (DictionaryObject, ArrayObject)))
        elif isinstance(one, ArrayObject):
            queue.extend(v for v in one if isinstance(v, (DictionaryObject, ArrayObject)))


def _read(file: File, out: Gathered, extras: Extras, one: DictionaryObject) -> None:
    for key, title in _TITLES.items():
        if key in one and not (key == "/Contents" and one.get("/Type") == "/Page"):
            extras.say(title, _said(file, out, one.get(key)))
    if "/V" in one or "/Opt" in one:
        _form_field(file, out, extras, one)
    if "/Title" in one and ("/Parent" in one or "/Dest" in one or "/A" in one):
        extras.say("outline", _said(file, out, one.get("/Title")))
    if "/T" in one and one.get("/Subtype") not in (None, "/Widget"):
        extras.say("notes", _said(file, out, one.get("/T")))
    if one.get("/Type") == "/Metadata" and isinstance(one, StreamObject):
        extras.say("properties", xmp_words(_unpacked(file, out, one)))
    if "/XFA" in one:
        _xfa(file, out, extras, one["/XFA"])
    if "/EF" in one:
        _embedded(file, out, extras, one)


def _said(file: File, out: Gathered, value: Any) -> str:
    """A text, or the text in a stream, or several of them."""
    value = value.get_object() if isinstance(value, IndirectObject) else value
    if isinstance(value, StreamObject):
        return _unpacked(file, out, value).decode("utf-8", errors="replace")
    if isinstance(value, ArrayObject):
        return "\n".join(_said(file, out, v) for v in value if not isinstance(v, IndirectObject))
    if isinstance(value, bytes):
        return value.decode("cp1252", errors="replace")
    return str(value) if isinstance(value, str) and not isinstance(value, NameObject) else ""


def _form_field(file: File, out: Gathered, extras: Extras, one: DictionaryObject) -> None:
    parent = one.get("/Parent")
    named = one.get("/T") or (parent.get_object().get("/T") if parent is not None else None)
    name = f"{named}: " if isinstance(named, str) else ""
    value = _said(file, out, one.get("/V"))
    if value:
        extras.say("form values", f"{name}{value}")
    extras.say("form values", _said(file, out, one.get("/Opt")))


def _unpacked(file: File, out: Gathered, stream: StreamObject) -> bytes:
    raw = stream.get_data()
    data = raw if isinstance(raw, bytes) else str(raw).encode()
    out.unpacked(file, len(data))
    return data


def _xfa(file: File, out: Gathered, extras: Extras, value: Any) -> None:
    """A form in XML: its texts."""
    value = value.get_object()
    streams = [v.get_object() for v in (value if isinstance(value, ArrayObject) else [value])]
    whole = b"".join(_unpacked(file, out, s) for s in streams if isinstance(s, StreamObject))
    extras.say("form values", _TAG.sub("\n", whole.decode("utf-8", errors="replace")))


def _embedded(file: File, out: Gathered, extras: Extras, one: DictionaryObject) -> None:
    name = next((str(one[key]) for key in ("/UF", "/F", "/Unix", "/DOS") if isinstance(one.get(key), str)), "unnamed")
    streams = one["/EF"].get_object()
    if not isinstance(streams, DictionaryObject):
        raise damaged(file)
    stream = next((streams[key].get_object() for key in ("/UF", "/F", "/Unix", "/DOS") if key in streams), None)
    if not isinstance(stream, StreamObject):
        raise damaged(file)
    extras.files.append((name, _unpacked(file, out, stream)))
