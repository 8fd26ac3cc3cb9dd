"""`proviso screen`: findings and verdict, never the text."""

from __future__ import annotations

import io
import json
from datetime import UTC, datetime
from pathlib import Path

import pytest
from click.testing import CliRunner

from proviso import policy
from proviso.cli.screen import answer, command, serve
from proviso.decision import check
from proviso.model import Part
from proviso.policy import Pack

AT = datetime(2026, 11, 20, 15, tzinfo=UTC)
LINK = "https://news.example/flood"


@pytest.fixture(scope="module")
def pack() -> Pack:
    return policy.find("dhs-139-07")


def verdict(text: str, pack: Pack, source: str = "") -> str:
    return check((Part(name="text", text=text),), pack, source, AT).verdict


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("Sum up the flood plan in five bullets.", "pass"),
        ("Mrs. Mireille Whitlowe said that the levee held.", "ask"),
        ("File A012 345 678 was closed.", "block"),
        ("CUI//SP-PRVCY\nThe list follows.", "block"),
        ("SECRET//NOFORN\nThe ford is open.", "block"),
        ("password=Falcon$4656xQ", "block"),
        ("https://x.com/truthpost958/status/178192712631353839 true?", "block"),
    ],
)
def test_the_verdict_is_that_of_a_person_in_full_standing(text: str, says: str, pack: Pack) -> None:
    assert verdict(text, pack) == says


def test_a_cited_source_turns_a_question_into_a_pass_and_never_asks_again(pack: Pack) -> None:
    assert verdict("Mrs. Mireille Whitlowe said that the levee held.", pack, LINK) == "pass"
    assert verdict("File A012 345 678 was closed.", pack, LINK) == "block"


def test_the_line_protocol_answers_each_line_in_order(pack: Pack) -> None:
    lines = [
        json.dumps({"id": "1", "text": "SSN 851-33-1294"}),
        json.dumps({"id": "2", "text": "plain"}),
        json.dumps({"id": "3", "text": "\ud800\u202e\x00 é A012 345 678"}),
    ]
    out = io.StringIO()
    serve(io.StringIO("\n".join(lines) + "\n"), out, pack, "")
    answers = [json.loads(line) for line in out.getvalue().splitlines()]
    assert answers[0] == {"ready": True}
    assert [a["id"] for a in answers[1:]] == ["1", "2", "3"]
    assert answers[1]["spans"][0]["label"] == "US_SSN"
    assert answers[1]["classes"] == ["individual"]
    assert [a["verdict"] for a in answers[1:]] == ["block", "pass", "block"]
    assert (answers[3]["spans"][0]["start"], answers[3]["spans"][0]["end"]) == (6, 18)


@pytest.mark.parametrize("line", ["nothing", "[]", '{"id": 1}', '{"id": 1, "text": 5}'])
def test_a_line_that_cannot_be_checked_is_blocked(line: str, pack: Pack) -> None:
    said = answer(line, pack, "")
    assert said["verdict"] == "block"
    assert said["error"]


def test_the_command_prints_lines_and_kinds_but_never_the_text(tmp_path: Path) -> None:
    file = tmp_path / "note.txt"
    file.write_text("first line\nFile A012 345 678 was closed", encoding="utf-8")
    result = CliRunner().invoke(command, [str(file)], standalone_mode=False)
    assert result.return_value == 3
    assert "line 2: A‑number (individual)" in result.output
    assert "345" not in result.output


def test_the_command_prints_json(tmp_path: Path) -> None:
    file = tmp_path / "note.txt"
    file.write_text("Sum up the flood plan.", encoding="utf-8")
    result = CliRunner().invoke(command, [str(file), "--json"], standalone_mode=False)
    assert result.return_value == 0
    assert json.loads(result.output) == [{"file": str(file), "verdict": "pass", "findings": []}]


def test_the_name_of_a_file_is_screened_with_its_text(tmp_path: Path) -> None:
    file = tmp_path / "CUI_budget.txt"
    file.write_text("The meeting is at noon.", encoding="utf-8")
    result = CliRunner().invoke(command, [str(file)], standalone_mode=False)
    assert result.return_value == 3
    assert "CUI" in result.output.partition("is stopped")[2]


def test_of_several_files_one_that_cannot_be_read_does_not_silence_the_others(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("File A012 345 678 was closed.")
    (tmp_path / "b.pdf").write_bytes(b"%PDF-1.7 broken")
    (tmp_path / "c.txt").write_text("The levee held.")
    names = [str(tmp_path / name) for name in ("a.txt", "b.pdf", "missing.txt", "c.txt")]
    result = CliRunner().invoke(command, names, standalone_mode=False)
    lines = [line for line in result.output.splitlines() if not line.startswith("  ")]
    assert result.return_value == 3
    assert [line.split(": ", 1)[1][:11] for line in lines] == ["is stopped.", "is not read", "is not read", "may pass."]
    found = json.loads(CliRunner().invoke(command, [*names, "--json"], standalone_mode=False).output)
    assert [one["verdict"] for one in found] == ["block", "block", "block", "pass"]
    assert "cannot be read" in found[2]["error"]
