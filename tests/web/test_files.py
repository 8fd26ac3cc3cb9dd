"""Files in the workspace: read into the box whole, refused in words, and taken out again (139-07.2.a)."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from proviso.actions.agency import Agency
from proviso.db import uses
from tests.screening.readers.made import attached, mail
from tests.web.demo import Reader, open_copy


@pytest.fixture
def agency(tmp_path: Path) -> Iterator[Agency]:
    yield from open_copy(tmp_path)


@pytest.fixture
def maya(agency: Agency) -> Reader:
    return Reader(agency, "maya.okafor")


def count(agency: Agency) -> int:
    with agency.store.read() as tx:
        return uses.count_by_person(tx, "maya.okafor")


def test_a_text_file_goes_into_the_box_and_what_was_read_is_said(maya: Reader) -> None:
    maya.get("/workspace")
    text = b"Published notes on the levee."
    fields = {"tool": "northlight-chat", "purpose": "research", "text": "", "do": "read"}
    maya.send("/workspace", fields, ("notes.txt", text))
    assert maya.box == "Published notes on the levee."
    assert "notes.txt:" in maya.words
    assert "Nothing was sent." in maya.words


def test_a_file_that_cannot_be_read_stops_the_use_and_loses_nothing(agency: Agency, maya: Reader) -> None:
    before = count(agency)
    maya.get("/workspace")
    fields = {"tool": "northlight-chat", "purpose": "research", "text": "My words.", "do": "send"}
    maya.send("/workspace", fields, ("plan.pdf", b"%PDF-1.7 broken"))
    assert maya.status == 422
    assert "plan.pdf" in maya.words
    assert maya.box == "My words."
    assert count(agency) == before


def test_a_mail_goes_into_the_box_with_its_attachments_and_their_names_count(maya: Reader) -> None:
    maya.get("/workspace")
    data = mail(("Content-Type: text/plain", b"See below."), attached("CUI_levee.txt", b"The levee held."))
    fields = {"tool": "northlight-chat", "purpose": "research", "text": "", "do": "check"}
    maya.send("/workspace", fields, ("note.eml", data))
    assert maya.headline.startswith("Not sent")
    assert "in CUI_levee.txt" in maya.words
    assert "[attachment CUI_levee.txt]" in maya.box


def test_one_unreadable_attachment_stops_the_whole_mail(maya: Reader) -> None:
    maya.get("/workspace")
    data = mail(("Content-Type: text/plain", b"See below."), attached("tool.exe", b"MZ\x90\x00\x03"))
    fields = {"tool": "northlight-chat", "purpose": "research", "text": "", "do": "read"}
    maya.send("/workspace", fields, ("note.eml", data))
    assert maya.status == 422
    assert "tool.exe (inside note.eml)" in maya.words
    assert "Or take it out of note.eml." in maya.words


def test_a_number_in_a_files_name_counts(maya: Reader) -> None:
    maya.get("/workspace")
    fields = {"tool": "northlight-chat", "purpose": "draft", "text": "", "do": "send"}
    maya.send("/workspace", fields, ("SSN 536-22-8726.txt", b"A plain text about levees."))
    assert maya.headline.startswith("Not sent")
    assert "in the file’s name" in maya.words


def test_a_docx_header_is_read_too(maya: Reader) -> None:
    maya.get("/workspace")
    fields = {"tool": "northlight-chat", "purpose": "research", "text": "", "do": "send"}
    maya.send("/workspace", fields, ("memo.docx", docx_with_header("CUI//SP-PRVCY", "The room is locked.")))
    assert maya.headline.endswith("This document is marked CUI.") or "marked CUI" in maya.headline


def test_a_file_can_be_taken_out_again_with_its_text(maya: Reader) -> None:
    fields = {"tool": "northlight-chat", "purpose": "research", "text": "", "do": "read"}
    maya.send("/workspace", fields, ("plan.txt", b"The ramp gets wider."))
    assert "From plan.txt." in maya.html
    maya.ask(maya.box, "take_file_out", attachment="plan.txt")
    assert "The file is out" in maya.html
    assert maya.box == ""
    assert 'name="attachment" value=""' in maya.html


def docx_with_header(header: str, body: str) -> bytes:
    """A small Word file whose banner stands in its page header."""
    w = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as package:
        package.writestr(
            "[Content_Types].xml",
            '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
            '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
            '<Default Extension="xml" ContentType="application/xml"/></Types>',
        )
        package.writestr(
            "_rels/.rels",
            '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="r1" '
            'Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" '
            'Target="word/document.xml"/></Relationships>',
        )
        package.writestr(
            "word/document.xml",
            f"<w:document {w}><w:body><w:p><w:r><w:t>{body}</w:t></w:r></w:p></w:body></w:document>",
        )
        package.writestr("word/header1.xml", f"<w:hdr {w}><w:p><w:r><w:t>{header}</w:t></w:r></w:p></w:hdr>")
    return out.getvalue()


def test_a_tool_that_takes_no_files_offers_none(maya: Reader) -> None:
    maya.get("/workspace?tool=quillmate&purpose=draft")
    assert "Quillmate takes no files." in maya.html
    assert 'type="file"' not in maya.html
    maya.get("/workspace?tool=northlight-chat&purpose=draft")
    assert 'type="file"' in maya.html


def test_the_demo_starts_with_the_tool_that_takes_files(maya: Reader) -> None:
    maya.get("/workspace")
    assert '<input type="hidden" name="tool" value="northlight-chat">' in maya.html
