"""An auditor from outside: reads what the visit is for, changes nothing, leaves a trace, and is gone on the day."""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime, timedelta
from functools import partial
from pathlib import Path

import pytest
from pypdf import PdfReader

from proviso.actions import audit_visits as change
from proviso.actions import evidence
from proviso.actions import people as persons
from proviso.actions.agency import Agency
from proviso.actions.audit_visits import Invitation
from proviso.db import audit_visits, entries, people, tools, uses
from proviso.db import evidence as evidence_db
from proviso.db.store import Tx
from proviso.errors import ConflictError, NotAllowedError, NotFoundError
from proviso.ledger import canonical
from proviso.model import EvidenceScope, Record, Role, VisitPart
from proviso.reports import evidence_check
from proviso.reports.selection import RULES
from proviso.web.session import clock
from tests.web.demo import Reader, open_copy
from tests.web.house import token

MARCUS, ANA, ALICE, YUSUF = "marcus.bell", "ana.whitfield", "alice.tran", "yusuf.karim"
INVITED = {
    "name": "Alex Vance",
    "email": "a.vance@oig.example",
    "organization": "Office of Inspector General",
    "part": "whole",
}


@pytest.fixture(scope="module")
def agency(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Agency]:
    yield from open_copy(tmp_path_factory.mktemp("visits"))


def days(agency: Agency, first: int = 0, last: int = 9) -> dict[str, str]:
    today = today_of(agency)
    return {"starts_on": str(today + timedelta(days=first)), "ends_on": str(today + timedelta(days=last))}


def today_of(agency: Agency) -> date:
    return clock().astimezone(agency.settings.zone).date()


def invite(agency: Agency, number: int, **said: str) -> str:
    """Invite somebody by the page; returns the id of the visitor."""
    marcus = Reader(agency, MARCUS)
    marcus.get("/audit-visits/invite")
    email = f"visitor{number}@oig.example"
    marcus.send(
        "/audit-visits/invite", {**INVITED, **days(agency), "name": f"Visitor No{number}", "email": email, **said}
    )
    assert marcus.status == 200, marcus.words[:600]
    assert "You will not see it again." in marcus.words
    with agency.store.read() as tx:
        found = people.by_email(tx, email)
    assert found is not None
    return found.id


def status(visitor: Reader, path: str) -> int:
    visitor.get(path)
    return visitor.status


def is_out(visitor: Reader) -> bool:
    """Whether the visitor is signed out: the page leads to the sign-in, and shows nothing."""
    answer = visitor.browser.get("/ledger", follow_redirects=False)
    return answer.status_code == 303 and answer.headers["location"].startswith("/sign-in")


def looks(agency: Agency, person_id: str) -> list[str]:
    with agency.store.read() as tx:
        size = entries.size(tx)
        found = [entry.record for entry in entries.page(tx, max(0, size - 400), 400)]
    return [r.data["page"] for r in found if r.event == "RecordViewed" and r.data["actor"] == person_id]


def test_a_visitor_reads_everything_changes_nothing_and_leaves_a_trace(agency: Agency) -> None:
    who = invite(agency, 1)
    with agency.store.read() as tx:
        person = people.get(tx, who)
    assert person is not None
    assert person.roles == {Role.AUDITOR}
    visitor = Reader(agency, who)
    visitor.get("/ledger")
    assert visitor.status == 200
    assert "You are here until" in visitor.words
    assert "You read, and change nothing." in visitor.words
    visitor.get("/people/maya.okafor")
    assert visitor.status == 200
    assert {"/ledger", "/people/maya.okafor"} <= set(looks(agency, who))
    visitor.get("/help")
    visitor.post("/tools/suggest", name="New tool", why="It is good.")
    assert "changes nothing" in visitor.words or visitor.status >= 400
    visitor.get("/audit-visits")
    assert "Invite an auditor" not in visitor.words


def test_a_visit_for_a_tool_opens_nothing_else(agency: Agency) -> None:
    who = invite(agency, 2, part="tool", tool="northlight-chat")
    visitor = Reader(agency, who)
    visitor.get("/ledger")
    assert visitor.status == 200, "it leads to the list with its filter"
    for path in (
        "/people",
        "/people/maya.okafor",
        "/ledger?tool=quillmate",
        "/ledger?tool=northlight-chat&tool=quillmate",
        "/ledger?tool=northlight-chat&show=everything",
        "/ledger?tool=northlight-chat&show=%20everything%20",
        "/ledger/entries/0/receipt",
        "/tools/quillmate",
        "/incidents",
        "/search?q=maya",
        "/waivers",
        "/objections/rates",
        "/packs",
        "/audit-visits",
    ):
        visitor.get(path)
        assert (visitor.status, "Your visit is for Northlight Chat" in visitor.words) == (403, True), path
    with agency.store.read() as tx:
        every = uses.search(tx, limit=200)
        mine = next(d for d in every if d.tool_id == "northlight-chat")
        other = next(d for d in every if d.tool_id != "northlight-chat")
    assert status(visitor, f"/decisions/{mine.id}") == 200
    assert status(visitor, f"/decisions/{other.id}") == 403
    assert status(visitor, "/tools/northlight-chat") == 200
    with agency.store.read() as tx:
        number = uses.entry_index(tx, mine.id)
    assert status(visitor, f"/ledger/entries/{number}/receipt") == 200
    visitor.get("/help")
    visitor.post("/ledger/check")
    assert visitor.status == 200
    visitor.post("/tools/northlight-chat/change", status="paused", reason="Because.")
    assert visitor.status == 403
    assert "/people/maya.okafor" not in looks(agency, who), "what was refused was not read"


def test_a_visit_for_a_component_shows_its_people_alone(agency: Agency) -> None:
    visitor = Reader(agency, invite(agency, 3, part="component", component="HIS"))
    visitor.get("/people")
    assert "Tom Reyes" in visitor.words
    assert "Maya Okafor" not in visitor.words
    assert status(visitor, "/people/tom.reyes") == 200
    for path in ("/people/maya.okafor", "/people?component=FRO", "/people?q=maya", "/ledger", "/people/nobody"):
        visitor.get(path)
        assert visitor.status == 403, path


def test_a_visit_for_some_days_shows_these_days_alone(agency: Agency) -> None:
    today = today_of(agency)
    first, last = today - timedelta(days=3), today - timedelta(days=1)
    who = invite(agency, 4, part="period", first=str(first), last=str(last))
    visitor = Reader(agency, who)
    visitor.get("/ledger")
    assert visitor.status == 200
    good = f"/ledger?since={first}&until={last}"
    for path, expected in (
        (good, 200),
        (f"/ledger?since={first}&until={today}", 403),
        (f"/ledger?since={first - timedelta(days=1)}&until={last}", 403),
        (f"/ledger?since={first}", 403),
        (f"/ledger?since={str(first).replace('-', '')}&until={last}", 403),
        (f"/ledger?since={first}x&until={last}", 403),
        (f"{good}&show=everything", 403),
        ("/ledger/entries/0/receipt", 403),
        ("/ledger/entries/9999999/receipt", 403),
        ("/people", 403),
    ):
        visitor.get(path)
        assert visitor.status == expected, path
    with agency.store.read() as tx:
        every = uses.search(tx, limit=1000)
    zone = agency.settings.zone
    inside = next(d for d in every if first <= d.at.astimezone(zone).date() <= last)
    outside = next(d for d in every if d.at.astimezone(zone).date() < first)
    assert status(visitor, f"/decisions/{inside.id}") == 200
    assert status(visitor, f"/decisions/{outside.id}") == 403


def evidence_of(agency: Agency, who: str, folder: Path, **typed: str) -> tuple[EvidenceScope, list[Record]]:
    """Make the file on its page, download it, check it; what it was about, and its records."""
    visitor = Reader(agency, who)
    visitor.get("/evidence")
    assert visitor.status == 200
    assert "Rule by rule" not in visitor.words, "the coverage counts the whole agency"
    visitor.post("/evidence", **typed)
    with agency.store.read() as tx:
        [kept] = evidence_db.newest(tx, who)
    for _ in range(400):
        if "It is ready." in visitor.get(f"/evidence/{kept.one.id}"):
            break
        time.sleep(0.05)
    answer = visitor.browser.post(f"/evidence/{kept.one.id}/download", data={"csrf": token(visitor.html)})
    assert answer.status_code == 200
    (folder / "evidence.pdf").write_bytes(answer.content)
    assert evidence_check.check(folder / "evidence.pdf", agency.journal.vkey).problems == ()
    attached = PdfReader(folder / "evidence.pdf").attachments
    assert "coverage.csv" not in attached
    return kept.one.scope, [canonical.decode(line) for line in attached["entries.jsonl"][0].splitlines()]


def test_evidence_of_a_visit_for_a_tool_is_about_this_tool(agency: Agency, tmp_path: Path) -> None:
    with agency.store.read() as tx:
        of = next(d.tool_id for d in uses.search(tx, limit=200) if d.tool_id != "northlight-chat")
        tool = tools.get(tx, of)
    assert tool is not None
    who = invite(agency, 21, part="tool", tool=of)
    scope, found = evidence_of(agency, who, tmp_path, tool="northlight-chat", person="maya.okafor")
    assert (scope.tool, scope.person) == (of, "")
    assert {r.data["tool"] for r in found if r.event == "UseDecided"} == {of}
    visitor = Reader(agency, who)
    visitor.get("/evidence")
    assert f"Take what your visit is for {tool.name} along, with its proof." in visitor.words
    assert status(visitor, "/evidence/coverage.csv") == 403


def test_evidence_of_a_visit_for_a_component_is_about_its_people(agency: Agency, tmp_path: Path) -> None:
    who = invite(agency, 22, part="component", component="HIS")
    scope, found = evidence_of(agency, who, tmp_path, component="FRO")
    assert scope.component == "HIS"
    uses_ = [r.data for r in found if r.event == "UseDecided"]
    assert uses_
    assert {data["facts"]["component"] for data in uses_} == {"HIS"}


def test_evidence_of_a_visit_for_some_days_is_about_these_days(agency: Agency, tmp_path: Path) -> None:
    today, zone = today_of(agency), agency.settings.zone
    first, last = today - timedelta(days=3), today - timedelta(days=1)
    who = invite(agency, 23, part="period", first=str(first), last=str(last))
    scope, found = evidence_of(agency, who, tmp_path, since=str(first - timedelta(days=9)))
    assert scope.since is not None
    assert scope.until is not None
    assert scope.since.astimezone(zone).date() == first
    days_ = {datetime.fromisoformat(r.at).astimezone(zone).date() for r in found if r.event not in RULES}
    assert days_
    assert min(days_) >= first
    assert max(days_) <= last


def test_a_visit_to_a_part_opens_no_evidence_of_others_however_it_is_asked(agency: Agency) -> None:
    wide = EvidenceScope(tool="northlight-chat")
    one = agency.store.write(lambda tx: evidence.ask(tx, wide, "Evidence", 9, actor=ALICE, at=clock()))
    who = invite(agency, 24, part="tool", tool="quillmate")
    visitor = Reader(agency, who)
    assert status(visitor, f"/evidence/{one.id}") == 404
    for scope in (wide, EvidenceScope(), EvidenceScope(tool="quillmate", person="maya.okafor")):
        with pytest.raises(NotAllowedError, match="about more"):
            agency.store.write(lambda tx, s=scope: evidence.ask(tx, s, "Evidence", 9, actor=who, at=clock()))  # type: ignore[misc]
    whole = invite(agency, 25)
    visitor = Reader(agency, whole)
    assert status(visitor, f"/evidence/{one.id}") == 200
    visitor.get("/evidence")
    assert "Rule by rule" in visitor.words
    agency.store.write(lambda tx: evidence.stop(tx, one, "The test is over.", at=clock()))


def test_a_visit_ends_by_itself_after_its_day(agency: Agency) -> None:
    who = invite(agency, 5, **days(agency, 0, 2))
    visitor = Reader(agency, who)
    assert status(visitor, "/ledger") == 200
    assert change.end_due(agency, clock()) == 0
    yesterday = today_of(agency) - timedelta(days=1)

    def turn_the_days(tx: Tx) -> None:
        person, visit = people.get(tx, who), audit_visits.get(tx, who)
        assert person is not None
        assert visit is not None
        people.put(tx, replace(person, engagement_ends=yesterday))
        audit_visits.put(tx, replace(visit, ends_on=yesterday))

    agency.store.write(turn_the_days)
    assert change.end_due(agency, clock()) == 1
    assert change.end_due(agency, clock()) == 0, "twice is once"
    assert is_out(visitor)
    marcus = Reader(agency, MARCUS)
    marcus.get("/audit-visits")
    assert "on its day." in marcus.words


def test_a_visit_is_ended_early(agency: Agency) -> None:
    who = invite(agency, 6)
    visitor = Reader(agency, who)
    visitor.get("/ledger")
    ana = Reader(agency, ANA)
    ana.get(f"/audit-visits/{who}/end")
    assert "They are signed out at once." in ana.words
    ana.post(f"/audit-visits/{who}/end")
    assert "The visit has ended." in ana.words
    assert is_out(visitor)
    ana.get("/audit-visits")
    ana.post(f"/audit-visits/{who}/link")
    assert ana.status == 404


def test_a_form_with_errors_keeps_what_was_typed(agency: Agency) -> None:
    marcus = Reader(agency, MARCUS)
    for changed, said in (
        ({"name": ""}, "their first and last name"),
        ({"name": "x" * 90}, "their first and last name"),
        ({"organization": ""}, "where they come from"),
        ({"email": "nobody"}, "no address that mail can go to"),
        ({"email": "maya.okafor@dcs.example"}, "has this address already"),
        ({"starts_on": "tomorrow"}, "Choose a day"),
        (days(agency, -1, 3), "Let the visit begin within 90 days"),
        (days(agency, 5, 3), "Let the visit end on its first day"),
        (days(agency, 0, 300), "Let the visit end on its first day"),
        ({"part": ""}, "Choose what they may read."),
        ({"part": "component", "component": "NONE"}, "Choose the component."),
        ({"part": "tool", "tool": ""}, "Choose the tool."),
        ({"part": "period"}, "Choose a day"),
        ({"part": "period", "first": "2026-11-09", "last": "2026-11-01"}, "the first and the last day of the period"),
    ):
        marcus.get("/audit-visits/invite")
        marcus.send("/audit-visits/invite", {**INVITED, **days(agency), **changed})
        assert (marcus.status, said in marcus.words) == (422, True), (changed, marcus.words[:500])
        assert "Office of Inspector General" in marcus.html or "organization" in changed


def test_only_the_cio_and_administrators_invite(agency: Agency) -> None:
    today = today_of(agency)
    said = Invitation(
        name="Eve", email="eve@x.example", organization="Firm", starts_on=today, ends_on=today, part=VisitPart.WHOLE
    )
    for who in ("maya.okafor", ALICE, "joan.castellanos"):
        with pytest.raises(NotAllowedError):
            agency.store.write(
                lambda tx, who=who: change.invite(tx, said, components=(), today=today, actor=who, at=clock())  # type: ignore[misc]
            )
    with pytest.raises(NotFoundError):
        agency.store.write(lambda tx: change.end(tx, "maya.okafor", actor=ANA, at=clock()))
    alice = Reader(agency, ALICE)
    assert status(alice, "/audit-visits") == 200
    assert status(alice, "/audit-visits/invite") == 403


def test_nobody_widens_a_visit_or_begins_it_again_from_the_list_of_people(agency: Agency) -> None:
    with agency.store.read() as tx:
        component = people.components(tx)[0]
    who = invite(agency, 40, part="component", component=component)
    changes: tuple[dict[str, object], ...] = ({"roles": frozenset({Role.CIO})}, {"component": "HQ"}, {"title": "Chief"})

    def widen(tx: Tx, fields: dict[str, object]) -> object:
        return persons.change(tx, who, actor=YUSUF, at=clock(), **fields)

    for fields in changes:
        with pytest.raises(ConflictError, match="auditor from outside"):
            agency.store.write(partial(widen, fields=fields))
    agency.store.write(lambda tx: change.end(tx, who, actor=ANA, at=clock()))
    with pytest.raises(ConflictError, match="auditor from outside"):
        agency.store.write(lambda tx: persons.reactivate(tx, who, actor=YUSUF, at=clock()))
    agency.store.write(lambda tx: persons.reactivate(tx, who, actor="system", at=clock()))
    visitor = Reader(agency, who)
    for path in ("/ledger", "/people", "/incidents"):
        assert status(visitor, path) == 403, path
        assert "Your visit is over." in visitor.words
