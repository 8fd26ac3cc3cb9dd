"""`proviso training`: an export of the learning system becomes records, all or nothing, and a fault names its line."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from proviso.actions.agency import Agency
from proviso.cli.training import command
from proviso.db import people
from proviso.errors import UsageError
from proviso.model import Training
from tests.web.demo import open_copy

YESTERDAY = (datetime.now(UTC) - timedelta(days=1)).date().isoformat()


@pytest.fixture
def agency(tmp_path: Path) -> Iterator[Agency]:
    yield from open_copy(tmp_path)


def read(agency: Agency, table: str, *options: str) -> Result:
    file = agency.settings.home / "export.csv"
    file.write_text(table, encoding="utf-8")
    return CliRunner().invoke(command, [str(file), *options], obj=agency.settings, standalone_mode=False)


def privacy_of(agency: Agency, person: str) -> datetime | None:
    with agency.store.read() as tx:
        record = people.standing(tx, person, "northlight-chat", "").training(Training.PRIVACY)
    return record.completed_at if record else None


def test_a_completion_counts_from_the_next_use_on_and_once(agency: Agency) -> None:
    table = f"person,training,completed_on\npriya.nair,privacy,{YESTERDAY}\n"
    assert read(agency, table).stdout == "Read 1 row; 1 new, which count from the next use on.\n"
    done = privacy_of(agency, "priya.nair")
    assert done is not None
    assert done.date().isoformat() == YESTERDAY
    assert '"recorded":0' in read(agency, table, "--json").stdout


@pytest.mark.parametrize("table", ["\ufeffperson;training;completed_on\n", "person\ttraining\tcompleted_on\n"])
def test_a_spreadsheets_own_form_of_a_table_is_read_and_may_be_empty(agency: Agency, table: str) -> None:
    assert read(agency, table).stdout == "Read 0 rows; 0 new, which count from the next use on.\n"


def test_who_is_not_in_the_directory_is_named(agency: Agency) -> None:
    said = read(agency, f"person,training,completed_on\nnobody.known,privacy,{YESTERDAY}\n").stdout
    assert "Not in the directory: nobody.known." in said


@pytest.mark.parametrize(
    ("table", "fault"),
    [
        ("who,what\n", "has no column person"),
        ("person,training,completed_on\n,privacy,2026-01-01\n", "Line 2 names nobody"),
        ("person,training,completed_on\npriya.nair,baking,2026-01-01\n", "Line 2: there is no training 'baking'"),
        ("person,training,completed_on\npriya.nair,privacy,1/2/26\n", "Line 2: '1/2/26' is no date"),
        ("person,training,completed_on\npriya.nair,privacy,2999-01-01\n", "has not come yet"),
    ],
)
def test_one_wrong_row_records_nothing_and_is_named(agency: Agency, table: str, fault: str) -> None:
    before = privacy_of(agency, "priya.nair")
    result = read(agency, table)
    assert isinstance(result.exception, UsageError)
    assert fault in str(result.exception)
    assert privacy_of(agency, "priya.nair") == before


def test_a_file_that_is_not_there_is_said_so(agency: Agency) -> None:
    missing = str(agency.settings.home / "nowhere.csv")
    result = CliRunner().invoke(command, [missing], obj=agency.settings, standalone_mode=False)
    assert "cannot be read: No such file or directory" in str(result.exception)


def test_a_file_that_is_no_text_is_said_so(agency: Agency) -> None:
    file = agency.settings.home / "export.xlsx"
    file.write_bytes(b"PK\x03\x04\xff\xfe")
    result = CliRunner().invoke(command, [str(file)], obj=agency.settings, standalone_mode=False)
    assert "cannot be read as UTF-8 text" in str(result.exception)
