"""`proviso records`: what is due, and another master key, for who has the machine."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from proviso.actions import transcripts
from proviso.actions.agency import Agency
from proviso.cli import records as records_command
from proviso.errors import StoreError, UsageError
from proviso.model import TextKind
from proviso.settings import Settings
from tests.actions.house import open_agency
from tests.actions.records_house import MAYA


@pytest.fixture
def agency(tmp_path: Path) -> Iterator[Agency]:
    made = open_agency(tmp_path)
    yield made
    made.store.close()


def keep(agency: Agency, text: str = "The levee held.") -> str:
    held = agency.store.write(
        lambda tx: transcripts.keep(
            tx,
            agency,
            kind=TextKind.ANSWER,
            text=text,
            record_class="transitory",
            person_id=MAYA,
            actor=MAYA,
            at=datetime.now(UTC),
        )
    )
    return held.id


def run(settings: Settings, *options: str) -> Result:
    return CliRunner().invoke(records_command.command, options, obj=settings, standalone_mode=False)


def test_the_list_counts_by_class_and_shows_no_words(agency: Agency) -> None:
    keep(agency)
    plain = run(agency.settings, "list").stdout
    rows = json.loads(run(agency.settings, "list", "--json").stdout)
    assert plain.startswith("Texts kept for a short while: 1 kept, 0 due, 0 held, 0 gone, next 20")
    assert (rows[0]["class"], rows[0]["kept"]) == ("transitory", 1)
    assert "levee" not in plain + json.dumps(rows)


def test_another_master_key_and_the_end_of_the_one_before(agency: Agency) -> None:
    code = keep(agency)
    said = run(agency.settings, "rekey").stdout
    assert said.startswith("1 key is wrapped anew under the master key ")
    assert "from a key file." in said
    assert run(agency.settings, "rekey", "--finish").stdout.startswith("The key from before is destroyed: ")
    assert isinstance(run(agency.settings, "rekey", "--finish").exception, UsageError)
    assert transcripts.read(agency, code, actor=MAYA, why="look", at=datetime.now(UTC)) == "The levee held."
    found = json.loads(run(agency.settings, "key", "--json").stdout)
    assert (found["opens"], found["earlier"], found["lost"]) == (1, 0, [])


def test_a_lost_key_is_said_and_ends_with_1(agency: Agency) -> None:
    keep(agency)
    (agency.settings.keys / "sealing.key").unlink()
    said = run(agency.settings, "key")
    assert said.return_value == 1
    assert "Nobody can open: kept texts: 1." in said.stdout
    assert "proviso ledger verify works without it" in said.stdout
    assert isinstance(run(agency.settings, "rekey").exception, StoreError)
    said = run(agency.settings, "rekey", "--accept-loss")
    assert "Lost for good: kept texts: 1." in said.stdout


def test_a_move_to_a_key_service(agency: Agency, tmp_path: Path) -> None:
    keep(agency)
    script = tmp_path / "kms"
    script.write_text(
        f"#!{sys.executable}\nimport base64, sys\n"
        "print(base64.b64encode(base64.b64decode(sys.stdin.readline())[::-1]).decode())\n"
    )
    script.chmod(0o700)
    moved = replace(agency.settings, sealing_command=str(script))
    said = run(moved, "rekey").stdout
    assert "from the key service. This finished a change that had begun." in said
    assert "destroyed" in run(moved, "rekey", "--finish").stdout
    assert sorted(path.name for path in agency.settings.keys.glob("seal*")) == ["sealed.key"]
    assert "from the key service. It opens 1." in run(moved, "key").stdout


def test_two_options_that_do_not_go_together(agency: Agency) -> None:
    assert "belongs to the change before it" in str(
        run(agency.settings, "rekey", "--finish", "--accept-loss").exception
    )
