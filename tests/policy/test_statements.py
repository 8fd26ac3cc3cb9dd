"""The conditions on use that people sign stand with their pack, and their hash belongs to one text."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from proviso.errors import PackError
from proviso.policy import builtin, load, statements_of
from tests.house.tree import PACKS


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return Path(shutil.copytree(PACKS / "dhs-139-07", tmp_path / "mine"))


def change(folder: Path, before: str, after: str) -> None:
    file = folder / "statements.toml"
    text = file.read_text(encoding="utf-8")
    assert before in text
    file.write_text(text.replace(before, after, 1), encoding="utf-8")


def test_a_pack_in_any_folder_brings_its_own_statements(folder: Path) -> None:
    change(folder, "published for everyone", "published for all")
    assert "published for all" in statements_of(load(folder)).statements[0].text


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("published for everyone.", "published for everyone!"),
        ('"139-07.fn5"', '"139-07.2.b"'),
        ('version = "1"', 'version = "2"'),
    ],
)
def test_every_word_that_is_signed_changes_the_hash(folder: Path, before: str, after: str) -> None:
    change(folder, before, after)
    assert statements_of(load(folder)).sha256 != statements_of(builtin("dhs-139-07")).sha256


def test_the_version_of_the_rules_is_that_of_the_statements(folder: Path) -> None:
    change(folder, 'version = "1"', 'version = "7"')
    pack = load(folder)
    assert (pack.rules_version, statements_of(pack).version) == ("7", "7")


def test_without_statements_each_enforced_clause_is_one(folder: Path) -> None:
    (folder / "statements.toml").unlink()
    pack = load(folder)
    held = statements_of(pack)
    enforced = [c.title for c in pack.clauses if c.enforcement.value == "enforced"]
    assert [s.text for s in held.statements] == enforced
    assert held.goes_in


@pytest.mark.parametrize(
    ("before", "after", "says"),
    [
        ("why = ", "wy = ", "statement 1"),
        ('"139-07.fn5"', '"139-07.99"', "139-07.99"),
    ],
)
def test_a_statement_that_cannot_be_used_is_named(folder: Path, before: str, after: str, says: str) -> None:
    change(folder, before, after)
    with pytest.raises(PackError, match=says):
        load(folder)
