"""Files that were made to break the reader: each ends in a sentence, and none in more memory than it may take."""

from __future__ import annotations

import io
import random
import resource
import zipfile
import zlib

import pytest
from pypdf import PdfWriter

from proviso.actions.reading import AT_ONCE, SEATS, read_file
from proviso.errors import UnreadableError
from proviso.screening.readers import Limits

WORD = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'


def pdf(content: bytes, *, packed: bool = False, count: bytes = b"1", table_is_right: bool = True) -> bytes:
    """A PDF of one page, written by hand."""
    raw = zlib.compress(content, 9) if packed else content
    objects = (
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[3 0 R]/Count " + count + b">>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 612 792]/Contents 4 0 R/Resources<</Font<</F1 5 0 R>>>>>>",
        b"<<%s/Length %d>>stream\n%s\nendstream" % (b"/Filter/FlateDecode" if packed else b"", len(raw), raw),
        b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>",
    )
    out, places = b"%PDF-1.7\n", []
    for number, body in enumerate(objects, 1):
        places.append(len(out) if table_is_right else 3)
        out += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    rows = b"".join(b"%010d 00000 n \n" % place for place in places)
    return out + b"xref\n0 6\n0000000000 65535 f \n%strailer\n<</Size 6/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF" % (
        rows,
        len(out),
    )


def word(body: bytes, **others: bytes) -> bytes:
    """A Word file with this body, and other members."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as package:
        package.writestr("word/document.xml", body)
        for name, content in others.items():
            package.writestr(f"word/{name}", content)
    return out.getvalue()


def document(inside: bytes) -> bytes:
    return b"<w:document " + WORD.encode() + b"><w:body>" + inside + b"</w:body></w:document>"


SAYS = b"BT /F1 12 Tf 72 700 Td (The levee held for two days.) Tj ET"
HELD = document(b"<w:p><w:r><w:t>The levee held.</w:t></w:r></w:p>")


def locked() -> bytes:
    writer, out = PdfWriter(), io.BytesIO()
    writer.add_blank_page(100, 100)
    writer.encrypt("secret")
    writer.write(out)
    return out.getvalue()


def blank() -> bytes:
    writer, out = PdfWriter(), io.BytesIO()
    writer.add_blank_page(100, 100)
    writer.write(out)
    return out.getvalue()


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("good.pdf", pdf(SAYS)),
        ("broken-table.pdf", pdf(SAYS, table_is_right=False)),
        ("two-billion-pages.pdf", pdf(SAYS, count=b"2147483647")),
        ("a-file-inside.docx", word(HELD, **{"embeddings/x.docx": word(HELD)})),
    ],
)
def test_what_can_be_read_is_read_whatever_its_tables_claim(name: str, data: bytes) -> None:
    assert "The levee held" in read_file(name, data).text


def opens_to_300_mb() -> bytes:
    return word(document(b"<w:p/>" * (300_000_000 // 6)))


def entity(before: bytes, encoding: str = "utf-8") -> bytes:
    inner = (
        '<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>'
        f"<w:document {WORD}><w:body><w:p><w:r><w:t>The levee held. &b;</w:t></w:r></w:p></w:body></w:document>"
    )
    head = f'<?xml version="1.0" encoding="{encoding}"?>{before.decode()}'
    return word((head + inner).encode(encoding))


@pytest.mark.parametrize(
    ("name", "data", "says"),
    [
        ("bomb.docx", opens_to_300_mb(), "opens to more than we can check"),
        ("entities.docx", entity(b""), "is damaged"),
        ("late-entities.docx", entity(b"<!--" + b"x" * 5000 + b"-->"), "is damaged"),
        ("wide-entities.docx", entity(b"", "utf-16"), "is damaged"),
        ("locked.pdf", locked(), "locked with a password"),
        ("blank.pdf", blank(), "There is no text"),
        ("cut.pdf", pdf(SAYS)[:120], "is damaged"),
        ("picture.pdf", pdf(b"q 0 0 m 9 9 l S Q"), "could not read page 1|There is no text"),
        ("not-a-zip.docx", b"PK\x03\x04nonsense", "is damaged"),
    ],
)
def test_a_trap_is_a_sentence_that_says_what_to_do(name: str, data: bytes, says: str) -> None:
    with pytest.raises(UnreadableError, match=says) as raised:
        read_file(name, data)
    assert raised.value.hint


def test_a_pdf_that_asks_for_ten_gigabytes_takes_nothing_from_us() -> None:
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    bomb = pdf(b"BT /F1 12 Tf " + b"(aaaaaaaaaaaaaaaaaaaaaaaaaaaaaa) Tj " * 400_000 + b"ET", packed=True)
    with pytest.raises(UnreadableError, match="asks for more than we can check") as raised:
        read_file("bomb.pdf", bomb, Limits(), memory=512 << 20)
    assert raised.value.hint
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 200 * 1024


def test_a_file_that_takes_too_long_is_given_up() -> None:
    bomb = pdf(b"BT /F1 12 Tf " + b"(aaaaaaaaaaaaaaaaaaaaaaaaaaaaaa) Tj " * 400_000 + b"ET", packed=True)
    with pytest.raises(UnreadableError, match="asks for more than we can check"):
        read_file("slow.pdf", bomb, Limits(), seconds=1)


def test_pieces_of_a_damaged_file_reach_no_log(capfd: pytest.CaptureFixture[str]) -> None:
    """The library says what it met: "Expecting a NameObject for key but found …"."""
    chance = random.Random(3)  # the same damage each time
    for _ in range(4):
        broken = bytearray(pdf(SAYS))
        for _ in range(8):
            broken[chance.randrange(len(broken))] = chance.randrange(256)
        try:
            read_file("x.pdf", bytes(broken))
        except UnreadableError:
            continue
    heard = capfd.readouterr()
    assert (heard.out, heard.err) == ("", "")


def test_who_waits_too_long_behind_other_files_is_told() -> None:
    for _ in range(AT_ONCE):
        assert SEATS.acquire(timeout=60)
    try:
        with pytest.raises(UnreadableError, match="waits behind other files") as raised:
            read_file("good.pdf", pdf(SAYS), seconds=1)
        assert raised.value.hint
    finally:
        for _ in range(AT_ONCE):
            SEATS.release()
    assert "The levee held" in read_file("good.pdf", pdf(SAYS)).text
