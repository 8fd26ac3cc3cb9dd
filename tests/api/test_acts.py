"""Programs that act for people: what a token opens, what no program does, and what comes back from a wrong call."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, fields
from datetime import datetime, timedelta
from typing import Any

import pytest
from starlette.testclient import TestClient

from proviso.actions import access_tokens, approvals, incidents, people
from proviso.actions.agency import Agency
from proviso.actions.duties import AREAS, DUTIES
from proviso.api.acts.application import Acts, _shown
from proviso.api.acts.offers import GIVEN, SCREENED, WITHHELD, offers
from proviso.db import people as people_db
from proviso.db.store import Tx
from proviso.model import Message, Person, SpillKind, Tool, ToolStatus
from proviso.model.outbox import Way
from tests.actions.house import NOW, open_agency, person

MAYA, ELENA, HENRY = "maya.okafor", "elena.sorokin", "henry.osei"
APPROVAL, TOOLS, PEOPLE = "Approval (139-07.2.c.1)", "Tools (139-07.1)", "People"


@dataclass
class Door:
    """The acts of one agency, called by whoever has a token."""

    agency: Agency
    client: TestClient
    at: datetime = NOW

    def token(self, who: str, *areas: str, days: int = 7) -> str:
        def work(tx: Tx) -> access_tokens.Made:
            access_tokens.end_all(tx, who, actor=who, at=self.at)
            return access_tokens.make(tx, who, "Script", areas or AREAS, days, offered=AREAS, actor=who, at=self.at)

        return self.agency.store.write(work).words

    def call(self, act: str, token: str, **sent: Any) -> tuple[int, dict[str, Any]]:
        answer = self.client.post(f"/api/acts/{act}", json=sent, headers={"authorization": f"Bearer {token}"})
        return answer.status_code, answer.json()


@pytest.fixture(scope="module")
def agency(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Agency]:
    opened = open_agency(tmp_path_factory.mktemp("acts"))
    yield opened
    opened.store.close()


@pytest.fixture
def door(agency: Agency) -> Door:
    found = Door(agency, None)  # type: ignore[arg-type]  # its client needs its clock
    found.client = TestClient(Acts(agency, now=lambda: found.at), base_url="http://127.0.0.1")
    return found


def new_person(door: Door, name: str) -> str:
    newcomer = person(name, supervisor=ELENA)
    door.agency.store.write(lambda tx: people.add(tx, newcomer, actor="system", at=NOW))
    return newcomer.id


def test_a_request_is_asked_seen_and_approved_by_programs(door: Door) -> None:
    who = new_person(door, "tom.prog")
    status, asked = door.call("approvals.request_approval", door.token(who), person_id=who, tools=["northlight-chat"])
    assert (status, asked["result"]["state"]) == (200, "open")
    token = door.token(ELENA)
    waiting = door.client.get("/api/me", headers={"authorization": f"Bearer {token}"}).json()["requests_waiting"]
    assert who in {one["person_id"] for one in waiting}
    status, done = door.call(
        "approvals.approve", token, person_id=who, request_id=asked["result"]["id"], ends_on="2027-01-31"
    )
    assert (status, done["result"]["approved_by"], done["result"]["ends_on"]) == (200, ELENA, "2027-01-31")


def test_what_a_person_may_not_do_their_program_may_not_either(door: Door) -> None:
    status, problem = door.call("approvals.approve", door.token(MAYA), person_id=MAYA)
    assert (status, problem["title"]) == (403, "Forbidden")
    assert problem["detail"]


def test_a_token_is_for_the_areas_that_were_chosen(door: Door) -> None:
    status, problem = door.call("suggestions.suggest", door.token(MAYA, APPROVAL), name="X", url="", use="y")
    assert status == 403
    assert TOOLS in problem["detail"]
    listed = door.client.get("/api/acts", headers={"authorization": f"Bearer {door.token(MAYA, TOOLS)}"}).json()
    assert {one["area"] for one in listed["acts"]} == {TOOLS}


@pytest.mark.parametrize("act", sorted(WITHHELD))
def test_some_acts_need_the_person(door: Door, act: str) -> None:
    status, problem = door.call(act, door.token(MAYA))
    assert (status, problem["detail"]) == (403, WITHHELD[act])


@pytest.mark.parametrize("words", ["", "pa-nothing", f"pa-{'A' * 40}", "pt-other"])
def test_who_has_no_token_learns_how_to_get_one(door: Door, words: str) -> None:
    answer = door.client.get("/api/me", headers={"authorization": f"Bearer {words}"})
    assert answer.status_code == 401
    assert answer.headers["www-authenticate"].startswith("Bearer")
    assert "My record" in answer.json()["hint"]


def test_a_token_ends_by_itself(door: Door) -> None:
    token = door.token(MAYA, days=1)
    door.at = NOW + timedelta(days=1)
    assert door.call("suggestions.suggest", token)[0] == 401


def test_a_token_ends_when_the_person_leaves(door: Door) -> None:
    who = new_person(door, "lea.left")
    token = door.token(who)
    door.agency.store.write(lambda tx: people.deactivate(tx, who, actor="system", at=NOW))
    assert door.call("suggestions.suggest", token)[0] == 401
    door.agency.store.write(lambda tx: people.reactivate(tx, who, actor="system", at=NOW))
    assert door.call("suggestions.suggest", token)[0] == 401, "an old token does not come back with its person"


def test_an_auditor_has_no_program(door: Door) -> None:
    with pytest.raises(Exception, match="auditor"):
        door.token("alice.tran")


def test_what_is_sent_must_fit(door: Door) -> None:
    token = door.token(ELENA)
    headers = {"authorization": f"Bearer {token}"}
    for sent in ({}, {"person_id": 7}, {"person_id": "x", "actor": "ana.whitfield"}, {"person_id": "x", "at": "now"}):
        status, problem = door.call("approvals.approve", token, **sent)
        assert (status, "approvals.approve" in problem["detail"]) == (400, True), sent
    for body in (b"{", b"[]", b"\xff", b"null"):
        assert door.client.post("/api/acts/approvals.approve", content=body, headers=headers).status_code == 400
    huge = door.client.post("/api/acts/approvals.approve", content=b" " * (1 << 20) + b"{}", headers=headers)
    assert huge.status_code == 413
    form = door.client.post("/api/acts/approvals.approve", data={"person_id": MAYA}, headers=headers)
    assert form.status_code == 415
    assert door.client.get("/api/acts/approvals.approve", headers=headers).status_code == 405
    assert door.call("approvals.__class__", token)[0] == 404
    assert door.call("nothing.at_all", token)[0] == 404
    assert door.call("approvals.approve", token, person_id="nobody.here")[0] == 404


def test_nobody_lists_an_approved_tool_by_a_program(door: Door) -> None:
    sent = {"id": "probe", "name": "Probe", "vendor": "V", "tool_class": "commercial"}
    status, problem = door.call("tools.add", door.token("marcus.bell"), tool={**sent, "status": "approved"})
    assert (status, "status" in problem["detail"]) == (400, True)
    status, made = door.call("tools.add", door.token("marcus.bell"), tool=sent)
    assert (status, made["result"]["status"]) == (200, ToolStatus.IN_REVIEW.value)
    assert made["result"]["status_by"] == "marcus.bell"


def test_a_few_fields_of_a_person_change_and_the_others_stay(door: Door) -> None:
    who = new_person(door, "ria.renamed")
    status, done = door.call("people.change", door.token("yusuf.karim", PEOPLE), person_id=who, title="Lead")
    assert status == 200
    with door.agency.store.read() as tx:
        found = people_db.get(tx, who)
    assert isinstance(found, Person)
    assert (found.title, found.supervisor_id, done["result"]["title"]) == ("Lead", ELENA, "Lead")
    assert door.call("people.change", door.token("yusuf.karim", PEOPLE), person_id=who, is_active=False)[0] == 400


def test_every_act_of_the_table_is_a_call_or_says_why_not() -> None:
    named = {act for duty in DUTIES for act in duty.acts}
    assert set(offers()) | set(WITHHELD) == named
    assert set(offers()) & set(WITHHELD) == set()
    assert [offer.name for offer in offers().values() if "tx" not in offer.given] == [], "it opens its own transaction"


def test_the_door_fills_in_what_it_knows(door: Door) -> None:
    acts, one = Acts(door.agency), person("x")
    for name in GIVEN - {"tx", "actor", "at"}:
        acts._given(name, one, NOW, "https://siem.internal/x")
    assert "status" not in {f.name for f in fields(Tool)} & set(offers()["tools.add"].shape.__struct_fields__)


def test_no_text_comes_with_an_objection_that_a_program_sends() -> None:
    assert offers()["objections.send_in"].shape.__struct_fields__ == ("decision_id", "rule", "reason", "note")


def test_the_description_is_a_schema_for_what_is_sent(door: Door) -> None:
    said = door.client.get("/api/openapi.json").json()
    assert set(said["paths"]) == {f"/api/acts/{name}" for name in offers()}
    operation = said["paths"]["/api/acts/approvals.approve"]["post"]
    name = operation["requestBody"]["content"]["application/json"]["schema"]["$ref"].rpartition("/")[2]
    shape = said["components"]["schemas"][name]
    assert (shape["required"], shape["additionalProperties"]) == (["person_id"], False)
    assert set(shape["properties"]) == {"person_id", "tools", "purposes", "ends_on", "request_id", "as_asked"}
    assert "supervisor" in operation["description"]


def test_asking_twice_is_answered_once(door: Door) -> None:
    who = new_person(door, "two.fold")
    token = door.token(who)
    first = door.call("approvals.request_approval", token, person_id=who)[1]["result"]["id"]
    assert door.call("approvals.request_approval", token, person_id=who)[1]["result"]["id"] == first
    with door.agency.store.read() as tx:
        assert approvals.open_request_of(tx, who) is not None


def opened(door: Door, kind: SpillKind = SpillKind.CUI) -> str:
    report = incidents.report
    return door.agency.store.write(
        lambda tx: report(tx, kind, actor=MAYA, at=NOW, pack=door.agency.packs.for_component(""))
    ).id


def test_no_program_copies_a_spilled_text_into_a_ticket(door: Door) -> None:
    number, token = opened(door), door.token(HENRY)
    spilled = "It said CUI//SP-PRVCY, and the key AKIA" + "QYLPMN5HHHFPZAM2"
    status, problem = door.call("incidents.note", token, incident_id=number, words=spilled)
    assert (status, "AKIA" in str(problem)) == (400, False)
    assert door.call("incidents.note", token, incident_id=number, words="The server was switched off.")[0] == 200


def test_each_screened_word_is_a_field_of_its_act() -> None:
    for act, names in SCREENED.items():
        assert set(names) <= set(offers()[act].shape.__struct_fields__), act


def test_who_reports_by_a_program_reads_no_more_than_on_the_page(door: Door) -> None:
    status, done = door.call("incidents.report", door.token(MAYA), kind="person")
    assert (status, sorted(done["result"])) == (200, ["id", "opened_at", "state"])
    assert door.call("incidents.report", door.token(MAYA), kind="person", system_id="x")[0] == 400
    number = opened(door)
    status, done = door.call("incidents.take", door.token(HENRY), incident_id=number)
    assert (status, done["result"]["taken_by"]) == (200, HENRY)


def test_a_token_opens_nothing_after_the_last_day_of_a_contract(door: Door) -> None:
    who = new_person(door, "cora.contract")
    token = door.token(who)
    yesterday = (NOW - timedelta(days=1)).date()
    door.agency.store.write(lambda tx: people.end_engagement(tx, who, yesterday, actor="system", at=NOW))
    assert door.client.get("/api/me", headers={"authorization": f"Bearer {token}"}).status_code == 401


def test_what_is_not_theirs_to_read_does_not_come_back(door: Door) -> None:
    mail = Message(id="m1", way=Way.MAIL, recipient=MAYA, kind="sign-in", lines=("A link.",), queued_at=NOW, due_at=NOW)
    assert sorted(_shown(mail, person("x"))) == ["id", "state"]  # type: ignore[call-overload]  # a mapping
