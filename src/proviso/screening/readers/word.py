"""Word files (ECMA-376): every part is walked, since headers, footers, notes and comments hold the markings."""

from __future__ import annotations

from collections.abc import Iterator

from lxml import etree

from .document import count
from .gathered import File, Gathered, damaged
from .markup import Element, get, local, tree
from .office import read_rest
from .package import Package, opened

_BODY = "word/document.xml"
_AFTER = {
    "p": "\n",
    "tc": "\t",
    "tr": "\n",
    "br": "\n",
    "cr": "\n",
    "tab": "\t",
    "txbxContent": "\n",
    "comment": "\n",
    "footnote": "\n",
}
_TEXTS = frozenset({"t", "delText", "instrText", "v", "f", "delInstrText"})
_NAMED = frozenset({"docPr", "cNvPr", "sdtPr"})
_SAID = frozenset({"descr", "title", "author"})
_OTHERS = ("word/media/", "word/embeddings/", "word/charts/", "word/diagrams/", "word/activeX/")


def read_word(file: File, out: Gathered) -> None:
    """Every part that holds text, the body first."""
    with opened(file, out, "Word file") as package:
        if _BODY not in package.names:
            raise damaged(file, "Word file")
        body = _text(file, _BODY, package.bytes(_BODY))
        out.add(file, "", body)
        before = len(out.parts)
        done = {_BODY}
        for member in _own(package):
            done.add(member)
            out.add(file, _title(member), _text(file, member, package.bytes(member)))
        read_rest(file, out, package, done)
    others = dict.fromkeys(_plural(part.name.partition(": ")[2]) for part in out.parts[before:] if part.text)
    too = f", {', '.join(sorted(others))} too" if others else ""
    out.note(file, f"{file.name}: {count(body.count(chr(10)) + 1, 'paragraph')} read{too}.")


def _own(package: Package) -> Iterator[str]:
    """Word's own parts, in order of their names."""
    for member in sorted(package.names):
        is_text = member.startswith("word/") and member.endswith(".xml") and not member.startswith(_OTHERS)
        if is_text and member != _BODY and not member.startswith(_LOOKS):
            yield member


_LOOKS = ("word/styles", "word/theme/", "word/fontTable", "word/webSettings", "word/numbering", "word/afchunk")


def _plural(title: str) -> str:
    return title if title.endswith("s") else f"{title}s"


def _title(member: str) -> str:
    return member.rpartition("/")[2].partition(".")[0].rstrip("0123456789")


def _text(file: File, member: str, raw: bytes) -> str:
    root = tree(file, raw)
    if member.startswith("word/settings"):
        return "\n".join(v for e in root.iter() if local(e) == "docVar" for v in map(str, e.attrib.values()))
    return "".join(_words(root)).strip("\n")


def _words(root: Element) -> Iterator[str]:
    """Text in reading order: also deleted text, field codes, text boxes, and the words that describe pictures."""
    is_word = "wordprocessingml" in str(root.tag)
    for event, element in etree.iterwalk(root, events=("start", "end")):
        name = local(element)
        if event == "start":
            if name in _NAMED:
                yield from (f"{v}\n" for k, v in element.attrib.items() if str(k) in _SAID and v)
            elif name in {"fldSimple", "alias", "tag", "listItem", "documentProtection"}:
                yield from (f"{v}\n" for key in ("instr", "val", "displayText") if (v := get(element, key)))
            if (name in _TEXTS or not is_word) and element.text:
                yield str(element.text)
        elif name in _AFTER:
            yield _AFTER[name]
        elif not is_word and name not in _TEXTS:
            yield "\n" if element.text else ""
