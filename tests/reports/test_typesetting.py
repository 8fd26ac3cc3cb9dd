"""Papers: PDF/A-3a and PDF/UA-1, hostile texts stay texts, and what cannot be made is said."""

from __future__ import annotations

import io
from datetime import UTC, datetime
from typing import Any

import pytest
from pypdf import PdfReader

from proviso.errors import TypesettingError, UsageError
from proviso.reports import typesetting
from proviso.reports.typesetting import SHOWN, Attachment, legible, pdf

AT = datetime(2026, 11, 20, 19, 14, tzinfo=UTC)
ALL = [chr(code) for low, high in SHOWN for code in range(low, high + 1)]


def paper(*paragraphs: str, **more: object) -> bytes:
    return pdf("plain", {"paragraphs": paragraphs, **more}, title="A paper", at=AT)


def text_of(made: bytes) -> str:
    return "\n".join(page.extract_text() for page in PdfReader(io.BytesIO(made)).pages)


@pytest.fixture(scope="module")
def attached() -> PdfReader:
    made = pdf(
        "plain",
        {
            "agency": "Department of Coastal Safety",
            "facts": [["Tool", "Northlight Chat"]],
            "paragraphs": ["All is well."],
        },
        title="Evidence: Northlight Chat",
        at=AT,
        attachments=[
            Attachment(name="entries.jsonl", content=b'{"a":1}\n', media_type="application/json", description="Records")
        ],
    )
    return PdfReader(io.BytesIO(made))


def test_a_paper_says_in_its_metadata_that_it_is_for_archives_and_for_screen_readers(attached: PdfReader) -> None:
    root: Any = attached.trailer["/Root"]
    said = root["/Metadata"].get_data().decode()
    assert "<pdfaid:part>3</pdfaid:part>" in said
    assert "<pdfaid:conformance>A</pdfaid:conformance>" in said
    assert "<pdfuaid:part>1</pdfuaid:part>" in said
    assert attached.metadata is not None
    assert attached.metadata.title == "Evidence: Northlight Chat"
    assert attached.metadata.creation_date == AT


def test_a_paper_is_tagged_has_a_language_an_output_intent_and_every_font_inside(attached: PdfReader) -> None:
    root: Any = attached.trailer["/Root"]
    assert root["/MarkInfo"]["/Marked"].value is True
    assert root["/Lang"] == "en"
    assert root["/StructTreeRoot"]["/K"]
    assert root["/OutputIntents"][0]["/S"] == "/GTS_PDFA1"
    assert root["/ViewerPreferences"]["/DisplayDocTitle"]
    page: Any = attached.pages[0]
    fonts = page["/Resources"]["/Font"]
    assert fonts
    for each in fonts.values():
        descriptor = each.get_object()["/DescendantFonts"][0]["/FontDescriptor"]
        assert {"/FontFile2", "/FontFile3"} & set(descriptor)


def test_an_attachment_keeps_its_bytes_its_type_and_its_relationship(attached: PdfReader) -> None:
    assert attached.attachments["entries.jsonl"] == [b'{"a":1}\n']
    root: Any = attached.trailer["/Root"]
    found = root["/AF"][0].get_object()
    assert found["/AFRelationship"] == "/Data"
    assert found["/Desc"] == "Records"


def test_the_same_input_gives_the_same_bytes() -> None:
    assert paper("One.") == paper("One.")


@pytest.mark.parametrize(
    "hostile",
    [
        '#eval("1+1") #read("/etc/passwd") $x$ *bold* _it_ <label> @ref // no',
        "]) #panic()",
        "\\#\\[ `raw` ``` = Heading",
    ],
)
def test_what_people_typed_stays_text(hostile: str) -> None:
    assert hostile.replace(" ", "") in text_of(paper(hostile)).replace(" ", "").replace("\n", "")


@pytest.mark.parametrize(
    ("typed", "shown"),
    [
        ("José Müller", "José Müller"),
        ("Иван", "Иван"),
        ("张伟", "[U+5F20][U+4F1F]"),
        ("a\u202egpj.exe", "a[U+202E]gpj.exe"),
        ("a\x00b\x1b[31m", "a[U+0000]b[U+001B][31m"),
        ("\ud800", "[U+D800]"),
        ("e\u0301", "é"),
        ("two\r\nlines\tand", "two\nlines    and"),
    ],
)
def test_letters_that_no_font_holds_are_shown_as_their_numbers(typed: str, shown: str) -> None:
    assert legible(typed) == shown


def test_a_paper_with_every_kind_of_letter_can_be_made() -> None:
    assert "José Иван [U+5F20] [U+202E] [U+0000]" in text_of(paper("José Иван 张 \u202e \x00"))


def test_every_letter_that_is_shown_can_be_set() -> None:
    assert "[U+" not in text_of(paper("".join(ALL), " ".join(ALL)))


def test_a_letter_that_cannot_be_set_with_its_neighbors_is_shown_as_its_number(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(typesetting, "SHOWN", ((0x20, 0x7E), (0x4E00, 0x9FFF)))
    assert "[U+4E2D]" in text_of(paper("中"))


def test_what_cannot_be_made_is_said() -> None:
    with pytest.raises(TypesettingError, match="no template"):
        pdf("nothing", {}, title="A", at=AT)
    with pytest.raises(UsageError, match="no datetime"):
        paper("a", when=AT)
    broken = Attachment(name="x.bin", content=b"\xff\xfe", media_type="application/octet-stream", description="x")
    with pytest.raises(UsageError, match="is no text"):
        pdf("plain", {}, title="A", at=AT, attachments=[broken])
    with pytest.raises(TypesettingError, match="could not be made"):
        pdf("plain", {"paragraphs": 7}, title="A", at=AT)


def test_a_paper_that_takes_too_long_ends() -> None:
    with pytest.raises(TypesettingError, match="more time"):
        pdf("plain", {"paragraphs": ["word " * 2_000_000]}, title="A", at=AT, seconds=1)
