"""Evidence: what belongs to it, what its paper says, and that no changed bit goes unnamed."""

from __future__ import annotations

import csv
import io
import json
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pypdf import PdfReader

from proviso.actions.agency import Agency
from proviso.db import entries
from proviso.errors import LedgerError, NotFoundError, UnreadableError, UsageError
from proviso.ledger import canonical
from proviso.ledger.checkpoints import Verifier
from proviso.model import EvidenceScope
from proviso.reports import evidence_check
from proviso.reports.checked import Checked
from proviso.reports.evidence import Made
from proviso.reports.evidence_files import Opened, _unpack, open_file
from proviso.reports.selection import select
from tests.actions.house import NOW

from .evidence_house import LATER, MAYA, PERSON, TEXT, TOM, agency_with_history, evidence
from .pdf_rules import faults

FLIPS = TemporaryDirectory(prefix="proviso-flips-")


@pytest.fixture(scope="module")
def agency(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Agency]:
    with agency_with_history(tmp_path_factory.mktemp("evidence")) as opened:
        yield opened


@pytest.fixture(scope="module")
def made(agency: Agency) -> Made:
    return evidence(agency)


@pytest.fixture(scope="module")
def zipped(agency: Agency) -> Made:
    return evidence(agency, "zip", EvidenceScope(person=MAYA))


@pytest.fixture(scope="module")
def attached(made: Made) -> dict[str, bytes]:
    return {name: each[0] for name, each in PdfReader(io.BytesIO(made.content)).attachments.items()}


def check(agency: Agency, content: bytes, tmp_path: Path, name: str = "evidence.pdf") -> Checked:
    (tmp_path / name).write_bytes(content)
    return evidence_check.check(tmp_path / name, agency.journal.vkey)


def records(content: bytes) -> list[dict[str, Any]]:
    lines = PdfReader(io.BytesIO(content)).attachments["entries.jsonl"][0].splitlines()
    return [json.loads(line) for line in lines]


def text_of(content: bytes) -> str:
    return " ".join(" ".join(page.extract_text() for page in PdfReader(io.BytesIO(content)).pages).split())


def test_what_was_not_changed_is_good(agency: Agency, made: Made, zipped: Made, tmp_path: Path) -> None:
    for content, name in ((made.content, "evidence.pdf"), (zipped.content, "evidence.zip")):
        found = check(agency, content, tmp_path, name)
        assert found.problems == ()
        assert any("that was signed" in fact for fact in found.facts)
        assert any("the text of the rules dhs-139-07@" in fact for fact in found.facts)


def test_it_is_for_archives_and_for_screen_readers_with_its_attachments_and_its_seal(made: Made) -> None:
    assert b"%proviso-seal " in made.content
    assert faults(made.content) == []


def test_a_folder_that_was_unpacked_is_good_too(agency: Agency, made: Made, tmp_path: Path) -> None:
    for name, contents in PdfReader(io.BytesIO(made.content)).attachments.items():
        (tmp_path / name).write_bytes(contents[0])
    assert evidence_check.check(tmp_path, agency.journal.vkey).problems == ()


def test_the_records_are_those_of_the_ledger_to_the_byte(agency: Agency, made: Made) -> None:
    with agency.store.read() as tx:
        kept = [entry.raw for entry in entries.page(tx, 0, 1000)]
    attached = PdfReader(io.BytesIO(made.content)).attachments["entries.jsonl"][0]
    assert attached == b"".join(raw + b"\n" for raw in kept[: made.entries])


def test_no_text_of_a_prompt_is_in_it(made: Made, zipped: Made) -> None:
    with zipfile.ZipFile(io.BytesIO(zipped.content)) as archive:
        parts = [archive.read(name) for name in archive.namelist()]
    parts += [each[0] for each in PdfReader(io.BytesIO(made.content)).attachments.values()]
    for secret in (TEXT[:20], PERSON[:20], "A012"):
        assert not any(secret.encode() in part for part in parts)
        assert secret not in text_of(made.content)


@pytest.mark.parametrize(
    ("scope", "has", "lacks"),
    [
        (EvidenceScope(person=TOM), {"UseDecided", "PersonAdded", "PackActivated"}, {"AcknowledgementSigned"}),
        (EvidenceScope(person=MAYA), {"UseDecided", "ObjectionSent", "TrainingRecorded"}, {"ToolChanged"}),
        (EvidenceScope(tool="northlight-chat"), {"UseDecided", "ToolListed", "ObjectionSent"}, {"TrainingRecorded"}),
        (EvidenceScope(clause="139-07.2.c.5"), {"AcknowledgementSigned", "UseDecided"}, {"TrainingRecorded"}),
        (EvidenceScope(component="FRO"), {"UseDecided", "PersonAdded"}, set()),
        (EvidenceScope(since=NOW + timedelta(days=1)), {"ToolChanged", "PackActivated"}, {"UseDecided"}),
        (EvidenceScope(until=NOW + timedelta(days=1)), {"UseDecided"}, {"ToolChanged"}),
    ],
    ids=lambda value: str(value) if isinstance(value, EvidenceScope) else " ".join(sorted(value)),
)
def test_it_holds_what_was_asked_for_and_no_more(
    agency: Agency, scope: EvidenceScope, has: set[str], lacks: set[str]
) -> None:
    with agency.store.read() as tx:
        found = select(tx, agency.packs.base(), scope, entries.size(tx), LATER, lambda done, total: None)
    kinds = {canonical.decode(raw).event for raw in found.entries.content().splitlines()}
    assert has <= kinds
    assert not lacks & kinds


def test_incidents_that_need_a_clearance_are_left_out_and_that_is_said(agency: Agency) -> None:
    with agency.store.read() as tx:
        number, pack = entries.size(tx), agency.packs.base()
        told = [
            select(tx, pack, EvidenceScope(), number, LATER, lambda done, total: None, hidden=h)
            for h in ((), {"2026-001"})
        ]
    opened = [sum(b'"event":"Incident' in raw for raw in found.entries.content().splitlines()) for found in told]
    assert opened[0] > 0
    assert (opened[1], told[1].left_out) == (0, opened[0])


def test_the_paper_says_what_the_entries_come_to(made: Made) -> None:
    said = text_of(made.content)
    assert "6 decisions: 4 allowed, 2 not sent" in said
    assert "Evidence: the whole agency" in said
    assert "dhs-139-07@4" in said
    assert "Nov. 20, 2026" in said
    assert "139-07.2.a.1" in said
    assert "proviso verify FILE.pdf --vkey KEY" in said


def test_the_paper_is_for_archives_and_screen_readers_and_says_what_is_attached(made: Made) -> None:
    root: Any = PdfReader(io.BytesIO(made.content)).trailer["/Root"]
    said = root["/Metadata"].get_data().decode()
    assert "<pdfaid:part>3</pdfaid:part>" in said
    assert "<pdfuaid:part>1</pdfuaid:part>" in said
    assert root["/MarkInfo"]["/Marked"].value is True
    assert root["/OutputIntents"][0]["/S"] == "/GTS_PDFA1"
    attached = [each.get_object() for each in root["/AF"]]
    assert {each["/AFRelationship"] for each in attached} == {"/Data"}
    assert {"manifest.json", "manifest.note", "entries.jsonl", "proof.json", "coverage.csv"} <= {
        a["/F"] for a in attached
    }
    assert made.content.rstrip().endswith(b"%%EOF")


def test_an_empty_cell_of_the_coverage_stays_empty(attached: dict[str, bytes]) -> None:
    said = attached["coverage.csv"].decode("utf-8-sig")
    cells = [cell for row in csv.reader(io.StringIO(said)) for cell in row]
    assert "" in cells
    assert "'" not in cells


def test_the_same_moment_gives_the_same_bytes(agency: Agency, zipped: Made) -> None:
    assert evidence(agency, "zip", EvidenceScope(person=MAYA)).content == zipped.content


@settings(max_examples=60)
@given(st.data())
def test_one_flipped_bit_anywhere_in_the_pdf_is_named(agency: Agency, made: Made, data: st.DataObject) -> None:
    verifier = Verifier.from_vkey(agency.journal.vkey)
    assert flipped(made.content, data, verifier, "evidence.pdf")


@settings(max_examples=60)
@given(st.data())
def test_one_flipped_bit_anywhere_in_the_zip_is_named(agency: Agency, zipped: Made, data: st.DataObject) -> None:
    verifier = Verifier.from_vkey(agency.journal.vkey)
    assert flipped(zipped.content, data, verifier, "evidence.zip")


def flipped(content: bytes, data: st.DataObject, verifier: Verifier, name: str) -> tuple[str, ...]:
    """What is said of the file with one bit flipped; many of the bits are of its end, where the seal is."""
    place = data.draw(st.one_of(st.integers(0, len(content) - 1), st.integers(len(content) - 700, len(content) - 1)))
    changed = bytearray(content)
    changed[place] ^= 1 << data.draw(st.integers(0, 7))
    path = Path(FLIPS.name) / name
    path.write_bytes(changed)
    try:
        return evidence_check.check_opened(open_file(path, verifier), verifier).problems
    except UnreadableError as fault:
        return (fault.message,)


@settings(max_examples=60)
@given(st.data())
def test_one_flipped_bit_in_any_attachment_names_that_attachment(
    agency: Agency, attached: dict[str, bytes], data: st.DataObject
) -> None:
    files = attached
    name = data.draw(st.sampled_from(sorted(files)))
    changed = bytearray(files[name])
    place = data.draw(st.integers(0, len(changed) - 1))
    changed[place] ^= 1 << data.draw(st.integers(0, 7))
    opened = Opened(kind="folder", files={**files, name: bytes(changed)})
    problems = evidence_check.check_opened(opened, Verifier.from_vkey(agency.journal.vkey)).problems
    assert any(name in problem for problem in problems)
    line = files[name][:place].count(b"\n")
    if name == "entries.jsonl" and files[name][place] != 10 and changed[place] != 10:
        assert any(f"line {line + 1:,} of entries.jsonl) is not the one that was signed" in each for each in problems)
    if name.startswith("dhs-139-07"):
        assert any("The text of the rules dhs-139-07@4 is not the one that the ledger names" in p for p in problems)


WIDE = b'{"format":"proviso-proof/1","size":1000000000000,"runs":[[0,1000000000000]],"hashes":[],"consistency":[]}'
"""A few bytes that would come to a trillion numbers."""


def edited(made: Made, **files: bytes | None) -> Opened:
    held = {name: each[0] for name, each in PdfReader(io.BytesIO(made.content)).attachments.items()}
    for name, content in files.items():
        key = {"entries": "entries.jsonl", "proof": "proof.json", "heads": "checkpoints.txt", "leaves": "leaves.txt"}[
            name
        ]
        if content is None:
            del held[key]
        else:
            held[key] = content
    return Opened(kind="folder", files=held)


@pytest.mark.parametrize(
    ("files", "says"),
    [
        ({"entries": b""}, "entries are missing"),
        ({"entries": None}, "entries.jsonl is missing"),
        ({"proof": b"{}"}, "proof.json was changed: it cannot be read"),
        ({"heads": b""}, "checkpoints.txt is missing or empty"),
        ({"heads": b"x\n--\n"}, "checkpoints.txt, note 1"),
        ({"entries": b"x\n", "leaves": b"y\n"}, "do not give the root that was signed"),
        ({"proof": WIDE}, "do not give the root that was signed"),
    ],
)
def test_what_is_missing_or_another_is_said(
    agency: Agency, made: Made, files: dict[str, bytes | None], says: str
) -> None:
    found = evidence_check.check_opened(edited(made, **files), Verifier.from_vkey(agency.journal.vkey))
    assert any(says in problem for problem in found.problems)


def test_a_file_too_many_is_said(agency: Agency, made: Made) -> None:
    opened = edited(made)
    more = replace(opened, files={**opened.files, "notes.txt": b"mine"})
    found = evidence_check.check_opened(more, Verifier.from_vkey(agency.journal.vkey))
    assert found.problems == ("notes.txt does not belong here: the manifest does not name it.",)


def test_evidence_of_another_ledger_is_refused(made: Made, tmp_path: Path) -> None:
    (tmp_path / "evidence.pdf").write_bytes(made.content)
    with agency_with_history(tmp_path / "other") as other:
        found = evidence_check.check(tmp_path / "evidence.pdf", other.journal.vkey)
    assert any("not of this ledger" in problem for problem in found.problems)
    assert any("manifest.note" in problem for problem in found.problems)


def test_a_number_that_no_file_has_is_no_attachment(agency: Agency, tmp_path: Path) -> None:
    long = b"9" * 5_000
    name = b"/Type/Filespec/F(manifest.json)/UF()/EF<</F 1 0 R"
    made = b"%PDF-1.7\n1 0 obj\n<</Length " + long + b"/Type/EmbeddedFile>>\nstream\n" + name
    (tmp_path / "x.pdf").write_bytes(made)
    with pytest.raises(UnreadableError, match="evidence file"):
        evidence_check.check(tmp_path / "x.pdf", agency.journal.vkey)


@pytest.mark.parametrize("content", [b"", b"hello", b"%PDF-1.7\nnothing", b"PK\x03\x04 nothing", bytes(4000)])
def test_what_is_no_evidence_file_is_said(agency: Agency, content: bytes, tmp_path: Path) -> None:
    (tmp_path / "x").write_bytes(content)
    with pytest.raises(UnreadableError, match="evidence file"):
        evidence_check.check(tmp_path / "x", agency.journal.vkey)


def test_a_key_that_is_none_is_said(tmp_path: Path) -> None:
    with pytest.raises(LedgerError):
        evidence_check.check(tmp_path, "no key")


@pytest.mark.parametrize(
    ("scope", "says"),
    [
        (EvidenceScope(person="nobody.here"), "no person nobody.here"),
        (EvidenceScope(tool="nothing"), "no tool nothing"),
        (EvidenceScope(component="XYZ"), "no component XYZ"),
        (EvidenceScope(clause="139-07.99"), "no rule 139-07.99"),
        (EvidenceScope(since=LATER, until=NOW), "ends before it begins"),
    ],
)
def test_what_nobody_knows_is_said(agency: Agency, scope: EvidenceScope, says: str) -> None:
    with pytest.raises((NotFoundError, UsageError), match=says):
        evidence(agency, "zip", scope)


def test_an_attachment_that_unpacks_to_too_much_is_not_read() -> None:
    with pytest.raises(UnreadableError, match="too large"):
        _unpack(zlib.compress(bytes(1 << 20)), 1_000)
    assert _unpack(zlib.compress(b"few"), 1_000) == (b"few", True)
