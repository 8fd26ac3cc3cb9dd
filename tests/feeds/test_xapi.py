"""Statements of a learning system: completions become trainings, each once; the rest is counted and left aside."""

from __future__ import annotations

import base64
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from starlette.testclient import TestClient

from proviso.actions import feeds
from proviso.actions.feeds import COURSE, LEARNING
from proviso.db import feeds as feeds_db
from proviso.db import people
from proviso.model import Training
from tests.web.console import Browser

from .house import made_token, open_feed

COMPLETED = "http://adlnet.gov/expapi/verbs/completed"
PII = "https://learning.example.gov/courses/pii-2026"
WHEN = (datetime.now(UTC) - timedelta(days=2)).replace(microsecond=0)
VERSION = {"x-experience-api-version": "1.0.3"}
ID = "7ccd3322-e1a5-411a-a67d-6a735c76f119"


def statement(learner: str = "tom.reyes@dcs.example", **more: Any) -> dict[str, Any]:
    return {
        "actor": {"mbox": f"mailto:{learner}"},
        "verb": {"id": more.pop("verb", COMPLETED)},
        "object": {"id": more.pop("activity", PII)},
        "timestamp": WHEN.isoformat(),
        **more,
    }


def send(client: TestClient, said: object, **headers: str) -> Any:
    return client.post("/xapi/statements", json=said, headers={**VERSION, **headers})


def name_course(b: Browser) -> None:
    now = datetime.now(UTC)
    b.agency.store.write(lambda tx: feeds.set_code(tx, COURSE, PII, "privacy", actor="lena.fox", at=now))


def trainings(b: Browser, person_id: str = "tom.reyes") -> list[tuple[Training, datetime]]:
    with b.agency.store.read() as tx:
        return [(one.training, one.completed_at) for one in people.records(tx, person_id).trainings]


def test_a_completion_counts_once_however_often_it_is_sent(tmp_path: Path) -> None:
    with open_feed(tmp_path, LEARNING) as (b, client):
        name_course(b)
        for _ in range(2):
            answer = send(client, statement(id=ID))
            assert (answer.status_code, answer.json()) == (200, [ID])
        assert trainings(b) == [(Training.PRIVACY, WHEN)]
        assert send(client, statement(id=ID, verb="http://adlnet.gov/expapi/verbs/passed")).status_code == 409
        assert b.events("TrainingRecorded")[-1]["source"] == "learning system"
        assert [one["recorded"] for one in b.events("FeedRead")[-2:]] == [1, 0]


@pytest.mark.parametrize(
    "said",
    [
        statement(verb="http://adlnet.gov/expapi/verbs/attempted"),
        statement(activity="https://learning.example.gov/courses/baking"),
        statement(result={"success": False}),
        statement("stranger@dcs.example"),
    ],
)
def test_what_is_no_completion_of_ours_records_nothing_and_is_counted(tmp_path: Path, said: dict[str, Any]) -> None:
    with open_feed(tmp_path, LEARNING) as (b, client):
        name_course(b)
        assert send(client, said).status_code == 200
        assert trainings(b) == []
        with b.agency.store.read() as tx:
            (_, reading), *_ = feeds_db.readings_of(tx, LEARNING)
        assert (reading.rows, reading.recorded, reading.ignored + reading.unknown) == (1, 0, 1)


def test_an_activity_that_nobody_named_waits_on_the_page_of_the_feed(tmp_path: Path) -> None:
    with open_feed(tmp_path, LEARNING) as (b, client):
        send(client, [statement(), statement("maya.okafor@dcs.example")])
        words = b.sign_in("lena.fox").get("/feeds/learning")
        assert words.startswith("Learning system Learning system: last read today.")
        assert f"{PII} Nothing: leave it aside" in words
        assert "Statements taken 2" in words
        assert "by messages" in words


def test_a_learner_is_known_by_address_or_account_and_a_put_has_its_id(tmp_path: Path) -> None:
    with open_feed(tmp_path, LEARNING) as (b, client):
        name_course(b)
        said = {**statement(), "actor": {"account": {"homePage": "https://lms.example.gov", "name": "tom.reyes"}}}
        answer = client.put(f"/xapi/statements?statementId={ID}", json=said, headers=VERSION)
        assert answer.status_code == 204
        assert trainings(b) == [(Training.PRIVACY, WHEN)]


def test_a_training_of_tomorrow_counts_from_today(tmp_path: Path) -> None:
    with open_feed(tmp_path, LEARNING) as (b, client):
        name_course(b)
        send(client, statement(timestamp=(datetime.now(UTC) + timedelta(days=1)).isoformat()))
        assert trainings(b)[0][1] <= datetime.now(UTC)


@pytest.mark.parametrize(
    ("said", "status"),
    [
        ([], 400),
        ("text", 400),
        ({}, 400),
        ({"actor": {}, "verb": {}, "object": {}}, 400),
        ({**statement(), "id": "no uuid"}, 400),
        ({**statement(), "timestamp": "yesterday"}, 400),
        ({**statement(), "actor": "me"}, 400),
        ([statement(id=ID), statement(id=ID)], 400),
        ([statement()] * 501, 400),
    ],
)
def test_what_is_no_statement_is_refused_whole(tmp_path: Path, said: object, status: int) -> None:
    with open_feed(tmp_path, LEARNING) as (b, client):
        name_course(b)
        assert send(client, said).status_code == status
        assert trainings(b) == []
        assert client.post("/xapi/statements", content=b"{", headers=VERSION).status_code == 400


def test_the_door_asks_for_its_token_and_its_version(tmp_path: Path) -> None:
    with open_feed(tmp_path, LEARNING) as (b, client):
        assert client.post("/xapi/statements", json=statement()).status_code == 400
        assert client.get("/xapi/statements", headers=VERSION).status_code == 405
        assert client.get("/xapi/activities/state", headers=VERSION).status_code == 404
        bare = TestClient(client.app, base_url="http://127.0.0.1")
        assert bare.get("/xapi/about").json() == {"version": ["1.0.3"]}
        assert send(bare, statement()).status_code == 401
        words = made_token(b.agency, LEARNING)
        basic = base64.b64encode(f"lms:{words}".encode()).decode()
        assert send(bare, statement(), authorization=f"Basic {basic}").status_code == 200
        assert send(bare, statement(), authorization="Basic %%%").status_code == 401
        directory = made_token(b.agency, "directory")
        assert send(bare, statement(), authorization=f"Bearer {directory}").status_code == 401
