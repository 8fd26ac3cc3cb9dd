"""`proviso pack`: a pack is checked, compared and replayed from the shell, with exit codes that mean something."""

import json
import shutil
from pathlib import Path

import pytest

from proviso.cli import DENIED, USAGE, run
from tests.house.tree import PACKS


def said(capsys: pytest.CaptureFixture[str]) -> str:
    return capsys.readouterr().out


def test_a_whole_pack_is_fine(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["pack", "check", "dhs-139-07"]) == 0
    out = said(capsys)
    assert out.startswith("dhs-139-07@3 is whole: ")
    assert "139-07.1.a.1  Review: accuracy: not enforced yet: needs the tool review" in out


def test_a_check_as_json_counts_the_clauses(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["pack", "check", "dhs-139-07", "--json"]) == 0
    held = json.loads(said(capsys))
    assert held["problems"] == []
    assert sum(held["counts"].values()) == len(held["clauses"])
    assert {c["enforcement"] for c in held["clauses"]} == {"enforced", "record", "information", "not_yet"}


def test_a_broken_pack_is_named_with_its_place(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder = Path(shutil.copytree(PACKS / "example-city", tmp_path / "city"))
    policy = folder / "policy.cedar"
    policy.write_text(policy.read_text(encoding="utf-8").replace("context.found", "context.fund", 1), encoding="utf-8")
    assert run(["pack", "check", str(folder)]) == DENIED
    assert "city/policy.cedar, classified: " in said(capsys)


def test_a_pack_that_is_not_there_is_a_wrong_usage(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["pack", "check", "nothing"]) == USAGE
    assert "There is no policy pack nothing." in capsys.readouterr().err


def test_a_difference_is_said_in_words(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["pack", "diff", "dhs-139-07", "lbb"]) == DENIED
    out = said(capsys)
    assert "0 things get looser" in out
    assert "lbb-no-gateway (lbb.2)" in out


def test_no_difference_is_fine(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["pack", "diff", "example-city", "example-city", "--json"]) == 0
    held = json.loads(said(capsys))
    assert (held["looser"], held["tighter"], held["opened"], held["closed"]) == ([], [], 0, 0)


@pytest.mark.parametrize("name", ["check", "diff", "replay"])
def test_each_command_has_an_example(name: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["pack", name, "--help"]) == 0
    assert f"Example: proviso pack {name} " in said(capsys)
