"""Every paper that we make is PDF/A-3a and PDF/UA-1, and the check of that finds what is damaged."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import UTC, datetime

import pytest

from proviso.model import OfficialForm
from proviso.reports import official as papers
from proviso.reports import seals
from proviso.reports.typesetting import TEMPLATES, Attachment, pdf

from .pdf_rules import faults
from .test_official import official

AT = datetime(2026, 11, 20, 19, 14, tzinfo=UTC)
LIST = Attachment(name="list.txt", content=b"A line.\n", media_type="text/plain", description="The list")
FACTS = [["Request", "F-2026-014"], ["Received", "Nov. 2, 2026"]]


def plain() -> bytes:
    return pdf("plain", {"agency": "DCS", "paragraphs": ["All is well."]}, title="A paper", at=AT, attachments=[LIST])


def approved() -> bytes:
    return papers.pdf(official())


def destroyed() -> bytes:
    rows = [[f"7KQ2M4X{n}", "draft", "2026-01-02", "2026-11-02", "ab" * 32] for n in range(5)]
    data = {"agency": "DCS", "facts": FACTS, "sentence": "5 texts were destroyed.", "rows": rows, "check": "As said."}
    return pdf("disposition", data, title="Certificate of destruction", at=AT, attachments=[LIST])


def released() -> bytes:
    records = [{"title": f"Record {n}. A text", "text": "One line\n\n[(b)(6)] and more\n" * 40} for n in range(1, 3)]
    return pdf("release", {"agency": "DCS", "facts": FACTS, "records": records}, title="Records released", at=AT)


def answered() -> bytes:
    data = {
        "agency": "DCS",
        "facts": FACTS,
        "answer": ["We found 2 records."],
        "codes": [["(b)(6)", "A person’s privacy", "3"]],
        "fees": [["Search, 1 hour", "28.00"], ["In all", "28.00"]],
        "fee_notes": ["Two hours of search are free."],
        "waiver": "",
        "appeal": ["You may appeal until February 18, 2027."],
        "manifest": "ab" * 32,
        "officer": "Lorraine Pike",
    }
    return pdf("reply_letter", data, title="Answer to request F-2026-014", at=AT)


MADE: dict[str, Callable[[], bytes]] = {
    "plain": plain,
    "official": approved,
    "disposition": destroyed,
    "release": released,
    "reply_letter": answered,
}


@pytest.mark.parametrize("name", sorted(MADE))
def test_each_paper_is_for_archives_and_for_screen_readers(name: str) -> None:
    assert faults(MADE[name]()) == []


def test_a_sealed_official_paper_is() -> None:
    sealed = seals.with_seal(OfficialForm.PDF, approved(), b"a" * 40 + b".." + b"b" * 86)
    assert faults(sealed) == []


def test_no_kind_of_paper_is_left_out() -> None:
    elsewhere = {"base", "evidence"}  # what all of them share; and `test_evidence.py`, which has one at hand
    assert {each.stem for each in TEMPLATES.glob("*.typ")} - elsewhere == set(MADE)


SAME_LENGTH = (
    (rb"/Marked true", b"/Marked null", "it is not marked, or has suspects"),
    (rb"/DisplayDocTitle true", b"/DisplayDocTitle null", "a reader shows the name of the file, not its title"),
    (rb"/Lang\(en\)", b"/Lnng(en)", "it names no language"),
    (rb"<pdfaid:part>3", b"<pdfaid:part>2", "the XMP does not say //pdfaid:part 3"),
    (rb"<pdfuaid:part>1", b"<pdfuaid:part>9", "the XMP does not say //pdfuaid:part 1"),
    (rb"/S/H1", b"/S/H3", "the first heading is H3"),
    (rb"/S/H2", b"/S/H4", "a heading H4 follows H1"),
    (rb"/S/TH\b", b"/S/TD", "a table has no head"),
    (rb"/Scope/Column", b"/Scopa/Column", "a head of a table does not say what it is the head of"),
    (rb"/S/TR\b", b"/S/TX", "'TX' is no kind of part, and stands for none"),
    (rb"/ToUnicode", b"/ToUnicade", "does not say which letters its shapes are"),
    (rb"/FontFile(\d)", b"/FontFail\\1", "is not inside"),
    (rb"/CIDToGIDMap", b"/CIDToGIDMop", "does not say which shapes it uses"),
    (rb"/AFRelationship/Data", b"/AFRelationship/Xxxx", "does not say what it is to the document"),
    (rb"/Desc\(", b"/Dusc(", "is not described"),
    (rb"/Subtype/text#2Fplain", b"/Subtupe/text#2Fplain", "names no type"),
    (rb"/Params<</Size 8\b", b"/Params<</Size 9", "has another size than it says"),
    (rb"/AF\[", b"/AG[", "belongs to nothing"),
    (rb"/S/GTS_PDFA1", b"/S/GTS_PDFX1", "there is no output intent of PDF/A"),
    (rb"%%EOF", b"%%EOF\nmore", "something stands behind the end of the file"),
    (rb"%PDF-1\.7", b"%PDF-x.7", "the header is not that of PDF 1.x"),
    (rb"/ViewerPreferences", b"/AA<</O<</S/Launch>>>>/V", "object"),
)


@pytest.fixture(scope="module")
def whole() -> bytes:
    return destroyed()


@pytest.mark.parametrize(("pattern", "instead", "says"), SAME_LENGTH, ids=lambda value: str(value)[:30])
def test_what_is_damaged_is_found(whole: bytes, pattern: bytes, instead: bytes, says: str) -> None:
    changed, count = re.subn(pattern, instead, whole)
    assert count, "the paper has nothing of this kind"
    assert any(says in fault for fault in faults(changed))
