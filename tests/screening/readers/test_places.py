"""Wherever a text can stand in a file, it is found, and the name of its part says where."""

# ruff: noqa: E501  # the markup of a file is read on one line
from __future__ import annotations

import io
import zlib

import pytest
from pypdf import PdfWriter
from pypdf.generic import (
    ArrayObject,
    DecodedStreamObject,
    DictionaryObject,
    NameObject,
    NumberObject,
    TextStringObject,
)

from proviso.model import FindingClass
from proviso.screening import screen
from proviso.screening.readers import Document, read
from tests.screening.readers.made import (
    A,
    R,
    W,
    X,
    attached,
    book,
    exif,
    macros,
    mail,
    odf,
    ole,
    outlook,
    packed,
    png,
    show,
    slide,
    word,
)  # fmt: skip

M = "marigold weir"
"""What must be found."""
PARAGRAPH = f"<w:p><w:r><w:t>{M}</w:t></w:r></w:p>"
CHART = f'<c:chart xmlns:c="urn:c"><c:ser><c:cat><c:pt><c:v>{M}</c:v></c:pt></c:cat></c:ser></c:chart>'
PROPERTIES = (
    f'<cp:p xmlns:cp="urn:cp" xmlns:dc="urn:dc"><dc:creator>Ann Vale</dc:creator><dc:subject>{M}</dc:subject></cp:p>'
)


def where(document: Document) -> list[str]:
    """Names of the parts that say it."""
    return [part.name for part in document.parts if M in part.text]


WORD = [
    ({"word/header2.xml": f"<w:hdr {W}>{PARAGRAPH}</w:hdr>"}, "header"),
    ({"word/footer1.xml": f"<w:ftr {W}>{PARAGRAPH}</w:ftr>"}, "footer"),
    ({"word/comments.xml": f"<w:comments {W}><w:comment>{PARAGRAPH}</w:comment></w:comments>"}, "comments"),
    ({"word/footnotes.xml": f"<w:footnotes {W}><w:footnote>{PARAGRAPH}</w:footnote></w:footnotes>"}, "footnotes"),
    ({"word/endnotes.xml": f"<w:endnotes {W}><w:endnote>{PARAGRAPH}</w:endnote></w:endnotes>"}, "endnotes"),
    ({"word/glossary/document.xml": f"<w:glossaryDocument {W}>{PARAGRAPH}</w:glossaryDocument>"}, "document"),
    ({"word/settings.xml": f'<w:settings {W}><w:docVar w:name="x" w:val="{M}"/></w:settings>'}, "settings"),
    ({"docProps/core.xml": PROPERTIES}, "properties"),
    ({"docProps/custom.xml": f'<p><property name="Case"><v>{M}</v></property></p>'}, "properties"),
    ({"customXml/item1.xml": f"<d><v>{M}</v></d>"}, "custom data"),
    ({"customXml/item1.xml": f'<d><v name="{M}"/></d>'}, "custom data"),
    ({"word/charts/chart1.xml": CHART}, "chart"),
    ({"word/diagrams/data1.xml": f"<d {A}><a:p><a:t>{M}</a:t></a:p></d>"}, "data"),
    (
        {
            "word/_rels/document.xml.rels": f'<R><Relationship Target="https://x.example/{M}" TargetMode="External"/></R>'
        },
        "links",
    ),
    ({"word/vbaProject.bin": macros(f"Sub A()\r\n' {M}\r\nEnd Sub")}, "macro Module1"),
    ({"word/embeddings/plan.docx": word(text=M)}, "file plan.docx"),
    ({"word/afchunk1.htm": f"<p>{M}</p>"}, "file afchunk1.htm"),
]


@pytest.mark.parametrize(("members", "place"), WORD, ids=[f"{n}-{place}" for n, (_, place) in enumerate(WORD)])
@pytest.mark.parametrize("name", ["plan.docx", "plan.docm", "plan.dotx"])
def test_every_place_of_a_word_file(name: str, members: dict[str, str | bytes], place: str) -> None:
    assert where(read(name, word(members))) == [f"{name}: {place}"]


@pytest.mark.parametrize(
    "inside",
    [
        f"<w:del><w:r><w:delText>{M}</w:delText></w:r></w:del>",
        f"<w:r><w:rPr><w:vanish/></w:rPr><w:t>{M}</w:t></w:r>",
        f"<w:r><w:instrText>{M}</w:instrText></w:r>",
        f'<w:r><w:drawing><wp:docPr xmlns:wp="urn:wp" descr="{M}"/></w:drawing></w:r>',
        f'<w:ins w:author="A"><w:r><w:t>{M}</w:t></w:r></w:ins>',
        "<w:r><w:t>mari</w:t></w:r><w:r><w:t>gold weir</w:t></w:r>",
    ],
)
def test_every_place_of_a_word_paragraph(inside: str) -> None:
    body = f"<w:document {W}><w:body><w:p>{inside}</w:p></w:body></w:document>"
    assert where(read("plan.docx", word({"word/document.xml": body}))) == ["plan.docx"]


CELL = f'<row r="1"><c r="A1" t="inlineStr"><is><t>{M}</t></is></c></row>'
BOOKS = [
    ({"xl/worksheets/sheet1.xml": f"<worksheet {X}><sheetData>{CELL}</sheetData></worksheet>"}, "sheet Budget"),
    (
        {
            "xl/worksheets/sheet1.xml": f'<worksheet {X}><cols><col min="1" max="1" hidden="1"/></cols><sheetData>'
            f'{CELL.replace("<row", chr(60) + "row hidden=" + chr(34) + "1" + chr(34))}</sheetData></worksheet>'
        },
        "sheet Budget",
    ),
    (
        {
            "xl/sharedStrings.xml": f"<sst {X}><si><r><t>mari</t></r><r><t>gold weir</t></r></si></sst>",
            "xl/worksheets/sheet1.xml": f'<worksheet {X}><sheetData><row><c r="A1" t="s"><v>0</v></c></row></sheetData></worksheet>',
        },
        "sheet Budget",
    ),
    ({"xl/sharedStrings.xml": f"<sst {X}><si><t>{M}</t></si></sst>"}, "text of no cell"),
    ({"xl/worksheets/sheet9.xml": f"<worksheet {X}><sheetData>{CELL}</sheetData></worksheet>"}, "sheet sheet9.xml (hidden)"),
    (
        {
            "xl/worksheets/sheet1.xml": f"<worksheet {X}><sheetData/><headerFooter><oddHeader>&amp;C&amp;\"Arial\"{M}</oddHeader></headerFooter></worksheet>"
        },
        "sheet Budget, header and footer",
    ),
    (
        {
            "xl/worksheets/sheet1.xml": f'<worksheet {X}><sheetData/><dataValidations><dataValidation prompt="{M}"/></dataValidations></worksheet>'
        },
        "sheet Budget, header and footer",
    ),
    (
        {
            "xl/worksheets/sheet1.xml": f'<worksheet {X}><sheetData><row><c r="A1"><f>IF(B1,"{M}","")</f></c></row></sheetData></worksheet>'
        },
        "formulas",
    ),
    ({"xl/comments1.xml": f"<comments {X}><commentList><comment><text><t>{M}</t></text></comment></commentList></comments>"}, "comments"),
    ({"xl/threadedComments/threadedComment1.xml": f"<T><threadedComment><text>{M}</text></threadedComment></T>"}, "threadedComment"),
    ({"xl/drawings/drawing1.xml": f"<d {A}><a:p><a:t>{M}</a:t></a:p></d>"}, "drawing"),
    ({"xl/charts/chart1.xml": CHART}, "chart"),
    ({"xl/tables/table1.xml": f'<table {X}><tableColumn name="{M}"/></table>'}, "table"),
    ({"xl/connections.xml": f'<connections {X}><connection><dbPr connection="{M}"/></connection></connections>'}, "connections"),
    ({"xl/pivotCache/pivotCacheDefinition1.xml": f'<p {X}><s v="{M}"/></p>'}, "pivot data"),
    ({"xl/externalLinks/externalLink1.xml": f"<e {X}><cell><v>{M}</v></cell></e>"}, "values of other workbooks"),
    ({"xl/vbaProject.bin": macros(f"' {M}")}, "macro Module1"),
    ({"docProps/core.xml": PROPERTIES}, "properties"),
    ({"xl/embeddings/notes.docx": word(text=M)}, "file notes.docx"),
]  # fmt: skip


@pytest.mark.parametrize(("members", "place"), BOOKS, ids=[f"{n}-{place}" for n, (_, place) in enumerate(BOOKS)])
def test_every_place_of_a_workbook(members: dict[str, str | bytes], place: str) -> None:
    assert where(read("plan.xlsm", book(members))) == [f"plan.xlsm: {place}"]


@pytest.mark.parametrize("state", ["hidden", "veryHidden"])
def test_a_hidden_sheet_is_read_and_called_hidden(state: str) -> None:
    document = read("plan.xlsx", book(state=state))
    assert document.parts[0].name == "plan.xlsx: sheet Budget (hidden)"
    assert document.notes == ("plan.xlsx: 1 sheet read, 1 of them hidden.",)


def test_names_of_cells_and_dates_of_birth_read_like_what_they_are() -> None:
    names = f'<definedNames><definedName name="{M}">Budget!$A$1</definedName></definedNames>'
    dated = {
        "xl/styles.xml": f'<styleSheet {X}><cellXfs><xf numFmtId="0"/><xf numFmtId="14"/></cellXfs></styleSheet>',
        "xl/worksheets/sheet1.xml": f'<worksheet {X}><sheetData><row><c r="A1" t="str"><v>DOB</v></c><c r="B1" s="1"><v>32216</v></c></row></sheetData></worksheet>',
    }
    document = read("plan.xlsx", book(dict(dated), extra=names))
    assert where(document) == ["plan.xlsx: names"]
    assert document.parts[0].text == "DOB\t03/14/1988"


SHOWS = [
    ({"ppt/slides/slide1.xml": slide(M)}, "slide 1"),
    ({"ppt/slides/slide1.xml": slide(M, 'show="0"')}, "slide 1 (hidden)"),
    ({"ppt/notesSlides/notesSlide1.xml": slide(M)}, "slide notes 1"),
    ({"ppt/slideMasters/slideMaster1.xml": slide(M)}, "slide master"),
    ({"ppt/slideLayouts/slideLayout1.xml": slide(M)}, "slide layout"),
    ({"ppt/handoutMasters/handoutMaster1.xml": slide(M)}, "handout master"),
    ({"ppt/comments/comment1.xml": f"<p:cmLst {A}><p:cm><p:text>{M}</p:text></p:cm></p:cmLst>"}, "comments"),
    (
        {"ppt/slides/slide1.xml": f'<p:sld {A}><p:pic><p:cNvPr id="1" descr="{M}"/></p:pic></p:sld>'},
        "slide 1",
    ),
    ({"ppt/charts/chart1.xml": CHART}, "chart"),
    ({"ppt/diagrams/data1.xml": f"<d {A}><a:p><a:t>{M}</a:t></a:p></d>"}, "data"),
    ({"ppt/tags/tag1.xml": f'<p:tagLst {A}><p:tag name="x" val="{M}"/></p:tagLst>'}, "tags"),
    ({"ppt/embeddings/data.xlsx": book({"docProps/core.xml": PROPERTIES})}, "file data.xlsx, properties"),
    ({"ppt/vbaProject.bin": macros(f"' {M}")}, "macro Module1"),
    ({"docProps/core.xml": PROPERTIES}, "properties"),
    (
        {
            "ppt/presentation.xml": f'<p:presentation {A} {R}><p:sldIdLst><p:sldId r:id="rId1"/></p:sldIdLst><p14:section xmlns:p14="urn:p14" name="{M}"/></p:presentation>'
        },
        "sections",
    ),
]


@pytest.mark.parametrize(("members", "place"), SHOWS, ids=[f"{n}-{place}" for n, (_, place) in enumerate(SHOWS)])
def test_every_place_of_a_slide_show(members: dict[str, str | bytes], place: str) -> None:
    assert where(read("plan.pptx", show(members))) == [f"plan.pptx: {place}"]


TEXT = "<office:body><office:text>{}</office:text></office:body>"
HEAD = (
    '<s:x xmlns:s="urn:oasis:names:tc:opendocument:xmlns:style:1.0" xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0">'
    f"<s:header><text:p>{M}</text:p></s:header></s:x>"
)
ODFS = [
    ("plan.odt", odf("text", TEXT.format(f"<text:p>{M}</text:p>")), ""),
    ("plan.odt", odf("text", TEXT.format(f"<text:tracked-changes><text:deletion><text:p>{M}</text:p></text:deletion></text:tracked-changes>")), ""),
    ("plan.odt", odf("text", TEXT.format(f"<text:p>x<office:annotation><text:p>{M}</text:p></office:annotation></text:p>")), ""),
    ("plan.odt", odf("text", TEXT.format('<text:p>marigold<text:s text:c="1"/>weir</text:p>')), ""),
    ("plan.odt", odf("text", TEXT.format(f'<text:hidden-text text:string-value="{M}"/>')), ""),
    ("plan.odt", odf("text", TEXT.format("<text:p>x</text:p>"), {"styles.xml": HEAD}), ": headers and footers"),
    ("plan.odt", odf("text", TEXT.format("<text:p>x</text:p>"), {"meta.xml": f"<m xmlns:dc='urn:dc'><dc:subject>{M}</dc:subject></m>"}), ": properties"),
    ("plan.odt", odf("text", TEXT.format("<text:p>x</text:p>"), {"Basic/Standard/Module1.xml": f'<!DOCTYPE a PUBLIC "x" "y.dtd"><m>{M}</m>'}), ": macro Module1"),
    ("plan.odt", odf("text", TEXT.format("<text:p>x</text:p>"), {"Object 1/content.xml": f"<o>{M}</o>"}), ": object Object 1"),
    ("plan.odt", odf("text", TEXT.format("<text:p>x</text:p>"), {"notes.txt": M}), ": file notes.txt"),
    (
        "plan.ods",
        odf(
            "spreadsheet",
            '<office:automatic-styles><style:style style:name="h"><style:table-properties table:display="false"/></style:style></office:automatic-styles>'
            f'<office:body><office:spreadsheet><table:table table:name="Budget" table:style-name="h"><table:table-row><table:table-cell><text:p>{M}</text:p></table:table-cell></table:table-row></table:table></office:spreadsheet></office:body>',
        ),
        ": sheet Budget (hidden)",
    ),
    ("plan.odp", odf("presentation", f"<office:body><draw:page><draw:frame><text:p>{M}</text:p></draw:frame></draw:page></office:body>"), ""),
]  # fmt: skip


@pytest.mark.parametrize(("name", "data", "place"), ODFS, ids=[f"{n}{place}" for n, (_, _, place) in enumerate(ODFS)])
def test_every_place_of_an_open_document(name: str, data: bytes, place: str) -> None:
    assert where(read(name, data)) == [name + place]


RTFS = [
    (rb"{\rtf1\ansi " + M.encode() + rb"\par}", ""),
    (rb"{\rtf1 x{\v " + M.encode() + rb"}}", ""),
    (rb"{\rtf1 \'6darigold \u119?eir}", ""),
    (rb"{\rtf1 mari{\b gold} weir}", ""),
    (rb"{\rtf1 x{\header " + M.encode() + rb"\par}}", "header"),
    (rb"{\rtf1 x{\footerf " + M.encode() + rb"\par}}", "footer"),
    (rb"{\rtf1 x{\footnote " + M.encode() + rb"}}", "footnotes"),
    (rb"{\rtf1 x{\*\annotation " + M.encode() + rb"}}", "comments"),
    (rb"{\rtf1{\info{\title " + M.encode() + rb"}{\author Ann Vale}}x}", "properties"),
    (rb"{\rtf1 x{\*\unheardof " + M.encode() + rb"}}", "other text"),
    (rb"{\rtf1 x{\field{\*\fldinst HYPERLINK " + M.encode() + rb"}{\fldrslt here}}}", "links"),
    (rb"{\rtf1 {\pict\bin5 }}{\\}" + M.encode() + rb"}", ""),
]


@pytest.mark.parametrize(("data", "place"), RTFS)
def test_every_place_of_a_rich_text(data: bytes, place: str) -> None:
    assert where(read("plan.rtf", data)) == ["plan.rtf" + (f": {place}" if place else "")]


def test_an_object_in_a_rich_text_is_the_file_that_it_packs() -> None:
    content = M.encode()
    native = (
        b"\2\0notes.txt\0C:\\notes.txt\0"
        + bytes(4)
        + (1).to_bytes(4, "little")
        + b"\0"
        + len(content).to_bytes(4, "little")
        + content
    )
    head = bytes(8) + b"\x08\0\0\0Package\0" + bytes(8) + len(native).to_bytes(4, "little")
    document = read("plan.rtf", rb"{\rtf1 x{\object{\*\objdata " + (head + native).hex().encode() + b"}}}")
    assert where(document) == ["plan.rtf: object notes.txt"]


PAGES = [
    (f"<p>{M}</p>", ""),
    ("<p>mari<b>gold</b> weir</p>", ""),
    (f'<p style="display: none">{M}</p>', "hidden text"),
    (f"<div hidden><p>{M}</p></div>", "hidden text"),
    (f"<p>x</p><!-- {M} -->", "comments"),
    (f'<img alt="{M}">', "attributes"),
    (f'<input type="hidden" value="{M}">', "attributes"),
    (f'<input placeholder="{M}">', "attributes"),
    (f'<meta name="description" content="{M}">', "attributes"),
    (f'<p title="{M}">x</p>', "attributes"),
    (f'<script>var a = "{M}";</script>', "scripts"),
    (f"<script>/* {M} */</script>", "scripts"),
    (f'<script type="application/ld+json">{{"a": "{M}"}}</script>', "scripts"),
    (f"<noscript>{M}</noscript>", "hidden text"),
    (f"<title>{M}</title>", ""),
]


@pytest.mark.parametrize(("page", "place"), PAGES)
def test_every_place_of_a_web_page(page: str, place: str) -> None:
    document = read("plan.html", f"<html><body>The levee held. {page}</body></html>".encode())
    assert where(document) == ["plan.html" + (f": {place}" if place else "")]


MAILS = [
    (mail(("Content-Type: text/plain", b"x"), headers=f"Subject: {M}\n"), ""),
    (mail(("Content-Type: text/plain", b"x"), headers="Subject: =?utf-8?q?marigold_weir?=\n"), ""),
    (mail(("Content-Type: text/plain", b"x"), headers=f"X-Remark: {M}\n"), ""),
    (mail(("Content-Type: text/plain", M.encode())), ""),
    (mail(("Content-Type: text/plain\nContent-Transfer-Encoding: quoted-printable", b"mari=67old=20weir")), ""),
    (mail(("Content-Type: text/html", f"<p>{M}</p>".encode())), "HTML"),
    (mail(("Content-Type: text/html", f"<p>x</p><!--{M}-->".encode())), "HTML comments"),
    (mail(attached("notes.txt", M.encode())), "attachment notes.txt"),
    (mail(attached("plan.docx", word(text=M))), "attachment plan.docx"),
    (mail(attached("plan.docx", word({"word/header1.xml": f"<w:hdr {W}>{PARAGRAPH}</w:hdr>"}))), "attachment plan.docx, header"),
    (mail(attached("all.zip", packed({"deep/notes.txt": M}))), "attachment all.zip, file deep/notes.txt"),
    (mail(("Content-Type: message/rfc822", mail(("Content-Type: text/plain", M.encode()), mark="c"))), "attachment Flood report.eml"),
    (mail(("Content-Type: text/calendar", f"BEGIN:VEVENT\nSUMMARY:{M}\nEND:VEVENT\n".encode())), "attachment unnamed.ics"),
]  # fmt: skip


@pytest.mark.parametrize(("data", "place"), MAILS, ids=[f"{n}{place}" for n, (_, place) in enumerate(MAILS)])
def test_every_place_of_a_mail(data: bytes, place: str) -> None:
    assert where(read("note.eml", data)) == ["note.eml" + (f": {place}" if place else "")]


def compressed_rtf(words: str) -> bytes:
    """MS-OXRTFCP with literals only."""
    raw = rb"{\rtf1 " + words.encode() + b"}"
    body = b"".join(b"\0" + raw[at : at + 8] for at in range(0, len(raw), 8))
    return (len(body) + 12).to_bytes(4, "little") + len(raw).to_bytes(4, "little") + b"LZFu" + bytes(4) + body


ATTACH = "__attach_version1.0_#00000000/"
OUTLOOKS = [
    (outlook({"1000001F": M}), ""),
    (outlook({"0037001F": M}), ""),
    (outlook({"1000001F": "x", "10130102": f"<p>{M}</p>".encode()}), "HTML"),
    (outlook({"1000001F": "x", "10090102": compressed_rtf(M)}), "rich text"),
    (outlook({"1000001F": "x", "8001001F": M}), "properties"),
    ({**outlook({"1000001F": "x"}), **outlook({"3001001F": M}, "__recip_version1.0_#00000000/")}, "people"),
    (
        {**outlook({"1000001F": "x"}), **outlook({"3707001F": "a.txt", "37010102": M.encode()}, ATTACH)},
        "attachment a.txt",
    ),
    (
        {
            **outlook({"1000001F": "x"}),
            **outlook({"3001001F": "Old one"}, ATTACH),
            **outlook({"1000001F": M}, f"{ATTACH}__substg1.0_3701000D/"),
        },
        "attachment 1 Old one",
    ),
]


@pytest.mark.parametrize(("streams", "place"), OUTLOOKS, ids=[f"{n}{place}" for n, (_, place) in enumerate(OUTLOOKS)])
def test_every_place_of_an_outlook_message(streams: dict[str, bytes], place: str) -> None:
    assert where(read("note.msg", ole(streams))) == ["note.msg" + (f": {place}" if place else "")]


CARDS = [
    ("a.ics", f"BEGIN:VEVENT\nSUMMARY:{M}\nEND:VEVENT\n"),
    ("a.ics", "BEGIN:VEVENT\nDESCRIPTION:mari\n gold weir\nEND:VEVENT\n"),
    ("a.vcf", f"BEGIN:VCARD\nNOTE:{M}\nEND:VCARD\n"),
    ("a.vcf", "BEGIN:VCARD\nNOTE;ENCODING=QUOTED-PRINTABLE:mari=67old=\n weir\nEND:VCARD\n"),
    ("a.vtt", f"WEBVTT\n\n00:01.000 --> 00:02.000\n{M}\n"),
    ("a.srt", f"1\n00:00:01,000 --> 00:00:02,000\n{M}\n"),
    ("a.csv", f"a,b\n1,{M}\n"),
    ("a.yaml", f"a: {M}\n"),
    ("a.py", f"# {M}\n"),
    ("a.xml", f"<a><!-- {M} --></a>"),
    ("README", f"{M}\n"),
]


@pytest.mark.parametrize(("name", "text"), CARDS)
def test_texts_of_every_kind_are_texts(name: str, text: str) -> None:
    assert where(read(name, text.encode())) == [name]


def test_what_json_writes_with_escapes_is_read_as_its_reader_sees_it() -> None:
    said = read("a.json", rb'{"a": "\u006darigold weir", "b": "one\nCUI//SP-PRVCY\ntwo"}')
    assert where(said) == ["a.json: escaped strings"]
    assert [f.kind for f in screen(said.parts).of(FindingClass.CONTROLLED)] == ["CUI"]


def pdf(change: str) -> bytes:
    """A PDF that says it in one place."""
    writer = PdfWriter()
    page = writer.add_blank_page(width=300, height=200)
    font = DictionaryObject({NameObject("/Type"): NameObject("/Font"), NameObject("/Subtype"): NameObject("/Type1"), NameObject("/BaseFont"): NameObject("/Helvetica")})  # fmt: skip
    page[NameObject("/Resources")] = DictionaryObject(
        {NameObject("/Font"): DictionaryObject({NameObject("/F1"): font})}
    )
    stream = DecodedStreamObject()
    looks = {"white": "1 g", "invisible": "3 Tr"}.get(change, "")
    words = M if change in {"page", "white", "invisible"} else "The levee held."
    stream.set_data(f"BT {looks} /F1 12 Tf 20 100 Td ({words}) Tj ET".encode())
    page[NameObject("/Contents")] = writer._add_object(stream)
    if change == "title":
        writer.add_metadata({"/Title": M})
    elif change == "outline":
        writer.add_outline_item(title=M, page_number=0)
    elif change == "script":
        action = {"/S": NameObject("/JavaScript"), "/JS": TextStringObject(f'app.alert("{M}");')}
        made = DictionaryObject({NameObject(key): value for key, value in action.items()})
        writer._root_object[NameObject("/OpenAction")] = writer._add_object(made)
    elif change == "file":
        writer.add_attachment("notes.txt", M.encode())
    elif change == "docx":
        writer.add_attachment("notes.docx", word(text=M))
    elif change == "xmp":
        packet = DecodedStreamObject()
        packet.set_data(f"<x:xmpmeta xmlns:x='adobe:ns:meta/'><d xmlns='urn:d'>{M}</d></x:xmpmeta>".encode())
        packet[NameObject("/Type")] = NameObject("/Metadata")
        writer._root_object[NameObject("/Metadata")] = writer._add_object(packet)
    elif change in {"note", "popup", "field", "tooltip", "link", "choice"}:
        _annotate(writer, change)
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def _annotate(writer: PdfWriter, change: str) -> None:
    key, subtype = {
        "note": ("/Contents", "/Text"),
        "popup": ("/RC", "/FreeText"),
        "field": ("/V", "/Widget"),
        "tooltip": ("/TU", "/Widget"),
        "choice": ("/Opt", "/Widget"),
        "link": ("/A", "/Link"),
    }[change]
    text = TextStringObject(M)
    value = {
        "/A": DictionaryObject({NameObject("/URI"): text}),
        "/Opt": ArrayObject([text]),
    }.get(key, text)
    box = ArrayObject([NumberObject(n) for n in (0, 0, 9, 9)])
    one = DictionaryObject({NameObject("/Type"): NameObject("/Annot"), NameObject("/Subtype"): NameObject(subtype), NameObject("/Rect"): box, NameObject("/T"): TextStringObject("Remark"), NameObject(key): value})  # fmt: skip
    writer.add_annotation(0, one)


@pytest.mark.parametrize(
    ("change", "place"),
    [
        ("page", ""),
        ("white", ""),
        ("invisible", ""),
        ("title", ": properties"),
        ("xmp", ": properties"),
        ("outline", ": outline"),
        ("script", ": scripts"),
        ("note", ": notes"),
        ("popup", ": notes"),
        ("tooltip", ": notes"),
        ("field", ": form values"),
        ("choice", ": form values"),
        ("link", ": links"),
        ("file", ": attachment notes.txt"),
        ("docx", ": attachment notes.docx"),
    ],
)
def test_every_place_of_a_pdf(change: str, place: str) -> None:
    assert where(read("plan.pdf", pdf(change))) == ["plan.pdf" + place]


PACKET = b"XML:com.adobe.xmp\0\0\0\0\0<x><d>" + M.encode() + b"</d></x>"
FRAME = b"\xff\xc0\0\x0b\x08\0\x20\0\x20\1\1\x11\0"
PICTURES = [
    ("a.png", png(40, 40, ((b"tEXt", b"Comment\0" + M.encode()),))),
    ("a.png", png(40, 40, ((b"zTXt", b"Comment\0\0" + zlib.compress(M.encode())),))),
    ("a.png", png(40, 40, ((b"iTXt", b"Comment\0\1\0\0\0" + zlib.compress(M.encode())),))),
    ("a.png", png(40, 40, ((b"iTXt", PACKET),))),
    ("a.png", png(40, 40, ((b"eXIf", exif(0x010E, M.encode() + b"\0")),))),
    ("a.jpg", b"\xff\xd8\xff\xfe" + (len(M) + 2).to_bytes(2, "big") + M.encode() + FRAME),
    ("a.jpg", b"\xff\xd8\xff\xe1" + (len(exif(0x10E, M.encode())) + 8).to_bytes(2, "big") + b"Exif\0\0" + exif(0x10E, M.encode()) + FRAME),
    ("a.jpg", b"\xff\xd8\xff\xe1" + (len(exif(0x9C9C, M.encode("utf-16-le"))) + 8).to_bytes(2, "big") + b"Exif\0\0" + exif(0x9C9C, M.encode("utf-16-le")) + FRAME),
]  # fmt: skip


@pytest.mark.parametrize(("name", "data"), PICTURES)
def test_words_beside_a_picture_are_read(name: str, data: bytes) -> None:
    document = read(name, data, see=lambda _: "The levee held.")
    assert [w.partition(": ")[2] in {"metadata", "comment"} for w in where(document)] == [True]


def test_names_of_files_inside_are_screened_as_names() -> None:
    data = mail(("Content-Type: text/plain", b"The levee held."), attached("CUI_budget.txt", b"The levee held."))
    document = read("note.eml", data)
    assert document.files == ("CUI_budget.txt",)
    found = screen(document.parts).of(FindingClass.CONTROLLED)
    assert [document.parts[f.part].name for f in found] == ["CUI_budget.txt: name of a file inside note.eml"]


def test_a_name_cannot_hide_behind_the_mark_that_ends_a_name() -> None:
    document = read("all.zip", packed({"a: CUI_budget.txt": "The levee held."}))
    assert [f.kind for f in screen(document.parts).of(FindingClass.CONTROLLED)] == ["CUI"]


def test_what_programs_write_by_themselves_is_left_out() -> None:
    app = "<P xmlns:v='urn:v'><Application>Writer</Application><HeadingPairs><v:vector><v:variant><v:lpstr>Worksheets</v:lpstr></v:variant></v:vector></HeadingPairs></P>"
    drawing = f"<d {A}><from><col>3</col></from><a:p><a:t>Levee</a:t></a:p></d>"
    members: dict[str, str | bytes] = {"docProps/app.xml": app, "xl/drawings/drawing1.xml": drawing}
    assert read("plan.xlsx", book(members)).text == "12\n\nLevee"
    master: dict[str, str | bytes] = {"ppt/slideMasters/slideMaster1.xml": slide("Click to edit Master title style")}
    assert read("plan.pptx", show(master)).text == "The levee held."
    laid_out = TEXT.format("\n  <text:p>one<text:span> </text:span>two</text:p>\n  <text:p>three</text:p>\n")
    assert read("plan.odt", odf("text", laid_out)).text == "one two\nthree"
