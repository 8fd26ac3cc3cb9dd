"""Excel files (ECMA-376): every sheet row by row, hidden ones too, with comments, names, headers and cached values."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from .document import count
from .gathered import File, Gathered, damaged
from .markup import Element, get, local, rows, tree
from .office import read_rest
from .package import Package, opened
from .sheet_dates import date_styles, written_date

_STATES = {"hidden": " (hidden)", "veryHidden": " (hidden)"}
_CODES = re.compile(r'&(?:"[^"]*"|K[0-9A-Fa-f]{6}|[LCRGPNDTFAZBIUESXY]|\d+)')
_BESIDE = frozenset({"oddHeader", "oddFooter", "evenHeader", "evenFooter", "firstHeader", "firstFooter"})
_HELD = frozenset({"prompt", "promptTitle", "error", "errorTitle", "tooltip", "display", "location", "name", "comment"})
_CHECKS = ("dataValidation", "hyperlink", "protectedRange", "cfRule", "inputCells")
_BOOK = "xl/workbook.xml"


@dataclass(slots=True)
class _Book:
    """What the sheets share."""

    strings: list[str] = field(default_factory=list)
    used: set[int] = field(default_factory=set)
    dates: frozenset[int] = frozenset()
    is_1904: bool = False
    formulas: dict[str, None] = field(default_factory=dict)


def read_sheet(file: File, out: Gathered) -> None:
    """Sheet by sheet, each a part, then what stands beside them."""
    with opened(file, out, "Excel file") as package:
        if _BOOK not in package.names:
            raise damaged(file, "Excel file")
        root = tree(file, package.bytes(_BOOK))
        book = _book(file, out, package, root)
        sheets = list(_sheets(file, package, root))
        for member, title in sheets:
            _sheet(file, out, package, book, member, title)
        left = [text for number, text in enumerate(book.strings) if number not in book.used]
        out.add(file, "text of no cell", "\n".join(left))
        out.add(file, "formulas", "\n".join(book.formulas))
        out.add(file, "names", "\n".join(_names(root)))
        done = {_BOOK, "xl/sharedStrings.xml", *(member for member, _ in sheets)}
        read_rest(file, out, package, done)
    hidden = sum(title.endswith(" (hidden)") for _, title in sheets)
    too = f", {hidden} of them hidden" if hidden else ""
    out.note(file, f"{file.name}: {count(len(sheets), 'sheet')} read{too}.")


def _book(file: File, out: Gathered, package: Package, root: Element) -> _Book:
    book = _Book()
    if "xl/sharedStrings.xml" in package.names:
        for item in rows(file, package.bytes("xl/sharedStrings.xml"), "si"):
            book.strings.append(_rich(item))
    if "xl/styles.xml" in package.names:
        book.dates = date_styles(tree(file, package.bytes("xl/styles.xml")))
    book.is_1904 = any(local(e) == "workbookPr" and e.get("date1904") in {"1", "true"} for e in root)
    return book


def _rich(item: Element) -> str:
    return "".join(str(e.text) for e in item.iter() if local(e) == "t" and e.text)


def _sheets(file: File, package: Package, root: Element) -> Iterator[tuple[str, str]]:
    """Member and title of each sheet: those that the book lists, then those that it does not."""
    rels = "xl/_rels/workbook.xml.rels"
    targets = {}
    if rels in package.names:
        targets = {
            e.get("Id"): "xl/" + e.get("Target", "").removeprefix("/xl/") for e in tree(file, package.bytes(rels))
        }
    listed = set()
    for element in root.iter():
        if local(element) != "sheet":
            continue
        member = targets.get(get(element, "id"), "")
        if member in package.names:
            listed.add(member)
            yield member, f"sheet {element.get('name', '')}{_STATES.get(element.get('state', ''), '')}"
    for member in package.names:
        if re.match(r"^xl/(?:work|chart|dialog|macro)sheets/[^/]+\.xml$", member) and member not in listed:
            yield member, f"sheet {member.rpartition('/')[2]} (hidden)"


def _names(root: Element) -> Iterator[str]:
    for element in root.iter():
        if local(element) == "definedName":
            yield " ".join(filter(None, (element.get("name"), element.text, element.get("comment"))))


def _sheet(file: File, out: Gathered, package: Package, book: _Book, member: str, title: str) -> None:
    raw = package.bytes(member)
    lines: list[str] = []
    size = 0
    for row in rows(file, raw, "row"):
        line = "\t".join(_cells(row, book)).rstrip("\t")
        if line:
            lines.append(line)
            size += len(line)
        if size > out.limits.max_chars:
            break  # `add` says that it is too much
    out.add(file, title, "\n".join(lines))
    out.add(file, f"{title}, header and footer", "\n".join(_beside(file, raw)))


def _beside(file: File, raw: bytes) -> Iterator[str]:
    """Page headers and footers, and the words of checks and links. Rows are walked past, so that they take no memory."""
    for element in rows(file, raw, "row", *_BESIDE, *_CHECKS):
        if local(element) == "row":
            continue
        if local(element) in _BESIDE:
            yield from (line for line in _CODES.sub("\n", element.text or "").split("\n") if line.strip())
            continue
        yield from (str(v) for k, v in element.attrib.items() if str(k) in _HELD and v)
        yield from (str(e.text) for e in element.iter() if local(e) in {"formula1", "formula2", "formula"} and e.text)


def _cells(row: Element, book: _Book) -> Iterator[str]:
    """The cells of a row at their columns; a gap is one empty cell."""
    last = 0
    for cell in row:
        if local(cell) != "c":
            continue
        text = _cell(cell, book)
        if not text:
            continue
        column = _column(cell.get("r", "")) or last + 1
        if last and column > last + 1:
            yield ""
        last = column
        yield text


def _column(place: str) -> int:
    number = 0
    for letter in place:
        if not "A" <= letter <= "Z":
            break
        number = number * 26 + ord(letter) - 64
    return number


def _cell(cell: Element, book: _Book) -> str:
    kind, style = cell.get("t", "n"), cell.get("s", "")
    value = ""
    for child in cell:
        name = local(child)
        if name == "f" and child.text and '"' in child.text:
            book.formulas.setdefault(child.text)
        elif name == "v" and child.text:
            value = str(child.text)
        elif name == "is":
            value = _rich(child)
    if kind == "s" and value.isdecimal():
        number = int(value)
        book.used.add(number)
        return book.strings[number] if number < len(book.strings) else ""
    if kind == "n" and value and style.isdecimal() and int(style) in book.dates:
        return written_date(value, is_1904=book.is_1904)
    return value
