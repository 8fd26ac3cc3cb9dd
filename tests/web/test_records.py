"""Records on their pages: what is held, what must go, what stops it, and the certificate (R-079)."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from proviso.actions import people, transcripts
from proviso.db import people as people_db
from proviso.db import transcripts as db
from proviso.db.store import Tx
from proviso.model import HoldState, Role, TextKind, Transcript
from proviso.policy import builtin

from .console import NOW, TODAY, Browser, open_house, pack, person

LORRAINE, PETER, MAYA, ALICE, ANA = "lorraine.pike", "peter.novak", "maya.okafor", "alice.tran", "ana.whitfield"
SECRET_WORDS = "The levee gave way at Quillfeather."


@contextmanager
def opened(home: Path) -> Iterator[Browser]:
    """The house with its records officer and counsel, and the classes of the real policy."""
    with open_house(home) as made:
        made.agency.packs.held = pack(records=builtin("dhs-139-07").records)  # type: ignore[attr-defined]

        def fill(tx: Tx) -> None:
            for who, role in ((LORRAINE, Role.RECORDS), (PETER, Role.COUNSEL)):
                if people_db.get(tx, who) is None:
                    people.add(tx, person(who, role, supervisor_id=None), actor="system", at=NOW)

        made.agency.store.write(fill)
        yield made


@pytest.fixture
def b(tmp_path: Path) -> Iterator[Browser]:
    with opened(tmp_path) as made:
        yield made


@pytest.fixture(scope="module")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Browser]:
    """For tests that change nothing; one text is over its last day."""
    with opened(tmp_path_factory.mktemp("shared")) as made:
        kept(made, 100)
        yield made


def kept(b: Browser, days_ago: int, record_class: str = "transitory", person_id: str = MAYA) -> Transcript:
    """A text that was kept so many days ago."""

    def work(tx: Tx) -> Transcript:
        held = transcripts.keep(
            tx,
            b.agency,
            kind=TextKind.ANSWER,
            text=SECRET_WORDS,
            record_class=record_class,
            person_id=person_id,
            tool_id="northlight-chat",
            purpose="research",
            actor=person_id,
            at=NOW,
        )
        found = b.agency.packs.base().record_class(record_class)
        assert found is not None
        day = TODAY - timedelta(days=days_ago)
        moved = replace(held, kept_on=day, due_on=day + timedelta(days=found.days))
        db.put(tx, moved)
        return moved

    return b.agency.store.write(work)


def proposed(b: Browser, record_class: str = "transitory") -> str:
    b.sign_in(LORRAINE).get(f"/records/classes/{record_class}/dispose")
    b.post(f"/records/classes/{record_class}/dispose")
    assert b.status == 200, b.words
    return b.path.rpartition("/")[2]


def test_an_empty_house_says_so_and_then_the_first_day_that_comes(b: Browser) -> None:
    said = b.sign_in(LORRAINE).get("/records")
    assert "No text is kept now. Texts come here from expert reviews and spill reports" in said
    assert "GRS 5.2-010" in said
    assert "Destroyed 90 days after the text was kept." in said
    assert "Destroyed 3 years after its review or incident was closed." in said
    assert "No hold stands." in said
    assert "Nothing is due. No kept text has a last day yet." in b.get("/")

    held = kept(b, 10)
    assert held.due_on is not None
    assert f"Nothing is due before {held.due_on:%b}" in b.get("/records").replace("Sept.", "Sep")
    assert "Nothing is due before" in b.get("/")
    b.get("/records/classes/transitory/dispose")
    assert b.status == 409
    assert "Nothing of “Texts kept for a short while” is due now." in b.words


@pytest.mark.parametrize("who", [MAYA, ANA, "elena.sorokin", "henry.osei"])
def test_it_is_for_the_records_officer_counsel_privacy_and_auditors(shared: Browser, who: str) -> None:
    shared.sign_in(who)
    for path in (
        "/records",
        "/records/classes/transitory",
        "/records/holds/new",
        "/records/classes/transitory/dispose",
    ):
        shared.get(path)
        assert shared.status == 403, path


def test_an_auditor_reads_all_and_changes_nothing(shared: Browser) -> None:
    said = shared.sign_in(ALICE).get("/records")
    assert "1 text is past its last day and must go." in said
    assert "Set a legal hold" not in said
    assert "Propose to destroy" not in shared.get("/records/classes/transitory")
    shared.post("/records/classes/transitory/dispose")
    assert shared.status == 403


def test_two_people_let_go_and_the_page_becomes_the_certificate(b: Browser) -> None:
    text, other = kept(b, 100), kept(b, 95)
    said = b.sign_in(LORRAINE).get("/")
    assert "2 texts are past their last day" in said
    said = b.get("/records/classes/transitory")
    assert SECRET_WORDS not in b.text
    assert "Propose to destroy 2 texts" in said
    said = b.get("/records/classes/transitory/dispose")
    assert "2 texts of “Texts kept for a short while” would be destroyed, with the keys. Nobody can undo that." in said
    b.post("/records/classes/transitory/dispose")
    code = b.path.rpartition("/")[2]
    assert "You proposed it, so somebody else confirms it." in b.words
    b.get(f"/records/dispositions/{code}/confirm")
    assert (b.status, "You cannot confirm what you proposed yourself." in b.words) == (403, True)

    said = b.sign_in(PETER).get("/")
    assert "Confirm that 2 texts may be destroyed" in said
    said = b.get(f"/records/dispositions/{code}")
    assert "2 texts wait for a second person." in said
    said = b.get(f"/records/dispositions/{code}/confirm")
    assert "An earlier backup still has them until it is destroyed, too." in said
    said = b.post(f"/records/dispositions/{code}/confirm")
    assert b.path == f"/records/dispositions/{code}"
    assert "2 texts are destroyed. This page is the certificate." in said
    assert text.digest in b.text
    assert other.digest in b.text
    with b.agency.store.read() as tx:
        assert db.sealed(tx, text.id) is None
    listed = b.client.get(f"/records/dispositions/{code}/list.csv")
    assert listed.text.splitlines()[0] == "text,kind,digest,kept_on,due_on"
    assert len(listed.text.splitlines()) == 3
    assert "Destroyed today" in b.get(f"/records/texts/{text.id}")
    b.get(f"/records/dispositions/{code}/confirm")
    assert b.status == 409
    assert b.events("DispositionDone")[0]["count"] == 2


def test_the_certificate_as_pdf_carries_the_list_and_the_receipt(b: Browser) -> None:
    pypdf = pytest.importorskip("pypdf")
    kept(b, 100)
    code = proposed(b)
    b.get(f"/records/dispositions/{code}/certificate.pdf")
    assert b.status == 409
    b.sign_in(PETER).get(f"/records/dispositions/{code}/confirm")
    b.post(f"/records/dispositions/{code}/confirm")
    made = b.client.get(f"/records/dispositions/{code}/certificate.pdf")
    assert made.headers["content-type"] == "application/pdf"
    reader = pypdf.PdfReader(io.BytesIO(made.content))
    words = " ".join(page.extract_text() for page in reader.pages)
    assert "Certificate of destruction" in words
    assert "GRS 5.2-010" in words
    assert set(reader.attachments) == {"list.txt", "receipt.json"}
    with b.agency.store.read() as tx:
        one = db.disposition(tx, code)
    assert one is not None
    assert one.items[0].digest.encode() in reader.attachments["list.txt"][0]


def test_a_hold_stops_what_was_proposed_and_says_so_before_the_button(b: Browser) -> None:
    text = kept(b, 100)
    code = proposed(b)
    b.sign_in(PETER).get("/records/holds/new")
    said = b.post(
        "/records/holds/new",
        matter="Inquiry 26-118",
        reason="Congress asked on <b>Monday</b>.",
        person_id=MAYA,
        tool_id="",
        record_class="",
        decision_id="",
        case_id="",
        since="",
        until="",
    )
    assert "The hold is set. Nothing that it covers is destroyed from now on." in said
    assert "It holds, and covers 1 kept text now." in said
    assert "<b>Monday</b>" not in b.text
    said = b.get(f"/records/dispositions/{code}")
    assert "A legal hold stops 1 of these texts: Inquiry 26-118. Nothing was destroyed." in said
    assert f"/records/dispositions/{code}/confirm" not in b.text
    b.post(f"/records/dispositions/{code}/confirm")
    assert b.status == 409
    with b.agency.store.read() as tx:
        assert db.sealed(tx, text.id) is not None
    said = b.post(f"/records/dispositions/{code}/withdraw", reason="")
    assert b.status == 422
    assert "Say why. It stays on this page." in said
    said = b.post(f"/records/dispositions/{code}/withdraw", reason="A hold came.")
    assert "Taken back. Nothing was destroyed." in said
    said = b.sign_in(LORRAINE).get("/records")
    assert "A hold stops 1 text that would be due." in said
    assert "Inquiry 26-118" in b.get("/records/classes/transitory")


def test_the_records_officer_releases_it_with_a_reason(b: Browser) -> None:
    kept(b, 100)
    b.sign_in(LORRAINE).get("/records/holds/new")
    b.post(
        "/records/holds/new",
        matter="Case 7",
        reason="A court.",
        **dict.fromkeys(("person_id", "tool_id", "record_class", "decision_id", "case_id", "since", "until"), ""),
    )
    assert "Covers Every kept text." in b.words
    code = b.path.rpartition("/")[2]
    said = b.get(f"/records/holds/{code}/release")
    assert "1 kept text follows its schedule again." in said
    said = b.post(f"/records/holds/{code}/release", reason=" ")
    assert (b.status, "Say why it is over." in said) == (422, True)
    said = b.post(f"/records/holds/{code}/release", reason="Settled.")
    assert "The hold is released." in said
    with b.agency.store.read() as tx:
        assert [hold.state for hold in db.all_holds(tx)] == [HoldState.RELEASED]
    b.get(f"/records/holds/{code}/release")
    assert b.status == 409
    assert "1 text is past its last day and must go." in b.get("/records")
    assert "Look at what must go" in b.get("/records")


@pytest.mark.parametrize(
    ("fields", "at", "says"),
    [
        ({"matter": ""}, "matter", "Name the matter"),
        ({"reason": ""}, "reason", "Say why these texts must stay"),
        ({"person_id": "nobody.here"}, "person_id", "There is no person"),
        ({"tool_id": "nothing"}, "tool_id", "There is no tool"),
        ({"decision_id": "7KQ2-M4XD"}, "decision_id", "There is no decision"),
        ({"case_id": "2026-999"}, "case_id", "There is no review or incident"),
        ({"record_class": "none"}, "record_class", "no class of records"),
        ({"since": "soon"}, "since", "Give a day"),
        ({"since": "2026-11-20", "until": "2026-11-01"}, "until", "comes before its first"),
        ({"matter": "x" * 130}, "matter", "130 characters"),
    ],
)
def test_a_form_with_a_slip_says_it_at_the_field_and_loses_nothing(
    shared: Browser, fields: dict[str, str], at: str, says: str
) -> None:
    names = ("matter", "reason", "person_id", "tool_id", "record_class", "decision_id", "case_id", "since", "until")
    given = {**dict.fromkeys(names, ""), "matter": "Case 7", "reason": "A court “asked”.", **fields}
    shared.sign_in(LORRAINE).get("/records/holds/new")
    said = shared.post("/records/holds/new", **given)
    assert shared.status == 422
    assert says in said
    assert f'id="{at}-error"' in shared.text
    assert re.search(r"<title>\s*Error: ", shared.text)
    if "reason" not in fields:
        assert "A court “asked”." in said
    assert shared.events("HoldSet") == []


def test_a_transfer_gives_the_package_first_and_asks_for_the_archives_number(b: Browser) -> None:
    kept(b, 2600, "official")
    code = proposed(b, "official")
    assert "Give this package to the archive first." in b.words
    token = re.search(r'name="csrf" value="([^"]+)"', b.text)
    assert token is not None
    package = b.client.post(f"/records/dispositions/{code}/package", data={"csrf": token.group(1)})
    with zipfile.ZipFile(io.BytesIO(package.content)) as archive:
        assert SECRET_WORDS in archive.read(next(n for n in archive.namelist() if n.startswith("texts/"))).decode()
    assert len(b.events("PackageTaken")) == 1
    b.sign_in(PETER).get(f"/records/dispositions/{code}/confirm")
    said = b.post(f"/records/dispositions/{code}/confirm", reason="")
    assert (b.status, "under which number" in said) == (422, True)
    said = b.post(f"/records/dispositions/{code}/confirm", reason="NN3-2033-004")
    assert "1 text is transferred." in said
    assert "NN3-2033-004" in said


def test_every_look_at_a_list_of_people_is_on_the_access_log(shared: Browser) -> None:
    with shared.agency.store.read() as tx:
        text = db.kept(tx)[0]
    shared.sign_in(LORRAINE).get("/records/classes/transitory")
    shared.get(f"/records/texts/{text.id}")
    pages = [(e["actor"], e["person"], e["page"]) for e in shared.events("RecordViewed")]
    assert (LORRAINE, "", "records/classes/transitory") in pages
    assert (LORRAINE, MAYA, f"records/texts/{text.id}") in pages


def test_a_lost_master_key_is_said_and_breaks_no_page(b: Browser) -> None:
    text = kept(b, 10)
    for path in b.agency.settings.keys.glob("sealing*.key"):
        path.unlink()
    b.agency.sealing_key._sources = replace(b.agency.sealing_key._sources, may_make=lambda: False)
    said = b.sign_in(LORRAINE).get("/records")
    assert b.status == 200
    assert "The master key of some sealed texts is not here" in said
    assert "Nothing else is lost: decisions, people and the ledger stand without it." in said
    assert "Kept text" in b.get(f"/records/texts/{text.id}")


@pytest.mark.parametrize(
    "path",
    [
        "/records/classes/nothing",
        "/records/texts/NOTHING1",
        "/records/holds/NOTHING1",
        "/records/dispositions/NOTHING1",
        "/records/classes/%3Cb%3E",
    ],
)
def test_what_is_not_there_is_said(shared: Browser, path: str) -> None:
    shared.sign_in(LORRAINE).get(path)
    assert shared.status == 404
    assert "<b>" not in shared.words


def test_the_records_officer_changes_a_class_and_reads_first_what_follows(b: Browser) -> None:
    text = kept(b, 100, "transitory")
    said = b.sign_in(LORRAINE).get(f"/records/texts/{text.id}")
    assert "Change its class" in said
    said = b.get(f"/records/texts/{text.id}/class")
    assert "It counts from the end of a review or incident, and this text belongs to none." in said
    b.post(f"/records/texts/{text.id}/class", why="It belongs elsewhere.")
    assert (b.status, "Choose a class." in b.words) == (422, True)
    assert "It belongs elsewhere." in b.words, "what was typed comes back"

    def into_a_review() -> None:
        moved = replace(text, case_id="R1")
        b.agency.store.write(lambda tx: db.put(tx, moved))

    into_a_review()
    said = b.get(f"/records/texts/{text.id}/class")
    assert "Kept until its review or incident is closed, and on from there. GRS 5.2-020." in said
    b.post(f"/records/texts/{text.id}/class", record_class="expert-review", why="It was reviewed.")
    assert "Its class is “Texts of expert reviews” now. Its case is open." in b.words
    assert (
        "changed the class from “Texts kept for a short while” to “Texts of expert reviews”: It was reviewed."
        in b.words
    )
    assert SECRET_WORDS not in b.text
    for who in (PETER, ALICE):
        assert "Change its class" not in b.sign_in(who).get(f"/records/texts/{text.id}")
        b.post(f"/records/texts/{text.id}/class", record_class="transitory", why="No.")
        assert b.status == 403
