"""A tool that is closed while it answers ends its answer at the gateway, in the caller's own format (139-07.1)."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from proviso.actions import people, tools
from proviso.model import ToolStatus
from tests.actions.house import CHAT
from tests.gateway.house import KEY, MODEL, Gate
from tests.gateway.house import gate as open_gate

SENTENCE = "The river rose for two days, and the levee on the north bank held all the same. "
BODY = {"model": MODEL, "messages": [{"role": "user", "content": "How far did the river rise?"}]}


@pytest.fixture
def gate(tmp_path: Path) -> Iterator[Gate]:
    with open_gate(tmp_path) as here:
        here.provider.answer, here.provider.piece, here.provider.pause = SENTENCE * 100, 80, 0.05
        yield here


def close(gate: Gate) -> None:
    at = datetime.now(UTC)
    gate.agency.store.write(
        lambda tx: tools.change(
            tx, CHAT.id, status=ToolStatus.PAUSED, reason="its terms changed", actor="joan.castellanos", at=at
        )
    )


def failed(gate: Gate) -> list[object]:
    return [record.data["fault"] for record in gate.records("AnswerFailed")]


def test_a_stream_ends_in_a_sentence_that_says_so(gate: Gate) -> None:
    url = gate.base + "/v1/chat/completions"
    seen = ""
    with gate.client.stream(
        "POST", url, json={**BODY, "stream": True}, headers={"authorization": f"Bearer {KEY}"}
    ) as answer:
        for text in answer.iter_text():
            if not seen:
                threading.Thread(target=close, args=(gate,)).start()
            seen += text
    last = json.loads(next(line for line in reversed(seen.splitlines()) if line.startswith("data: {"))[6:])
    assert last["error"]["code"] == "tool_closed"
    assert "Northlight Chat is paused, because its terms changed." in last["error"]["message"]
    assert failed(gate) == ["the tool was closed"]
    assert gate.provider.gone.wait(5)


def leave(gate: Gate) -> None:
    """The owner of the system leaves the agency."""
    at = datetime.now(UTC)
    gate.agency.store.write(lambda tx: people.deactivate(tx, "maya.okafor", actor="yusuf.karim", at=at))


def test_a_stream_ends_when_who_answers_for_it_leaves(gate: Gate) -> None:
    url, seen = gate.base + "/v1/chat/completions", ""
    body, heads = {**BODY, "stream": True}, {"authorization": f"Bearer {KEY}"}
    with gate.client.stream("POST", url, json=body, headers=heads) as answer:
        for text in answer.iter_text():
            if not seen:
                threading.Thread(target=leave, args=(gate,)).start()
            seen += text
    last = json.loads(next(line for line in reversed(seen.splitlines()) if line.startswith("data: {"))[6:])
    assert last["error"]["code"] == "permission_ended"
    assert last["error"]["message"].startswith("The answer stopped here. Your access has ended.")
    assert failed(gate) == ["the use was not permitted any more"]
    assert gate.provider.gone.wait(5)
    assert gate.post("/v1/chat/completions", BODY).json()["error"]["code"] == "policy_denied"


def test_a_plain_answer_is_refused_with_the_reason_and_nothing_is_asked_elsewhere(gate: Gate) -> None:
    gate.provider.trouble = "hang"
    gate.provider.after = lambda: close(gate)
    answer = gate.post("/v1/chat/completions", BODY)
    error = answer.json()["error"]
    assert (answer.status_code, error["code"]) == (403, "tool_closed")
    assert error["message"].startswith("The answer stopped here. Northlight Chat is paused")
    assert failed(gate) == ["the tool was closed"]
    again = gate.post("/v1/chat/completions", BODY).json()["error"]
    assert again["code"] == "policy_denied"
