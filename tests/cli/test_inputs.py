"""The FILE of a command: any text is a text, a document is its parts, and what cannot be read says what to do."""

from __future__ import annotations

import io
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from docx import Document

from proviso.cli.inputs import read_input
from proviso.errors import ProvisoError, UnreadableError, UsageError
from proviso.settings import Settings

SETTINGS = Settings(max_file_mib=1)


@pytest.fixture
def stdin() -> Iterator[io.BytesIO]:
    """Standard input that holds what the test writes into it."""
    held = io.BytesIO()
    before, sys.stdin = sys.stdin, io.TextIOWrapper(held)
    yield held
    sys.stdin = before


@pytest.mark.parametrize("name", ["note.txt", "note.md", "note.log", "NOTE", "note.csv"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_a_text_may_have_any_name_and_a_known_encoding(tmp_path: Path, name: str, encoding: str) -> None:
    (tmp_path / name).write_bytes("The café stayed open.".encode(encoding))
    held = read_input(str(tmp_path / name), SETTINGS)
    assert (held.text, held.parts) == ("The café stayed open.", ())


def test_a_text_keeps_the_name_of_its_file(tmp_path: Path) -> None:
    (tmp_path / "CUI_budget").write_bytes(b"The levee held.")
    assert read_input(str(tmp_path / "CUI_budget"), SETTINGS).name == "CUI_budget"


def test_a_document_is_read_in_parts(tmp_path: Path) -> None:
    document = Document()
    document.add_paragraph("The levee held.")
    document.sections[0].header.paragraphs[0].text = "CUI"
    document.save(str(tmp_path / "report.docx"))
    held = read_input(str(tmp_path / "report.docx"), SETTINGS)
    assert held.text == ""
    assert {"The levee held.", "CUI"} <= {part.text.strip() for part in held.parts}


@pytest.mark.parametrize(
    ("name", "content", "error"),
    [
        ("large.txt", b"a" * (1 << 20) + b"b", UnreadableError),
        ("empty.txt", b"", UnreadableError),
        ("picture.png", b"\x89PNG\r\n\x1a\n" + bytes(400), UnreadableError),
        ("scan.log", b"%PDF-1.7 not one", UnreadableError),
        ("zip.txt", b"PK\x03\x04", UnreadableError),
        ("not/there.txt", None, UsageError),
    ],
)
def test_what_cannot_be_read_says_what_to_do(
    tmp_path: Path, name: str, content: bytes | None, error: type[ProvisoError]
) -> None:
    if content is not None:
        (tmp_path / name).write_bytes(content)
    with pytest.raises(error) as told:
        read_input(str(tmp_path / name), SETTINGS)
    assert told.value.hint


def test_a_hyphen_is_standard_input(stdin: io.BytesIO) -> None:
    stdin.write("The café stayed open.".encode())
    stdin.seek(0)
    assert read_input("-", SETTINGS).text == "The café stayed open."


@pytest.mark.parametrize("content", [b"\xff\xfe\x00\x01", b"a" * ((1 << 20) + 1)])
def test_standard_input_that_is_no_text_or_too_large_is_not_guessed_at(stdin: io.BytesIO, content: bytes) -> None:
    stdin.write(content)
    stdin.seek(0)
    with pytest.raises(UnreadableError):
        read_input("-", SETTINGS)
