"""A condition added at ten o'clock changes the decision at ten o'clock, at the gateway, too (139-07.1, R-002)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest

from proviso.actions import tools
from proviso.db import places
from proviso.model import Channel, Conditions
from tests.actions.house import CHAT
from tests.gateway.house import MODEL, Gate
from tests.gateway.house import gate as open_gate

BODY = {"model": MODEL, "messages": [{"role": "user", "content": "How far did the river rise?"}]}


@pytest.fixture(scope="module")
def gate(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Gate]:
    folder: Path = tmp_path_factory.mktemp("conditions")
    with open_gate(folder) as here:
        yield here


def set_conditions(gate: Gate, conditions: Conditions) -> None:
    at = datetime.now(UTC)
    gate.agency.store.write(lambda tx: tools.change(tx, CHAT.id, conditions=conditions, actor="ana.whitfield", at=at))


@pytest.mark.parametrize(
    ("limit", "says"),
    [
        ({"purposes": frozenset({"meetings"})}, "approved for other purposes"),
        ({"components": frozenset({"HQ"})}, "not open to your component"),
        ({"channels": frozenset({Channel.WEB})}, "Its approval holds for: on the web."),
        ({"only_code": True}, "takes source code only"),
    ],
)
def test_the_next_call_follows_the_condition_and_the_one_after_it_is_gone_does_not(
    gate: Gate, limit: dict[str, Any], says: str
) -> None:
    assert gate.post("/v1/chat/completions", BODY).status_code == 200
    set_conditions(gate, Conditions(**limit))
    denied = gate.post("/v1/chat/completions", BODY)
    error = denied.json()["error"]
    assert (denied.status_code, error["code"], error["clause"]) == (403, "policy_denied", "139-07.1")
    assert says in error["message"]
    set_conditions(gate, Conditions())
    assert gate.post("/v1/chat/completions", BODY).status_code == 200


def test_a_place_is_taken_by_who_answers_for_the_system(gate: Gate) -> None:
    set_conditions(gate, Conditions(most_users=1, ends_on=date(2099, 1, 1)))
    assert gate.post("/v1/chat/completions", BODY).status_code == 200
    with gate.agency.store.read() as tx:
        assert [place.person_id for place in places.of_tool(tx, CHAT.id)] == ["maya.okafor"]
    set_conditions(gate, Conditions())
