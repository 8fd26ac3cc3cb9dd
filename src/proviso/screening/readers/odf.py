"""OpenDocument files (ISO/IEC 26300): text, sheets and slides, with headers, notes, deleted text, hidden parts, macros."""

from __future__ import annotations

import re
from collections.abc import Iterator

from lxml import etree

from .gathered import File, Gathered, damaged, ending_of, locked
from .markup import Element, get, local, tree
from .package import Package, opened
from .picture import read_placed

_BODY = "content.xml"
_BREAKS = {
    "p": "\n",
    "h": "\n",
    "line-break": "\n",
    "tab": "\t",
    "table-cell": "\t",
    "table-row": "\n",
    "title": "\n",
    "desc": "\n",
}
_SAID = frozenset(
    "name display-name formula string-value value title description label href condition content-validation-name help-text"
    " creator subject author".split()
)
_OWN = frozenset(
    {
        "generator",
        "creation-date",
        "date",
        "initial-creator",
        "creator",
        "editing-duration",
        "editing-cycles",
        "print-date",
        "printed-by",
        "document-statistic",
    }
)
_SKIPPED = (
    "mimetype",
    "META-INF/",
    "settings.xml",
    "Thumbnails/",
    "Configurations2/",
    "layout-cache",
    "manifest.rdf",
    "ObjectReplacements/",
)
_PICTURES = frozenset(".png .jpg .jpeg .tif .tiff .bmp .webp".split())
_PARAGRAPHS = frozenset({"p", "h"})
_REPEATS = 16


def read_odf(file: File, out: Gathered) -> None:
    """The content, then page headers and styles, properties, objects, macros, and the files inside."""
    with opened(file, out, "OpenDocument file") as package:
        if _BODY not in package.names:
            raise damaged(file, "OpenDocument file")
        if "META-INF/manifest.xml" in package.names and b"encryption-data" in package.bytes("META-INF/manifest.xml"):
            raise locked(file)
        _content(file, out, tree(file, package.bytes(_BODY)))
        for member in sorted(package.names):
            if member != _BODY and not member.endswith("/") and not member.startswith(_SKIPPED):
                _member(file, out, package, member)
    out.note(file, f"{file.name}: read, headers, notes and hidden parts too.")


def _member(file: File, out: Gathered, package: Package, member: str) -> None:
    ending = ending_of(member)
    name = member.rpartition("/")[2]
    if member == "styles.xml":
        out.add(file, "headers and footers", _words(tree(file, package.bytes(member))))
    elif member == "meta.xml":
        out.add(file, "properties", _meta(tree(file, package.bytes(member))))
    elif name in {_BODY, "styles.xml"}:
        out.add(file, f"object {member.rpartition('/')[0]}", _words(tree(file, package.bytes(member))))
    elif member.startswith(("Basic/", "Scripts/", "Dialogs/")):
        _macro(file, out, package, member)
    elif ending in _PICTURES:
        read_placed(file, out, f"picture {name}", package.bytes(member))
    elif member.startswith("Pictures/") or ending in {".svm", ".emf", ".wmf", ".rdf"}:
        out.leave("picture")
    elif name not in {"meta.xml", "settings.xml"}:
        data = package.bytes(member)
        if data:
            out.inside(file, "file", name if ending else f"{name}.bin", data)


def _macro(file: File, out: Gathered, package: Package, member: str) -> None:
    name = member.rpartition("/")[2]
    raw = package.bytes(member)
    if not member.endswith((".xml", ".xlb", ".xlc")):
        out.add(file, f"macro {name}", raw.decode("utf-8", errors="replace"))
        return
    # The program writes a DTD's name here; nothing of it is loaded, and a DTD with a body is refused.
    text = re.sub(rb"<!DOCTYPE[^>\[]*>", b"", raw, count=1)
    out.add(
        file, f"macro {name.partition('.')[0]}", "\n".join(str(t) for t in tree(file, text).itertext() if t.strip())
    )


def _meta(root: Element) -> str:
    lines = []
    for element in root.iter():
        if local(element) not in _OWN:
            lines += [get(element, "name"), (element.text or "").strip()]
    return "\n".join(line for line in lines if line)


def _content(file: File, out: Gathered, root: Element) -> None:
    """The body; of a spreadsheet each table is a part of its own."""
    hidden = _hidden(root)
    tables = [e for e in root.iter("{*}table") if "spreadsheet" in str(getattr(e.getparent(), "tag", ""))]
    for table in tables:
        is_hidden = get(table, "style-name") in hidden
        out.add(file, f"sheet {get(table, 'name')}{' (hidden)' if is_hidden else ''}", _words(table))
        parent = table.getparent()
        if parent is not None:
            parent.remove(table)
    out.add(file, "beside the sheets" if tables else "", _words(root))


def _hidden(root: Element) -> frozenset[str]:
    """Styles of tables that are not shown."""
    return frozenset(
        get(style, "name")
        for style in root.iter("{*}style")
        if any(get(p, "display") == "false" for p in style if local(p) == "table-properties")
    )


def _words(root: Element) -> str:
    return re.sub(r"\t+(?=\n)|(?<=\n)\n{2,}", "", "".join(_pieces(root))).strip("\n")


def _pieces(root: Element) -> Iterator[str]:
    """Text in reading order: also deleted text, notes, formulas, and the words that describe pictures."""
    inside = 0  # paragraphs that are open: between them, white space is how the file is laid out
    for event, element in etree.iterwalk(root, events=("start", "end")):
        name = local(element)
        if event == "start":
            inside += name in _PARAGRAPHS
            if name == "s":
                amount = get(element, "c")
                yield " " * min(int(amount) if amount.isdecimal() else 1, _REPEATS)
            if not _is_look(element):
                yield from (f"{v}\n" for k, v in element.attrib.items() if _is_said(str(k), name))
            yield _worth(element.text, inside)
            continue
        inside -= name in _PARAGRAPHS
        yield _BREAKS.get(name, "")
        if element is not root:
            yield _worth(element.tail, inside)


def _worth(text: str | None, inside: int) -> str:
    return text if text and (inside or text.strip()) else ""


def _is_look(element: Element) -> bool:
    """Styles, fonts, number formats: their names are the program's."""
    return any(mark in str(element.tag) for mark in (":style:", ":fo:", ":datastyle:", ":number:"))


def _is_said(key: str, name: str) -> bool:
    attribute = key.rpartition("}")[2]
    if attribute == "formula":
        return True
    if attribute in {"name", "display-name", "value", "content-validation-name"}:
        return name in {"user-field-decl", "named-range", "named-expression", "variable-set", "user-defined", "page"}
    return attribute in _SAID
