"""`proviso receipt`: what a shell says about receipts, offline."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from proviso.actions import signing
from proviso.cli.receipt import command
from proviso.errors import LedgerError, UsageError
from proviso.reports import acknowledgements
from proviso.settings import Settings
from tests.actions.house import NOW, open_agency

TOM = "tom.reyes"


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A receipt of a signature, one of an entry, and the agency's key, as files; the agency itself is not needed."""
    made = tmp_path_factory.mktemp("receipts")
    agency = open_agency(made / "home")
    pack = agency.packs.base()
    signed = agency.store.write(
        lambda tx: signing.sign_rules(tx, agency, TOM, pack, "Tom Reyes", method="typed name", actor=TOM, at=NOW)
    )
    with agency.store.read() as tx:
        (made / "signed.json").write_bytes(acknowledgements.receipt(tx, agency.journal, signed))
        (made / "entry.json").write_bytes(agency.journal.receipt(tx, 3).to_json())
        (made / "key.json").write_text(json.dumps(signing.signer_of(tx, agency).public))
    (made / "vkey").write_text(agency.journal.vkey)
    agency.store.close()
    return made


def run(*arguments: str | Path) -> Result:
    return CliRunner().invoke(
        command, [str(a) for a in arguments], obj=Settings(home=Path("/nowhere")), standalone_mode=False
    )


def test_a_good_receipt_is_said_to_be_good(folder: Path) -> None:
    vkey = (folder / "vkey").read_text()
    result = run("verify", folder / "signed.json", "--key", folder / "key.json", "--vkey", vkey)
    assert result.return_value == 0, result.output
    assert "Tom Reyes (tom.reyes) agreed to “Rules for using commercial AI tools”, version 1." in result.stdout
    assert "yes  The text is the one that the statement names." in result.stdout
    assert result.stdout.endswith("The receipt is good.\n")


def test_without_a_key_it_says_that_the_key_came_with_the_file(folder: Path) -> None:
    assert "which came with the file. Compare it: proviso receipt key" in run("verify", folder / "signed.json").stdout


def test_a_changed_text_is_named_and_ends_with_three(folder: Path, tmp_path: Path) -> None:
    held = json.loads((folder / "signed.json").read_text())
    held["text"] = held["text"].replace("at once", "some day")
    changed = tmp_path / "changed.json"
    changed.write_text(json.dumps(held))
    result = run("verify", changed)
    assert result.return_value == 3
    assert "NO   The text is the one that the statement names." in result.stdout
    assert json.loads(run("verify", changed, "--json").stdout)["is_good"] is False


def test_a_receipt_of_an_entry_is_checked_by_the_same_command(folder: Path) -> None:
    vkey = (folder / "vkey").read_text()
    result = run("verify", folder / "entry.json", "--vkey", vkey)
    assert (result.return_value, result.stdout.startswith("Entry 3 is in the ledger ")) == (0, True)
    held = json.loads((folder / "entry.json").read_text())
    moved = folder / "moved.json"
    moved.write_text(json.dumps({**held, "index": 4}))
    assert run("verify", moved).return_value == 3


@pytest.mark.parametrize("content", [b"", b"[]", b"{}", b"\x00\xff", b'{"format": "x/1"}'])
def test_another_file_is_no_receipt(tmp_path: Path, content: bytes) -> None:
    file = tmp_path / "file.json"
    file.write_bytes(content)
    assert isinstance(run("verify", file).exception, LedgerError)


def test_a_key_that_is_none_is_said(folder: Path, tmp_path: Path) -> None:
    for content in ("[]", "{}", '{"kty": "oct", "k": "AA"}', "no json"):
        (tmp_path / "key.json").write_text(content)
        result = run("verify", folder / "signed.json", "--key", tmp_path / "key.json")
        assert isinstance(result.exception, UsageError), content
