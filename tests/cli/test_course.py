"""`proviso course`: a course is checked and read in the shell, with exit codes that mean something."""

import json
import shutil
from pathlib import Path

import pytest

from proviso.cli import USAGE, run
from proviso.cli.course import FOUND
from tests.house.tree import PACKS


def test_the_course_of_a_pack_is_whole(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["course", "check", "dhs-139-07"]) == 0
    said = capsys.readouterr().out
    assert said.startswith("Responsible use of generative AI, version 2.0, is whole: 10 modules, 23 questions, ")


def test_an_own_course_is_held_to_the_clauses_of_a_pack(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    own = Path(shutil.copytree(PACKS / "example-city" / "course", tmp_path / "ours"))
    assert run(["course", "check", str(own), "--pack", "example-city"]) == 0
    assert run(["course", "check", str(own), "--pack", "dhs-139-07", "--json"]) == FOUND
    lines = capsys.readouterr().out.splitlines()
    problems = json.loads(lines[-1])["problems"]
    assert problems[0].startswith("c1: dhs-139-07@")
    assert problems[0].endswith("has no clause PE.1.1.")


def test_a_course_is_shown_with_its_right_answers(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["course", "show", "example-city"]) == 0
    said = capsys.readouterr().out
    assert said.startswith("Using AI for the city, version 1.0\n")
    assert said.count("(x)") == 9


@pytest.mark.parametrize("name", ["nothing-of-this-name", "lbb-course"])
def test_a_course_that_is_not_there_says_what_to_name(name: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["course", "check", name]) == USAGE
    assert "There is no course" in capsys.readouterr().err


def test_an_overlay_has_the_course_of_its_pack(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["course", "check", "lbb"]) == 0
    assert "10 modules" in capsys.readouterr().out


def test_a_pack_without_a_course_says_so(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    own = Path(shutil.copytree(PACKS / "example-city", tmp_path / "city"))
    head = (own / "pack.toml").read_text(encoding="utf-8")
    before, _, rest = head.partition("[course]")
    (own / "pack.toml").write_text(before + "[thresholds]" + rest.partition("[thresholds]")[2], encoding="utf-8")
    assert run(["course", "check", str(own)]) == USAGE
    assert "names no course" in capsys.readouterr().err
