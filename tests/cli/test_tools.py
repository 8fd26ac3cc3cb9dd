"""`proviso tools`: the list, its re-reviews and the vendors' terms from a shell."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from proviso.actions import tools
from proviso.actions.agency import Agency
from proviso.actions.review_decisions import Choice
from proviso.cli.tools import command
from proviso.errors import NotFoundError, UsageError
from tests.actions.house import CHAT, NOW, open_agency
from tests.actions.reviewing import decide, whole


@pytest.fixture
def agency(tmp_path: Path) -> Iterator[Agency]:
    made = open_agency(tmp_path / "house")
    yield made
    made.store.close()


def run(agency: Agency, *options: str) -> Result:
    return CliRunner().invoke(command, [*options], obj=agency.settings, standalone_mode=False)


def test_a_late_re_review_is_paused_from_a_shell_and_twice_is_once(agency: Agency) -> None:
    assert run(agency, "sweep").stdout == "No re-review has come due.\n"
    due = (datetime.now(UTC) - timedelta(days=40)).date()
    at = datetime.now(UTC)
    agency.store.write(lambda tx: tools.change(tx, CHAT.id, re_review_due=due, actor="ana.whitfield", at=at))
    assert "northlight-chat  Northlight Chat: approved; re-review due" in run(agency, "list").stdout
    assert run(agency, "sweep").stdout == "Northlight Chat is paused: its re-review is late.\n"
    assert run(agency, "sweep").stdout == "No re-review has come due.\n"
    (row,) = json.loads(run(agency, "list", "--json").stdout)
    assert (row["id"], row["status"], row["status_by"], row["terms"]) == (CHAT.id, "paused", "system", None)


def test_terms_are_kept_and_changed_ones_are_said(agency: Agency, tmp_path: Path) -> None:
    file = tmp_path / "terms.txt"
    file.write_text("Yours.", encoding="utf-8")
    first = run(agency, "terms", CHAT.id, str(file), "--link", "https://v.example/terms").stdout
    assert first.startswith("Version 1 of the terms, SHA-256 ")
    assert "They are the same as before." in run(agency, "terms", CHAT.id, str(file)).stdout
    file.write_text("Ours.", encoding="utf-8")
    assert "They changed: the re-review of the tool is due." in run(agency, "terms", CHAT.id, str(file)).stdout
    assert "terms version 2 of" in run(agency, "list").stdout


@pytest.mark.parametrize(
    ("options", "error", "says"),
    [
        (("terms", CHAT.id, "nowhere.txt"), UsageError, "nowhere.txt cannot be read"),
        (("terms", "ferry", "terms.txt"), NotFoundError, "no tool 'ferry'"),
        (("terms", CHAT.id, "terms.txt", "--link", "ftp://v"), UsageError, "no address of the web"),
    ],
)
def test_what_cannot_be_kept_is_said(
    agency: Agency,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    options: tuple[str, ...],
    error: type[Exception],
    says: str,
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "terms.txt").write_text(f"Of {NOW}.", encoding="utf-8")
    found = run(agency, *options).exception
    assert isinstance(found, error)
    assert says in str(found)


def test_a_tool_whose_hour_has_come_is_opened_from_a_shell(agency: Agency) -> None:
    decide(agency, whole(agency), Choice(approves=True, reason="Good.", opens_at=NOW + timedelta(days=1)))
    assert "ferry  Ferry: in review" in run(agency, "list").stdout
    assert run(agency, "sweep").stdout.splitlines()[0] == "Ferry is open: its hour has come."
    assert "ferry  Ferry: approved" in run(agency, "list").stdout
