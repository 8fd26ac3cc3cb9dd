"""`proviso ledger`, as a shell sees it."""

from __future__ import annotations

import json
import sqlite3
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from proviso.cli.ledger import command
from proviso.errors import NotAllowedError, NotFoundError, UsageError
from proviso.ledger.receipts import Receipt
from proviso.settings import Settings
from tests.ledgers import grow, opened, spill


def run(home: Path, *arguments: str) -> Result:
    return CliRunner().invoke(command, list(arguments), obj=Settings(home=home), standalone_mode=False)


def said(home: Path, *arguments: str) -> Any:
    result = run(home, *arguments)
    assert result.exception is None, result.output
    return json.loads(result.stdout)


@pytest.fixture
def home(tmp_path: Path) -> Path:
    grow(tmp_path / "home", 8)
    return tmp_path / "home"


def test_a_whole_ledger_is_said_to_be_whole(home: Path) -> None:
    result = run(home, "verify")
    assert (result.return_value, result.stdout) == (0, "The ledger is whole: 8 entries, 3 signed checkpoints.\n")


def test_a_changed_ledger_ends_with_three_and_names_the_entry(home: Path) -> None:
    raw = sqlite3.connect(home / "proviso.db")
    raw.execute("DELETE FROM entries WHERE idx = 5")
    raw.commit()
    raw.close()
    result = run(home, "verify")
    assert result.return_value == 3
    assert "Entry 5 was removed." in result.stdout
    assert "the first 3 entries" in result.stdout
    assert "Do not repair it" in result.stderr
    found = said(home, "verify", "--json")
    assert (found["is_whole"], found["damage"], found["first_bad"]) == (False, "removed", 5)


def test_entries_are_listed_newest_last(home: Path) -> None:
    lines = run(home, "list", "--last", "3").stdout.splitlines()
    assert [line.split()[0] for line in lines] == ["5", "6", "7"]
    assert "RecordViewed  by alice.tran" in lines[0]
    first = json.loads(run(home, "list", "--last", "3", "--json").stdout.splitlines()[0])
    assert (first["index"], first["data"]["person"]) == (5, "person.5")


def test_the_checkpoint_is_printed_as_it_was_signed(home: Path) -> None:
    assert run(home, "checkpoint").stdout == (home / "checkpoint").read_text()
    found = said(home, "checkpoint", "--json")
    assert (found["size"], found["checkpoint"]) == (8, (home / "checkpoint").read_text())


def test_a_receipt_is_printed_and_holds(home: Path) -> None:
    receipt = Receipt.from_json(run(home, "receipt", "3").stdout.encode())
    assert (receipt.index, receipt.check().size) == (3, 8)


@pytest.mark.parametrize("entry", ["8", "7KQ2-M4XD", "99999999"])
def test_what_is_not_in_the_ledger_has_no_receipt(home: Path, entry: str) -> None:
    assert isinstance(run(home, "receipt", entry).exception, NotFoundError)


def test_an_export_goes_into_an_empty_folder_only(home: Path, tmp_path: Path) -> None:
    assert said(home, "export", str(tmp_path / "out"), "--json")["entries"] == 8
    assert "8 entries" in run(home, "export", str(tmp_path / "more")).stdout
    assert isinstance(run(home, "export", str(tmp_path / "out")).exception, UsageError)


def test_without_a_ledger_it_says_where_it_looked(tmp_path: Path) -> None:
    result = run(tmp_path / "nowhere", "verify")
    assert isinstance(result.exception, UsageError)
    assert str(tmp_path / "nowhere") in result.exception.message
    assert not (tmp_path / "nowhere").exists()


def test_every_command_has_an_example() -> None:
    for name, each in command.commands.items():
        shown = CliRunner().invoke(command, [name, "--help"]).output
        assert f"Example: proviso ledger {name}" in shown
        assert each.help


def test_a_classified_incident_is_for_whom_the_rules_clear(home: Path, tmp_path: Path) -> None:
    with opened(home) as (store, _):
        spill(store, 8)
    listed = run(home, "list", "--last", "2").stdout
    assert "by withheld" in listed
    assert "ingrid.solberg" not in listed + run(home, "list", "--last", "2", "--json").stdout
    assert "ingrid.solberg" in run(home, "list", "--last", "2", "--whole").stdout
    assert isinstance(run(home, "receipt", "8").exception, NotAllowedError)
    assert Receipt.from_json(run(home, "receipt", "8", "--whole").stdout.encode()).index == 8
    assert (
        "Of 2 it has the hash alone: they are of classified incidents"
        in run(home, "export", str(tmp_path / "a")).stdout
    )
    assert said(home, "export", str(tmp_path / "b"), "--whole", "--json")["withheld"] == 0
