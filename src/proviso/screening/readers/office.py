"""What Word, Excel and PowerPoint packages share (ECMA-376): properties, links, charts, macros, files and pictures
inside. A part of an unknown kind is read as text, so that nothing hides in a place that we do not know.
"""

from __future__ import annotations

from lxml import etree

from .gathered import File, Gathered, ending_of
from .markup import Element, get, leaves, local, tree
from .ole import read_object
from .package import Package
from .picture import read_placed
from .vba import read_macros

_SKIPPED = (
    "[Content_Types]",
    "_xmlsignatures/",
    "docProps/thumbnail",
    "word/styles",
    "word/stylesWithEffects",
    "word/theme/",
    "word/fontTable",
    "word/webSettings",
    "word/numbering",
    "xl/styles",
    "xl/theme/",
    "xl/calcChain",
    "ppt/theme/",
    "ppt/tableStyles",
    "ppt/viewProps",
    "ppt/presProps",
)
"""Parts without words of a person: looks, fonts, signatures."""
OWN = frozenset(
    "creator lastModifiedBy Application AppVersion Template TotalTime Pages Words Characters Lines Paragraphs DocSecurity"
    " created modified revision CharactersWithSpaces ScaleCrop LinksUpToDate SharedDoc HyperlinksChanged HeadingPairs"
    " TitlesOfParts Company Manager lastPrinted language version Slides Notes HiddenSlides MMClips PresentationFormat".split()
)
"""Properties that the program writes itself. They are not sent."""
ATTRIBUTES = frozenset(
    "descr title alt name v val caption prompt promptTitle error errorTitle tooltip display connection command sourceFile"
    " url location Target string author initials displayName userId text formula authors".split()
)
"""Attributes that can hold words, in parts of no known form."""
_PICTURES = frozenset(".png .jpg .jpeg .tif .tiff .bmp .webp".split())
_PACKED = frozenset(
    ".docx .docm .xlsx .xlsm .pptx .pptm .pdf .rtf .htm .html .mht .txt .xml .odt .ods .odp .eml .msg .zip".split()
)
_DRAWN = frozenset(".emf .wmf .wdp .gif .svg .jxr .pict".split())
_TITLES = {
    "docProps/": "properties",
    "customXml/": "custom data",
    "xl/connections": "connections",
    "xl/externalLinks/": "values of other workbooks",
    "xl/pivotCache/": "pivot data",
    "ppt/tags/": "tags",
}


def read_rest(file: File, out: Gathered, package: Package, done: set[str]) -> None:
    """Every member that the reader of the format has not taken itself."""
    for member in sorted(package.names):
        if member in done or member.endswith("/") or member.startswith(_SKIPPED):
            continue
        ending = ending_of(member)
        if ending == ".rels":
            out.add(file, "links", _links(tree(file, package.bytes(member))))
        elif ending in {".xml", ".vml"} and not member.startswith("word/afchunk"):
            out.add(file, _title(member), _text(file, member, package.bytes(member)))
        else:
            _inside(file, out, package, member, ending)


def _inside(file: File, out: Gathered, package: Package, member: str, ending: str) -> None:
    name = member.rpartition("/")[2]
    if name.lower() == "vbaproject.bin":
        read_macros(file, out, package.bytes(member))
    elif ending in _PICTURES:
        read_placed(file, out, f"picture {name}", package.bytes(member))
    elif ending in _DRAWN or "/media/" in member:
        out.leave("picture" if ending in _DRAWN else "recording")
    elif "/embeddings/" in member or name.lower().startswith("oleobject"):
        if ending == ".bin":
            read_object(file, out, name, package.bytes(member))
        else:
            out.inside(file, "file", name, package.bytes(member))
    elif ending in _PACKED:
        out.inside(file, "file", name, package.bytes(member))
    elif not name.lower().startswith(("printersettings", "activex", "font")) and ending not in {".odttf", ".fntdata"}:
        out.leave("file inside it")


def _title(member: str) -> str:
    known = next((title for start, title in _TITLES.items() if member.startswith(start)), "")
    stem = member.rpartition("/")[2].partition(".")[0].rstrip("0123456789")
    return known or {"chart": "chart", "drawing": "drawing", "vmlDrawing": "drawing"}.get(stem, stem)


def _text(file: File, member: str, raw: bytes) -> str:
    root = tree(file, raw)
    if member.startswith("docProps/"):
        return "\n".join(filter(None, (_property(e) for e in root.iter())))
    if "/charts/" in member or "/diagrams/" in member or "/drawings/" in member:
        return drawn(root)
    return leaves(root, ATTRIBUTES)


def _property(element: Element) -> str:
    """The value of a property, unless the program wrote it by itself."""
    at: Element | None = element
    for _ in range(5):
        if at is not None and local(at) in OWN:
            return ""
        at = at.getparent() if at is not None else None
    name = element.get("name", "")
    return "\n".join(t for t in (name, (element.text or "").strip()) if t)


def drawn(root: Element) -> str:
    """Words of a drawing, a chart or a slide: paragraphs, cached values, and the words that describe pictures."""
    lines: list[str] = []
    run: list[str] = []
    for event, element in etree.iterwalk(root, events=("start", "end")):
        name = local(element)
        if event == "start":
            if name in {"cNvPr", "docPr"}:
                lines.extend(element.get(key, "") for key in ("descr", "title"))
            if element.text and element.text.strip() and not _is_place(element):
                run.append(element.text)
        elif name in {"br", "tab"}:
            run.append("\n" if name == "br" else "\t")
        elif name in _ENDS and run:
            lines.append("".join(run))
            run = []
    return "\n".join(line for line in (*lines, "".join(run)) if line.strip())


def _is_place(element: Element) -> bool:
    """A number that says where something is drawn, or how a note behaves."""
    parent = element.getparent()
    return parent is not None and local(parent) in {"from", "to", "pos", "positionH", "positionV", "ClientData"}


_ENDS = frozenset({"p", "pt", "txBody", "v", "f", "text", "tc", "from", "to"})


def _links(root: Element) -> str:
    return "\n".join(get(e, "Target") for e in root.iter() if e.get("TargetMode") == "External")
