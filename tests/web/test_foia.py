"""Requests for records in a browser without JavaScript: from the letter to the file, by two people."""

from __future__ import annotations

import hashlib
import io
import json
import re
import time
import zipfile
from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from pypdf import PdfReader

from proviso.actions import people as change_people
from proviso.actions import transcripts
from proviso.db import releases as db
from proviso.db.store import Tx
from proviso.db.transcripts import put_ended
from proviso.ledger.receipts import Receipt
from proviso.model import Role, TextKind, TextState

from .console import Browser, open_house, person

LORRAINE, PETER, MAYA = "lorraine.pike", "peter.novak", "maya.okafor"
TEXT = "Summary for the harbor.\nAnn Tester called 202-555-0143.\nThe levee held."


def now() -> datetime:
    return datetime.now(UTC)


def today() -> date:
    """The day at the agency, which begins later than that of UTC."""
    return datetime.now(ZoneInfo("America/New_York")).date()


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Browser]:
    """A house with a records officer, counsel, and one text that was kept."""
    with open_house(tmp_path) as b:

        def fill(tx: Tx) -> None:
            for handle, role in ((LORRAINE, Role.RECORDS), (PETER, Role.COUNSEL)):
                change_people.add(tx, person(handle, role), actor="system", at=now())
            transcripts.keep(tx, b.agency, kind=TextKind.ANSWER, text=TEXT, person_id=MAYA, actor="system", at=now())

        b.agency.store.write(fill)
        yield b


def take_down(b: Browser, **changes: str) -> str:
    """A request, as Lorraine types it."""
    b.sign_in(LORRAINE).get("/foia/new")
    said = {"kind": "foia", "name": "Harbor Gazette", "asks": "Texts about the levee.", "received": "2026-11-20"}
    return b.post("/foia/new", **{**said, "received": today().isoformat(), **changes})


def search_texts(b: Browser, words: str) -> str:
    b.get("/foia/F2026-001/search".replace("2026", str(today().year)))
    b.post(f"/foia/F{today().year}-001/texts", words=words)
    end = time.monotonic() + 10
    while "are read" in b.words and time.monotonic() < end:
        time.sleep(0.05)
        b.get(b.path)
    return b.words


def number() -> str:
    return f"F{today().year}-001"


def test_a_request_is_taken_down_with_its_day(office: Browser) -> None:
    words = take_down(office)
    assert "is taken down. Its answer is due" in words
    assert "Harbor Gazette" in words
    assert "No record is chosen yet." in words
    assert "workdays left" in words
    assert "Harbor Gazette" in office.get("/foia")


GAPS: tuple[tuple[dict[str, str], str], ...] = (
    ({"name": ""}, "Say who asks."),
    ({"asks": "  "}, "Say what is asked for."),
    ({"received": "yesterday"}, "Say on which day it came in."),
    ({"received": "2999-01-01"}, "after today"),
    ({"kind": "nonsense"}, "Say what kind of request it is."),
    ({"kind": "privacy_act", "name": "", "subject": "nobody.here"}, "Nobody has this id or address."),
    ({"kind": "privacy_act", "name": "", "subject": LORRAINE}, "answer your own request"),
)


def test_a_form_with_a_gap_loses_nothing(office: Browser) -> None:
    for changes, sentence in GAPS:
        words = take_down(office, **changes)
        assert office.status == 422
        assert sentence in words
        if "asks" not in changes:
            assert "Texts about the levee." in office.text
    assert office.events("FoiaReceived") == []


def test_others_see_nothing_of_it(office: Browser) -> None:
    take_down(office)
    for who in (MAYA, "elena.sorokin", "yusuf.karim", "ana.whitfield"):
        office.sign_in(who)
        for path in ("/foia", "/foia/new", f"/foia/{number()}", f"/foia/{number()}/search", "/foia/releases"):
            office.get(path)
            assert office.status == 403
            assert "Gazette" not in office.text


def test_readers_read_and_change_nothing(office: Browser) -> None:
    take_down(office)
    for who in (PETER, "joan.castellanos", "alice.tran"):
        office.sign_in(who)
        assert "Harbor Gazette" in office.get(f"/foia/{number()}")
        assert "Take a request down" not in office.get("/foia")
        office.post(f"/foia/{number()}/longer", why="Because.")
        assert office.status == 403


def test_words_of_kept_texts_are_found_and_nothing_else_shows_them(office: Browser) -> None:
    take_down(office)
    assert "1 of 1 text has these words." in search_texts(office, "the LEVEE held")
    assert "Ann Tester" not in office.text
    assert office.events("FoiaTextsSearched")[0]["found"] == 1
    assert "0 of 1 text have these words." in search_texts(office, "nothing of it")


def to_mark(b: Browser) -> None:
    """One kept text on the list, and its page open."""
    take_down(b)
    search_texts(b, "levee")
    b.post(f"/foia/{number()}/records", search=b.path.rsplit("/", 1)[1], every="yes")
    b.get(f"/foia/{number()}/records/1")


def test_a_record_is_marked_in_three_ways_and_a_look_is_one_entry(office: Browser) -> None:
    to_mark(office)
    before = len(office.events("TranscriptRead"))
    where = f"/foia/{number()}/records/1"
    places = re.findall(r'name="place" value="([^"]+)"', office.text)
    assert "Ann Tester" in office.words
    assert places
    office.post(f"{where}/mark", act="found", place=places[0], code="(b)(6)")
    assert "1 place is taken out: (b)(6)." in office.words
    office.post(f"{where}/mark", act="words", words="202-555-0143", code="(b)(7)(C)")
    office.post(f"{where}/mark", act="lines", first="3", code="(b)(5)")
    assert "3 places are taken out" in office.words
    back = re.findall(r'name="mark" value="([^"]+)"', office.text)
    office.post(f"{where}/mark", act="back", mark=back[-1])
    assert "2 places are taken out" in office.words
    assert len(office.events("TranscriptRead")) == before
    assert [one["codes"] for one in office.events("FoiaRecordMarked")][-1] == {"(b)(6)": 1, "(b)(7)(C)": 1}
    assert "Tester" not in json.dumps(office.events("FoiaRecordMarked"))


NONSENSE: tuple[tuple[dict[str, str], str], ...] = (
    ({"act": "words", "words": "Bob", "code": "(b)(6)"}, "These words are not in the record."),
    ({"act": "words", "words": "levee", "code": ""}, "Choose the exemption"),
    ({"act": "lines", "first": "9", "last": "12", "code": "(b)(5)"}, "The record has the lines 1 to 3."),
    ({"act": "lines", "first": "one", "code": "(b)(5)"}, "Type the number"),
    ({"act": "found", "code": "(b)(6)"}, "Tick what is taken out."),
    ({"act": "found", "place": "3-99999", "code": "(b)(6)"}, "not in the record"),
    ({"act": "back"}, "Tick what goes back"),
)


def test_a_mark_that_means_nothing_is_said_and_changes_nothing(office: Browser) -> None:
    to_mark(office)
    for fields, sentence in NONSENSE:
        office.post(f"/foia/{number()}/records/1/mark", **fields)
        assert office.status == 422
        assert sentence in office.words
        if fields.get("words"):
            assert f'value="{fields["words"]}"' in office.text
    assert office.events("FoiaRecordMarked") == []


def confirmed(b: Browser) -> None:
    """Marked by Lorraine, confirmed by Peter."""
    to_mark(b)
    b.post(f"/foia/{number()}/records/1/mark", act="words", words="Ann Tester", code="(b)(6)")
    b.post(f"/foia/{number()}/records/1/done")
    b.post(f"/foia/{number()}/second/ask")
    b.sign_in(PETER).get(f"/foia/{number()}/second")
    assert "Ann Tester" not in b.words
    assert "[(b)(6)]" in b.words
    seen = re.search(r'name="seen" value="(\w+)"', b.text)
    b.post(f"/foia/{number()}/second/confirm", seen="another state")
    assert "This changed since you looked" in b.words
    b.post(f"/foia/{number()}/second/confirm", seen=seen.group(1) if seen else "")
    assert "Confirmed." in b.words


def test_from_the_letter_to_the_file(office: Browser) -> None:
    confirmed(office)
    words = office.sign_in(LORRAINE).get(f"/foia/{number()}/release")
    assert "1 record leaves the agency now, for Harbor Gazette." in words
    assert "0 whole, 1 in part, 0 withheld." in words
    words = office.post(f"/foia/{number()}/release")
    assert "Released. Download the file and send it" in words
    event = office.events("FoiaReleased")[0]
    with office.agency.store.read() as tx:
        made = db.log(tx)[0]
    file = office.client.get(f"/foia/{number()}/releases/{made.id}/file").content
    assert b"Tester" not in file
    with zipfile.ZipFile(io.BytesIO(file)) as held:
        inside = b"".join(held.read(name) for name in held.namelist())
        assert {"manifest.json", "index.csv", "index.json", "records.pdf", "records/0001.html"} == set(held.namelist())
    assert b"Tester" not in inside
    assert b"The levee held." in inside
    assert event["manifest_sha256"] == made.manifest_sha256
    receipt = Receipt.from_json(office.client.get(f"/foia/{number()}/releases/{made.id}/receipt").content)
    assert made.manifest_sha256.encode() in receipt.record
    log = office.get("/foia/releases")
    assert "Harbor Gazette" in log
    assert "1 record: 0 whole, 1 in part, 0 withheld" in log
    assert made.manifest_sha256 in office.client.get("/foia/releases/csv").text
    assert "Something" not in office.post(f"/foia/{number()}/release")
    assert len(office.events("FoiaReleased")) == 1


def test_the_person_sees_who_opened_their_text_and_why(office: Browser) -> None:
    confirmed(office)
    words = office.sign_in(MAYA).get("/record/kept")
    assert f"Request {number()}" in words or f"request {number()}" in words
    assert "Lorraine Pike" in words
    assert "Peter Novak" in words


def test_what_the_second_person_wants_changed_comes_back(office: Browser) -> None:
    to_mark(office)
    office.post(f"/foia/{number()}/records/1/done")
    office.post(f"/foia/{number()}/second/ask")
    assert "Ask for the second look" not in office.words
    assert "confirm what would leave" not in office.get(f"/foia/{number()}/second").lower()
    office.sign_in(PETER).get(f"/foia/{number()}/second")
    office.post(f"/foia/{number()}/second/back", why="")
    assert office.status == 422
    assert "It went back" in office.post(f"/foia/{number()}/second/back", why="Record 1, line 2.")
    assert "It came back: Record 1, line 2." in office.sign_in(LORRAINE).get(f"/foia/{number()}")


def test_a_text_that_is_gone_stops_the_release_with_a_sentence(office: Browser) -> None:
    confirmed(office)
    with office.agency.store.read() as tx:
        held = transcripts.get(tx, db.items_of(tx, number())[0].ref)
    office.agency.store.write(lambda tx: put_ended(tx, (transcripts.ended(held, TextState.DESTROYED, at=now()),)))
    office.sign_in(LORRAINE).get(f"/foia/{number()}/records/1")
    assert "This text is not kept any more. Take it off the list." in office.words
    office.get(f"/foia/{number()}/release")
    assert office.status == 404
    assert "no longer kept" in office.words
    assert office.events("FoiaReleased") == []


def test_a_request_is_closed_without_records_and_opened_by_an_appeal(office: Browser) -> None:
    take_down(office)
    office.get(f"/foia/{number()}/close")
    office.post(f"/foia/{number()}/close", reason="")
    assert office.status == 422
    assert "is closed." in office.post(f"/foia/{number()}/close", reason="We found none.")
    office.post(f"/foia/{number()}/appeal", received=today().isoformat(), note="")
    assert office.status == 422
    assert "It is open again." in office.post(
        f"/foia/{number()}/appeal", received=today().isoformat(), note="There must be some."
    )
    assert "There must be some." in office.words


def test_the_records_officer_exports_for_who_left(office: Browser) -> None:
    office.agency.store.write(lambda tx: change_people.deactivate(tx, "tom.reyes", actor="yusuf.karim", at=now()))
    words = take_down(office, kind="privacy_act", name="", subject="tom.reyes", asks="All about me.")
    assert "Tom Reyes" in words
    office.post(f"/foia/{number()}/subject")
    assert office.status == 200
    event = office.events("RecordExported")[0]
    assert (event["person"], event["actor"], event["request"]) == ("tom.reyes", LORRAINE, number())


def test_searching_by_what_does_not_exist_says_so(office: Browser) -> None:
    take_down(office)
    assert "Nobody has this id" in office.get(f"/foia/{number()}/search?person=nobody")
    assert "comes before the first" in office.get(f"/foia/{number()}/search?since=2026-11-02&until=2026-11-01")
    assert "Type a day." in office.get(f"/foia/{number()}/search?since=soon")
    assert "No record matches." in office.get(f"/foia/{number()}/search?code=ZZZZZZZZ")
    office.post(f"/foia/{number()}/records", decision="ZZZZZZZZ")
    assert "0 records are new" in office.words
    office.post(f"/foia/{number()}/records")
    assert office.status == 422
    office.get("/foia/F1999-001")
    assert office.status == 404


def test_fees_are_counted_by_who_asks_and_the_letter_says_what_is_owed(office: Browser) -> None:
    take_down(office)
    path = f"/foia/{number()}"
    said = office.get(path)
    assert "No time is written down yet" in said
    assert "Make the letter" not in said, "the letter comes with the answer"
    office.get(f"{path}/fees")
    fields = {
        "requester": "other",
        "waiver": "none",
        "quarter_cents": "7.00",
        "page_cents": "0.10",
        "least_cents": "14",
    }
    said = office.post(f"{path}/fees", **fields, search_minutes="300", pages="lots", waiver_reason="Kept.")
    assert office.status == 422
    assert "Write a whole number, such as 90." in said
    assert "Kept." in office.text, "nothing that was typed is lost"
    said = office.post(f"{path}/fees", **fields, search_minutes="300", pages="350")
    assert "$109.00 would be owed today. Search, 180 minutes $84.00 Copies, 250 pages $25.00" in said
    assert "nobody asked whether they pay. Ask first, in writing." in said
    office.get(path)
    office.post(f"{path}/letter")
    assert office.status == 409
    office.get(f"{path}/close")
    office.post(f"{path}/close", reason="We looked for records and found none.")
    assert "$109.00 is owed" in office.get(path)
    token = office.text.split('name="csrf" value="')[1].split('"')[0]
    answer = office.client.post(f"{path}/letter", data={"csrf": token})
    assert answer.headers["content-type"] == "application/pdf"
    words = " ".join("".join(page.extract_text() for page in PdfReader(io.BytesIO(answer.content)).pages).split())
    assert "We looked for records and found none." in words
    assert "Together $109.00" in words
    (made,) = office.events("FoiaLetterMade")
    assert (made["owed_cents"], made["sha256"]) == (10_900, hashlib.sha256(answer.content).hexdigest())
