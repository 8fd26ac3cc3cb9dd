"""What PDF/A-3a (ISO 19005-3) and PDF/UA-1 (ISO 14289-1) ask of the papers that we make, as far as a machine can tell.

Written from the checkpoints of the Matterhorn protocol and the clauses of PDF/A: no validator of its own is among the
packages that this house may use. `faults` gives a sentence for each thing that is not as it must be.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from typing import Any

from lxml import etree
from pypdf import PdfReader
from pypdf.generic import ArrayObject, ContentStream, DictionaryObject, IndirectObject, StreamObject

NAMES = {
    "pdfaid": "http://www.aiim.org/pdfa/ns/id/",
    "pdfuaid": "http://www.aiim.org/pdfua/ns/id/",
    "dc": "http://purl.org/dc/elements/1.1/",
    "xmp": "http://ns.adobe.com/xap/1.0/",
    "rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
    "pdfaSchema": "http://www.aiim.org/pdfa/ns/schema#",
}
ACTIONS = {"/GoTo", "/GoToR", "/GoToE", "/Thread", "/URI", "/Named"}
"""ISO 19005-3 6.5.1: every other kind of action is forbidden."""
FILTERS = {"/FlateDecode", "/DCTDecode", "/ASCIIHexDecode", "/ASCII85Decode", "/RunLengthDecode", "/CCITTFaxDecode"}
"""6.1.7.2; LZW and encryption are forbidden."""
KINDS = frozenset(
    re.findall(
        r"\S+",
        """
        Document DocumentFragment Part Art Sect Div BlockQuote Caption TOC TOCI Index NonStruct Private P H H1 H2 H3 H4
        H5 H6 L LI Lbl LBody Table TR TH TD THead TBody TFoot Span Quote Note Reference BibEntry Code Link Annot Ruby RB
        RT RP Warichu WT WP Figure Formula Form
        """,
    )
)
"""The standard structure types (ISO 32000-1, 14.8.4)."""
UNDER = {
    "TR": {"Table", "THead", "TBody", "TFoot"},
    "TH": {"TR"},
    "TD": {"TR"},
    "THead": {"Table"},
    "TBody": {"Table"},
    "TFoot": {"Table"},
    "LI": {"L"},
    "LBody": {"LI"},
    "TOCI": {"TOC"},
}
"""What may stand only inside what (Matterhorn 09-004 to 09-006)."""
SHOWS = {
    b"Tj",
    b"TJ",
    b"'",
    b'"',
    b"Do",
    b"sh",
    b"S",
    b"s",
    b"f",
    b"F",
    b"f*",
    b"B",
    b"B*",
    b"b",
    b"b*",
    b"INLINE IMAGE",
}
"""Operators that put something on a page."""
DEEPEST = 28
"""Of saved graphics states (6.1.13)."""


def faults(content: bytes) -> list[str]:
    """Everything that is not as the two standards ask."""
    reader = PdfReader(io.BytesIO(content))
    if reader.is_encrypted:
        return ["it is encrypted"]
    root: Any = reader.trailer["/Root"]
    tree = Tree(reader, root)
    return [
        *_frame(content, reader),
        *_metadata(reader, root),
        *_catalog(root),
        *_colors(root),
        *_objects(reader),
        *_fonts(reader),
        *tree.faults(),
        *_pages(reader, tree),
        *_files(root),
    ]


def _frame(content: bytes, reader: PdfReader) -> Iterator[str]:
    lines = content.split(b"\n", 2)
    if not re.fullmatch(rb"%PDF-1\.[0-7]", lines[0].rstrip()):
        yield "the header is not that of PDF 1.x"
    if not lines[1].startswith(b"%") or sum(byte > 127 for byte in lines[1][1:]) < 4:
        yield "the second line has no four bytes above 127"
    if not re.search(rb"%%EOF(\r\n|\r|\n)?\Z", content):
        yield "something stands behind the end of the file"
    if "/ID" not in reader.trailer:
        yield "the trailer has no ID"


def _metadata(reader: PdfReader, root: Any) -> Iterator[str]:
    stream = root.get("/Metadata")
    if stream is None:
        yield "there is no XMP"
        return
    if "/Filter" in stream.get_object():
        yield "the XMP is packed"
    xmp = etree.fromstring(stream.get_object().get_data(), etree.XMLParser(resolve_entities=False))

    def said(path: str) -> str:
        found: Any = xmp.xpath(f"string({path})", namespaces=NAMES)
        return str(found)

    wanted = {"//pdfaid:part": "3", "//pdfaid:conformance": "A", "//pdfuaid:part": "1"}
    yield from (f"the XMP does not say {path} {value}" for path, value in wanted.items() if said(path) != value)
    if not said(f"//pdfaSchema:namespaceURI[.='{NAMES['pdfuaid']}']"):
        yield "the XMP does not describe the words of PDF/UA"
    info = reader.metadata
    title = said("//dc:title//rdf:li")
    if not title:
        yield "there is no title"
    if info is not None and info.title and info.title != title:
        yield "the title of the XMP is another than that of the file"
    if (
        info is not None
        and info.creation_date
        and not said("//xmp:CreateDate").startswith(f"{info.creation_date:%Y-%m-%d}")
    ):
        yield "the date of the XMP is another than that of the file"


def _catalog(root: Any) -> Iterator[str]:
    marked = root.get("/MarkInfo", {})
    if not _is(marked.get("/Marked")) or _is(marked.get("/Suspects")):
        yield "it is not marked, or has suspects"
    if not re.fullmatch(r"[a-zA-Z]{2,3}(-[A-Za-z0-9]{2,8})*", str(root.get("/Lang", ""))):
        yield "it names no language"
    if not _is(root.get("/ViewerPreferences", {}).get("/DisplayDocTitle")):
        yield "a reader shows the name of the file, not its title"
    yield from (f"the catalog has {name}" for name in ("/AA", "/NeedsRendering", "/Requirements") if name in root)
    form = root.get("/AcroForm", {})
    if "/XFA" in form or _is(form.get("/NeedAppearances")):
        yield "it has a form that is not fixed"
    if "/Perms" in root:
        yield "it has permissions"


def _is(value: Any) -> bool:
    """A yes of the file; the object of a no counts as true by itself."""
    return bool(getattr(value, "value", False))


def _colors(root: Any) -> Iterator[str]:
    intents = [each.get_object() for each in root.get("/OutputIntents", [])]
    found = [each for each in intents if each.get("/S") == "/GTS_PDFA1"]
    if not found:
        yield "there is no output intent of PDF/A"
    for each in found:
        profile = each["/DestOutputProfile"].get_object()
        data = profile.get_data()
        size = int.from_bytes(data[:4], "big")
        if (
            data[36:40] != b"acsp"
            or size != len(data)
            or {b"RGB ": 3, b"GRAY": 1, b"CMYK": 4}.get(data[16:20]) != profile["/N"]
        ):
            yield "the profile of the output intent is damaged"


def _objects(reader: PdfReader) -> Iterator[str]:
    for number in range(1, int(reader.trailer["/Size"])):  # type: ignore[call-overload]  # a number
        found = reader.get_object(IndirectObject(number, 0, reader))
        for each in _inside(found):
            yield from _object(each, number)


def _inside(found: Any) -> Iterator[DictionaryObject]:
    """The dictionaries of one object, without those that it points to."""
    if isinstance(found, DictionaryObject):
        yield found
        for value in found.values():
            yield from _inside(value) if not isinstance(value, IndirectObject) else ()
    elif isinstance(found, ArrayObject):
        for value in found:
            yield from _inside(value) if not isinstance(value, IndirectObject) else ()


def _object(each: DictionaryObject, number: int) -> Iterator[str]:
    where = f"object {number}"
    kind = each.get("/S")
    is_action = each.get("/Type") == "/Action" or "/JS" in each or kind in {"/JavaScript", "/Launch", "/SubmitForm"}
    if is_action and (kind not in ACTIONS or "/JS" in each):
        yield f"{where} is an action that is forbidden: {kind}"
    if "/AA" in each:
        yield f"{where} has actions of its own"
    if isinstance(each, StreamObject):
        held = each.get("/Filter", [])
        used = {str(f) for f in held} if isinstance(held, ArrayObject) else {str(held)} if held else set()
        yield from (f"{where} is packed with {name}" for name in sorted(used - FILTERS))
        if "/F" in each:
            yield f"{where} has its content in another file"
        if each.get("/Subtype") == "/PS" or "/Ref" in each or "/OPI" in each or "/Alternates" in each:
            yield f"{where} is a drawing of a kind that is forbidden"


def _fonts(reader: PdfReader) -> Iterator[str]:
    for name, font in _every_font(reader):
        if font.get("/Subtype") == "/Type3":
            continue
        if "/ToUnicode" not in font:
            yield f"the font {name} does not say which letters its shapes are"
        else:
            cmap = font["/ToUnicode"].get_object().get_data()
            if re.search(rb"<(0000|FEFF|FFFE)>\s*(\n|endbf)", cmap.partition(b"beginbf")[2], re.IGNORECASE):
                yield f"the font {name} has shapes without a letter"
        inner = font["/DescendantFonts"][0].get_object() if font.get("/Subtype") == "/Type0" else font
        described = inner["/FontDescriptor"].get_object()
        if not {"/FontFile", "/FontFile2", "/FontFile3"} & set(described):
            yield f"the font {name} is not inside"
        if font.get("/Subtype") == "/Type0":
            if "/CIDSystemInfo" not in inner or "/W" not in inner:
                yield f"the font {name} has no widths, or no order of its shapes"
            if inner.get("/Subtype") == "/CIDFontType2" and "/CIDToGIDMap" not in inner:
                yield f"the font {name} does not say which shapes it uses"


def _every_font(reader: PdfReader) -> Iterator[tuple[str, Any]]:
    seen = set()
    for number in range(1, int(reader.trailer["/Size"])):  # type: ignore[call-overload]  # a number
        found: Any = reader.get_object(IndirectObject(number, 0, reader))
        is_font = isinstance(found, DictionaryObject) and found.get("/Type") == "/Font"
        if is_font and not str(found.get("/Subtype", "")).startswith("/CIDFont") and number not in seen:
            seen.add(number)
            yield str(found.get("/BaseFont", "")), found


class Tree:
    """The structure of the document: what each part is, in the order in which it is read aloud."""

    def __init__(self, reader: PdfReader, root: Any) -> None:
        self.roles: dict[str, str] = {}
        self.headings: list[int] = []
        self.said: list[str] = []
        self.content: dict[int, set[int]] = {}
        """By page: the numbers of marked content that stand in the tree."""
        self.notes: list[str] = []
        self._pages = {
            page.indirect_reference.idnum: n for n, page in enumerate(reader.pages) if page.indirect_reference
        }
        top = root.get("/StructTreeRoot")
        if top is None:
            self.said.append("there is no structure")
            return
        top = top.get_object()
        if "/ParentTree" not in top:
            self.said.append("the structure has no way back from the pages")
        self.roles = {str(k)[1:]: str(v)[1:] for k, v in (top.get("/RoleMap") or {}).items()}
        self._walk(top.get("/K"), "", None)

    def faults(self) -> Iterator[str]:
        """What is wrong with it."""
        yield from self.said
        if not self.headings:
            yield "there is no heading"
        elif self.headings[0] != 1:
            yield f"the first heading is H{self.headings[0]}"
        for before, after in zip(self.headings, self.headings[1:], strict=False):
            if after > before + 1:
                yield f"a heading H{after} follows H{before}"
        if len(set(self.notes)) != len(self.notes):
            yield "two notes have the same ID"

    def _kind(self, raw: str) -> str:
        for _ in range(8):
            if raw in KINDS:
                return raw
            raw = self.roles.get(raw, "")
        return ""

    def _walk(self, kid: Any, parent: str, page: Any) -> None:
        if kid is None:
            return
        if isinstance(kid, int):
            if page is not None:
                self.content.setdefault(self._pages[page], set()).add(int(kid))
            return
        if isinstance(kid, ArrayObject):
            for each in kid:
                self._walk(each, parent, page)
            return
        held = kid.get_object()
        if isinstance(held, ArrayObject | int):
            self._walk(held, parent, page)
        elif held.get("/Type") == "/MCR":
            self._walk(held["/MCID"], parent, held.raw_get("/Pg").idnum if "/Pg" in held else page)
        elif held.get("/Type") != "/OBJR":
            self._element(held, parent, held.raw_get("/Pg").idnum if "/Pg" in held else page)

    def _element(self, held: Any, parent: str, page: Any) -> None:
        raw = str(held.get("/S", ""))[1:]
        kind = self._kind(raw)
        if not kind:
            self.said.append(f"{raw!r} is no kind of part, and stands for none")
        if "/P" not in held:
            self.said.append(f"a part {raw} does not know where it belongs")
        if parent and kind in UNDER and parent not in UNDER[kind]:
            self.said.append(f"{kind} stands in {parent}")
        if re.fullmatch("H[1-6]", kind):
            self.headings.append(int(kind[1]))
        if kind in {"Figure", "Formula"} and not (held.get("/Alt") or held.get("/ActualText")):
            self.said.append(f"a {kind} has no words")
        if kind == "TH" and not _scope(held):
            self.said.append("a head of a table does not say what it is the head of")
        if kind == "Table":
            self._table(held)
        if kind == "Note":
            self.notes.append(str(held.get("/ID", "")))
        self._walk(held.get("/K"), kind if kind not in {"NonStruct", "Div"} else parent, page)

    def _table(self, table: Any) -> None:
        rows = list(self._rows(table))
        widths = {sum(_span(cell) for cell in row) for row in rows if row}
        if not any(self._kind(str(cell.get("/S"))[1:]) == "TH" for row in rows for cell in row):
            self.said.append("a table has no head")
        spans = any("/RowSpan" in str(cell.get("/A")) for row in rows for cell in row)
        if len(widths) > 1 and not spans:
            self.said.append(f"a table has rows of {sorted(widths)} cells")

    def _rows(self, part: Any) -> Iterator[list[Any]]:
        kids = part.get("/K")
        for kid in kids if isinstance(kids, ArrayObject) else [kids]:
            held: Any = kid.get_object() if kid is not None else None
            if not isinstance(held, DictionaryObject):
                continue
            kind = self._kind(str(held.get("/S", ""))[1:])
            if kind in {"THead", "TBody", "TFoot"}:
                yield from self._rows(held)
            elif kind == "TR":
                cells = held.get("/K")
                listed: list[Any] = list(cells) if isinstance(cells, ArrayObject) else [cells]
                yield [c.get_object() for c in listed if isinstance(c.get_object(), DictionaryObject)]


def _attributes(held: Any) -> Iterator[Any]:
    found = held.get("/A")
    for each in found if isinstance(found, ArrayObject) else [found] if found is not None else []:
        if isinstance(each.get_object(), DictionaryObject):
            yield each.get_object()


def _scope(held: Any) -> bool:
    return any(a.get("/Scope") in {"/Row", "/Column", "/Both"} for a in _attributes(held))


def _span(held: Any) -> int:
    return max((int(a.get("/ColSpan", 1)) for a in _attributes(held)), default=1)


def _pages(reader: PdfReader, tree: Tree) -> Iterator[str]:
    for number, page in enumerate(reader.pages):
        where = f"page {number + 1}"
        yield from (f"{where} has {name}" for name in ("/AA", "/PresSteps", "/Trans") if name in page)
        yield from _annotations(page, where)
        yield from _marks(reader, page, where, tree.content.get(number, set()))


def _annotations(page: Any, where: str) -> Iterator[str]:
    found = [each.get_object() for each in page.get("/Annots", [])]
    if found and page.get("/Tabs") != "/S":
        yield f"{where} is tabbed through in another order than it is read in"
    for each in found:
        kind, flags = str(each.get("/Subtype")), int(each.get("/F", 0))
        if kind in {"/3D", "/Sound", "/Screen", "/Movie", "/RichMedia"}:
            yield f"{where} has a {kind}"
        if kind != "/Popup" and (not flags & 4 or flags & (1 | 2 | 32)):
            yield f"{where} has a {kind} that is not printed"
        if kind == "/Link" and not each.get("/Contents"):
            yield f"{where} has a link without words"
        if "/StructParent" not in each:
            yield f"{where} has a {kind} outside of the structure"


def _marks(reader: PdfReader, page: Any, where: str, known: set[int]) -> Iterator[str]:
    """Whatever is shown is either part of the structure or an artifact (PDF/UA-1 7.1)."""
    content = page.get_contents()
    if content is None:
        return
    marks: list[int | None] = []
    used: list[int] = []
    deep = deepest = bare = 0
    for operands, operator in ContentStream(content, reader).operations:
        if operator in {b"BDC", b"BMC"}:
            given = operands[1] if len(operands) > 1 else {}
            number = int(str(given["/MCID"])) if isinstance(given, DictionaryObject) and "/MCID" in given else None
            marks.append(number if number is not None else -1 if operands[0] == "/Artifact" else None)
            used += [number] if number is not None else []
        elif operator == b"EMC":
            marks.pop()
        elif operator == b"q":
            deep, deepest = deep + 1, max(deepest, deep + 1)
        elif operator == b"Q":
            deep -= 1
        elif operator in SHOWS and all(mark is None for mark in marks):
            bare += 1
    if bare:
        yield f"{where} shows {bare} things that are neither structure nor artifact"
    if marks or deepest > DEEPEST:
        yield f"{where} does not close what it opens, or opens too much"
    if len(set(used)) != len(used):
        yield f"{where} uses a number of marked content twice"
    if set(used) != known:
        yield f"{where} has marked content that the structure does not know, or lacks some"


def _files(root: Any) -> Iterator[str]:
    listed = root.get("/Names", {}).get("/EmbeddedFiles")
    named = {each.get_object()["/UF"] for each in root.get("/AF", [])}
    names = listed.get_object() if listed is not None else {}
    found = [each.get_object() for each in (names.get("/Names") or [])[1::2]]
    for kid in names.get("/Kids") or []:
        found += [each.get_object() for each in kid.get_object()["/Names"][1::2]]
    for each in found:
        name = each.get("/UF", "")
        if not each.get("/F") or not name:
            yield "an attachment has no name"
        if name not in named:
            yield f"the attachment {name} belongs to nothing"
        if each.get("/AFRelationship") not in {"/Source", "/Data", "/Alternative", "/Supplement", "/Unspecified"}:
            yield f"the attachment {name} does not say what it is to the document"
        if not each.get("/Desc"):
            yield f"the attachment {name} is not described"
        stream = each["/EF"]["/F"].get_object()
        if not re.fullmatch(r"/[a-z]+(/|#2[Ff])[a-z0-9.+-]+", str(stream.get("/Subtype", ""))):
            yield f"the attachment {name} names no type"
        if stream.get("/Params", {}).get("/Size") != len(stream.get_data()) or "/ModDate" not in stream["/Params"]:
            yield f"the attachment {name} has another size than it says, or no date"
