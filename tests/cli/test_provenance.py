"""`proviso provenance`: is this the approved text, offline with two keys, and at home with none."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from proviso.cli.provenance import command
from proviso.cli.receipt import command as receipt
from proviso.errors import UsageError
from proviso.model import OfficialForm
from proviso.settings import Settings
from tests.reports.official_scene import TEXT, open_official


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """The files and the keys of a house that is closed again."""
    made = tmp_path_factory.mktemp("provenance")
    opened = open_official(made / "home", (OfficialForm.MARKDOWN,))
    scene = next(opened)
    (made / "plan.md").write_bytes(scene.files[OfficialForm.MARKDOWN])
    (made / "provenance.json").write_bytes(scene.text.manifest)
    (made / "key.json").write_text(json.dumps(scene.key))
    (made / "vkey").write_text(scene.vkey)
    yield made
    next(opened, None)


def run(folder: Path, file: Path, *options: str, home: Path | None = None) -> Result:
    return CliRunner().invoke(
        command, [str(file), *options], obj=Settings(home=home or Path("/nowhere")), standalone_mode=False
    )


def keys(folder: Path) -> list[str]:
    return ["--key", str(folder / "key.json"), "--vkey", (folder / "vkey").read_text()]


def test_an_official_file_proves_itself_without_an_agency(folder: Path) -> None:
    result = run(folder, folder / "plan.md", *keys(folder))
    assert (result.return_value, result.stdout.startswith("This is the approved text, review ")) == (0, True)
    assert "yes  The file is as it was made, to the last byte." in result.stdout
    assert "Drafted with AI help. Reviewed by S. Adeyemi, Nov. 20, 2026." in result.stdout


def test_a_changed_word_is_said_and_ends_with_three(folder: Path, tmp_path: Path) -> None:
    changed = tmp_path / "changed.md"
    changed.write_bytes((folder / "plan.md").read_bytes().replace(b"61 to", b"62 to"))
    result = run(folder, changed, *keys(folder))
    assert (result.return_value, result.stdout.startswith("This text differs from the approved one")) == (3, True)
    assert json.loads(run(folder, changed, *keys(folder), "--json").stdout)["outcome"] == "differs"


def test_at_home_plain_words_are_looked_for_in_the_ledger(folder: Path, tmp_path: Path) -> None:
    words = tmp_path / "words.txt"
    words.write_text(TEXT)
    home = folder / "home"
    assert run(folder, words, home=home).stdout.startswith("This is the approved text")
    assert run(folder, folder / "plan.md", home=home).return_value == 0
    words.write_text("The levee is safe.")
    result = run(folder, words, home=home)
    assert (result.return_value, result.stdout.startswith("There is no record of this text.")) == (3, True)


def test_offline_a_text_without_its_record_proves_nothing(folder: Path, tmp_path: Path) -> None:
    words = tmp_path / "words.txt"
    words.write_text(TEXT)
    result = run(folder, words, *keys(folder))
    assert (result.return_value, "NO   The file has its record with it." in result.stdout) == (3, True)


def test_a_damaged_file_is_said(folder: Path, tmp_path: Path) -> None:
    damaged = tmp_path / "plan.docx"
    damaged.write_bytes(b"PK\x03\x04 nothing")
    result = run(folder, damaged, *keys(folder))
    assert result.return_value == 3
    assert "NO   This " in result.stdout


@pytest.mark.parametrize("only", [0, 2])
def test_one_key_alone_is_too_little(folder: Path, only: int) -> None:
    result = run(folder, folder / "plan.md", *keys(folder)[only : only + 2])
    assert isinstance(result.exception, UsageError)
    assert "Give both keys, or none." in str(result.exception)


def test_the_statement_that_is_attached_to_a_pdf_is_a_receipt(folder: Path) -> None:
    arguments = ["verify", str(folder / "provenance.json"), *keys(folder)]
    result = CliRunner().invoke(receipt, arguments, obj=Settings(home=Path("/nowhere")), standalone_mode=False)
    assert (result.return_value, "yes  The approval is an entry of the ledger" in result.stdout) == (0, True)
