"""Evidence on its pages: what is proved, files that are made while nobody waits, and who may have which."""

from __future__ import annotations

import re
import time
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from proviso.actions import evidence as acts
from proviso.db import entries, people
from proviso.db import evidence as db
from proviso.db.store import Tx
from proviso.model import Evidence, EvidenceScope, EvidenceState
from proviso.reports import evidence_check
from proviso.reports.evidence_room import Room
from proviso.web.evidence_words import time_left
from proviso.web.pages import evidence as page
from proviso.web.session import clock
from tests.actions.house import NOW
from tests.reports.evidence_house import agency_with_history

from .console import Browser


@pytest.fixture(scope="module")
def b(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Browser]:
    with agency_with_history(tmp_path_factory.mktemp("house")) as agency:
        agency.store.write(_tell_stories)
        opened = Browser(replace(agency, settings=replace(agency.settings, demo=True)))
        yield opened
        opened.client.close()


def _tell_stories(tx: Tx) -> None:
    """Who has a story stands in the picker, which signs people in here."""
    for one in people.everyone(tx, limit=100):
        people.put(tx, replace(one, story="At work."))


def events(b: Browser) -> list[tuple[str, dict[str, object]]]:
    with b.agency.store.read() as tx:
        found = [entry.record for entry in entries.page(tx, 0, 10_000)]
    return [(record.event, record.data) for record in found]


def token(b: Browser) -> str:
    found = re.search(r'name="csrf" value="([^"]+)"', b.text)
    assert found
    return found.group(1)


def until_ready(b: Browser) -> str:
    where = b.path
    for _ in range(400):
        words = b.get(where)
        if "It is ready." in words or "could not be made" in words:
            return words
        time.sleep(0.05)
    raise AssertionError(words)


def test_an_auditor_sees_rule_by_rule_what_is_proved_and_which_rules_held_when(b: Browser) -> None:
    words = b.sign_in("alice.tran").get("/evidence")
    assert "rules are proved by entries of this time." in words
    assert "139-07.2.c.1" in words
    assert "Nothing opens before it is done" in words
    assert "more rules have nothing to prove" in words
    assert "dhs-139-07@" in words
    assert "and is in force" in words


def test_the_coverage_is_a_table_for_spreadsheets_too(b: Browser) -> None:
    b.sign_in("alice.tran").get("/evidence/coverage.csv")
    assert "Rule,What it says,State,How it is kept,Entries,What shows it,Gap,Who can close it" in b.text
    assert "139-07.0.a" in b.text


def test_a_file_is_made_downloaded_and_checked_and_all_of_it_is_on_record(b: Browser, tmp_path: Path) -> None:
    b.sign_in("alice.tran").get("/evidence")
    b.post("/evidence", person="maya.okafor")
    words = until_ready(b)
    assert words.startswith("Evidence: Maya Okafor It is ready. Each download is on record.")
    where = b.path
    answer = b.client.post(f"{where}/download", data={"csrf": token(b)})
    assert answer.headers["content-type"] == "application/pdf"
    (tmp_path / "evidence.pdf").write_bytes(answer.content)
    assert evidence_check.check(tmp_path / "evidence.pdf", b.agency.journal.vkey).problems == ()
    seen = events(b)
    [made] = [data for event, data in seen if event == "EvidenceMade" and str(data["evidence"]) in where]
    assert (made["actor"], made["person"]) == ("alice.tran", "maya.okafor")
    assert f"evidence/{made['evidence']}" in where
    assert ("EvidenceTaken", {"actor": "alice.tran", "evidence": made["evidence"]}) in seen
    assert ("RecordViewed", {"actor": "alice.tran", "page": "evidence", "person": "maya.okafor"}) in seen
    assert "Evidence: Maya Okafor" in b.get("/evidence")


def test_a_person_gets_their_own_and_nobody_else_s(b: Browser) -> None:
    words = b.sign_in("maya.okafor").get("/evidence")
    assert words.startswith("Evidence Take what the ledger holds about you along, with its proof.")
    assert "Rule by rule" not in words
    b.post("/evidence", person="tom.reyes", tool="northlight-chat")
    assert until_ready(b).startswith("Evidence: Maya Okafor It is ready.")
    mine = b.path
    words = b.sign_in("tom.reyes").get(mine)
    assert "There is no such evidence file." in words
    assert b.status == 404
    b.get("/evidence/coverage.csv")
    assert b.status == 403


def test_an_office_gets_a_tool_and_no_person(b: Browser) -> None:
    b.sign_in("joan.castellanos").get("/evidence")
    b.post("/evidence", person="maya.okafor")
    assert b.status == 403
    assert "Evidence about another person is for them, an auditor and the CIO." in b.words


@pytest.mark.parametrize(
    ("typed", "says"),
    [
        ({"person": "nobody.here"}, "There is no person nobody.here."),
        ({"person": "<b>x"}, "There is no person &lt;b&gt;x."),
        ({"tool": "nothing"}, "There is no tool nothing."),
        ({"component": "XYZ"}, "There is no component XYZ."),
        ({"clause": "1.2"}, "There is no rule 1.2."),
        ({"since": "2026-11-02", "until": "2026-11-01"}, "The time ends before it begins."),
        ({"since": "tomorrow"}, "Choose a day."),
    ],
)
def test_what_cannot_be_is_said_at_its_field_and_nothing_typed_is_lost(
    b: Browser, typed: dict[str, str], says: str
) -> None:
    b.sign_in("alice.tran").get("/evidence")
    b.post("/evidence", **typed)
    assert b.status == 422
    assert says in b.text
    if "person" in typed:
        assert f'value="{typed["person"].replace("<", "&lt;").replace(">", "&gt;")}"' in b.text


@pytest.mark.parametrize("address", ["?from=xx", "?from=2026-12-01&to=2026-11-01", "?to=0"])
def test_a_time_in_the_address_that_is_none_is_said(b: Browser, address: str) -> None:
    words = b.sign_in("alice.tran").get(f"/evidence{address}")
    assert b.status == 422
    assert "Choose a day." in words or "The time ends before it begins." in words


def test_a_file_that_stopped_with_its_process_can_be_made_again(b: Browser) -> None:
    scope = EvidenceScope(tool="northlight-chat", until=NOW)
    one = Evidence(id="ST0PPED1", by="alice.tran", scope=scope, title="Evidence: Northlight Chat", asked_at=NOW)
    b.agency.store.write(lambda tx: db.add(tx, one, 10, NOW - timedelta(minutes=10)))
    words = b.sign_in("alice.tran").get("/evidence/ST0PPED1")
    assert "It could not be made. The service was restarted while it was made." in words
    assert "Make it again" in words
    assert 'name="until"' in b.text


def test_a_file_is_kept_for_a_week_and_its_page_says_so(b: Browser) -> None:
    one = Evidence(
        id="KEPT1234", by="alice.tran", scope=EvidenceScope(), title="Evidence: the whole agency", asked_at=NOW
    )

    def keep(tx: Tx) -> None:
        db.add(tx, one, 10, NOW)
        acts.ready(tx, one, b"%PDF", "00" * 32, 10, at=datetime.now(UTC))

    b.agency.store.write(keep)
    b.agency.store.write(lambda tx: db.drop_old(tx, NOW + timedelta(seconds=1)))
    words = b.sign_in("alice.tran").get("/evidence/KEPT1234")
    assert "It is not kept any more. Make it again: it comes from the ledger." in words
    b.post("/evidence/KEPT1234/download")
    assert b.status == 404


def test_more_than_one_file_holds_is_counted_and_divided_before_anybody_waits(
    b: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    parts = (date(2026, 11, 1), date(2026, 11, 17)), (date(2026, 11, 18), date(2026, 11, 20))
    room = Room(entries=1_200_000, size=3 << 30, most=1 << 30, parts=parts)
    monkeypatch.setattr(page, "room_of", lambda tx, scope, zone: room)
    b.sign_in("alice.tran").get("/evidence")
    words = b.post("/evidence")
    assert b.status == 422
    says = "These are 1,200,000 entries, and one file holds about 400,000. Choose one of the times above."
    assert says in words
    assert "Each of these times fits into one file: Nov. 1 to Nov. 17 Nov. 18 to Nov. 20" in words
    assert 'href="/evidence?from=2026-11-01&amp;to=2026-11-17#make"' in b.text
    b.get("/evidence?from=2026-11-01&to=2026-11-17")
    assert 'name="since" type="date" value="2026-11-01"' in " ".join(b.text.split())
    b.post("/evidence", tool="northlight-chat")
    assert b.status == 200, "what is left of it may fit: the making says so when it does not"
    until_ready(b)


@pytest.mark.parametrize(
    ("done", "taken", "since", "says"),
    [
        (0, 3, 0, ""),
        (10_000, 0, 0, ""),
        (10_000, 2, 0, "about 25 seconds left"),
        (10_000, 2, 10, "about 15 seconds left"),
        (50_000, 5, 0, "about 15 seconds left"),
        (99_000, 10, 0, "a few seconds left"),
        (10_000, 20, 0, "about 4 minutes left"),
        (10_000, 2, 600, "a few seconds left"),
    ],
)
def test_how_long_it_still_takes_is_said_in_words(done: int, taken: int, since: int, says: str) -> None:
    one = Evidence(id="T1MEL3FT", by="alice.tran", scope=EvidenceScope(), title="Evidence", asked_at=NOW)
    beat = NOW + timedelta(seconds=taken)
    kept = db.Kept(one=one, state=EvidenceState.RUNNING, beat_at=beat, done=done, total=100_000)
    assert time_left(kept, beat + timedelta(seconds=since)) == says


def test_a_file_that_is_being_made_says_how_far_it_is_and_how_long_it_takes(b: Browser) -> None:
    at = clock()
    one = Evidence(
        id="G0ES0N12", by="alice.tran", scope=EvidenceScope(), title="Evidence", asked_at=at - timedelta(seconds=9)
    )

    def begin(tx: Tx) -> None:
        db.add(tx, one, 100_000, one.asked_at)
        acts.go_on(tx, one, 40_000, 100_000, at=at)

    b.agency.store.write(begin)
    words = b.sign_in("alice.tran").get("/evidence/G0ES0N12")
    assert re.search(r"40,000 of 100,000 entries are read, about \d+ seconds left\.", words)
    assert "It goes on when you leave this page, and you get mail." in words
    b.agency.store.write(lambda tx: acts.stop(tx, one, "The test is over.", at=at))
