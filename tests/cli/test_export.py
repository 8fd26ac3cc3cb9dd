"""`proviso export events`, as a shell sees it."""

from __future__ import annotations

import json
import subprocess
import sys
import time
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from proviso.cli.export import command
from proviso.errors import ConflictError, UsageError
from proviso.reports import ocsf
from proviso.settings import Settings
from tests.ledgers import grow


def run(home: Path, *arguments: str | Path) -> Result:
    said = [str(a) for a in ("events", *arguments)]
    return CliRunner().invoke(command, said, obj=Settings(home=home), standalone_mode=False)


def numbers(path: Path) -> list[int]:
    events = [json.loads(line) for line in path.read_text().splitlines()]
    assert [ocsf.check(event) for event in events if ocsf.check(event)] == []
    return [event["metadata"]["sequence"] for event in events]


@pytest.fixture
def home(tmp_path: Path) -> Path:
    grow(tmp_path / "home", 100)
    return tmp_path / "home"


def test_events_are_written_one_a_line(home: Path, tmp_path: Path) -> None:
    assert run(home, "-o", tmp_path / "all.jsonl").stderr == "100 events were written.\n"
    assert numbers(tmp_path / "all.jsonl") == list(range(100))
    assert (tmp_path / "all.jsonl").stat().st_mode & 0o077 == 0
    run(home, "--from-entry", "97", "-o", tmp_path / "last.jsonl")
    assert numbers(tmp_path / "last.jsonl") == [97, 98, 99]
    run(home, "--since", "2026-11-03", "-o", tmp_path / "day.jsonl")
    assert numbers(tmp_path / "day.jsonl") == list(range(33, 100)), "20 minutes apart from 1 p.m. on"
    said = run(home, "--since", "2026-12-01", "-o", "-")
    assert (said.stdout, said.stderr) == ("", "0 events were written.\n")


def test_what_cannot_be_is_said(home: Path, tmp_path: Path) -> None:
    (tmp_path / "there").write_text("a letter\n")
    for arguments, fault, words in (
        (("-o", tmp_path / "there"), ConflictError, "there already"),
        (("-o", tmp_path / "there", "--follow"), ConflictError, "something else"),
        (("--since", "yesterday", "-o", tmp_path / "new"), UsageError, "no day"),
        (("-o", tmp_path / "no" / "new"), UsageError, "cannot be written"),
    ):
        result = run(home, *arguments)
        assert isinstance(result.exception, fault)
        assert words in result.exception.message
    assert (tmp_path / "there").read_text() == "a letter\n"


def test_a_followed_file_goes_on_where_it_was_cut(home: Path, tmp_path: Path) -> None:
    out = tmp_path / "events.jsonl"
    run(home, "-o", out)
    whole = out.read_bytes().splitlines(keepends=True)
    out.write_bytes(b"".join(whole[:60]) + whole[60][:25])
    follower = subprocess.Popen(
        [sys.executable, "-m", "proviso", "export", "events", "-o", str(out), "--follow"],
        env={"PROVISO_HOME": str(home), "PATH": "/usr/bin:/bin"},
        stderr=subprocess.DEVNULL,
    )
    try:
        wait_for(out, 100)
        grow(home, 110, 100)
        wait_for(out, 110)
    finally:
        follower.terminate()
        follower.wait(20)
    assert numbers(out) == list(range(110))


def wait_for(path: Path, lines: int) -> None:
    for _ in range(600):
        if path.read_bytes().count(b"\n") >= lines:
            return
        time.sleep(0.05)
    raise AssertionError(path.read_bytes().count(b"\n"))
