"""XML as the readers take it: no DTD, no entities, no network. A DTD could hide text, or multiply it."""

from __future__ import annotations

import io
from collections.abc import Iterator

from lxml import etree

from .gathered import File, damaged

Element = etree._Element
_XMP_OWN = ("CreateDate", "ModifyDate", "MetadataDate", "CreatorTool", "Producer", "DocumentID", "InstanceID", "format")
"""What a program writes by itself."""


def parser() -> etree.XMLParser:
    """A parser that opens nothing and expands nothing."""
    return etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, dtd_validation=False, huge_tree=False, remove_pis=True
    )


def tree(file: File, raw: bytes) -> Element:
    """The root of an XML member."""
    try:
        root = etree.fromstring(raw, parser())
    except (etree.XMLSyntaxError, ValueError):
        raise damaged(file) from None
    if root.getroottree().docinfo.internalDTD is not None:
        raise damaged(file)
    return root


def rows(file: File, raw: bytes, *names: str) -> Iterator[Element]:
    """The elements with these local names, each whole when it comes and gone when the next one does."""
    wanted = tuple(f"{{*}}{name}" for name in names)
    try:
        events = etree.iterparse(
            io.BytesIO(raw), events=("end",), tag=wanted, resolve_entities=False, load_dtd=False, no_network=True
        )
        for number, (_, element) in enumerate(events):
            if number == 0 and element.getroottree().docinfo.internalDTD is not None:
                raise damaged(file)
            yield element
            element.clear(keep_tail=False)
            while element.getprevious() is not None:
                del element.getparent()[0]
    except (etree.XMLSyntaxError, ValueError):
        raise damaged(file) from None


def local(element: Element) -> str:
    """The name without its namespace; empty for a comment."""
    return element.tag.rpartition("}")[2] if isinstance(element.tag, str) else ""


def get(element: Element, name: str) -> str:
    """An attribute by its local name, whatever its namespace."""
    for key, value in element.attrib.items():
        if str(key).rpartition("}")[2] == name:
            return str(value)
    return ""


def leaves(root: Element, attributes: frozenset[str]) -> str:
    """Every text and tail, the attributes that hold words, and comments: a line each. For parts of no known form."""
    lines: list[str] = []
    for element in root.iter():
        lines.extend(str(v) for k, v in element.attrib.items() if str(k).rpartition("}")[2] in attributes)
        lines.extend(t.strip() for t in (element.text, element.tail) if t and t.strip())
    return "\n".join(line for line in lines if line.strip())


def xmp_words(raw: bytes) -> str:
    """The words of an XMP packet: texts and attributes, without what the program writes by itself."""
    try:
        root = etree.fromstring(raw.strip(), parser())
    except (etree.XMLSyntaxError, ValueError):
        return raw.decode("utf-8", errors="replace")
    lines: list[str] = []
    for element in root.iter():
        if isinstance(element.tag, str) and not element.tag.endswith(_XMP_OWN) and "}creator" not in element.tag:
            lines.extend(t.strip() for t in (element.text, element.tail) if t and t.strip())
            keys = (k for k in element.attrib if not str(k).endswith((*_XMP_OWN, "about", "lang", "parseType")))
            lines.extend(str(element.attrib[k]) for k in keys)
    return "\n".join(line for line in lines if not line.startswith(("uuid:", "xmp.", "http://ns.adobe")))
