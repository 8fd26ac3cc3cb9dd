"""`proviso outbox` and `proviso remind`: for who has the machine when the pages cannot be opened."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from proviso.actions.agency import Agency
from proviso.cli import outbox as outbox_command
from proviso.cli import remind as remind_command
from proviso.errors import NotFoundError
from tests.web.demo import open_copy


@pytest.fixture
def agency(tmp_path: Path) -> Iterator[Agency]:
    yield from open_copy(tmp_path)


def run(agency: Agency, *options: str) -> Result:
    return CliRunner().invoke(outbox_command.command, options, obj=agency.settings, standalone_mode=False)


def test_the_list_says_what_about_and_for_whom_and_not_the_words(agency: Agency) -> None:
    plain = run(agency, "list", "--state", "waiting", "--way", "mail").stdout
    rows = json.loads(run(agency, "list", "--json", "--most", "5").stdout)
    assert len(rows) == 5
    assert "approval-requested for elena.sorokin: waiting after 0 tries" in plain
    assert "asks to use AI tools" not in plain + json.dumps(rows)
    assert run(agency, "list", "--state", "stuck").stdout == "No message is like that.\n"


def test_what_is_given_up_is_said_and_stays_so(agency: Agency) -> None:
    code = json.loads(run(agency, "list", "--json", "--most", "1").stdout)[0]["id"]
    assert run(agency, "drop", code).stdout == "1 message is given up.\n"
    assert "already" in str(run(agency, "retry", code).exception)
    assert json.loads(run(agency, "list", "--json", "--state", "dropped").stdout)[0]["id"] == code


def test_nothing_is_done_when_one_code_is_wrong(agency: Agency) -> None:
    code = json.loads(run(agency, "list", "--json", "--most", "1").stdout)[0]["id"]
    assert isinstance(run(agency, "drop", code, "0000-0000").exception, NotFoundError)
    assert run(agency, "list", "--state", "dropped").stdout == "No message is like that.\n"


@pytest.mark.parametrize("options", [("retry",), ("retry", "7KQ2-M4XD", "--stuck"), ("drop",)])
def test_a_command_without_what_it_needs_is_wrong_usage(agency: Agency, options: tuple[str, ...]) -> None:
    assert run(agency, *options).exception is not None


def test_nothing_stuck_is_nothing_to_send_again(agency: Agency) -> None:
    assert run(agency, "retry", "--stuck").stdout.startswith("0 messages are sent again")


def test_people_are_reminded_once(agency: Agency) -> None:
    def remind() -> dict[str, int]:
        done = CliRunner().invoke(remind_command.command, ["--json"], obj=agency.settings, standalone_mode=False)
        found: dict[str, int] = json.loads(done.stdout)
        return found

    first = remind()
    assert first["people"] >= 1
    assert first["things"] >= first["people"]
    assert remind() == {"people": 0, "things": 0}
