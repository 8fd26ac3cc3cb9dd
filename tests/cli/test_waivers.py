"""`proviso waivers`: the list and one waiver, from a shell."""

from __future__ import annotations

import json
from collections.abc import Iterator

import pytest
from click.testing import CliRunner, Result

from proviso.actions.agency import Agency
from proviso.cli.waivers import command
from proviso.errors import NotFoundError
from tests.web.demo import open_copy


@pytest.fixture(scope="module")
def agency(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Agency]:
    yield from open_copy(tmp_path_factory.mktemp("house"))


def run(agency: Agency, *options: str) -> Result:
    return CliRunner().invoke(command, [*options], obj=agency.settings, standalone_mode=False)


def test_the_list_says_clause_days_and_uses(agency: Agency) -> None:
    rows = json.loads(run(agency, "list", "--all", "--json").stdout)
    said = run(agency, "list", "--all").stdout.splitlines()
    assert [line.split()[0] for line in said] == [row["id"] for row in rows]
    (row,) = [row for row in rows if row["id"].endswith("-004")]
    (line,) = [line for line in said if line.startswith(row["id"])]
    assert f"{row['clause']}, {row['component']}: {row['state']}, from {row['starts_on']} to {row['ends_on']}" in line
    assert len(run(agency, "list").stdout.splitlines()) <= len(said)


def test_one_waiver_says_who_asked_and_what_was_answered(agency: Agency) -> None:
    row = next(r for r in json.loads(run(agency, "list", "--all", "--json").stdout) if r["answered_by"])
    words = run(agency, "show", row["id"]).stdout
    assert f"Asked by {row['asked_by']}" in words
    assert f"Answered by {row['answered_by']}: {row['answer']}" in words
    assert json.loads(run(agency, "show", row["id"], "--json").stdout)["uses"] == row["uses"]


def test_a_number_that_is_none_is_said(agency: Agency) -> None:
    fault = run(agency, "show", "1999-001").exception
    assert isinstance(fault, NotFoundError)
    assert fault.message == "There is no waiver 1999-001."
