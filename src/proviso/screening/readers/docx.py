"""Word files (ECMA-376): every part is walked, since headers, footers, notes and comments hold the markings.

The package is measured before it is opened: members, sizes, ratios. XML is read without DTDs, entities or network.
"""

from __future__ import annotations

import io
import zipfile
import zlib
from collections.abc import Iterator

from lxml import etree

from proviso.errors import UnreadableError
from proviso.model import Part

from .document import Document, Limits, count

_BODY = "word/document.xml"
_SKIPPED = (
    "word/styles",
    "word/theme/",
    "word/fontTable",
    "word/webSettings",
    "[Content_Types]",
    "word/numbering",
    "_xmlsignatures/",
)
"""Parts without words of a person: looks, fonts, signatures."""
_NAMES = {
    "header": "header", "footer": "footer", "footnotes": "footnotes", "endnotes": "endnotes", "comments": "comments",
    "core": "properties", "app": "properties", "custom": "properties",
}  # fmt: skip
_OWN = frozenset(
    {
        "creator",
        "lastModifiedBy",
        "Application",
        "AppVersion",
        "Template",
        "TotalTime",
        "Pages",
        "Words",
        "Characters",
        "Lines",
        "Paragraphs",
        "DocSecurity",
        "created",
        "modified",
        "revision",
        "CharactersWithSpaces",
        "ScaleCrop",
        "LinksUpToDate",
        "SharedDoc",
        "HyperlinksChanged",
        "HeadingPairs",
        "TitlesOfParts",
        "Company",
        "Manager",
        "lastPrinted",
        "language",
        "version",
    }
)
"""Properties that the program writes itself. They are not sent."""
_ENCRYPTED = 0x1


def read_docx(name: str, data: bytes, limits: Limits) -> Document:
    """Every part that holds text, the body first."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as package:
            return _read(name, package, limits)
    except (zipfile.BadZipFile, zlib.error, etree.XMLSyntaxError, NotImplementedError, EOFError, KeyError):
        raise _damaged(name) from None


def _damaged(name: str) -> UnreadableError:
    return UnreadableError(
        f"{name} is damaged, or is no Word file. What we cannot read, we do not send.",
        hint="Open it in Word, save it again as .docx or as text, and try once more.",
    )


def _read(name: str, package: zipfile.ZipFile, limits: Limits) -> Document:
    members = package.infolist()
    _measured(name, members, limits)
    names = [m.filename for m in members]
    if _BODY not in names:
        raise _damaged(name)
    left = limits.max_unpacked
    parts: list[Part] = []
    for member in sorted(names, key=lambda n: (n != _BODY, n)):
        if not member.endswith((".xml", ".rels")) or member.startswith(_SKIPPED):
            continue
        raw = _opened(name, package, member, left)
        left -= len(raw)
        text = _text(name, member, raw)
        if text.strip() or member == _BODY:
            title = name if member == _BODY else f"{name}: {_title(member)}"
            parts.append(Part(name=title, text=text))
    return Document(name=name, parts=tuple(parts), notes=_notes(name, parts, names))


def _measured(name: str, members: list[zipfile.ZipInfo], limits: Limits) -> None:
    """Refuse before opening: too many members, too large, packed too well, locked."""
    total = sum(m.file_size for m in members)
    worst = any(m.file_size > limits.max_ratio * max(m.compress_size, 1) and m.file_size > 1 << 20 for m in members)
    if any(m.flag_bits & _ENCRYPTED for m in members):
        raise UnreadableError(f"{name} is locked with a password.", hint="Save it without the password.")
    if total > limits.max_unpacked or worst or len(members) > limits.max_members:
        raise _bomb(name, limits)


def _bomb(name: str, limits: Limits) -> UnreadableError:
    return UnreadableError(
        f"{name} opens to more than we can check ({limits.max_unpacked >> 20} MB is the most).",
        hint="Save it as text, or take the part that you need.",
    )


def _opened(name: str, package: zipfile.ZipFile, member: str, left: int) -> bytes:
    """One member, never more than what is left: the sizes in the package's list may lie."""
    with package.open(member) as stream:
        raw = stream.read(left + 1)
    if len(raw) > left:
        raise _bomb(name, Limits(max_unpacked=left))
    return raw


def _text(name: str, member: str, raw: bytes) -> str:
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False, remove_pis=True)
    root = etree.fromstring(raw, parser)
    if root.getroottree().docinfo.internalDTD is not None:  # Word writes none; it could hide or multiply text
        raise _damaged(name)
    if member.endswith(".rels"):
        return "\n".join(e.get("Target", "") for e in root.iter() if e.get("TargetMode") == "External")
    if member.startswith("docProps/"):
        return "\n".join(_property(e) for e in root.iter() if _local(e) not in _OWN and (e.text or "").strip())
    if member.startswith("word/settings"):
        return "\n".join(v for e in root.iter() if _local(e) == "docVar" for v in map(str, e.attrib.values()))
    return "".join(_words(root)).strip("\n")


def _property(element: etree._Element) -> str:
    parent = element.getparent()
    owner = parent.getparent() if parent is not None else None
    is_own = parent is not None and (_local(parent) in _OWN or (owner is not None and _local(owner) in _OWN))
    return "" if is_own else (element.text or "").strip()


def _local(element: etree._Element) -> str:
    return element.tag.rpartition("}")[2] if isinstance(element.tag, str) else ""


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


def _words(root: etree._Element) -> Iterator[str]:
    """Text in reading order: also deleted text, field codes, text boxes, and the words that describe pictures."""
    is_word = "wordprocessingml" in str(root.tag)
    for event, element in etree.iterwalk(root, events=("start", "end")):
        local = _local(element)
        if event == "start":
            if local == "docPr":
                yield from (f"{element.get(key)!s}\n" for key in ("descr", "title") if element.get(key))
            if (local in _TEXTS or not is_word) and element.text:
                yield str(element.text)
        elif local in _AFTER:
            yield _AFTER[local]
        elif not is_word and local not in _TEXTS:
            yield "\n" if element.text else ""


def _title(member: str) -> str:
    stem = member.rsplit("/", 1)[-1].split(".")[0].rstrip("0123456789")
    return "links" if member.endswith(".rels") else _NAMES.get(stem, stem)


def _notes(name: str, parts: list[Part], names: list[str]) -> tuple[str, ...]:
    """One sentence on what was read, one on what was not and so is not sent."""
    paragraphs = parts[0].text.count("\n") + 1
    others = sorted({p.name.partition(": ")[2] + "s" * (not p.name.endswith("s")) for p in parts[1:]})
    notes = [f"{name}: {count(paragraphs, 'paragraph')} read" + (f", {', '.join(others)} too." if others else ".")]
    pictures = sum(n.startswith("word/media/") for n in names)
    files = sum(n.startswith("word/embeddings/") for n in names)
    left = [count(pictures, "picture")] * bool(pictures) + [count(files, "file inside it", "files inside it")] * bool(
        files
    )
    if left:
        notes.append(f"Not read and not sent: {' and '.join(left)}.")
    return tuple(notes)
