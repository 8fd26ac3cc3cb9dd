"""Home: what needs each role now, oldest due first, and the sentence for a day when nothing does."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from proviso.actions.agency import Agency
from proviso.db import incidents, objections, people, reviews
from proviso.web.session import clock
from tests.web.demo import Reader, open_copy
from tests.web.house import client


@pytest.fixture
def agency(tmp_path: Path) -> Iterator[Agency]:
    yield from open_copy(tmp_path)


def rows(html: str) -> list[str]:
    return re.findall(r'pv-task__link" href="([^"]+)"', html)


def intro(html: str) -> str:
    found = re.search(r'<p class="usa-intro">(.*?)</p>', html)
    assert found
    return found.group(1)


def test_somebody_who_is_not_signed_in_is_told_what_this_is(agency: Agency) -> None:
    page = client(agency).get("/").text
    assert "Sign in as a person of the demo" in page
    assert 'href="/tools"' in page
    assert "My record" not in page


def test_supervisor_sees_everyone_who_waits_oldest_first(agency: Agency) -> None:
    with agency.store.read() as tx:
        waiting = people.requests_for(tx, "elena.sorokin")
    page = Reader(agency, "elena.sorokin").get("/")
    assert len(waiting) >= 2
    wanted = [f"/team#request-{asked.id}" for asked in sorted(waiting, key=lambda asked: asked.asked_at)]
    assert [href for href in rows(page) if href.startswith("/team")] == wanted[:7]


def test_new_person_sees_the_steps_that_are_left(agency: Agency) -> None:
    page = Reader(agency, "tom.reyes").get("/")
    assert "of 5 steps" in page
    assert "/steps/sign" in rows(page)
    assert 'href="/steps">See your steps' in page


def test_person_in_full_standing_gets_the_box_to_ask(agency: Agency) -> None:
    assert 'href="/workspace">Ask a question' in Reader(agency, "maya.okafor").get("/")


def test_detailee_is_told_days_before_the_detail_ends(agency: Agency) -> None:
    with agency.store.read() as tx:
        dale = people.get(tx, "dale.whitcomb")
    assert dale is not None
    assert dale.engagement_ends is not None
    assert dale.engagement_ends - date.today() <= timedelta(days=30)  # noqa: DTZ011  # the day of this machine
    assert "Your engagement ends" in Reader(agency, "dale.whitcomb").get("/")


def test_office_sees_the_objections_that_it_owes_an_answer(agency: Agency) -> None:
    with agency.store.read() as tx:
        owed = objections.open_for(tx, "privacy")
    page = Reader(agency, "joan.castellanos").get("/")
    assert [href for href in rows(page) if href.startswith("/objections/")] == [f"/objections/{o.id}" for o in owed][:7]
    if not owed:
        assert intro(page) == "Your office owes nobody an answer."


def test_incident_officer_sees_the_running_clock(agency: Agency) -> None:
    with agency.store.read() as tx:
        running = incidents.open(tx)
    page = Reader(agency, "henry.osei").get("/")
    assert running
    assert {f"/incidents/{incident.id}" for incident in running} <= set(rows(page))
    assert "minutes left" in page


def test_officer_who_has_begun_no_step_is_not_told_to(agency: Agency) -> None:
    page = Reader(agency, "henry.osei").get("/")
    assert "/steps/sign" not in rows(page)
    assert 'href="/incidents">See the incidents' in page
    assert 'href="/ledger">Check the ledger' in Reader(agency, "alice.tran").get("/")


def test_cio_sees_the_decisions_that_wait(agency: Agency) -> None:
    with agency.store.read() as tx:
        waiting = reviews.open(tx)
    page = Reader(agency, "ana.whitfield").get("/")
    assert waiting
    assert {f"/reviews/{review.id}" for review in waiting} <= set(rows(page))


def test_auditor_is_told_the_size_of_the_ledger_and_where_to_check_it(agency: Agency) -> None:
    page = Reader(agency, "alice.tran").get("/")
    assert re.search(r"The ledger has [\d,]+ entries\.", intro(page))
    assert "<span>Audit</span>" in page


@pytest.mark.parametrize("person", ["maya.okafor", "elena.sorokin", "joan.castellanos", "yusuf.karim", "lena.fox"])
def test_home_never_shows_more_than_seven_rows(agency: Agency, person: str) -> None:
    assert len(rows(Reader(agency, person).get("/"))) <= 7


def test_each_row_of_home_opens(agency: Agency) -> None:
    for person in ("elena.sorokin", "joan.castellanos", "henry.osei", "ana.whitfield", "tom.reyes", "dale.whitcomb"):
        reader = Reader(agency, person)
        for href in rows(reader.get("/")):
            reader.get(href)
            assert reader.status == 200, f"{person}: {href}"


def test_the_clock_of_the_web_is_utc() -> None:
    assert clock().tzinfo is UTC
    assert abs(clock() - datetime.now(UTC)) < timedelta(seconds=5)
