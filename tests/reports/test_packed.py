"""A large attachment is packed beside its writer and stands in the PDF as if the typesetter had put it there."""

from __future__ import annotations

import io
import os
from datetime import UTC, datetime
from hashlib import sha256
from typing import Any

import pytest
from pypdf import PdfReader

from proviso.errors import TypesettingError
from proviso.reports.packed import Packed, put_in
from proviso.reports.typesetting import Attachment, pdf

AT = datetime(2026, 11, 20, 19, 14, tzinfo=UTC)


def packed(content: bytes, step: int = 100_000) -> Packed:
    made = Packed()
    for start in range(0, len(content), step):
        made.write(content[start : start + step])
    made.close()
    return made


def attachment(name: str, content: bytes, held: Packed | None = None) -> Attachment:
    return Attachment(name=name, content=content, media_type="text/plain", description="A file", packed=held)


@pytest.mark.parametrize("size", [0, 1, 300_000, 5_000_000])
def test_what_was_written_comes_out_again(size: int) -> None:
    content = (os.urandom(1_000).hex().encode() * (size // 2_000 + 1))[:size]
    made = packed(content)
    assert (made.size, made.sha256) == (size, sha256(content).hexdigest())
    assert made.content() == content


def test_closing_twice_changes_nothing() -> None:
    made = packed(b"a line\n")
    made.close()
    assert made.content() == b"a line\n"


def test_every_object_of_the_pdf_is_where_its_table_says() -> None:
    large, other = b"0123456789\n" * 90_000, os.urandom(70_000).hex().encode()
    attached = [
        attachment("first.txt", b"", packed(large)),
        attachment("small.txt", b"Small."),
        attachment("other.txt", b"", packed(other)),
    ]
    made = pdf("plain", {"paragraphs": ["All is well."]}, title="A paper", at=AT, attachments=attached)
    reader = PdfReader(io.BytesIO(made), strict=True)
    trailer: Any = reader.trailer
    found = {name: contents[0] for name, contents in reader.attachments.items()}
    assert found == {"first.txt": large, "small.txt": b"Small.", "other.txt": other}
    sizes = {e.get_object()["/UF"]: e.get_object()["/EF"]["/F"]["/Params"]["/Size"] for e in trailer["/Root"]["/AF"]}
    assert sizes == {"first.txt": len(large), "small.txt": 6, "other.txt": len(other)}
    assert "All is well." in reader.pages[0].extract_text()
    for number in range(1, int(trailer["/Size"])):
        assert made[reader.xref[0][number] :].startswith(b"%d 0 obj\n" % number), number


def test_the_same_content_makes_the_same_file_and_another_one_another() -> None:
    def paper(content: bytes) -> bytes:
        held = attachment("first.txt", b"", packed(content))
        return pdf("plain", {"paragraphs": ["One."]}, title="A paper", at=AT, attachments=[held])

    assert paper(b"a" * 400_000) == paper(b"a" * 400_000)
    assert paper(b"a" * 400_000) != paper(b"a" * 399_999 + b"b")


@pytest.mark.parametrize("name", ["other.txt", "a(b).txt"])
def test_a_content_without_a_place_is_a_fault(name: str) -> None:
    made = pdf("plain", {"paragraphs": ["One."]}, title="A", at=AT, attachments=[attachment("first.txt", b"Small.")])
    with pytest.raises(TypesettingError, match="no place"):
        put_in(made, {name: packed(b"x")})
    with pytest.raises(TypesettingError, match="no place"):
        put_in(made, {"first.txt": packed(b"x")})
