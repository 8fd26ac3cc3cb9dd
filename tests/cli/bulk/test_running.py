"""A run in bulk: each file and line once, whatever happens in between; rows that never hold the text."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest
from click.testing import CliRunner
from distributed import LocalCluster

from proviso.cli.bulk.cluster import Cluster, connected
from proviso.cli.bulk.pool import Pool
from proviso.cli.bulk.sources import Batch, File
from proviso.cli.bulk.work import Setup
from proviso.cli.screen import command
from proviso.errors import UsageError
from tests.cli.bulk.workers import deadly

SETUP = Setup(
    pack="dhs-139-07", source="", at=datetime(2026, 11, 20, 15, tzinfo=UTC), max_text_chars=2_000, max_file_mib=1
)
PLAIN = "Sum up the flood plan in five bullets."
SSN = "SSN 851-33-1294"


def screened(*arguments: object) -> tuple[int, str]:
    done = CliRunner().invoke(command, [str(a) for a in arguments], standalone_mode=False)
    if done.exception:
        raise done.exception
    return done.return_value, done.output


def shell(texts: Path, out: Path) -> list[str]:
    return [sys.executable, "-m", "proviso", "screen", "--texts", str(texts), "--out", str(out), "--jobs", "2"]


def rows_of(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def make_texts(path: Path, count: int) -> Path:
    path.write_text("".join(json.dumps({"text": f"{PLAIN} {n}"}) + "\n" for n in range(count)), encoding="utf-8")
    return path


@pytest.fixture
def share(tmp_path: Path) -> Path:
    folder = tmp_path / "share"
    (folder / "deep").mkdir(parents=True)
    (folder / "a.txt").write_text(PLAIN, encoding="utf-8")
    (folder / "deep" / "b.md").write_text(f"first\n{SSN}", encoding="utf-8")
    (folder / "CUI_list.txt").write_text(PLAIN, encoding="utf-8")
    (folder / "broken.pdf").write_bytes(b"%PDF-1.7 nothing")
    (folder / "tool.exe").write_bytes(b"MZ")
    return folder


def test_a_folder_is_a_row_for_each_file_and_a_file_that_cannot_be_read_is_one_with_its_reason(
    share: Path, tmp_path: Path
) -> None:
    out = tmp_path / "rows.jsonl"
    code, said = screened(share, "--jobs", 1, "--out", out)
    rows = {Path(row["path"]).name: row for row in rows_of(out)}
    assert code == 3
    assert {name: row["verdict"] for name, row in rows.items()} == {
        "a.txt": "pass",
        "b.md": "block",
        "CUI_list.txt": "block",
        "broken.pdf": "unread",
    }
    assert rows["b.md"]["findings"][0]["line"] == 2
    assert rows["broken.pdf"]["reason"]
    assert "1 .exe" in said
    assert "1  Social Security number (US_SSN)" in said
    assert "851-33" not in said + out.read_text(encoding="utf-8")


def test_a_run_again_adds_nothing_but_what_changed(share: Path, tmp_path: Path) -> None:
    out = tmp_path / "rows.jsonl"
    screened(share, "--jobs", 1, "--out", out)
    before = out.read_bytes()
    _, said = screened(share, "--jobs", 1, "--out", out, "--json")
    assert out.read_bytes() == before
    assert json.loads(said)["verdicts"] == {"pass": 1, "ask": 0, "block": 2, "unread": 1}
    (share / "a.txt").write_text(f"{PLAIN} {SSN}", encoding="utf-8")
    _, said = screened(share, "--jobs", 1, "--out", out, "--json")
    assert len(rows_of(out)) == 5
    assert json.loads(said)["verdicts"] == {"pass": 0, "ask": 0, "block": 3, "unread": 1}


def test_parquet_has_the_rows_of_now(share: Path, tmp_path: Path) -> None:
    out = tmp_path / "rows.parquet"
    screened(share, "--jobs", 1, "--out", out)
    (share / "a.txt").write_text(f"{PLAIN} {SSN}", encoding="utf-8")
    screened(share, "--jobs", 1, "--out", out)
    rows = pq.read_table(out).to_pylist()
    assert sorted(row["verdict"] for row in rows) == ["block", "block", "block", "unread"]
    assert {f["kind"] for row in rows for f in row["findings"]} == {"US_SSN", "CUI"}


def test_a_line_that_is_no_text_is_a_row_and_a_blank_one_is_none(tmp_path: Path) -> None:
    texts, out = tmp_path / "texts.jsonl", tmp_path / "rows.jsonl"
    lines = [
        json.dumps({"text": PLAIN}),
        json.dumps(SSN),
        "",
        "nothing",
        '{"id": 1}',
        json.dumps({"text": "\ud800 SSN 851-33-1294"}),
        json.dumps({"text": "zebrafinch " * 400_000}),
    ]
    texts.write_text("\n".join(lines), encoding="utf-8")
    code, _ = screened("--texts", texts, "--out", out, "--jobs", 1)
    said = {row["line"]: row["verdict"] for row in rows_of(out)}
    assert code == 3
    assert said == {1: "pass", 2: "block", 4: "unread", 5: "unread", 6: "block", 7: "unread"}
    assert "zebrafinch" not in out.read_text(encoding="utf-8")


def test_all_that_may_pass_is_exit_code_0(tmp_path: Path) -> None:
    code, _ = screened("--texts", make_texts(tmp_path / "t.jsonl", 3), "--out", tmp_path / "o.jsonl", "--jobs", 1)
    assert code == 0


def test_a_run_that_is_killed_loses_nothing_and_doubles_nothing(tmp_path: Path) -> None:
    count = 24_000
    texts, out = make_texts(tmp_path / "texts.jsonl", count), tmp_path / "rows.jsonl"
    command = shell(texts, out)
    run = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    while not (out.exists() and out.stat().st_size):
        assert run.poll() is None
        time.sleep(0.02)
    run.send_signal(signal.SIGKILL)
    run.wait()
    kept = len(out.read_bytes().splitlines())
    assert 0 < kept < count
    with out.open("ab") as torn:
        torn.write(b'{"line":23999,"ver')
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    assert sorted(row["line"] for row in rows_of(out)) == list(range(1, count + 1))


def test_ctrl_c_ends_cleanly_and_the_same_command_goes_on(tmp_path: Path) -> None:
    texts, out = make_texts(tmp_path / "texts.jsonl", 30_000), tmp_path / "rows.jsonl"
    command = shell(texts, out)
    run = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, start_new_session=True)
    while not (out.exists() and out.stat().st_size):
        assert run.poll() is None
        time.sleep(0.02)
    os.killpg(run.pid, signal.SIGINT)  # as a terminal does: the workers hear it, too
    said, error = run.communicate(timeout=300)
    assert run.returncode == 130, error
    assert said == ""
    assert "Stopped." in error.splitlines()  # a slow machine had time for a line of progress before it
    assert subprocess.run(command, check=False, capture_output=True).returncode == 0
    assert sorted(row["line"] for row in rows_of(out)) == list(range(1, 30_001))


def test_a_worker_that_ends_is_reported_with_the_name_and_the_rest_goes_on() -> None:
    lines = Batch(first=1, lines=(b'"one"', b'"deadly"', b'"three"'))
    files = Batch(files=(File(path="deadly.txt", size=1, modified=1),))
    with Pool(SETUP, 2, deadly) as pool:
        rows = [json.loads(row) for _, answer in pool.run(iter([lines, files])) for row in answer.rows.splitlines()]
    said = {row.get("line") or row["path"]: row for row in rows}
    assert {key: row["verdict"] for key, row in said.items()} == {
        1: "pass",
        2: "unread",
        3: "pass",
        "deadly.txt": "unread",
    }
    assert said["deadly.txt"]["reason"] == "The process that read it ended (SIGKILL)."


def test_dask_gives_the_rows_that_a_pool_gives(tmp_path: Path) -> None:
    texts = make_texts(tmp_path / "texts.jsonl", 1_500)
    with LocalCluster(
        n_workers=2, threads_per_worker=1, processes=True, dashboard_address=None, host="127.0.0.1", silence_logs=50
    ) as local:
        screened("--texts", texts, "--out", tmp_path / "dask.jsonl", "--dask", local.scheduler_address)
        with Cluster(connected(local.scheduler_address), SETUP) as cluster:
            assert [*cluster.run(iter(()))] == []
    screened("--texts", texts, "--out", tmp_path / "pool.jsonl", "--jobs", 2)
    one, other = rows_of(tmp_path / "dask.jsonl"), rows_of(tmp_path / "pool.jsonl")
    assert sorted(map(str, one)) == sorted(map(str, other))
    assert len(one) == 1_500


def test_what_was_made_with_something_else_is_not_continued(tmp_path: Path) -> None:
    texts, out = make_texts(tmp_path / "texts.jsonl", 3), tmp_path / "rows.jsonl"
    screened("--texts", texts, "--out", out, "--jobs", 1)
    with pytest.raises(UsageError, match="another run"):
        screened("--texts", texts, "--out", out, "--jobs", 1, "--source", "https://news.example/flood")
    make_texts(texts, 4)
    with pytest.raises(UsageError, match="another run"):
        screened("--texts", texts, "--out", out, "--jobs", 1)
    foreign = tmp_path / "notes.jsonl"
    foreign.write_text("my notes\n", encoding="utf-8")
    with pytest.raises(UsageError, match="no run made it"):
        screened("--texts", texts, "--out", foreign, "--jobs", 1)
    assert foreign.read_text(encoding="utf-8") == "my notes\n"


@pytest.mark.parametrize("arguments", [["--jobs", "2"], ["a.txt", "--texts", "t.jsonl"], ["-", "--out", "o.jsonl"]])
def test_bulk_needs_files_or_one_file_of_texts(arguments: list[str]) -> None:
    with pytest.raises(UsageError, match="In bulk"):
        screened(*arguments)


def test_a_scheduler_that_is_not_there_is_said(tmp_path: Path) -> None:
    texts = make_texts(tmp_path / "texts.jsonl", 3)
    with pytest.raises(UsageError, match="Dask"):
        screened("--texts", texts, "--out", tmp_path / "o.jsonl", "--dask", "nonsense://here")
