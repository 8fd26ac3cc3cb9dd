"""The files of an approved text: structure for screen readers, provenance for machines, and text that stays text."""

from __future__ import annotations

import time
from collections.abc import Iterator
from datetime import UTC, datetime
from io import BytesIO
from random import Random
from typing import Any
from zipfile import ZipFile

import docx
import msgspec
import pypdf
import pytest
from lxml import etree

from proviso.model import OfficialForm, OfficialText, fingerprint
from proviso.model.approved_words import words_of
from proviso.reports import official as paper
from proviso.reports import seals
from proviso.reports.brought import pdf_of, read_brought, word_of
from proviso.reports.legible import printable

from .official_scene import TEXT

NOTE = "Drafted with AI help. Reviewed by S. Adeyemi, Nov. 20, 2026. Receipt 7KQ2-M4XD."


def official(text: str = TEXT, title: str = "Flood plan summary") -> OfficialText:
    return OfficialText(
        review_id="AAAA1111",
        title=title,
        text=text,
        agency="Department of Coastal Safety",
        note=NOTE,
        tools=("Northlight Chat",),
        audience="public",
        approved_at=datetime(2026, 11, 20, 15, tzinfo=UTC),
        code="7KQ2M4XD",
        sha256=fingerprint(text),
        manifest=msgspec.json.encode({"format": "proviso-provenance/1", "ledger": {"format": "proviso-receipt/1"}}),
    )


@pytest.fixture(scope="module")
def word() -> bytes:
    return paper.word(official())


@pytest.fixture(scope="module")
def pdf() -> bytes:
    return paper.pdf(official())


def test_the_word_file_has_headings_lists_and_tables(word: bytes) -> None:
    held = docx.Document(BytesIO(word))
    styles = [(p.style.name, p.text) for p in held.paragraphs if p.style is not None]
    assert styles[:3] == [
        ("Title", "Flood plan summary"),
        ("Heading 2", "Flood plan"),
        ("Normal", held.paragraphs[2].text),
    ]
    assert ("Heading 3", "What to do") in styles
    assert ("List Number", "Check the pumps.") in styles
    assert ("List Bullet 2", "deeper") in styles
    (table,) = held.tables
    assert [[cell.text for cell in row.cells] for row in table.rows] == [
        ["Year", "Days"],
        ["2024", "61"],
        ["2025", "48"],
    ]
    assert "w:tblHeader" in table.rows[0]._tr.xml


def test_each_numbered_list_begins_with_its_own_number(word: bytes) -> None:
    assert "2. Call the county. It opens at 9.\nThen:\n1. Again one" in word_of(word).seen


def test_the_word_file_says_its_language_title_and_note(word: bytes) -> None:
    held = docx.Document(BytesIO(word))
    facts = held.core_properties
    assert (facts.title, facts.language, facts.comments) == ("Flood plan summary", "en", NOTE)
    assert next(p.text for p in held.paragraphs if p.style is not None and p.style.name == "Provenance Note") == NOTE


def test_the_word_file_has_no_field_link_macro_or_picture_of_the_text(word: bytes) -> None:
    with ZipFile(BytesIO(word)) as archive:
        names = archive.namelist()
        body = etree.fromstring(archive.read("word/document.xml"))
    assert [name for name in names if "vba" in name or "media" in name or "thumbnail" in name] == []
    tags = {etree.QName(node).localname for node in body.iter() if isinstance(node.tag, str)}
    assert tags & {"fldSimple", "instrText", "hyperlink", "object", "pict", "drawing", "altChunk"} == set()


def test_the_pdf_is_tagged_for_screen_readers_and_archives(pdf: bytes) -> None:
    reader = pypdf.PdfReader(BytesIO(pdf))
    root: Any = reader.trailer["/Root"]
    assert (root["/Lang"], root["/MarkInfo"]["/Marked"]) == ("en", True)
    assert reader.metadata is not None
    assert reader.metadata.title == "Flood plan summary"
    xmp = root["/Metadata"].get_data().decode()
    assert "pdfaid" in xmp
    assert "pdfuaid" in xmp
    kinds = {str(one.get("/S")) for one in _parts(reader)}
    assert {"/H1", "/H2", "/H3", "/L", "/LI", "/Table", "/TH", "/TD"} <= kinds


def _parts(reader: pypdf.PdfReader) -> Iterator[pypdf.generic.DictionaryObject]:
    """The tags that a screen reader goes by."""
    for number in range(1, max(reader.xref[0]) + 1):
        held = reader.get_object(number)
        if isinstance(held, pypdf.generic.DictionaryObject) and held.get("/Type") == "/StructElem":
            yield held


def test_the_pdf_has_the_statement_the_receipt_and_the_text_with_it(pdf: bytes) -> None:
    held = pypdf.PdfReader(BytesIO(pdf)).attachments
    assert sorted(held) == ["provenance.json", "receipt.json", "text.md"]
    assert held["text.md"][0].decode() == TEXT


HOSTILE = [
    '#eval("1 + 1") #read("/etc/passwd") #import "x.typ": *',
    "$ sum_(i=0)^n $ \\begin{document} @cite <label> ~ #set text(red)",
    "<w:p><w:r/></w:p> ]]> <!-- &amp; &#60; <?xml?>",
    '=HYPERLINK("http://x","y") {=SUM(A1)} {INCLUDETEXT x} +cmd|calc',
    "\x07bell \x00null \x1b[31m",
    "[U+202E] \u202eevil \u2066x",
    "\ufffe\uffff \U0001fffe \u2028 \x0b\x0c \x85",
    "&lol; &#0; &#x202E; <!DOCTYPE a [<!ENTITY b SYSTEM 'file:///etc/passwd'>]> %b;",
    "**" * 3_000,
    "| a |\n|---|\n" + "| b |\n" * 400,
]


@pytest.mark.parametrize("text", HOSTILE, ids=range(len(HOSTILE)))
def test_hostile_text_stays_text_in_a_word_file(text: str) -> None:
    held = word_of(paper.word(official(text, title=text[:40])))
    assert held.text == text
    assert words_of(held.seen) == words_of(printable(text))


def test_signs_that_turn_letters_around_are_shown_as_their_numbers_in_a_word_file() -> None:
    made = paper.word(official("Pay \u202e001\u202c dollars.", title="A \u2067turned\u2069 title"))
    body = ZipFile(BytesIO(made)).read("word/document.xml").decode()
    assert "Pay [U+202E]001[U+202C] dollars." in body
    assert "A [U+2067]turned[U+2069] title" in body
    assert not set("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069") & set(body)


def test_a_very_long_text_becomes_a_word_file_in_seconds() -> None:
    began = time.process_time()
    made = paper.word(official("A sentence of the plan, with **bold** words. " * 10_000 + "\n\n" + "word " * 50_000))
    assert time.process_time() - began < 10
    assert word_of(made).text.count("sentence") == 10_000


def test_hostile_text_stays_text_in_a_pdf() -> None:
    text = "\n\n".join(HOSTILE[:4])
    seen = pdf_of(paper.pdf(official(text))).seen
    for sign in ("#eval(", "#read(", "$ sum_", "@cite", "<label>", "=HYPERLINK(", "]]>", "#set text(red)"):
        assert sign in seen


def test_markdown_keeps_the_text_to_the_letter() -> None:
    text = "# A\n\n---\n\nb\n\n---\n\n<!-- proviso-provenance\nx\n-->\n\nc  "
    held = read_brought(paper.markdown(official(text)))
    assert (held.text, held.seen) == (text, text)


def test_a_copy_ends_with_the_note_and_a_draft_begins_with_the_word() -> None:
    assert paper.copied(official()).endswith(f"\n\n{NOTE}\n")
    assert paper.draft("Words.", "Northlight Chat", "Nov. 20, 2026", "7KQ2M4XD") == (
        "DRAFT. Made with Northlight Chat on Nov. 20, 2026. Not reviewed.\nReceipt 7KQ2-M4XD\n\nWords.\n"
    )


@pytest.mark.parametrize(
    ("title", "name"),
    [
        ("Flood plan, 2 pages", "flood-plan-2-pages-7KQ2-M4XD.pdf"),
        ('a/b\\"; x=\r\n../é', "a-b-x-7KQ2-M4XD.pdf"),
        ("Überschwemmung 洪水", "berschwemmung-7KQ2-M4XD.pdf"),
        ("洪水", "text-7KQ2-M4XD.pdf"),
    ],
)
def test_a_file_has_a_plain_name(title: str, name: str) -> None:
    assert paper.file_name(official(title=title), OfficialForm.PDF) == name


@pytest.mark.parametrize("form", [OfficialForm.WORD, OfficialForm.PDF, OfficialForm.MARKDOWN])
def test_a_seal_is_taken_off_to_the_byte(form: OfficialForm, word: bytes, pdf: bytes) -> None:
    content = {OfficialForm.WORD: word, OfficialForm.PDF: pdf, OfficialForm.MARKDOWN: paper.markdown(official())}[form]
    seal = b"eyJhbGciOiJ" + b".." + bytes(Random(1).choices(b"abcXYZ019-_", k=86))
    finished = seals.with_seal(form, content, seal)
    assert seals.apart(finished) == seals.Sealed(content, seal.decode())
    assert seals.apart(content) == seals.Sealed(content, "")
    assert seals.apart(finished + b"\n").seal in {"", seal.decode()}
    assert seals.apart(finished + b"\n").content != content


def test_a_sealed_pdf_opens_without_a_complaint(pdf: bytes) -> None:
    seal = b"eyJhbGciOiJ" + b".." + b"a" * 86
    finished = seals.with_seal(OfficialForm.PDF, pdf, seal)
    assert len(pypdf.PdfReader(BytesIO(finished), strict=True).pages) == 1
