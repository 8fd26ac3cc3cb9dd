"""A program reports a spill: with a system's key or a person's token, and never with the text."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from proviso.actions import systems
from proviso.actions.agency import Agency
from proviso.api import incidents as door
from proviso.app import create_service
from proviso.db import incidents as db
from proviso.model import Incident
from tests.actions.house import CHAT, open_agency


@pytest.fixture(scope="module")
def agency(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Agency]:
    made = open_agency(tmp_path_factory.mktemp("house"))
    yield made
    made.store.close()


@pytest.fixture(scope="module")
def key(agency: Agency) -> str:
    return register(agency, "Flood Desk")[0]


def register(agency: Agency, name: str) -> tuple[str, str]:
    at = datetime.now(UTC)
    made = agency.store.write(
        lambda tx: systems.register(
            tx,
            name,
            "maya.okafor",
            "Sums up.",
            {CHAT.id},
            {"research"},
            at.date() + timedelta(days=30),
            actor="marcus.bell",
            at=at,
        )
    )
    return made.key, made.system.id


def call(agency: Agency, key: str, body: bytes | str, method: str = "POST") -> tuple[int, dict[str, object]]:
    with TestClient(create_service(agency), base_url="http://127.0.0.1") as client:
        headers = {"authorization": f"Bearer {key}"} if key else {}
        answer = client.request(method, "/api/incidents", content=body, headers=headers)
    return answer.status_code, answer.json()


def newest(agency: Agency) -> Incident:
    with agency.store.read() as tx:
        return db.all(tx)[0]


def test_a_system_reports_and_reads_what_to_do(agency: Agency, key: str) -> None:
    status, said = call(agency, key, json.dumps({"kind": "cui", "tool": CHAT.id, "text": "The marmoset text."}))
    assert status == 201
    assert str(said["page"]).endswith(f"/spill/{said['incident']}")
    found = newest(agency)
    assert (found.id, found.way, found.tool_id, found.opened_by) == (said["incident"], "api", CHAT.id, "maya.okafor")
    assert found.system_id
    with agency.store.read() as tx:
        rows = tx.conn.exec_driver_sql("SELECT body FROM incidents").fetchall()
        records = tx.conn.exec_driver_sql("SELECT record FROM entries").fetchall()
    assert "marmoset" not in repr((rows, records))


def test_the_same_again_within_minutes_opens_one(agency: Agency, key: str) -> None:
    body = json.dumps({"kind": "password", "key": "run-1"})
    assert call(agency, key, body) == call(agency, key, body)


def test_a_system_that_was_taken_off_may_still_report(agency: Agency) -> None:
    key, system_id = register(agency, "Old Desk")
    agency.store.write(lambda tx: systems.revoke(tx, system_id, "Over.", actor="marcus.bell", at=datetime.now(UTC)))
    assert call(agency, key, json.dumps({"kind": "not_sure"}))[0] == 201


def test_a_flood_of_one_system_hides_no_report_of_another(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(door, "MOST", 3)
    agency, at = open_agency(tmp_path), [datetime.now(UTC)]
    (loud, _), (calm, _) = register(agency, "Loud Desk"), register(agency, "Calm Desk")
    client = TestClient(door.Incidents(agency, now=lambda: at[0]), base_url="http://127.0.0.1")

    def report(key: str, code: int) -> tuple[int, str]:
        sent = {"kind": "cui", "key": f"{key}-{code}"}
        answer = client.post("/api/incidents", json=sent, headers={"authorization": f"Bearer {key}"})
        return answer.status_code, answer.text

    assert [report(loud, code)[0] for code in range(3)] == [201] * 3
    before = newest(agency).id
    status, said = report(loud, 3)
    assert (status, "Call Security" in said, newest(agency).id) == (429, True, before)
    assert report(calm, 0)[0] == 201
    at[0] += door.WINDOW
    assert report(loud, 3)[0] == 201
    agency.store.close()


BAD = (
    ("", '{"kind": "cui"}', "POST", 401, "key"),
    ("nonsense", '{"kind": "cui"}', "POST", 401, "key"),
    ("KEY", "", "POST", 400, "JSON"),
    ("KEY", "[1]", "POST", 400, "JSON"),
    ("KEY", "{}", "POST", 400, "kind"),
    ("KEY", b"\xff\xfe", "POST", 400, "JSON"),
    ("KEY", '{"kind": "secret plans"}', "POST", 422, "not_sure is an answer"),
    ("KEY", "x" * 20_000, "POST", 413, "Leave the text out"),
    ("KEY", "", "GET", 405, "POST a report"),
)


@pytest.mark.parametrize(("who", "body", "method", "status", "words"), BAD)
def test_what_cannot_be_taken_says_why_and_echoes_nothing(
    agency: Agency, key: str, who: str, body: bytes | str, method: str, status: int, words: str
) -> None:
    found, said = call(agency, key if who == "KEY" else who, body, method)
    assert (found, words in str(said["detail"])) == (status, True)
    assert "secret plans" not in str(said)
