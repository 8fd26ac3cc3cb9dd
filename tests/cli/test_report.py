"""`proviso report` and `proviso verify`, as a shell sees them: made here, checked where nothing else is."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from proviso.cli.report import command as report
from proviso.cli.verify import command as verify
from proviso.db import entries
from proviso.errors import LedgerError, NotFoundError, UnreadableError, UsageError
from proviso.reports import ledger
from proviso.settings import Settings
from tests.ledgers import opened
from tests.reports.evidence_house import agency_with_history


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("home")
    with agency_with_history(folder):
        return folder


@pytest.fixture(scope="module")
def file(home: Path) -> Path:
    run(home, "evidence", "--tool", "northlight-chat", "--since", "2026-11-01", "-o", str(home / "evidence.pdf"))
    return home / "evidence.pdf"


def run(home: Path, *arguments: str) -> Result:
    found = CliRunner().invoke(report, list(arguments), obj=Settings(home=home), standalone_mode=False)
    if found.exception is not None:
        raise found.exception
    return found


def check(*arguments: object) -> Result:
    """No home, no agency: the file and the key are all there is."""
    found = CliRunner().invoke(verify, [str(each) for each in arguments], standalone_mode=False)
    if found.exception is not None:
        raise found.exception
    return found


def vkey(home: Path) -> str:
    with opened(home) as (_, journal):
        return journal.vkey


def test_evidence_is_good_where_only_the_key_is(home: Path, file: Path) -> None:
    found = check(file, "--vkey", vkey(home))
    assert found.return_value == 0
    assert found.stdout.startswith("Evidence: Northlight Chat\n  yes  ")
    assert found.stdout.endswith("It is good.\n")


def test_the_key_may_stand_in_a_file(home: Path, file: Path, tmp_path: Path) -> None:
    (tmp_path / "key.txt").write_text(vkey(home) + "\n")
    assert check(file, "--vkey", tmp_path / "key.txt").return_value == 0
    (tmp_path / "key.txt").write_text("nothing")
    with pytest.raises(LedgerError, match="holds no key"):
        check(file, "--vkey", tmp_path / "key.txt")
    with pytest.raises(UsageError, match="neither a key nor a file"):
        check(file, "--vkey", tmp_path / "nowhere")


def test_without_a_key_it_says_that_this_proves_less(file: Path) -> None:
    assert "The key came with the file." in check(file).stdout


def test_one_flipped_bit_is_named_with_its_entry(home: Path, file: Path, tmp_path: Path) -> None:
    changed = bytearray(file.read_bytes())
    changed[len(changed) // 2] ^= 4
    (tmp_path / "evidence.pdf").write_bytes(changed)
    found = check(tmp_path / "evidence.pdf", "--vkey", vkey(home), "--json")
    assert found.return_value == 3
    said = json.loads(found.stdout)
    assert said["is_good"] is False
    assert said["problems"][0] == "The file is not the one that was sealed: something in it was changed."


def test_a_file_that_was_made_is_on_record_with_its_hash(home: Path, tmp_path: Path) -> None:
    found = run(home, "evidence", "--person", "maya.okafor", "-o", str(tmp_path / "maya.zip"), "--json")
    said = json.loads(found.stdout)
    with opened(home) as (store, _), store.read() as tx:
        newest = entries.last(tx)
    assert newest is not None
    assert newest.record.event == "EvidenceMade"
    assert newest.record.data["sha256"] == said["sha256"]
    assert check(tmp_path / "maya.zip", "--vkey", said["vkey"]).return_value == 0


def test_an_exported_ledger_is_checked_too(home: Path, tmp_path: Path) -> None:
    with opened(home) as (store, journal):
        ledger.export(store, journal, tmp_path / "export")
    key = vkey(home)
    assert check(tmp_path / "export", "--vkey", key).return_value == 0
    path = tmp_path / "export" / "entries.jsonl"
    lines = path.read_bytes().splitlines(keepends=True)
    for changed, says in (
        ([*lines[:7], lines[7].replace(b"a", b"b", 1), *lines[8:]], "Entry 7 is not the one that was signed."),
        (lines[:-1], "is missing"),
        ([*lines, lines[0]], "was added"),
        ([*lines[:3], *lines[4:]], "Entry 3 is not the one that was signed."),
    ):
        path.write_bytes(b"".join(changed))
        found = check(tmp_path / "export", "--vkey", key)
        assert found.return_value == 3
        assert says in found.stdout


def test_an_export_that_lacks_a_file_is_said(home: Path, tmp_path: Path) -> None:
    with opened(home) as (store, journal):
        ledger.export(store, journal, tmp_path / "export")
    assert check(tmp_path / "export").return_value == 0
    (tmp_path / "export" / "checkpoints.txt").unlink()
    assert "checkpoints.txt is missing." in check(tmp_path / "export").stdout
    (tmp_path / "export" / "vkey").unlink()
    with pytest.raises(UsageError, match="neither a key nor a file"):
        check(tmp_path / "export")


def test_the_coverage_is_said_rule_by_rule(home: Path, tmp_path: Path) -> None:
    said = run(home, "coverage", "--until", "2026-11-24", "-o", str(tmp_path / "coverage.csv")).stdout
    assert "139-07.2.c.5" in said
    assert "rules are proved" in said.splitlines()[0]
    assert "Who can close it" in (tmp_path / "coverage.csv").read_text("utf-8-sig")
    rows = json.loads(run(home, "coverage", "--json").stdout)["rows"]
    assert {"clause", "state", "gap", "office"} <= set(rows[0])


def test_what_cannot_be_is_said(home: Path, tmp_path: Path) -> None:
    with pytest.raises(NotFoundError, match="no tool nothing"):
        run(home, "evidence", "--tool", "nothing", "-o", str(tmp_path / "x.pdf"))
    with pytest.raises(UsageError, match=r"neither a \.pdf nor a \.zip"):
        run(home, "evidence", "-o", str(tmp_path / "x.docx"))
    with pytest.raises(UsageError, match="ends before it begins"):
        run(home, "evidence", "--since", "2026-11-20", "--until", "2026-11-01", "-o", str(tmp_path / "x.pdf"))
    (tmp_path / "other.pdf").write_bytes(b"%PDF-1.7\n")
    with pytest.raises(UnreadableError, match="no evidence file"):
        check(tmp_path / "other.pdf")
    assert not (tmp_path / "x.pdf").exists()
