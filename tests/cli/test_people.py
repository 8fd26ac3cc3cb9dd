"""`proviso people import`: what a file would change is said first; `--apply` writes it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from proviso.actions.opening import open_agency
from proviso.cli.people import command
from proviso.db import agency as agency_db
from proviso.db import people
from proviso.settings import Settings

TABLE = (
    "name,email,component,start date\nA One,a.one@dcs.example,HQ,03/04/2026\n"
    "B Two,b.two@dcs.example,HQ,\nC Three,c.three@dcs.example,XX,\n"
)


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    made = Settings(home=tmp_path, agency="Small Agency")
    agency = open_agency(made)
    agency.store.write(lambda tx: agency_db.put_component(tx, "HQ", "Headquarters"))
    agency.store.close()
    return made


def run(settings: Settings, *options: str) -> Result:
    file = settings.home / "staff.csv"
    file.write_text(TABLE, encoding="utf-8")
    return CliRunner().invoke(command, ["import", str(file), *options], obj=settings, standalone_mode=False)


def known(settings: Settings) -> set[str]:
    agency = open_agency(settings)
    with agency.store.read() as tx:
        found = {one.id for one in people.everyone(tx)}
    agency.store.close()
    return found


def test_without_apply_nothing_is_written(settings: Settings) -> None:
    said = run(settings).stdout
    assert said.startswith("1 line fine, 2 need you.\n")
    assert "Line 4: There is no component “XX”. The components are: HQ." in said
    assert said.endswith("It would add 1, change 0, and end 0.\nNothing is written. Run it again with --apply.\n")
    assert known(settings) == set()


def test_with_apply_the_fine_lines_are_written_and_a_second_time_nothing_is(settings: Settings) -> None:
    assert "Written: 2 new, 0 changed, 0 left." in run(settings, "--apply", "--dates", "day-first").stdout
    assert known(settings) == {"a.one", "b.two"}
    facts = json.loads(run(settings, "--apply", "--dates", "day-first", "--json").stdout)
    assert (facts["same"], facts["written"]["added"]) == (2, 0)
    assert facts["problems"][0]["line"] == 4


def test_a_file_that_is_not_there_is_said_so(settings: Settings) -> None:
    missing = str(settings.home / "nowhere.csv")
    result = CliRunner().invoke(command, ["import", missing], obj=settings, standalone_mode=False)
    assert "cannot be read: No such file or directory" in str(result.exception)
