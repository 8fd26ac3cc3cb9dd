"""What leaves: what was taken out is in no byte of it, and the manifest has the hash of everything else."""

from __future__ import annotations

import csv
import hashlib
import io
import json
import zipfile
import zlib
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pypdf import PdfReader

from proviso.model import Mark
from proviso.reports.releases import RecordOut, codes_of, left_over, name_of, pack, pieces_of, text_out
from proviso.reports.typesetting import pdf
from proviso.web.redacting import page_out

AT = datetime(2026, 11, 30, 15, 0, tzinfo=UTC)
SECRETS = ("Zaphod Beeblebrox", "078-05-1120", "Zürich-Österplatz 9", "Trillian")
TEXT = f"To whom it may concern:\n{SECRETS[0]} asked.\nNumber {SECRETS[1]}.\nHe lives at {SECRETS[2]}.\nThe levee held."


def marks_of(text: str, *words: str, code: str = "(b)(6)") -> tuple[Mark, ...]:
    return tuple(Mark(start=text.index(w), end=text.index(w) + len(w), code=code) for w in words)


RECORDS = (
    RecordOut(number=1, kind="Kept text: prompt", text=TEXT, marks=marks_of(TEXT, *SECRETS[:3])),
    RecordOut(number=2, kind="Decision", text=f"Who asked: {SECRETS[3]}", withheld="(b)(7)(C)"),
    RecordOut(number=4, kind="Decision", text="Tool: Northlight Chat"),
)


def packed() -> bytes:
    files = {name_of(record): page_out(record, "F2026-001", "Coastal Safety") for record in RECORDS}
    paper = [{"title": f"Record {r.number}. {r.kind}", "text": text_out(r)} for r in RECORDS]
    files["records.pdf"] = pdf("release", {"agency": "Coastal Safety", "facts": [], "records": paper}, title="R", at=AT)
    return pack("F2026-001", "Coastal Safety", AT, RECORDS, files).file


@pytest.fixture(scope="module")
def file() -> bytes:
    return packed()


def bytes_within(file: bytes) -> list[bytes]:
    """The file, what is packed in it, and every stream of the paper, opened."""
    found = [file]
    with zipfile.ZipFile(io.BytesIO(file)) as held:
        for info in held.infolist():
            found += [info.filename.encode(), info.comment, info.extra, held.read(info)]
        found.append(held.comment)
        paper = held.read("records.pdf")
    reader = PdfReader(io.BytesIO(paper))
    found += [page.extract_text().encode() for page in reader.pages]
    found.append(str(reader.metadata).encode())
    for number in range(len(paper)):
        number = paper.find(b"stream", number)
        if number < 0:
            break
        try:
            found.append(zlib.decompressobj().decompress(paper[number + 6 :].lstrip(b"\r\n")))
        except zlib.error:
            continue
        if len(found) > 400:
            break
    return found


@pytest.mark.parametrize("secret", SECRETS)
@pytest.mark.parametrize("encoding", ["utf-8", "utf-16-le", "utf-16-be", "latin-1"])
def test_what_was_taken_out_is_in_no_byte_of_it(file: bytes, secret: str, encoding: str) -> None:
    for part in (secret, *secret.replace("-", " ").split()):
        if len(part) > 3:
            assert not any(part.encode(encoding) in content for content in bytes_within(file)), part


def test_what_was_not_taken_out_is_there(file: bytes) -> None:
    with zipfile.ZipFile(io.BytesIO(file)) as held:
        page = held.read("records/0001.html").decode()
        paper = " ".join(page.extract_text() for page in PdfReader(io.BytesIO(held.read("records.pdf"))).pages)
    for where in (page, paper):
        assert "The levee held." in where
        assert where.count("[(b)(6)]") == 3
    assert "[(b)(7)(C)]" in paper


def test_the_manifest_has_the_hash_of_every_other_file(file: bytes) -> None:
    with zipfile.ZipFile(io.BytesIO(file)) as held:
        manifest = json.loads(held.read("manifest.json"))
        names = set(held.namelist()) - {"manifest.json"}
        hashes = {name: hashlib.sha256(held.read(name)).hexdigest() for name in names}
    assert {one["name"]: one["sha256"] for one in manifest["files"]} == hashes
    assert (manifest["records"], manifest["released_in_part"], manifest["withheld_in_full"]) == (3, 1, 1)
    assert manifest["taken_out"] == {"(b)(6)": 3, "(b)(7)(C)": 1}


def test_the_index_says_what_each_record_is_and_what_is_missing(file: bytes) -> None:
    with zipfile.ZipFile(io.BytesIO(file)) as held:
        rows = list(csv.DictReader(io.StringIO(held.read("index.csv").decode("utf-8-sig"))))
        same = json.loads(held.read("index.json"))
    assert [(row["number"], row["released"], row["exemptions"]) for row in rows] == [
        ("1", "in part", "(b)(6)"),
        ("2", "withheld in full", "(b)(7)(C)"),
        ("4", "in full", ""),
    ]
    assert [row["sha256"] for row in rows] == [row["sha256"] for row in same]


def test_the_same_records_make_the_same_file(file: bytes) -> None:
    with zipfile.ZipFile(io.BytesIO(file)) as one, zipfile.ZipFile(io.BytesIO(packed())) as other:
        assert one.namelist() == other.namelist()
        assert all(one.read(name) == other.read(name) for name in one.namelist())


def test_words_that_stand_elsewhere_are_named_for_the_officer() -> None:
    text = "Ask Zaphod."
    records = (RECORDS[0], RecordOut(number=7, kind="Decision", text=text), RECORDS[1])
    assert [(one.words, one.numbers) for one in left_over(records)] == [("zaphod", (7,))]


def test_markup_in_a_record_stays_text() -> None:
    record = RecordOut(number=1, kind="Decision", text="<script>alert(1)</script> & <b>")
    page = page_out(record, "F2026-001", "A & B").decode()
    assert "<script>" not in page
    assert "&lt;script&gt;" in page


@given(
    st.text(st.characters(codec="utf-8"), max_size=80),
    st.lists(st.tuples(st.integers(0, 80), st.integers(0, 80)), max_size=6),
)
def test_whatever_is_marked_is_cut_and_nothing_else(text: str, places: list[tuple[int, int]]) -> None:
    marks = tuple(Mark(start=a, end=b, code="(b)(5)") for a, b in places if a < b <= len(text))
    record = RecordOut(number=1, kind="x", text=text, marks=marks)
    out = {place for mark in marks for place in range(mark.start, mark.end)}
    left = "".join(letter for place, letter in enumerate(text) if place not in out)
    assert "".join(piece.text for piece in pieces_of(record)) == left
    assert bool(codes_of((record,))) == bool(out)
