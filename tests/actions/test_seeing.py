"""Words on pictures: read by tesseract where it is, apart and in a second round, and refused where it is not."""

from __future__ import annotations

import io

import pypdfium2
import pytest
from pypdf import PdfReader, PdfWriter
from pypdf.generic import DecodedStreamObject, DictionaryObject, NameObject, NumberObject

from proviso.actions.reading import begin, read_file
from proviso.actions.seeing import Eyes, eyes
from proviso.errors import UnreadableError
from proviso.model import FindingClass
from proviso.screening import screen
from proviso.screening.readers import Limits
from tests.actions.test_reading import pdf
from tests.screening.readers.made import attached, mail, packed, png, word

WORDS = b"BT /F1 30 Tf 60 700 Td (CUI//SP-PRVCY) Tj 0 -60 Td (The levee held for two days.) Tj ET"


def drawn(content: bytes = WORDS) -> tuple[int, int, bytes]:
    """What a page looks like: width, height, gray dots."""
    document = pypdfium2.PdfDocument(pdf(content))
    bitmap = document[0].render(scale=1.5, grayscale=True)
    rows, width, height = bytes(bitmap.buffer), bitmap.width, bitmap.height
    plain = b"".join(rows[at : at + width] for at in range(0, bitmap.stride * height, bitmap.stride))
    bitmap.close()
    document.close()
    return width, height, plain


def scanned() -> bytes:
    """A PDF with a page of text and a page that is a picture."""
    width, height, dots = drawn()
    writer = PdfWriter(clone_from=PdfReader(io.BytesIO(pdf(b"BT /F1 12 Tf 72 700 Td (First page.) Tj ET"))))
    page = writer.add_blank_page(width=612, height=792)
    picture = DecodedStreamObject()
    picture.set_data(dots)
    for key, value in {"/Width": width, "/Height": height, "/BitsPerComponent": 8}.items():
        picture[NameObject(key)] = NumberObject(value)
    for key, name in {"/Type": "/XObject", "/Subtype": "/Image", "/ColorSpace": "/DeviceGray"}.items():
        picture[NameObject(key)] = NameObject(name)
    held = DictionaryObject({NameObject("/I"): writer._add_object(picture)})
    page[NameObject("/Resources")] = DictionaryObject({NameObject("/XObject"): held})
    stream = DecodedStreamObject()
    stream.set_data(b"612 0 0 792 0 0 cm /I Do")
    page[NameObject("/Contents")] = writer._add_object(stream)
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


@pytest.fixture(scope="module")
def photo() -> bytes:
    width, height, dots = drawn()
    return png(width, height, pixels=dots)


@pytest.mark.ocr
def test_a_marking_on_a_picture_is_found(photo: bytes) -> None:
    begun = begin("wall.png", photo)
    assert (begun.pictures, begun.document) == (1, None)
    document = begun.finish()
    assert "levee held for two days" in document.text
    assert [f.kind for f in screen(document.parts).of(FindingClass.CONTROLLED)] == ["CUI"]
    assert document.parts[0].name == "wall.png: words on it"


@pytest.mark.ocr
@pytest.mark.parametrize(
    ("name", "place"),
    [
        ("mail.eml", "mail.eml: attachment wall.png, words on it"),
        ("all.zip", "all.zip: file wall.png, words on it"),
        ("plan.docx", "plan.docx: picture image1.png"),
        ("scan.pdf", "scan.pdf: page 2"),
    ],
)
def test_a_picture_in_a_file_is_read_where_it_stands(name: str, place: str, photo: bytes) -> None:
    data = {
        "mail.eml": lambda: mail(("Content-Type: text/plain", b"See below."), attached("wall.png", photo)),
        "all.zip": lambda: packed({"wall.png": photo}),
        "plan.docx": lambda: word({"word/media/image1.png": photo}),
        "scan.pdf": scanned,
    }[name]()
    document = read_file(name, data)
    assert [p.name for p in document.parts if "levee held for two days" in p.text] == [place]


@pytest.mark.ocr
def test_a_picture_without_words_holds_no_text() -> None:
    with pytest.raises(UnreadableError, match=r"There is no text in blank\.png"):
        read_file("blank.png", png(80, 80))


@pytest.mark.ocr
def test_more_pictures_than_may_be_are_refused_before_one_is_read(photo: bytes) -> None:
    data = packed({f"{n}.png": photo for n in range(3)})
    with pytest.raises(UnreadableError, match="more than 2 pictures") as raised:
        begin("all.zip", data, Limits(max_pictures=2))
    assert raised.value.hint


@pytest.mark.ocr
def test_a_damaged_picture_is_said_to_be_damaged(photo: bytes) -> None:
    with pytest.raises(UnreadableError, match=r"wall\.png: the picture is damaged"):
        read_file("wall.png", photo[:60] + bytes(200))


def test_english_is_asked_for_where_there_are_eyes() -> None:
    found = eyes()
    assert found is None or "eng" in found.languages or "spa" in found.languages


def test_a_program_that_does_not_answer_well_is_no_answer() -> None:
    with pytest.raises(UnreadableError, match="the picture is damaged") as raised:
        Eyes(program="/bin/false", languages=("eng",)).see(b"picture")
    assert raised.value.hint
