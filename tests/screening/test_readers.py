"""Files: everything that holds text is read, and what cannot be read is said in one sentence."""

from __future__ import annotations

import io
import zipfile

import docx
import pypdfium2
import pytest
from pypdf import PdfReader, PdfWriter
from pypdf.generic import DecodedStreamObject, DictionaryObject, NameObject, TextStringObject

from proviso.errors import UnreadableError
from proviso.model import FindingClass, Part
from proviso.screening import screen
from proviso.screening.readers import Limits, read

W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'


def word(**members: str) -> bytes:
    """A docx with a body and further members, written by hand."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as package:
        package.writestr("[Content_Types].xml", "<Types/>")
        for name, text in members.items():
            package.writestr(f"word/{name}.xml", text)
    return out.getvalue()


def body(text: str) -> str:
    return f"<w:document {W}><w:body><w:p><w:r><w:t>{text}</w:t></w:r></w:p></w:body></w:document>"


def pdf(*pages: str, fields: dict[str, str] | None = None, title: str = "") -> bytes:
    """A PDF whose pages show one line each; an empty line draws a filled box, as a scanned page does."""
    writer = PdfWriter()
    for text in pages:
        page = writer.add_blank_page(width=300, height=200)
        font = DictionaryObject(
            {
                NameObject("/Type"): NameObject("/Font"),
                NameObject("/Subtype"): NameObject("/Type1"),
                NameObject("/BaseFont"): NameObject("/Helvetica"),
            }
        )
        page[NameObject("/Resources")] = DictionaryObject(
            {NameObject("/Font"): DictionaryObject({NameObject("/F1"): font})}
        )
        stream = DecodedStreamObject()
        draws = f"BT /F1 12 Tf 20 100 Td ({text}) Tj ET" if text else "10 10 200 100 re f"
        stream.set_data(draws.encode())
        page[NameObject("/Contents")] = writer._add_object(stream)
    if title:
        writer.add_metadata({"/Title": title})
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def test_text_in_three_encodings_is_read() -> None:
    for data in ("café".encode(), "café".encode("utf-16"), "café".encode("cp1252")):
        assert read("menu.txt", data).text == "café"


def test_a_banner_in_a_word_header_is_found() -> None:
    document = docx.Document()
    document.add_paragraph("The readers fail open after a power loss.")
    document.sections[0].header.paragraphs[0].text = "CUI//SP-PHYS"
    document.sections[0].footer.paragraphs[0].text = "Page 1"
    out = io.BytesIO()
    document.save(out)
    parts = read("plan.docx", out.getvalue()).parts
    found = screen(parts).of(FindingClass.CONTROLLED)
    assert [f.kind for f in found] == ["CUI"]
    assert parts[found[0].part].name == "plan.docx: header"


@pytest.mark.parametrize(
    "member",
    [
        f"<w:hdr {W}><w:p><w:r><w:t>seen here</w:t></w:r></w:p></w:hdr>",
        f'<w:comments {W}><w:comment w:id="1"><w:p><w:r><w:t>seen here</w:t></w:r></w:p></w:comment></w:comments>',
        f'<w:footnotes {W}><w:footnote w:id="1"><w:p><w:r><w:t>seen here</w:t></w:r></w:p></w:footnote></w:footnotes>',
    ],
)
def test_every_part_of_a_word_file_is_read(member: str) -> None:
    assert "seen here" in read("a.docx", word(document=body("body"), extra1=member)).text


def test_deleted_text_and_text_boxes_are_read() -> None:
    inside = (
        f"<w:document {W}><w:body><w:p><w:del><w:r><w:delText>deleted words</w:delText></w:r></w:del></w:p>"
        "<w:p><w:r><w:pict><w:txbxContent><w:p><w:r><w:t>boxed words</w:t></w:r></w:p></w:txbxContent>"
        "</w:pict></w:r></w:p>"
        "</w:body></w:document>"
    )
    text = read("a.docx", word(document=inside)).text
    assert "deleted words" in text
    assert "boxed words" in text


def test_a_word_file_that_opens_to_300_mb_is_refused_before_it_is_opened() -> None:
    out = io.BytesIO()
    with (
        zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as package,
        package.open("word/document.xml", "w") as member,
    ):
        block = b" " * (1 << 20)
        for _ in range(300):
            member.write(block)
    big = out.getvalue()
    assert len(big) < 4 << 20
    with pytest.raises(UnreadableError, match="opens to more than we can check"):
        read("bomb.docx", big)


def test_a_size_list_that_lies_does_not_help_a_bomb() -> None:
    data = bytearray(word(document=body("x" * 5_000_000)))
    with pytest.raises(UnreadableError, match="opens to more"):
        read("bomb.docx", bytes(data), Limits(max_unpacked=1_000_000, max_ratio=100_000))


def test_xml_entities_are_not_expanded() -> None:
    evil = '<!DOCTYPE d [<!ENTITY a "aaaa">]>' + body("&a;")
    with pytest.raises(UnreadableError, match="damaged"):
        read("a.docx", word(document=evil))


def test_a_pdf_is_read_with_its_title() -> None:
    document = read("plan.pdf", pdf("Levee report", "Second page", title="CUI//SP-PRVCY"))
    assert "Levee report" in document.text
    assert "Second page" in document.text
    assert document.notes[0].startswith("plan.pdf: 2 pages read")
    assert screen(document.parts).of(FindingClass.CONTROLLED)


@pytest.mark.parametrize(
    ("text", "says"),
    [
        (b"one", "1 line read"),
        (b"one\n", "1 line read"),
        (b"one\ntwo\n", "2 lines read"),
        (b"one\n\n", "2 lines read"),
    ],
)
def test_the_end_of_the_last_line_is_no_line_of_its_own(text: bytes, says: str) -> None:
    assert read("note.txt", text).notes == (f"note.txt: {says}.",)


def test_notes_on_a_pdf_page_are_read() -> None:
    writer = PdfWriter(clone_from=PdfReader(io.BytesIO(pdf("Levee report"))))
    note = DictionaryObject(
        {
            NameObject("/Type"): NameObject("/Annot"),
            NameObject("/Subtype"): NameObject("/Text"),
            NameObject("/Contents"): TextStringObject("File A012 345 678"),
        }
    )
    writer.add_annotation(0, note)
    out = io.BytesIO()
    writer.write(out)
    document = read("plan.pdf", out.getvalue())
    assert [f.kind for f in screen(document.parts).of(FindingClass.INDIVIDUAL)] == ["US_A_NUMBER"]


def test_a_page_without_text_is_named() -> None:
    with pytest.raises(UnreadableError) as caught:
        read("scan.pdf", pdf("one", "two", ""))
    assert caught.value.message == "We could not read page 3. What we cannot read, we do not send."
    assert caught.value.hint.startswith("Save it as text, or take page 3 out.")
    assert "tesseract-ocr" in caught.value.hint


def test_a_locked_pdf_is_said_to_be_locked() -> None:
    writer = PdfWriter(clone_from=PdfReader(io.BytesIO(pdf("one"))))
    writer.encrypt("harbor", algorithm="RC4-128")
    out = io.BytesIO()
    writer.write(out)
    with pytest.raises(UnreadableError, match="locked with a password"):
        read("locked.pdf", out.getvalue())


@pytest.mark.parametrize(
    ("name", "data", "says"),
    [
        ("plan.pdf", b"%PDF-1.7\nbroken table", "damaged"),
        ("plan.docx", b"PK\x03\x04nothing", "damaged"),
        ("plan.docx", b"not a zip", "damaged"),
        ("plan.exe", b"MZ\x90\x00\x03", "cannot read plan.exe"),
        ("plan.txt", b"%PDF-1.7", "not what its name says"),
        ("plan.txt", b"\x00\x01\x02" * 100, "is not text"),
        ("plan.txt", b"   \n", "no text"),
    ],
)
def test_what_cannot_be_read_is_refused_in_one_sentence(name: str, data: bytes, says: str) -> None:
    with pytest.raises(UnreadableError, match=says) as caught:
        read(name, data)
    assert caught.value.hint


def test_a_file_that_is_too_large_is_refused() -> None:
    with pytest.raises(UnreadableError, match="too large"):
        read("a.txt", b"x" * 2_000_000, Limits(max_bytes=1_000_000))
    with pytest.raises(UnreadableError, match="characters"):
        read("a.txt", b"x" * 2_000, Limits(max_chars=1_000))


@pytest.mark.parametrize(
    ("name", "kind"),
    [("CUI_budget.txt", "CUI"), ("SECRET-annex.txt", "SECRET"), ("case A012-345-678.txt", "US_A_NUMBER")],
)
def test_file_names_are_screened(name: str, kind: str) -> None:
    findings = screen((Part(name=name, text="The meeting is at noon."),)).findings
    assert kind in {f.kind for f in findings}
    assert {(f.start, f.end) for f in findings if f.kind == kind} == {(0, 0)}


def test_pdfium_and_our_reader_agree_on_the_number_of_pages() -> None:
    data = pdf("one", "two")
    assert len(pypdfium2.PdfDocument(data)) == 2
    assert read("a.pdf", data).text == "one\n\n\f\n\ntwo"
