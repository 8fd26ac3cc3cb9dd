"""`proviso objections rates`: the same lines as the page, for a shell."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from proviso.actions.agency import Agency
from proviso.cli.objections import command
from tests.web.demo import open_copy


@pytest.fixture
def agency(tmp_path: Path) -> Iterator[Agency]:
    yield from open_copy(tmp_path)


def run(agency: Agency, *options: str) -> Result:
    return CliRunner().invoke(command, ["rates", *options], obj=agency.settings, standalone_mode=False)


def test_words_json_and_csv_say_the_same(agency: Agency) -> None:
    plain = run(agency, "--days", "365").stdout.splitlines()
    lines = json.loads(run(agency, "--days", "365", "--json").stdout)
    table = list(csv.DictReader(io.StringIO(run(agency, "--days", "365", "--csv").stdout)))
    assert len(plain) == len(lines) == len(table) > 3
    for said, line, row in zip(plain, lines, table, strict=True):
        assert f"{line['denials']:,} denials" in said
        assert (int(row["denials"]), int(row["objections"])) == (line["denials"], line["objections"])
        assert line["right"] <= line["answered"] <= line["objections"] <= line["denials"]
    assert any(line["kind"] == "US_A_NUMBER" for line in lines)


def test_an_hour_of_no_denials_is_said(agency: Agency) -> None:
    def forget(tx: object) -> None:
        tx.raw.execute("DELETE FROM objections")  # type: ignore[attr-defined]  # a transaction
        tx.raw.execute("DELETE FROM uses")  # type: ignore[attr-defined]  # a transaction

    agency.store.write(forget)
    assert run(agency).stdout == "No denial in the last 28 days.\n"
    assert json.loads(run(agency, "--json").stdout) == []
