"""Files that were made to break a reader of the newer kinds: a sentence that says what to do, and no more memory than may be."""

# ruff: noqa: E501  # the markup of a file is read on one line
from __future__ import annotations

import contextlib
import io
import resource
import zipfile
import zlib

import pytest
from pypdf import PdfWriter

from proviso.actions.reading import read_file
from proviso.errors import UnreadableError
from proviso.screening.readers import Limits
from tests.screening.readers.made import (
    TYPES,
    W,
    X,
    attached,
    book,
    macros,
    mail,
    odf,
    ole,
    outlook,
    ovba,
    packed,
    png,
    show,
    word,
)  # fmt: skip

LAUGHS = '<!DOCTYPE x [<!ENTITY a "ha ha ha ha ha "><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;"><!ENTITY c "&b;&b;&b;&b;">]>'


def nested(depth: int) -> bytes:
    data = b"The levee held."
    for level in range(depth):
        data = packed({f"{level}.zip" if level else "0.txt": data})
    return data


def mail_in_mail(depth: int) -> bytes:
    data = b"Subject: x\nContent-Type: text/plain\n\nThe levee held.\n"
    for level in range(depth):
        data = mail(("Content-Type: message/rfc822", data), mark=f"b{level}")
    return data


def sealed() -> bytes:
    """A ZIP whose member wants a password."""
    data = bytearray(packed({"a.txt": "The levee held."}))
    data[6] |= 1
    at = data.find(b"PK\1\2")
    data[at + 8] |= 1
    return bytes(data)


def claims(data: bytes) -> bytes:
    """A PDF whose stream says that it has a gigabyte."""
    return data.replace(b"/Length 44", b"/Length 1073741824")


def locked_pdf() -> bytes:
    writer, out = PdfWriter(), io.BytesIO()
    writer.add_blank_page(100, 100)
    writer.encrypt("harbor", algorithm="AES-256")
    writer.write(out)
    return out.getvalue()


def huge_member(name: str, start: bytes, piece: bytes, times: int) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as package:
        package.writestr(TYPES, "<Types/>")
        with package.open(name, "w") as member:
            member.write(start)
            for _ in range(times):
                member.write(piece)
    return out.getvalue()


def listed(extra: str = "") -> dict[str, str | bytes]:
    return {"xl/worksheets/sheet1.xml": f"<worksheet {X}><sheetData>{extra}</sheetData></worksheet>"}


LOCKED = ole({"EncryptedPackage": b"x" * 5000, "EncryptionInfo": b"y"})
TRAPS = [
    ("deep.zip", nested(9), "deeper than we can check"),
    ("deep.eml", mail_in_mail(9), "deeper than we can check"),
    ("bomb.zip", packed({"a.txt": b" " * 40_000_000}), "opens to more than we can check"),
    ("many.zip", packed({f"{n}.txt": "x" for n in range(300)}), "more than 200 files"),
    ("bomb-inside.eml", mail(attached("a.zip", packed({"a.txt": b" " * 40_000_000}))), "opens to more"),
    ("laughs.xlsx", book({"xl/sharedStrings.xml": f"{LAUGHS}<sst {X}><si><t>&c;</t></si></sst>"}), "is damaged"),
    ("laughs.pptx", show({"ppt/slides/slide1.xml": f"{LAUGHS}<a>&c;</a>"}), "is damaged"),
    ("laughs.odt", packed({"mimetype": "application/vnd.oasis.opendocument.text", "content.xml": f"{LAUGHS}<a>&c;</a>"}), "is damaged"),
    ("locked.docx", LOCKED, "locked with a password"),
    ("locked.xlsx", LOCKED, "locked with a password"),
    ("locked.pdf", locked_pdf(), "locked with a password"),
    ("locked.zip", sealed(), "locked with a password"),
    ("locked-inside.eml", mail(attached("plan.docx", LOCKED)), r"plan.docx \(inside locked-inside.eml\) is locked"),
    ("locked.odt", odf("text", "", {"META-INF/manifest.xml": "<m><encryption-data/></m>"}), "locked with a password"),
    ("sealed.eml", b"Subject: x\nContent-Type: application/pkcs7-mime\n\nabcd\n", "locked with a password"),
    ("program-inside.zip", packed({"tool.exe": b"MZ\x90\0\3"}), r"cannot read tool.exe \(inside program-inside.zip\)"),
    ("old.doc", ole({"WordDocument": b"x" * 5000}), "old format"),
    ("old.xls", ole({"Workbook": b"x" * 5000}), "old format"),
    ("old.ppt", ole({"PowerPoint Document": b"x" * 5000}), "old format"),
    ("old-inside.zip", packed({"old.doc": ole({"WordDocument": b"x" * 5000})}), "old format"),
    ("huge.png", png(100_000, 100_000, pixels=b""), "100,000 by 100,000 dots"),
    ("cut.png", png(40, 40)[:20], "is damaged"),
    ("cut.docx", word()[:-40], "is damaged"),
    ("cut.xlsx", book()[: len(book()) // 2], "is damaged"),
    ("cut.msg", ole(outlook({"1000001F": "x"}))[:600], "is damaged"),
    ("cut.rtf", rb"{\rtf1 {\b The levee", "is damaged"),
    ("wrong.docx", book(), "inside it is a .xlsx file"),
    ("wrong.txt", word(), "inside it is a .docx file"),
    ("wrong.pdf", png(40, 40), "inside it is a .png file"),
    ("wrong.jpg", b"The levee held.", "is damaged, or is no .jpg file"),
    ("unknown-object.docx", word({"word/embeddings/oleObject1.bin": ole({"Contents": b"\1\2\3" * 99})}), "an object inside it"),
    ("macro.docm", word({"word/vbaProject.bin": ole({"VBA/dir": b"\1\xff\xff"})}), "is damaged"),
    ("no-macro.docm", word({"word/vbaProject.bin": macros("x")[:900]}), "is damaged"),
    ("tnef.eml", mail(("Content-Type: application/ms-tnef", b"abcd")), "has a part that we cannot read"),
    ("cut-text.eml", b"nothing like a mail", "is damaged"),
]  # fmt: skip


@pytest.mark.parametrize(("name", "data", "says"), TRAPS, ids=[name for name, _, _ in TRAPS])
def test_a_trap_is_a_sentence_that_says_what_to_do(name: str, data: bytes, says: str) -> None:
    with pytest.raises(UnreadableError, match=says) as raised:
        read_file(name, data)
    assert raised.value.hint


def test_a_million_empty_cells_are_read_in_small_memory() -> None:
    row = b"<row>" + b'<c s="1"/>' * 1000 + b"</row>"
    rows = b"".join((f"<worksheet {X}><sheetData>".encode(), b'<row><c t="str"><v>The levee held.</v></c></row>', row * 1000, b"</sheetData></worksheet>"))  # fmt: skip
    document = read_file(
        "wide.xlsx", book({"xl/worksheets/sheet1.xml": rows}), Limits(max_ratio=10_000), memory=250 << 20
    )
    assert document.text == "The levee held."


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("wide.docx", huge_member("word/document.xml", f"<w:document {W}><w:body>".encode(), b"<w:p/>" * 100_000, 90)),
        ("one-row.xlsx", book(listed("<row>" + '<c s="1"/>' * 5_900_000 + "</row>"))),
        ("deep.html", b"<div>" * 400_000 + b"The levee held."),
        ("groups.rtf", rb"{\rtf1 " + b"{" * 200_000 + b"x" + b"}" * 200_000 + b"}"),
        ("names.eml", b"Subject: x\n" + b"To: " + b"a <" * 300_000 + b"\n\nThe levee held.\n"),
        ("boundaries.eml", b'Subject: x\nContent-Type: multipart/mixed; boundary="b"\n\n' + b"--b\n\nx\n" * 200_000),
        ("repeats.ods", odf("spreadsheet", '<office:body><office:spreadsheet><table:table table:name="a">'
            '<table:table-row table:number-rows-repeated="1048576"><table:table-cell table:number-columns-repeated="16384">'
            '<text:p>x<text:s text:c="999999999"/></text:p></table:table-cell></table:table-row></table:table></office:spreadsheet></office:body>')),
        ("chunks.docm", word({"word/vbaProject.bin": ole({"VBA/dir": b"\1" + ovba(bytes(3000))[1:] * 12})})),
        ("metadata.png", png(40, 40, ((b"zTXt", b"a\0\0" + zlib.compress(bytes(300_000_000))),))),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)  # fmt: skip
def test_whatever_a_file_asks_for_takes_nothing_from_us(name: str, data: bytes) -> None:
    """Either it is read, or it is refused in a sentence; this process does not grow by what the other one holds."""
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    with contextlib.suppress(UnreadableError):
        assert read_file(name, data, memory=600 << 20, seconds=10).parts
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 200 * 1024
