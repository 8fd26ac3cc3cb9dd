"""The page that says how often each recognizer was wrong: for whom it is, what it shows, and what it does not."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator
from html import unescape
from pathlib import Path

import pytest

from proviso.actions.agency import Agency
from proviso.db import objections as objections_db
from proviso.model import ObjectionState
from tests.web.demo import Reader, open_copy

ALLOWED = ("marcus.bell", "ana.whitfield", "joan.castellanos", "alice.tran")


@pytest.fixture
def agency(tmp_path: Path) -> Iterator[Agency]:
    yield from open_copy(tmp_path)


def cells(html: str) -> list[list[str]]:
    rows = re.findall(r"(?s)<tr>\s*(<th scope=\"row\".*?)</tr>", html)
    found = [re.findall(r"(?s)<t[hd][^>]*>(.*?)</t[hd]>", row) for row in rows]
    return [[" ".join(unescape(re.sub(r"<[^>]+>", " ", cell)).split()) for cell in row] for row in found]


def test_it_is_for_those_who_tune_and_those_who_look(agency: Agency) -> None:
    for person in ALLOWED:
        reader = Reader(agency, person)
        reader.get("/objections/rates")
        assert reader.status == 200, person
    for person in ("maya.okafor", "elena.sorokin"):
        reader = Reader(agency, person)
        reader.get("/objections/rates")
        assert reader.status == 403, person
        assert "This page is for the CIO’s office, the privacy office and auditors." in reader.words
        reader.get("/objections/rates/csv")
        assert reader.status == 403, person


def test_the_first_sentence_counts_the_objections_of_the_demo(agency: Agency) -> None:
    with agency.store.read() as tx:
        states = tx.raw.execute("SELECT state, count(*) FROM objections GROUP BY state").fetchall()
    by_state = dict(states)
    reader = Reader(agency, "alice.tran")
    reader.get("/objections/rates?days=365")
    total, right = sum(by_state.values()), by_state[ObjectionState.RIGHT.value]
    answered = total - by_state.get(ObjectionState.OPEN.value, 0)
    assert (
        f"{total} objections to denials of the last 365 days, {answered} answered. "
        f"{right} said that the person was right." in reader.words
    )
    rows = cells(reader.html)
    assert any(row[0] == "A‑number" and row[1] == "us_a_number" and int(row[2]) > 0 for row in rows)
    assert any("(few)" in row[5] for row in rows), "a rate of few answers says so"
    assert not any("%" in row[5] for row in rows if "(few)" in row[5])


def test_examples_are_links_for_who_may_open_them_and_codes_for_the_others(agency: Agency) -> None:
    auditor, cio = Reader(agency, "alice.tran"), Reader(agency, "ana.whitfield")
    linked = re.findall(r'href="/objections/([0-9A-Z]{8})"', auditor.get("/objections/rates?days=365"))
    assert linked
    for objection_id in linked:
        auditor.get(f"/objections/{objection_id}")
        assert auditor.status == 200
    cio.get("/objections/rates?days=365")
    with agency.store.read() as tx:
        notes = [objections_db.get(tx, o) for o in linked]
    for objection in notes:
        assert objection is not None
        assert not objection.note or objection.note not in unescape(cio.html)
    for objection_id in re.findall(r'href="/objections/([0-9A-Z]{8})"', cio.html):
        cio.get(f"/objections/{objection_id}")
        assert cio.status == 200, "no link leads to a refusal"


def test_order_and_time_come_from_the_address_and_stay_chosen(agency: Agency) -> None:
    reader = Reader(agency, "alice.tran")
    reader.get("/objections/rates?days=90&sort=denials")
    denials = [int(row[2].replace(",", "")) for row in cells(reader.html)]
    assert denials == sorted(denials, reverse=True)
    assert '<option value="denials" selected>' in reader.html
    assert 'href="/objections/rates/csv?days=90&amp;sort=denials"' in reader.html


@pytest.mark.parametrize("query", ["days=3", "days=x", "sort=body", "days=28'%20OR%201"])
def test_another_time_or_order_is_said_to_be_none(agency: Agency, query: str) -> None:
    reader = Reader(agency, "alice.tran")
    reader.get(f"/objections/rates?{query}")
    assert reader.status == 400
    assert "Choose the time and the order on the page." in reader.words


def test_the_csv_has_the_lines_of_the_page(agency: Agency) -> None:
    reader = Reader(agency, "joan.castellanos")
    rows = cells(reader.get("/objections/rates?days=365&sort=denials"))
    answer = reader.browser.get("/objections/rates/csv?days=365&sort=denials")
    assert answer.headers["content-type"].startswith("text/csv")
    assert "attachment" in answer.headers["content-disposition"]
    read = list(csv.DictReader(io.StringIO(answer.text)))
    assert [int(line["denials"]) for line in read] == [int(row[2].replace(",", "")) for row in rows]


def test_no_denial_is_said_and_what_to_do(agency: Agency) -> None:
    def forget(tx: object) -> None:
        tx.raw.execute("DELETE FROM objections")  # type: ignore[attr-defined]  # a transaction
        tx.raw.execute("DELETE FROM uses")  # type: ignore[attr-defined]  # a transaction

    agency.store.write(forget)
    reader = Reader(agency, "marcus.bell")
    reader.get("/objections/rates")
    assert "Nobody objected to a denial of the last 28 days." in reader.words
    assert "No denial in this time. Choose a longer one" in reader.words


def test_the_pages_of_its_readers_lead_to_it(agency: Agency) -> None:
    for person, path in (("joan.castellanos", "/objections"), ("alice.tran", "/ledger"), ("ana.whitfield", "/packs")):
        assert 'href="/objections/rates"' in Reader(agency, person).get(path), path
    assert 'href="/objections/rates"' not in Reader(agency, "ingrid.solberg").get("/objections")
