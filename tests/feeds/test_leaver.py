"""The directory says that somebody left: the next use is denied through every door (139-07 fn3)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from proviso.actions import systems
from proviso.actions.agency import Agency
from proviso.actions.feeds import DIRECTORY
from proviso.app import create_service
from tests.web.demo import Reader, open_copy

from .house import made_token
from .test_scim import user

MESSAGES = [{"role": "user", "content": "Sum up the published flood report."}]


@pytest.fixture
def agency(tmp_path: Path) -> Iterator[Agency]:
    yield from open_copy(tmp_path)


def test_a_leaver_is_denied_in_the_workspace_and_through_the_gateway(agency: Agency) -> None:
    now = datetime.now(UTC)
    key = agency.store.write(
        lambda tx: systems.register(
            tx,
            "Flood Desk",
            "maya.okafor",
            "Sums up published flood reports.",
            ["northlight-chat"],
            ["research"],
            (now + timedelta(days=30)).date(),
            source="https://dcs.example/flood-report",
            actor="marcus.bell",
            at=now,
        )
    ).key
    words = made_token(agency, DIRECTORY)
    with TestClient(create_service(agency), base_url="http://127.0.0.1") as client:
        directory = {"authorization": f"Bearer {words}"}
        maya = client.post("/scim/v2/Users", json=user("maya.okafor"), headers=directory).json()["id"]
        reader = Reader(agency, "maya.okafor")
        reader.ask_sample("flood-report")
        assert "Allowed under" in reader.words
        caller = {"authorization": f"Bearer {key}"}
        model = client.get("/v1/models", headers=caller).json()["data"][0]["id"]
        call = {"model": model, "messages": MESSAGES}
        first = client.post("/v1/chat/completions", json=call, headers=caller)
        assert first.status_code == 200, first.text
        assert client.delete(f"/scim/v2/Users/{maya}", headers=directory).status_code == 204
        reader.get("/workspace")
        reader.ask_sample("flood-report")
        assert "Not sent" in reader.words
        denied = client.post("/v1/chat/completions", json=call, headers=caller)
        assert denied.status_code == 403
        assert denied.json()["error"]["code"] == "policy_denied"
