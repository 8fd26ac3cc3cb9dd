"""An approved text as a Word file, and its words read back: headings, real lists and tables, language and title.

What people typed goes in as text nodes; nothing of it becomes a field, a link or a formula. The words are read back
from the body the way they were put there, so that a file that somebody edited does not pass as the approved one.
"""

from __future__ import annotations

import zlib
from base64 import b64decode, b64encode
from collections import Counter
from datetime import UTC
from io import BytesIO
from typing import Any
from zipfile import ZIP_DEFLATED, BadZipFile, ZipFile, ZipInfo

import docx
from docx.enum.style import WD_STYLE_TYPE
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.opc.packuri import PackURI
from docx.opc.part import Part
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Pt
from lxml import etree

from proviso.errors import LedgerError
from proviso.model import OfficialText

from .legible import printable
from .markdown import Block, BlockKind, Run, blocks, under_a_title

NAMESPACE = "urn:proviso:provenance:1"
PART = "customXml/item2.xml"
"""The first one is of the library's own template."""
NOTE_STYLE = "Provenance Note"
LARGEST = 64 << 20
"""Bytes of all parts together that are read back."""
_TITLE = {"Title", "Subtitle"}
_EPOCH = (1980, 1, 1, 0, 0, 0)
_HIDING = tuple(
    qn(f"w:{name}")
    for name in (
        *("vanish", "webHidden", "specVanish", "strike", "dstrike", "ins", "del", "moveFrom", "moveTo"),
        *("drawing", "pict", "object", "altChunk"),
    )
)
_NO = {"0", "false", "off"}
_STORY = ("word/header", "word/footer", "word/comments", "word/footnotes", "word/endnotes")


def word(official: OfficialText, about: tuple[str, ...]) -> bytes:
    """The Word file; `about` are the lines after the text that say where it came from."""
    paper = docx.Document()
    for key, one in list(paper.part.package.rels.items()):
        if one.reltype.endswith("/thumbnail"):  # a picture of the library's template
            del paper.part.package.rels[key]
    _describe(paper, official)
    _style(paper)
    paper.add_paragraph(printable(official.title), style="Title")
    writer = _Writer(paper)
    for block in under_a_title(blocks(official.text)):
        writer.add(block)
    for line in about:
        paper.add_paragraph(printable(line), style=NOTE_STYLE)
    _attach(paper, official)
    out = BytesIO()
    paper.save(out)
    return packed({info.filename: content for info, content in _parts(out.getvalue())})


def _describe(paper: Any, official: OfficialText) -> None:
    facts = paper.core_properties
    facts.title, facts.author = printable(official.title), printable(official.agency)
    facts.last_modified_by, facts.language = printable(official.agency), official.language
    facts.comments, facts.keywords = printable(official.note), "AI-assisted; reviewed"
    facts.subject, facts.identifier = f"Receipt {official.code}", official.sha256
    facts.created = facts.modified = official.approved_at.astimezone(UTC).replace(tzinfo=None, microsecond=0)
    facts.revision = 1
    language = paper.styles.element.find(f".//{qn('w:rPrDefault')}//{qn('w:lang')}")
    if language is not None:
        language.set(qn("w:val"), "en-US")


def _style(paper: Any) -> None:
    note = paper.styles.add_style(NOTE_STYLE, WD_STYLE_TYPE.PARAGRAPH)
    note.base_style = paper.styles["Normal"]
    note.font.size = Pt(9)
    note.paragraph_format.space_before = Pt(6)


class _Writer:
    """Adds block after block; a list that begins anew counts anew."""

    def __init__(self, paper: Any) -> None:
        self._paper = paper
        self._lists: dict[int, tuple[str, int]] = {}
        """Of each level: the numbering that goes on, and the next number."""

    def add(self, block: Block) -> None:
        """One block as a paragraph or a table."""
        if block.kind is not BlockKind.NUMBER and block.kind is not BlockKind.BULLET:
            self._lists.clear()
        if block.kind is BlockKind.TABLE:
            self._table(block)
        elif block.kind is BlockKind.HEADING:
            _fill(self._paper.add_paragraph(style=f"Heading {block.level}"), block.runs)
        elif block.kind is BlockKind.NUMBER:
            self._numbered(block)
        elif block.kind is BlockKind.BULLET:
            deeper = f" {block.level}" if block.level > 1 else ""
            _fill(self._paper.add_paragraph(style=f"List Bullet{deeper}"), block.runs)
        else:
            style = {BlockKind.QUOTE: "Quote", BlockKind.CODE: "No Spacing"}.get(block.kind, "Normal")
            _fill(self._paper.add_paragraph(style=style), block.runs)

    def _numbered(self, block: Block) -> None:
        deeper = f" {block.level}" if block.level > 1 else ""
        paragraph = self._paper.add_paragraph(style=f"List Number{deeper}")
        known = self._lists.get(block.level)
        if known is None or known[1] != block.number:
            known = (_numbering(self._paper, block), block.number)
        self._lists = {level: held for level, held in self._lists.items() if level < block.level}
        self._lists[block.level] = (known[0], block.number + 1)
        _number(paragraph, known[0])
        _fill(paragraph, block.runs)

    def _table(self, block: Block) -> None:
        table = self._paper.add_table(rows=0, cols=len(block.rows[0]), style="Table Grid")
        for number, cells in enumerate(block.rows):
            row = table.add_row()
            if not number:  # the head repeats on each page, and a screen reader says it with each cell
                properties = row._tr.get_or_add_trPr()
                properties.append(OxmlElement("w:tblHeader"))
            for cell, held in zip(row.cells, cells, strict=True):
                _fill(cell.paragraphs[0], tuple(Run(r.text, is_bold=True) for r in held) if not number else held)
        self._paper.add_paragraph(style="No Spacing")


def _fill(paragraph: Any, runs: tuple[Run, ...]) -> None:
    for run in runs:
        added = paragraph.add_run(printable(run.text))
        added.bold, added.italic = run.is_bold or None, run.is_italic or None
        if run.is_code:
            added.font.name = "Consolas"


def _numbering(paper: Any, block: Block) -> str:
    """A numbering that begins with this number, and has this sign behind it."""
    held = paper.part.numbering_part.element
    taken = [int(one.get(qn("w:abstractNumId"))) for one in held.findall(qn("w:abstractNum"))]
    kind = OxmlElement("w:abstractNum")
    kind.set(qn("w:abstractNumId"), str(max(taken, default=0) + 1))
    level = OxmlElement("w:lvl")
    level.set(qn("w:ilvl"), "0")
    for name, value in (("start", str(block.number)), ("numFmt", "decimal"), ("lvlText", f"%1{block.sign}")):
        child = OxmlElement(f"w:{name}")
        child.set(qn("w:val"), value)
        level.append(child)
    properties, indent = OxmlElement("w:pPr"), OxmlElement("w:ind")
    indent.set(qn("w:left"), str(360 * block.level))
    indent.set(qn("w:hanging"), "360")
    properties.append(indent)
    level.append(properties)
    kind.append(level)
    first = held.find(qn("w:num"))
    held.insert(list(held).index(first) if first is not None else len(held), kind)
    return str(held.add_num(max(taken, default=0) + 1).numId)


def _number(paragraph: Any, numbering: str) -> None:
    properties = paragraph._p.get_or_add_pPr().get_or_add_numPr()
    properties.get_or_add_ilvl().val = 0
    properties.get_or_add_numId().val = int(numbering)


def _attach(paper: Any, official: OfficialText) -> None:
    """The manifest and the text itself, as a custom XML part."""
    root = etree.Element(f"{{{NAMESPACE}}}provenance")
    for name, content in (("manifest", official.manifest), ("text", official.text.encode())):
        etree.SubElement(root, f"{{{NAMESPACE}}}{name}").text = b64encode(content).decode()
    blob = etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True)
    part = Part(PackURI(f"/{PART}"), "application/xml", blob, paper.part.package)
    paper.part.relate_to(part, RELATIONSHIP_TYPE.CUSTOM_XML)


def packed(parts: dict[str, bytes]) -> bytes:
    """The parts as a ZIP: the same parts make the same file."""
    out = BytesIO()
    with ZipFile(out, "w", ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            info = ZipInfo(name, _EPOCH)
            info.create_system, info.external_attr, info.compress_type = 3, 0o600 << 16, ZIP_DEFLATED
            archive.writestr(info, content)
    return out.getvalue()


def _parts(file: bytes) -> list[tuple[ZipInfo, bytes]]:
    try:
        with ZipFile(BytesIO(file)) as archive:
            infos = archive.infolist()
            if sum(info.file_size for info in infos) > LARGEST:
                raise LedgerError("This Word file is too large to be read.")
            return [(info, archive.read(info)) for info in infos]
    except (BadZipFile, zlib.error, NotImplementedError, RuntimeError, OSError, EOFError, ValueError) as fault:
        raise LedgerError("This Word file is damaged: one of its parts cannot be read.") from fault


def parts_of(file: bytes) -> dict[str, bytes]:
    """The parts of a Word file, by name."""
    return {info.filename: content for info, content in _parts(file)}


def attached(parts: dict[str, bytes]) -> tuple[bytes, str] | None:
    """The manifest and the text that came with a file; None when it has none."""
    for name in sorted(parts):
        if name.startswith("customXml/") and NAMESPACE.encode() in parts[name]:
            root = _xml(parts[name])
            manifest, text = root.findtext(f"{{{NAMESPACE}}}manifest"), root.findtext(f"{{{NAMESPACE}}}text")
            try:
                return b64decode(manifest or "", validate=True), b64decode(text or "", validate=True).decode()
            except ValueError as fault:
                raise LedgerError("The provenance in this file is damaged.") from fault
    return None


def body_words(parts: dict[str, bytes]) -> tuple[str, tuple[str, ...]]:
    """What a reader sees in the body, a paragraph a line; and apart from it the title and the lines of the note."""
    body = _xml(parts.get("word/document.xml", b"")).find(qn("w:body"))
    if body is None:
        raise LedgerError("This Word file has no text.")
    styles, numbers = _style_names(parts), _Numbers(parts)
    lines, frame = [], []
    for paragraph in body.iter(qn("w:p")):
        style = styles.get(_value(paragraph, "pPr", "pStyle"), "")
        words = "".join(_text(node) for node in paragraph.iter())
        if style in _TITLE or style == NOTE_STYLE:
            frame.append(words)
        else:
            lines.append(numbers.before(paragraph) + words)
    return "\n".join(lines), tuple(frame)


def other_words(parts: dict[str, bytes]) -> str:
    """What stands outside the body: headers, footers, notes, comments. We put nothing there."""
    found = [_xml(content) for name, content in parts.items() if name.startswith(_STORY) and name.endswith(".xml")]
    return " ".join("".join(_text(node) for node in root.iter()) for root in found).strip()


def hides(parts: dict[str, bytes]) -> str:
    """What makes a reader see something else than the words: hidden or struck ones, changes, pictures. We use none."""
    found = [
        etree.QName(node).localname
        for name in ("word/document.xml", "word/styles.xml")
        if name in parts
        for node in _xml(parts[name]).iter(*_HIDING)
        if node.get(qn("w:val")) not in _NO
    ]
    return " ".join(dict.fromkeys(found))


def _xml(content: bytes) -> Any:
    try:
        return etree.fromstring(content, etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=False))
    except etree.XMLSyntaxError as fault:
        raise LedgerError("This Word file is damaged: one of its parts is no XML.") from fault


def _text(node: Any) -> str:
    if node.tag in {qn("w:t"), qn("w:delText"), qn("w:instrText"), qn("w:fldSimple")}:
        return str(node.text or "")
    return "\n" if node.tag in {qn("w:br"), qn("w:cr")} else "\t" if node.tag == qn("w:tab") else ""


def _value(paragraph: Any, *path: str) -> str:
    found = paragraph.find("/".join(qn(f"w:{name}") for name in path))
    return "" if found is None else str(found.get(qn("w:val")) or "")


def _style_names(parts: dict[str, bytes]) -> dict[str, str]:
    if "word/styles.xml" not in parts:
        return {}
    names = {}
    for style in _xml(parts["word/styles.xml"]).findall(qn("w:style")):
        names[str(style.get(qn("w:styleId")))] = _value(style, "name")
    return names


class _Numbers:
    """What stands before each item of a numbered list."""

    def __init__(self, parts: dict[str, bytes]) -> None:
        self._kinds: dict[str, tuple[int, str]] = {}
        self._count: Counter[str] = Counter()
        if "word/numbering.xml" not in parts:
            return
        root = _xml(parts["word/numbering.xml"])
        abstract = {one.get(qn("w:abstractNumId")): one for one in root.findall(qn("w:abstractNum"))}
        for one in root.findall(qn("w:num")):
            kind = abstract.get(_value(one, "abstractNumId"))
            level = kind.find(qn("w:lvl")) if kind is not None else None
            if level is not None and _value(level, "numFmt") == "decimal":
                start = _value(level, "start")
                self._kinds[str(one.get(qn("w:numId")))] = (
                    int(start) if start.isdecimal() else 1,
                    _value(level, "lvlText"),
                )

    def before(self, paragraph: Any) -> str:
        """ "2. " """
        numbering = _value(paragraph, "pPr", "numPr", "numId")
        if numbering not in self._kinds:
            return ""
        start, form = self._kinds[numbering]
        self._count[numbering] += 1
        return f"{form.replace('%1', str(start + self._count[numbering] - 1))} "
