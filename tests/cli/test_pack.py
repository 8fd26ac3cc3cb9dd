"""`proviso pack`: a pack is checked, compared and replayed from the shell, with exit codes that mean something."""

import json
import shutil
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from proviso.actions.opening import open_agency
from proviso.cli import DENIED, USAGE, run
from proviso.cli.pack import command
from proviso.demo import seed
from proviso.errors import UsageError
from proviso.settings import Settings
from tests.decision.given import AT
from tests.house.tree import PACKS


def said(capsys: pytest.CaptureFixture[str]) -> str:
    return capsys.readouterr().out


def test_a_whole_pack_is_fine(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["pack", "check", "dhs-139-07"]) == 0
    out = said(capsys)
    assert out.startswith("dhs-139-07@4 is whole: ")
    assert "139-07.4.a    Review: accuracy: kept as a record" in out


def test_a_check_as_json_counts_the_clauses(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["pack", "check", "dhs-139-07", "--json"]) == 0
    held = json.loads(said(capsys))
    assert held["problems"] == []
    assert sum(held["counts"].values()) == len(held["clauses"])
    assert {c["enforcement"] for c in held["clauses"]} == {"enforced", "record", "information"}


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


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("agency") / "home"
    settings = Settings(home=folder, demo=True)
    agency = open_agency(settings)
    try:
        seed(agency, AT, small=True)
    finally:
        agency.store.close()
    return folder


def replayed(home: Path, pack: str, *more: str) -> Result:
    return CliRunner().invoke(command, ["replay", pack, *more], obj=Settings(home=home), standalone_mode=False)


def test_the_pack_in_force_would_decide_the_same_again(home: Path) -> None:
    result = replayed(home, "dhs-139-07", "--json")
    held = json.loads(result.stdout)
    assert held["decisions"] > 50
    assert held["changes"] == []
    assert result.return_value == 0


def test_another_pack_would_have_decided_otherwise(home: Path) -> None:
    result = replayed(home, "example-city")
    assert result.return_value == DENIED
    assert result.stdout.startswith("Under example-city@2, ")
    assert "denied before, allowed: individual" in result.stdout


def test_without_an_agency_there_is_nothing_to_replay(tmp_path: Path) -> None:
    result = replayed(tmp_path / "empty", "dhs-139-07")
    assert isinstance(result.exception, UsageError)
    assert "proviso demo" in result.exception.hint
    assert not (tmp_path / "empty").exists()


@pytest.mark.parametrize("name", ["check", "diff", "replay"])
def test_each_command_has_an_example(name: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["pack", name, "--help"]) == 0
    assert f"Example: proviso pack {name} " in said(capsys)
