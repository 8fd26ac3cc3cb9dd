"""Who else? The page of an incident's affected uses: count first, rows, files, kept sets, mail (139-07.6)."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from proviso.actions import incidents, uses
from proviso.db import affected as db
from proviso.db import outbox, people
from proviso.db.store import Tx
from proviso.db.uses import uses as uses_table
from proviso.model import Finding, FindingClass, SpillKind, Standing, Strength
from proviso.settings import Settings
from tests.actions.house import open_agency
from tests.actions.test_affected import COUNT, decision

from .console import NOW, Browser

HENRY, JOAN, MAYA, ALICE, INGRID = "henry.osei", "joan.castellanos", "maya.okafor", "alice.tran", "ingrid.solberg"
ALL = "asked=yes"
WENT = sum(1 for n in range(COUNT) if n // 5 % 2 == 0 and n % 4)
"""Allowed uses of Northlight Chat."""


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Browser, str, str]]:
    """120 uses, a spill of CUI about one of them, and a classified one."""
    folder = tmp_path_factory.mktemp("house")
    made = open_agency(folder)
    agency = replace(made, settings=Settings(home=folder, demo=True, agency="Department of Coastal Safety"))

    def fill(tx: Tx) -> tuple[str, str]:
        for number in range(COUNT):
            uses.record_decision(tx, decision(number), Standing(person=None, tool=None))
        pack, one = agency.packs.base(), decision(11)
        spill = incidents.report(tx, SpillKind.CUI, one.tool_id, one.id, actor="tom.reyes", at=NOW, pack=pack)
        secret = incidents.report(tx, SpillKind.CLASSIFIED, one.tool_id, actor="tom.reyes", at=NOW, pack=pack)
        for who in (HENRY, JOAN, MAYA, ALICE, INGRID):
            known = people.get(tx, who)
            if known is not None:
                people.put(tx, replace(known, story="Works here."))
        return spill.id, secret.id

    spill, secret = agency.store.write(fill)
    yield Browser(agency), spill, secret
    agency.store.close()


def test_it_asks_first_for_the_same_tool_and_the_same_day(house: tuple[Browser, str, str]) -> None:
    b, spill, _ = house
    said = b.sign_in(HENRY).get(f"/incidents/{spill}/affected")
    assert "Checked 120 uses." in said
    assert "Uses of Northlight Chat from Nov. 20" in said
    assert "with findings of" in said, "and for what the use of the incident held"
    assert f"Incident {spill}" in b.text.partition("</title>")[0]


def test_what_may_be_classified_is_counted_and_listed_for_the_cleared_office_alone(
    house: tuple[Browser, str, str],
) -> None:
    b, spill, _ = house
    text = Finding(
        kind="CLASSIFIED", cls=FindingClass.CLASSIFIED, strength=Strength.SURE, start=0, end=1, recognizer="t"
    )
    one = replace(decision(11), id="SECRET01", at=datetime.now(UTC), findings=(text,), digest="f" * 64)
    b.agency.store.write(lambda tx: uses.record_decision(tx, one, Standing(person=None, tool=None)))
    try:
        for path in ("/incidents/who-else", f"/incidents/{spill}/affected"):
            cleared = b.sign_in(INGRID).get(f"{path}?{ALL}")
            assert f"{COUNT + 1} uses match" in cleared, path
            assert "without signs of classified information" not in cleared
            for who in (HENRY, JOAN, ALICE):
                said = b.sign_in(who).get(f"{path}?{ALL}")
                assert f"{COUNT} uses match" in said, (who, path)
                assert "without signs of classified information" in said
                assert "class:classified" not in b.text
                assert "No" in b.get(f"{path}?{ALL}&found=class:classified").partition("Checked")[0]
                b.get(f"{path}/json?{ALL}")
                assert "SECRET01" not in b.text
    finally:
        b.agency.store.write(lambda tx: tx.conn.execute(uses_table.delete().where(uses_table.c.id == "SECRET01")))


def test_the_question_is_a_sentence_and_its_answer_a_count(house: tuple[Browser, str, str]) -> None:
    b, spill, _ = house
    said = b.sign_in(JOAN).get(f"/incidents/{spill}/affected?{ALL}&found=kind:CUI&left=allowed&component=FRO")
    expected = [n for n in range(COUNT) if n % 6 == 1 and n % 4 and n // 2 % 3 == 0]
    people = len({n % 3 for n in expected})
    assert f"{len(expected)} uses match, by {people} {'person' if people == 1 else 'people'}." in said
    assert "by people of FRO" in said
    none = b.get(f"/incidents/{spill}/affected?{ALL}&found=kind:CUI&tool=verbatim-notes")
    assert "No other use matches. Checked 120 uses." in none


def test_rows_stand_25_a_page_and_the_filters_stay(house: tuple[Browser, str, str]) -> None:
    b, spill, _ = house
    first = b.sign_in(HENRY).get(f"/incidents/{spill}/affected?{ALL}&found=class:controlled")
    second = b.get(f"/incidents/{spill}/affected?{ALL}&found=class:controlled&page=2")
    assert "40 uses match" in first
    assert "Page 1 of 2" in first
    assert "Page 2 of 2" in second


@pytest.mark.parametrize(
    ("asked", "says"),
    [
        ("since=yesterday", "Write a day and a time"),
        ("since=2026-11-21T10:00&until=2026-11-21T10:00", "The end is not after the beginning."),
        ("same=ZZZZZZZZ", "There is no decision with this code."),
    ],
)
def test_nonsense_is_said_at_its_field_and_lists_nothing(
    house: tuple[Browser, str, str], asked: str, says: str
) -> None:
    b, spill, _ = house
    said = b.sign_in(HENRY).get(f"/incidents/{spill}/affected?{ALL}&{asked}")
    assert b.status == 422
    assert says in said
    assert "Nothing was asked yet." in said


def test_who_has_no_business_there_sees_nothing(house: tuple[Browser, str, str]) -> None:
    b, spill, secret = house
    for who, path in (
        (MAYA, f"/incidents/{spill}/affected"),
        (MAYA, "/incidents/who-else"),
        (ALICE, f"/incidents/{secret}/affected"),
        (JOAN, f"/incidents/{secret}/affected/json?{ALL}"),
        (ALICE, "/incidents/vendor-notice"),
    ):
        b.sign_in(who).get(path)
        assert b.status == 403, (who, path)
    assert "uses match" in b.sign_in(ALICE).get(f"/incidents/{spill}/affected")
    assert "Keep this set" not in b.words


def test_a_set_is_kept_shown_again_exactly_and_its_people_are_told_once(house: tuple[Browser, str, str]) -> None:
    b, spill, _ = house
    path = f"/incidents/{spill}/affected"
    b.sign_in(HENRY).get(f"{path}?{ALL}&found=kind:US_SSN&left=allowed")
    said = b.post(f"{path}?{ALL}&found=kind:US_SSN&left=allowed")
    assert f"Kept with incident {spill}" in said
    assert "It is the same today, use by use." in said
    b.get(f"{path}?set=NOPE0000")
    assert b.status == 404
    b.get(path)
    with b.agency.store.read() as tx:
        kept = db.sets_of(tx, spill)[0]
    asked = b.get(f"{path}/{kept.id}/tell")
    assert f"{kept.people} people get one mail each." in asked or "1 person gets one mail each." in asked
    assert "mail now." in b.post(f"{path}/{kept.id}/tell")
    b.get(f"{path}/{kept.id}/tell")
    assert "told already" in b.words
    with b.agency.store.read() as tx:
        mails = [mail for mail in outbox.page(tx, limit=500) if mail.kind == "affected"]
    assert len(mails) == kept.people
    assert b.events("AffectedPeopleTold")[-1]["people"] == kept.people


def test_the_files_hold_the_same_set_and_are_on_record_before_they_leave(house: tuple[Browser, str, str]) -> None:
    b, spill, _ = house
    asked = f"{ALL}&found=kind:CUI_LIKE"
    b.sign_in(ALICE).get(f"/incidents/{spill}/affected/csv?{asked}")
    rows = list(csv.DictReader(io.StringIO(b.text.removeprefix("\ufeff"))))
    b.get(f"/incidents/{spill}/affected/json?{asked}&receipts=yes")
    made = json.loads(b.text)
    assert [row["decision"] for row in rows] == [row["decision"] for row in made["rows"]]
    assert len(rows) == made["uses"] == COUNT // 6
    assert all(row["receipt"]["index"] == row["entry"] for row in made["rows"])
    taken = b.events("AffectedSetTaken")
    assert [one["has_receipts"] for one in taken[-2:]] == [False, True]


def test_a_vendors_notice_says_what_follows_before_it_opens_one_incident(house: tuple[Browser, str, str]) -> None:
    b, _, _ = house
    b.sign_in(INGRID).get("/incidents/vendor-notice")
    empty = b.post("/incidents/vendor-notice", tool="", since="", until="", what="A bucket")
    assert b.status == 422
    assert "Choose the tool." in empty
    assert "A bucket" in b.text
    form = {"tool": "northlight-chat", "since": "2026-11-20T00:00", "until": "2026-11-22T00:00", "what": "A bucket."}
    asked = b.post("/incidents/vendor-notice", **form)
    assert f"One incident opens for Northlight Chat, with {WENT} uses of 3 people." in asked
    opened = b.post("/incidents/vendor-notice", **form, do="open")
    assert f"is open, with {WENT} uses of 3 people." in opened
    assert b.events("AffectedSetSaved")[-1]["why"] == "vendor"
