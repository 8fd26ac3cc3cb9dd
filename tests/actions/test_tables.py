"""Tables as spreadsheets write them: encodings, separators, dates, formulas; and those that we write."""

from __future__ import annotations

import csv
import io
from datetime import date

import pytest

from proviso.actions.tables import (
    MOST_LINES,
    AmbiguousDateError,
    is_formula,
    read_day,
    read_table,
    safe_cell,
    serial_note,
    write_table,
)
from proviso.errors import UsageError

COLUMNS = {"name": ("full name",), "email": ("e-mail",)}
REQUIRED = (("name",), ("email",))
TEXT = "Full Name,E-Mail,Shoe size\r\nZoë Núñez,zoe@dcs.example,41\r\n"


def read(content: bytes) -> list[dict[str, str]]:
    return [dict(row.cells) for row in read_table(content, COLUMNS, REQUIRED).rows]


@pytest.mark.parametrize(
    "content",
    [
        TEXT.encode(),
        TEXT.encode("utf-8-sig"),
        TEXT.encode("cp1252"),
        TEXT.encode("utf-16"),
        TEXT.encode("utf-16-le"),
        TEXT.encode("utf-16-be"),
        TEXT.replace(",", ";").encode(),
        TEXT.replace(",", "\t").encode("utf-16"),
        TEXT.replace(",", "|").encode(),
        ("sep=;\n" + TEXT.replace(",", ";")).encode(),
        TEXT.replace("\r\n", "\n").encode(),
        (TEXT + ",,\r\n\r\n").encode(),
        TEXT.replace("\r\n", "\r").encode("cp1252"),
        TEXT.replace(",", ";")
        .replace("E-Mail", '"E-\nMail"')
        .replace("Shoe size", '"Shoe size, cm, of left, right"')
        .encode(),
    ],
)
def test_a_table_is_read_as_it_was_exported(content: bytes) -> None:
    assert read(content) == [{"name": "Zoë Núñez", "email": "zoe@dcs.example"}]


def test_how_it_was_read_is_said_and_what_nothing_was_read_from() -> None:
    table = read_table(TEXT.encode("cp1252"), COLUMNS, REQUIRED)
    assert table.notes[0] == "Read as Windows text, with commas between the cells."
    assert "accents" in table.notes[1]
    assert table.ignored == ("Shoe size",)


def test_a_line_has_the_number_that_the_spreadsheet_shows() -> None:
    table = read_table(b'name,email\n"two\nlines",a@b.example\n\nthird,c@d.example\n', COLUMNS, REQUIRED)
    assert [row.number for row in table.rows] == [2, 5]


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"", "is empty"),
        (b"PK\x03\x04rest", "a workbook"),
        (b"\xd0\xcf\x11\xe0rest", "a workbook"),
        (b"name,email\n\x81\x8d,x", "cannot read this file as text"),
        (b"name,mail\nx,y", "has no column email. Its first line names: name, mail"),
        (b"name,name,email\nx,y,z", "Two columns hold the name"),
        (b'name,email\nx,"y', "Line 2 cannot be read"),
        (b"name,email," + b"x," * 200 + b"\n", "more than 100 columns"),
        (b"name,email\n" + b"a,b\n" * (MOST_LINES + 2), f"more than {MOST_LINES:,} lines"),
    ],
)
def test_what_is_no_table_says_what_to_do(content: bytes, says: str) -> None:
    with pytest.raises(UsageError, match=says) as caught:
        read(content)
    assert caught.value.hint


@pytest.mark.parametrize(
    ("cell", "month_first", "day"),
    [
        ("2026-11-30", None, date(2026, 11, 30)),
        ("2026-11-30 00:00:00", None, date(2026, 11, 30)),
        ("11/30/2026", None, date(2026, 11, 30)),
        ("30.11.2026", None, date(2026, 11, 30)),
        ("30/11/2026", False, date(2026, 11, 30)),
        ("11/30/2026", True, date(2026, 11, 30)),
        ("11/30/2026 0:00", None, date(2026, 11, 30)),
        ("11/30/2026 12:00:00 AM", None, date(2026, 11, 30)),
        ("30-Nov-2026", None, date(2026, 11, 30)),
        ("30. Nov. 2026", None, date(2026, 11, 30)),
        ("November 30, 2026", None, date(2026, 11, 30)),
        ("46356.5", None, date(2026, 11, 30)),
        ("46356,25", None, date(2026, 11, 30)),
        ("03/03/2026", None, date(2026, 3, 3)),
        ("03/04/2026", True, date(2026, 3, 4)),
        ("03/04/2026", False, date(2026, 4, 3)),
        ("46356", None, date(2026, 11, 30)),
        ("2/29/2028", None, date(2028, 2, 29)),
    ],
)
def test_days_are_read_as_spreadsheets_write_them(cell: str, month_first: bool | None, day: date) -> None:
    assert read_day(cell, month_first) == day


def test_a_day_that_could_be_two_is_asked_about() -> None:
    with pytest.raises(AmbiguousDateError, match="03/04/2026 can be two days"):
        read_day("03/04/2026", None)


@pytest.mark.parametrize(
    ("cell", "month_first", "says"),
    [
        ("30/11/2026", True, "has no month 30, and you said that the month stands first"),
        ("11/30/2026", False, "has no month 30, and you said that the day stands first"),
        ("11/30/26", None, "has two digits"),
        ("30-Nov-26", None, "has two digits"),
        ("########", None, "Excel wrote ######## in place of a day"),
        ("#REF!", None, "Excel wrote #REF! in place of a day"),
        ("30-Neb-2026", None, "is no date that we know"),
    ],
)
def test_a_day_that_a_spreadsheet_spoiled_says_how(cell: str, month_first: bool | None, says: str) -> None:
    with pytest.raises(UsageError, match=says) as caught:
        read_day(cell, month_first)
    assert caught.value.hint


def test_days_that_are_numbers_are_said_once() -> None:
    assert serial_note(["", "2026-11-30", "46356", "46357"]) == (
        "Days that are numbers are read as Excel counts: 46356 is November 30, 2026.",
    )
    assert serial_note(["2026-11-30"]) == ()


def test_a_line_with_more_cells_than_the_head_says_so() -> None:
    table = read_table(b"name,email\nOkafor, Maya,m@x.example\nTom,t@x.example,,\n", COLUMNS, REQUIRED)
    assert [bool(row.fault) for row in table.rows] == [True, False]


@pytest.mark.parametrize("cell", ["soon", "2026-02-30", "2/29/2027", "11/30/26", "13/13/2026", "99999999999", "1"])
def test_what_is_no_day_is_said_so(cell: str) -> None:
    with pytest.raises(UsageError):
        read_day(cell, None)


@pytest.mark.parametrize(("cell", "is_one"), [("=A1", True), ("@x", True), ("+B", True), ("-x", True), ("-5", False)])
def test_formulas_are_known(cell: str, is_one: bool) -> None:
    assert is_formula(cell) is is_one


def test_no_spreadsheet_computes_a_cell_that_we_write() -> None:
    written = write_table(["name"], [["=cmd()"], ["+1"], ["-1"], ["@x"], ["\t=x"], ["Zoë, 41"], [None]])
    rows = list(csv.reader(io.StringIO(written.decode("utf-8-sig"))))
    assert rows == [["name"], ["'=cmd()"], ["'+1"], ["'-1"], ["'@x"], ["'\t=x"], ["Zoë, 41"], [""]]
    assert safe_cell("plain") == "plain"
    assert [safe_cell(cell)[0] for cell in ("\n=x", "＝1", "＋1", "－1", "＠x")] == ["'"] * 5  # wide signs
