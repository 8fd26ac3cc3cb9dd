"""PDF files: the text of each page with pdfium, and everything beside the pages with pypdf.

Hidden and white text is text. A page that is only a picture is drawn, and the picture read.
"""

from __future__ import annotations

from typing import Any

import pypdfium2
import pypdfium2.raw as pdfium

from proviso.errors import UnreadableError

from .document import count, listed
from .gathered import TO_SEND, File, Gathered, damaged, locked
from .pdf_extras import Extras, read_extras

_DOTS = 200
"""Dots an inch at which a page is drawn for reading."""
_POINTS = 72
_PICTURES = frozenset({pdfium.FPDF_PAGEOBJ_IMAGE, pdfium.FPDF_PAGEOBJ_PATH, pdfium.FPDF_PAGEOBJ_SHADING})
_BREAK = "\n\n\f\n\n"
"""Between pages: a form feed, by which the place of a finding is counted."""


def read_pdf(file: File, out: Gathered) -> None:
    """Text of every page, then what stands beside the pages, then the files inside."""
    pages, pictured = _pages(file, out)
    out.add(file, "", _BREAK.join(pages))
    for number, picture in pictured:
        out.picture(file, f"page {number}", picture)
    extras = read_extras(file, out)
    for title, text in extras.texts:
        out.add(file, title, text)
    for name, data in extras.files:
        out.inside(file, "attachment", name, data)
    out.note(file, _note(file, len(pages), len(pictured), extras))


def _note(file: File, pages: int, pictured: int, extras: Extras) -> str:
    others = [title for title, text in extras.texts if text.strip()]
    says = f", {listed(others)} too" if others else ", headers and notes too"
    drawn = f" {count(pictured, 'page was a picture', 'pages were pictures')}." if pictured else ""
    return f"{file.name}: {count(pages, 'page')} read{says}.{drawn}"


def _pages(file: File, out: Gathered) -> tuple[list[str], list[tuple[int, bytes]]]:
    try:
        document = pypdfium2.PdfDocument(file.data)
    except pypdfium2.PdfiumError as error:
        if "password" in str(error).lower():
            raise locked(file) from None
        raise damaged(file) from None
    try:
        size = len(document)
        if size == 0:
            raise damaged(file)
        if size > out.limits.max_pages:
            raise UnreadableError(
                f"{file.said} has {size:,} pages, and {out.limits.max_pages:,} is the most.",
                hint="Take the pages that you need.",
            )
        return _texts(file, out, document)
    finally:
        document.close()


def _texts(file: File, out: Gathered, document: Any) -> tuple[list[str], list[tuple[int, bytes]]]:
    texts: list[str] = []
    unread: list[int] = []
    total = 0
    for number in range(len(document)):
        try:
            text, has_picture = _page(document, number)
        except pypdfium2.PdfiumError:
            raise _unread(file, [number + 1]) from None
        if has_picture and not text.strip():
            unread.append(number + 1)
        total += len(text)
        if total > out.limits.max_chars:
            raise UnreadableError(
                f"{file.said} holds more than {out.limits.max_chars:,} characters.",
                hint="Take the pages that you need.",
            )
        texts.append(text.replace("\r\n", "\n").replace("\ufffe", "-"))
    if unread and (not out.can_see or len(unread) > out.limits.max_pictures):
        raise _unread(file, unread, is_blind=not out.can_see)
    return texts, [(number, _drawn(document, number - 1, out.limits.max_pixels)) for number in unread]


def _unread(file: File, pages: list[int], *, is_blind: bool = False) -> UnreadableError:
    which = f"page{'s' * (len(pages) > 1)} {_listed(pages)}"
    inside = f" of {file.said}" if file.depth else ""
    admin = " Your administrator can add the reading of pictures: the program is tesseract-ocr." if is_blind else ""
    return UnreadableError(
        f"We could not read {which}{inside}. {TO_SEND}", hint=f"Save it as text, or take {which} out.{admin}"
    )


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
        return text, any(o.type in _PICTURES for o in page.get_objects(max_depth=3))
    finally:
        page.close()


def _drawn(document: Any, number: int, max_pixels: int) -> bytes:
    """A page as a gray picture (PGM), no larger than may be."""
    page = document[number]
    try:
        width, height = page.get_size()
        scale = min(_DOTS / _POINTS, (max_pixels / 2 / max(width * height, 1)) ** 0.5)
        bitmap = page.render(scale=scale, grayscale=True, may_draw_forms=True)
        try:
            rows = bytes(bitmap.buffer)
            lines = [rows[at : at + bitmap.width] for at in range(0, bitmap.stride * bitmap.height, bitmap.stride)]
            return b"P5 %d %d 255\n" % (bitmap.width, bitmap.height) + b"".join(lines)
        finally:
            bitmap.close()
    finally:
        page.close()


def _listed(numbers: list[int]) -> str:
    some = [str(n) for n in numbers[:10]]
    if len(numbers) > 10:
        return f"{', '.join(some)} and {len(numbers) - 10} more"
    return listed(some)
