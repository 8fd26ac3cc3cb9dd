"""PDF files: the text of each page with pdfium, form values, annotations and properties with pypdf."""

from __future__ import annotations

import io
from collections.abc import Iterator
from typing import Any

import pypdfium2
import pypdfium2.raw as pdfium
from pypdf import PdfReader
from pypdf.errors import PyPdfError

from proviso.errors import UnreadableError
from proviso.model import Part

from .document import Document, Limits, count

_OWN = frozenset({"/Creator", "/Producer", "/CreationDate", "/ModDate", "/Author", "/Trapped", "/PTEX.Fullbanner"})
_FORM_DEPTH = 8


def read_pdf(name: str, data: bytes, limits: Limits) -> Document:
    """Text of every page, then what stands beside the pages."""
    pages = _pages(name, data, limits)
    extras = _extras(name, data)
    body = "\n\n".join(pages)
    parts = [Part(name=name, text=body)]
    parts.extend(Part(name=f"{name}: {title}", text=text) for title, text in extras if text.strip())
    others = [title for title, text in extras if text.strip()]
    says = f", {' and '.join(others)} too" if others else ", headers and notes too"
    return Document(name=name, parts=tuple(parts), notes=(f"{name}: {count(len(pages), 'page')} read{says}.",))


def _damaged(name: str) -> UnreadableError:
    return UnreadableError(
        f"{name} is damaged. What we cannot read, we do not send.",
        hint="Save it again as PDF or as text, and try once more.",
    )


def _pages(name: str, data: bytes, limits: Limits) -> list[str]:
    try:
        document = pypdfium2.PdfDocument(data)
    except pypdfium2.PdfiumError as error:
        if "password" in str(error).lower():
            raise UnreadableError(f"{name} is locked with a password.", hint="Save it without the password.") from None
        raise _damaged(name) from None
    try:
        size = len(document)
        if size == 0:
            raise _damaged(name)
        if size > limits.max_pages:
            raise UnreadableError(
                f"{name} has {size:,} pages, and {limits.max_pages:,} is the most.",
                hint="Take the pages that you need.",
            )
        return _texts(name, document, limits)
    finally:
        document.close()


def _texts(name: str, document: Any, limits: Limits) -> list[str]:
    texts: list[str] = []
    unread: list[int] = []
    total = 0
    for number in range(len(document)):
        try:
            text, has_picture = _page(document, number)
        except pypdfium2.PdfiumError:
            text, has_picture = "", True
        if has_picture and not text.strip():
            unread.append(number + 1)
        total += len(text)
        if total > limits.max_chars:
            raise UnreadableError(
                f"{name} holds more than {limits.max_chars:,} characters.", hint="Take the pages that you need."
            )
        texts.append(text.replace("\r\n", "\n").replace("\ufffe", "-"))
    if unread:
        which = f"page{'s' * (len(unread) > 1)} {_listed(unread)}"
        raise UnreadableError(
            f"We could not read {which}. What we cannot read, we do not send.",
            hint=f"Save it as text, or take {which} out.",
        )
    return texts


def _page(document: Any, number: int) -> tuple[str, bool]:
    """Text of a page, and whether something is drawn on it that could hold text."""
    page = document[number]
    try:
        text_page = page.get_textpage()
        try:
            text = str(text_page.get_text_range())
        finally:
            text_page.close()
        if text.strip():
            return text, False
        drawn = {pdfium.FPDF_PAGEOBJ_IMAGE, pdfium.FPDF_PAGEOBJ_PATH, pdfium.FPDF_PAGEOBJ_SHADING}
        return text, any(o.type in drawn for o in page.get_objects(max_depth=3))
    finally:
        page.close()


def _listed(numbers: list[int]) -> str:
    some = [str(n) for n in numbers[:10]]
    if len(numbers) > 10:
        return f"{', '.join(some)} and {len(numbers) - 10} more"
    return some[0] if len(some) == 1 else f"{', '.join(some[:-1])} and {some[-1]}"


def _extras(name: str, data: bytes) -> list[tuple[str, str]]:
    """Form values, annotations, properties: pdfium leaves them out."""
    try:
        reader = PdfReader(io.BytesIO(data))
        fields = "\n".join(_form(reader))
        notes = "\n".join(_annotations(reader))
        facts = "\n".join(str(v) for k, v in (reader.metadata or {}).items() if k not in _OWN and isinstance(v, str))
        names = "\n".join(reader.attachments) if reader.attachments else ""
    except (PyPdfError, ValueError, KeyError, TypeError, AttributeError, IndexError, RecursionError, OSError):
        raise _damaged(name) from None
    return [("form values", fields), ("notes", notes), ("properties", facts), ("names of files inside it", names)]


def _form(reader: PdfReader) -> Iterator[str]:
    for key, field in (reader.get_fields() or {}).items():
        value = field.get("/V")
        if value not in (None, "", "/Off"):
            yield f"{key}: {value}"


def _annotations(reader: PdfReader) -> Iterator[str]:
    for page in reader.pages:
        for reference in page.get("/Annots") or ():
            annotation = reference.get_object()
            for key in ("/Contents", "/TU", "/RC"):
                value = annotation.get(key)
                if isinstance(value, str) and value.strip():
                    yield value
            action = annotation.get("/A")
            link = action.get_object().get("/URI") if action is not None else None
            if isinstance(link, str):
                yield link
