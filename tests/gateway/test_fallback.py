"""When a provider is away, another approved tool may answer: if the pack and the connection say so, as its own use."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from proviso.actions import connections, people, systems, tools
from proviso.db import connections as connections_db
from proviso.db import systems as systems_db
from proviso.db.store import Tx
from proviso.model import Connection, ToolStatus
from proviso.policy import Pack
from tests.actions.house import CHAT as FIRST
from tests.gateway.house import MODEL, BrokenPacks, Gate, gate
from tests.gateway.stub import CHAT, provider

SECOND = replace(FIRST, id="ferry", name="Ferry")
BODY = {"model": MODEL, "messages": [{"role": "user", "content": "Sum up the flood plan."}]}


def lead(here: Gate, base: str) -> None:
    """Give the first tool another one to fall back on, at this address."""
    at = datetime.now(UTC)

    def work(tx: Tx) -> None:
        tools.add(tx, SECOND, actor="system", at=at)
        email = "maya.okafor@dcs.example"
        people.attest_account(tx, "maya.okafor", SECOND.id, email, True, True, actor="maya.okafor", at=at)
        sealing = here.agency.sealing_key
        second = Connection(tool_id=SECOND.id, kind="compatible", base_url=base, models=("ferry-1",), key="sealed")
        connections.connect(tx, second, sealing_key=sealing, secret="sk-second-0123", actor="system", at=at)
        first = connections_db.of_tool(tx, FIRST.id)
        assert first is not None
        connections.connect(
            tx, replace(first, fallback=SECOND.id), sealing_key=sealing, secret="sk-first-0123", actor="system", at=at
        )

    here.agency.store.write(work)


@pytest.fixture
def allowed(monkeypatch: pytest.MonkeyPatch) -> None:
    """A pack that lets another tool be tried."""
    found = BrokenPacks.by_ref

    def by_ref(self: BrokenPacks, ref: str) -> Pack:
        pack: Pack = found(self, ref)
        return replace(pack, fallback=True)

    monkeypatch.setattr(BrokenPacks, "by_ref", by_ref)


@pytest.mark.usefixtures("allowed")
@pytest.mark.parametrize("trouble", ["reset", "status"])
@pytest.mark.parametrize("stream", [False, True])
def test_the_other_tool_answers_and_both_uses_are_on_record(tmp_path: Path, trouble: str, stream: bool) -> None:
    with gate(tmp_path) as here, provider() as other:
        lead(here, other.base)
        widen(here)
        other.answer = "The other tool says so."
        if trouble == "status":
            here.provider.status = 503
        else:
            here.provider.trouble = trouble
        answer = here.post(CHAT, {**BODY, "stream": stream})
        assert answer.status_code == 200, answer.text
        assert len(other.bodies) == 1
        assert b'"ferry-1"' in other.bodies[0]
        decided = here.records("UseDecided")
        assert [d.data["tool"] for d in decided] == [FIRST.id, SECOND.id]
        assert answer.headers["x-proviso-decision"] == decided[-1].data["decision"]
        assert [r.event for r in here.records("AnswerFailed", "AnswerReceived")] == ["AnswerFailed", "AnswerReceived"]


def widen(here: Gate) -> None:
    """The system may use the second tool, too."""

    def work(tx: Tx) -> None:
        (system,) = systems_db.all(tx)
        every = system.tools | {SECOND.id}
        systems.change(tx, system.id, "It may fall back.", actor="system", at=datetime.now(UTC), tools=every)

    here.agency.store.write(work)


@pytest.mark.usefixtures("allowed")
def test_another_tool_that_is_not_the_system_s_is_not_used(tmp_path: Path) -> None:
    with gate(tmp_path) as here, provider() as other:
        lead(here, other.base)
        here.provider.status = 503
        assert here.post(CHAT, BODY).status_code in {403, 503}
        assert other.bodies == []


@pytest.mark.usefixtures("allowed")
def test_another_tool_that_is_paused_is_not_used(tmp_path: Path) -> None:
    with gate(tmp_path) as here, provider() as other:
        lead(here, other.base)
        widen(here)
        at = datetime.now(UTC)
        paused, why = ToolStatus.PAUSED, "its terms changed"
        here.agency.store.write(
            lambda tx: tools.change(tx, SECOND.id, status=paused, reason=why, actor="ana.whitfield", at=at)
        )
        here.provider.status = 503
        assert here.post(CHAT, BODY).status_code in {403, 503}
        assert other.bodies == []


def test_without_the_pack_s_word_no_other_tool_is_tried(tmp_path: Path) -> None:
    with gate(tmp_path) as here, provider() as other:
        lead(here, other.base)
        widen(here)
        here.provider.status = 503
        assert here.post(CHAT, BODY).status_code == 503
        assert other.bodies == []
