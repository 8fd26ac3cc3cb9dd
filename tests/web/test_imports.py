"""Files of people and trainings: looked at first, confirmed, written while nobody waits, and what came of it."""

from __future__ import annotations

import csv
import io
import re
import time
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from proviso.actions import importing
from proviso.db import imports, people
from proviso.db import records as records_db
from proviso.model import PersonnelType, Role, Training

from .console import NOW, TODAY, Browser, open_house

PEOPLE = (
    "Name,Email,Component,Type,Supervisor,Start date,Status\n"
    "New Person,new.person@dcs.example,HIS,contractor,elena.sorokin@dcs.example,2026-11-02,\n"
    "Tom Reyes,tom.reyes@dcs.example,FRO,employee,,,\n"
    "Maya Okafor,maya.okafor@dcs.example,FRO,employee,,,left\n"
    "Nobody Known,nobody@dcs.example,XYZ,employee,,,\n"
    "<script>alert(1)</script> X,script@dcs.example,FRO,employee,,03/04/2026,\n"
)


def upload(b: Browser, path: str, content: bytes, name: str = "people.csv") -> str:
    b.get(path)
    token = re.search(r'name="csrf" value="([^"]+)"', b.text)
    assert token
    return b._keep(b.client.post(path, data={"csrf": token.group(1)}, files={"file": (name, content)}))


def until_written(b: Browser, path: str) -> str:
    for _ in range(200):
        words = b.get(path)
        if words.startswith("The file is written"):
            return words
        time.sleep(0.05)
    raise AssertionError(words)


def test_a_file_of_people_is_looked_at_confirmed_and_written(tmp_path: Path) -> None:
    with open_house(tmp_path) as b:
        b.sign_in("yusuf.karim")
        words = upload(b, "/people/import", PEOPLE.encode("cp1252"))
        assert words.startswith("What this file would do 3 lines fine, 2 need you. Nothing is written yet.")
        assert "<title>Look first: 3 lines fine, 2 need you" in b.text
        assert "There is no component “XYZ”. The components are: FRO, HIS, HQ." in words
        assert "03/04/2026 can be two days" in words
        assert "<script>alert" not in b.text
        assert "people.csv" in words
        with b.agency.store.read() as tx:
            assert people.get(tx, "new.person") is None
        where = b.path
        words = b.get(f"{where}?dates=month")
        assert "4 lines fine, 1 needs you" in words
        b.post(f"{where}/confirm", dates="month")
        words = until_written(b, where)
        assert "Written: 4 lines. 1 line needs you." in words
        with b.agency.store.read() as tx:
            new, maya, tom = (people.get(tx, one) for one in ("new.person", "maya.okafor", "tom.reyes"))
            assert records_db.standing_approvals(tx, "maya.okafor") == []
        assert new is not None
        assert maya is not None
        assert tom is not None
        assert (new.personnel_type, new.supervisor_id) == (PersonnelType.CONTRACTOR, "elena.sorokin")
        assert (maya.is_active, tom.component) == (False, "FRO")
        (imported,) = b.events("FileImported")
        assert (imported["lines"], imported["added"], imported["changed"], imported["left"]) == (5, 2, 1, 1)
        b.post(f"{where}/confirm")
        assert b.path == where, "a second press leads to the same page"
        table = b.client.get(f"{where}/lines.csv").text
        assert "XYZ" in table
        assert upload(b, "/people/import", PEOPLE.encode()).startswith("What this file would do 3 lines fine")
        b.post(f"{b.path}/drop")
        assert "The file is forgotten." in b.words


EXCEL = (
    "Full Name,E-Mail,Department,Employee Type,Hire Date,Contract End,Shoe size\r\n"
    "Zoë Núñez,zoe@dcs.example,HIS,contractor,46356,12/31/2026,41\r\n"
    '"Ana ""Nan""\nBell",nan@dcs.example,FRO,employee,11/30/2026 0:00,,\r\n'
    "Two Days,two@dcs.example,FRO,employee,03/04/2026,,\r\n"
    "Reyes, Jo,jo@dcs.example,FRO,employee,11/30/2026,,38\r\n"
    "Short Year,short@dcs.example,FRO,employee,11/30/26,,\r\n"
    "Turned Round,turned@dcs.example,FRO,employee,30/11/2026,,\r\n"
)
"""As Excel writes it: a day as a number, a cell over two lines, a name that nobody put between quotes."""

ENCODED = {
    "UTF-8": EXCEL.encode("utf-8-sig"),
    "UTF-16 text, with tabs": EXCEL.replace("Reyes, Jo", "Reyes\tJo")
    .replace(",", "\t")
    .replace("\t ", "\t")
    .encode("utf-16"),
    "Windows text, with semicolons": EXCEL.replace(",", ";").encode("cp1252"),
}


@pytest.mark.parametrize("read", ENCODED)
def test_a_file_of_excel_gets_a_preview_and_a_report_of_every_line(tmp_path: Path, read: str) -> None:
    with open_house(tmp_path) as b:
        b.sign_in("yusuf.karim")
        words = upload(b, "/people/import", ENCODED[read])
        assert "3 lines fine, 3 need you" in words
        assert f"Read as {read}" in words
        assert "Days that are numbers are read as Excel counts: 46356 is November 30, 2026." in words
        assert "Nothing is read from: Shoe size." in words
        for line, said in (
            (5, "03/04/2026 can be two days."),
            (6, "This line has more cells than the first line names."),
            (7, "The year of 11/30/26 has two digits."),
        ):
            assert re.search(rf"\b{line} {re.escape(said)}", words), said
        where = b.path
        words = b.get(f"{where}?dates=month")
        assert "3 lines fine, 3 need you" in words
        assert "30/11/2026 has no month 30, and you said that the month stands first. Excel turns days around" in words
        b.post(f"{where}/confirm", dates="month")
        assert "Written: 3 lines. 3 lines need you." in until_written(b, where)
        report = list(csv.reader(io.StringIO(b.client.get(f"{where}/lines.csv").content.decode("utf-8-sig"))))
        assert [row[0] for row in report if row[0].isdecimal()] == ["6", "7", "8"]
        with b.agency.store.read() as tx:
            zoe, nan = (people.get(tx, one) for one in ("zoe", "nan"))
        assert zoe is not None
        assert nan is not None
        assert (zoe.name, zoe.engagement_starts, zoe.engagement_ends) == (
            "Zoë Núñez",
            date(2026, 11, 30),
            date(2026, 12, 31),
        )
        assert nan.name == 'Ana "Nan" Bell'


def test_what_is_no_table_is_said_at_the_field(tmp_path: Path) -> None:
    with open_house(tmp_path) as b:
        b.sign_in("yusuf.karim")
        assert "Error: " in b.text or upload(b, "/people/import", b"PK\x03\x04").startswith("Import people")
        assert b.status == 422
        assert "This is a workbook, not a table of text." in b.words
        b.post("/people/import")
        assert "Choose the file." in b.words


def test_only_those_who_may_import_see_it(tmp_path: Path) -> None:
    with open_house(tmp_path) as b:
        b.sign_in("yusuf.karim")
        upload(b, "/people/import", PEOPLE.encode())
        where = b.path
        for other in ("maya.okafor", "elena.sorokin", "alice.tran", "lena.fox"):
            b.sign_in(other)
            b.get("/people/import")
            assert b.status == 403
            b.get(where)
            assert b.status == 403
            b.post(f"{where}/confirm")
            assert b.status == 403


def test_a_file_of_the_learning_system_waits_for_the_meaning_of_its_courses(tmp_path: Path) -> None:
    yesterday = TODAY - timedelta(days=1)
    table = (
        "User,Course,Completed on,Status\n"
        f"tom.reyes@dcs.example,PII-2026,{yesterday:%d-%b-%Y},Completed\n"
        f"tom.reyes,cybersecurity,{yesterday},passed\n"
        f"tom.reyes,PII-2026,{yesterday},In progress\n"
        f"stranger@dcs.example,privacy,{yesterday},\n"
    ).encode("utf-16")
    with open_house(tmp_path) as b:
        b.sign_in("lena.fox")
        words = upload(b, "/feeds/learning/import", table, "lms.csv")
        assert "2 lines fine, 2 need you" in words
        assert "Nobody has said which training “PII-2026” is." in words
        b.get("/feeds/learning")
        b.post("/feeds/learning/words", kind="course", word="PII-2026", value="privacy")
        assert "“PII-2026” means: Privacy training." in b.words
        words = upload(b, "/feeds/learning/import", table, "lms.csv")
        assert "3 lines fine, 1 needs you" in words
        where = b.path
        b.post(f"{where}/confirm")
        assert "New completions 2" in until_written(b, where)
        with b.agency.store.read() as tx:
            done = people.records(tx, "tom.reyes").trainings
        assert {one.training for one in done} == {Training.PRIVACY, Training.CYBERSECURITY}
        assert b.events("FeedRead")[-1]["unknown"] == 1
        assert "4 lines, 2 new, 1 about nobody here, 1 left aside" in b.get("/feeds/learning")


def test_a_job_whose_process_ended_can_be_taken_up_and_writes_nothing_twice(tmp_path: Path) -> None:
    lines = "".join(f"P{n} X,p{n}x@dcs.example,FRO\n" for n in range(450))
    with open_house(tmp_path) as b:
        b.sign_in("yusuf.karim")
        upload(b, "/people/import", ("Name,Email,Component\n" + lines).encode())
        where, import_id = b.path, b.path.rpartition("/")[2]
        looked = importing.look(b.agency, import_id, None, actor="yusuf.karim", at=NOW)
        one = importing.begin(b.agency, looked, actor="yusuf.karim", at=NOW)
        step = importing._group(one, looked.plan.steps[:200], 0, NOW)
        b.agency.store.write(step)
        still = NOW - timedelta(minutes=1)
        b.agency.store.write(lambda tx: imports.put(tx, one, imports.RUNNING, 200, still))
        words = b.get(where)
        assert "200 of 450 lines are written." in words
        assert "It stopped when the service was restarted." in words
        b.post(f"{where}/go-on")
        assert "Written: 450 lines." in until_written(b, where)
        with b.agency.store.read() as tx:
            assert people.count(tx, "p1x@dcs") == 1
            assert people.count(tx, "@dcs.example") == 461


def test_somebody_who_was_quicker_is_named_and_the_others_go_on(tmp_path: Path) -> None:
    with open_house(tmp_path) as b:
        b.sign_in("yusuf.karim")
        text = "Name,Email,Component\nA One,a.one@dcs.example,FRO\nB Two,b.two@dcs.example,FRO\n"
        upload(b, "/people/import", text.encode())
        import_id = b.path.rpartition("/")[2]
        looked = importing.look(b.agency, import_id, None, actor="yusuf.karim", at=NOW)
        b.get("/people/add")
        b.post(
            "/people/add",
            name="A One",
            email="a.one@dcs.example",
            title="",
            component="FRO",
            personnel_type="employee",
            supervisor_id="elena.sorokin",
        )
        now = datetime.now(UTC)
        one = importing.begin(b.agency, looked, actor="yusuf.karim", at=now)
        b.agency.store.write(importing._group(one, looked.plan.steps, 0, now))
        with b.agency.store.read() as tx:
            held = imports.get(tx, import_id)
            assert people.get(tx, "b.two") is not None
        assert held is not None
        assert held.one.problem_count == 1
        assert "There is a person a.one already" in held.one.problems[0][1]


def test_whoever_is_named_as_a_supervisor_becomes_one(tmp_path: Path) -> None:
    with open_house(tmp_path) as b:
        b.sign_in("yusuf.karim")
        text = "Name,Email,Component,Manager\nA One,a.one@dcs.example,FRO,tom.reyes@dcs.example\n"
        upload(b, "/people/import", text.encode())
        where = b.path
        b.post(f"{where}/confirm")
        until_written(b, where)
        with b.agency.store.read() as tx:
            tom = people.get(tx, "tom.reyes")
        assert tom is not None
        assert Role.SUPERVISOR in tom.roles
