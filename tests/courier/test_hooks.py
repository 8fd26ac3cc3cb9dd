"""Systems hear of what is in the ledger, each thing once, signed, and one that hangs keeps nothing from the others."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from proviso.actions import incidents
from proviso.actions import webhooks as change
from proviso.actions.agency import Agency
from proviso.courier.hooks import HookRound
from proviso.db import entries
from proviso.model import MessageState, SpillKind
from tests.courier.office import Clock, agency_with, events, messages
from tests.delivery.test_webhooks import System, listening

ADMIN = "yusuf.karim"


@pytest.fixture
def agency(tmp_path: Path) -> Iterator[Agency]:
    with agency_with(tmp_path, private_webhooks=True) as made:
        yield made


def subscribe(agency: Agency, port: int, *kinds: str, clock: Clock) -> change.Added:
    url = f"http://127.0.0.1:{port}/proviso"
    return agency.store.write(
        lambda tx: change.add(
            tx, url, kinds, sealing_key=agency.sealing_key, may_be_private=True, actor=ADMIN, at=clock.at
        )
    )


def go(once: HookRound) -> None:
    """Until nothing is due; it has an end."""
    for _ in range(20):
        if not once():
            return
    pytest.fail("There is always more.")


def report(agency: Agency, clock: Clock) -> None:
    agency.store.write(lambda tx: incidents.report(tx, SpillKind.CUI, actor="maya.okafor", at=clock.at))


def test_a_system_hears_of_what_it_asked_for_as_the_ledger_has_it(agency: Agency) -> None:
    system, clock = System(), Clock()
    with listening(system) as port:
        made = subscribe(agency, port, "IncidentOpened", clock=clock)
        report(agency, clock)
        go(HookRound(agency, clock))
    ((path, headers, body),) = system.got
    with agency.store.read() as tx:
        entry = next(e for e in entries.page(tx, 0, 1000) if e.record.event == "IncidentOpened")
    assert path == "/proviso"
    assert json.loads(body) == {
        "type": "IncidentOpened",
        "timestamp": entry.record.at,
        "data": entry.record.data,
        "entry": entry.index,
    }
    key = base64.b64decode(made.secret.removeprefix("whsec_"))
    signed = f"{headers['webhook-id']}.{headers['webhook-timestamp']}.{body}".encode()
    expected = base64.b64encode(hmac.new(key, signed, hashlib.sha256).digest()).decode()
    assert headers["webhook-signature"] == f"v1,{expected}"


def test_one_that_asks_for_all_hears_all_from_then_on_and_each_once(agency: Agency) -> None:
    system, clock = System(), Clock()
    with listening(system) as port:
        subscribe(agency, port, clock=clock)
        report(agency, clock)
        for _ in range(3):
            go(HookRound(agency, clock))
    assert [json.loads(body)["type"] for _, _, body in system.got] == ["IncidentOpened"]
    assert len({headers["webhook-id"] for _, headers, _ in system.got}) == 1


def test_what_is_taken_writes_nothing_into_the_ledger_that_would_be_told_again(agency: Agency) -> None:
    system, clock = System(), Clock()
    with listening(system) as port:
        subscribe(agency, port, clock=clock)
        with agency.store.read() as tx:
            before = entries.size(tx)
        report(agency, clock)
        go(HookRound(agency, clock))
    with agency.store.read() as tx:
        assert entries.size(tx) == before + 1


def test_a_system_that_is_down_is_tried_again_and_keeps_nothing_from_the_others(agency: Agency) -> None:
    down, up, clock = System(status=503), System(), Clock()
    with listening(down) as first, listening(up) as second:
        subscribe(agency, first, "IncidentOpened", clock=clock)
        subscribe(agency, second, "IncidentOpened", clock=clock)
        for _ in range(5):
            report(agency, clock)
        once = HookRound(agency, clock)
        go(once)
        assert (len(down.got), len(up.got)) == (1, 5), "who refused one is not asked for the rest in the same round"
        down.status = 200
        clock.go(minutes=2)
        go(once)
    assert len(down.got) == 6
    assert {m.state for m in messages(agency) if m.way.value == "webhook"} == {MessageState.SENT}


def test_one_that_wants_no_more_is_stuck_and_an_administrator_sees_it(agency: Agency) -> None:
    clock = Clock()
    with listening(System(status=410)) as port:
        subscribe(agency, port, "IncidentOpened", clock=clock)
        report(agency, clock)
        go(HookRound(agency, clock))
    (event,) = events(agency, "MessageStuck")
    assert (event["way"], event["kind"]) == ("webhook", "IncidentOpened")


def test_one_that_is_removed_hears_nothing_and_what_waited_is_given_up(agency: Agency) -> None:
    system, clock = System(), Clock()
    with listening(system) as port:
        made = subscribe(agency, port, "IncidentOpened", clock=clock)
        report(agency, clock)
        agency.store.write(lambda tx: change.tell(tx, at=clock.at))
        waiting = agency.store.write(lambda tx: change.remove(tx, made.webhook.id, actor=ADMIN, at=clock.at))
        go(HookRound(agency, clock))
    assert (waiting, system.got) == (1, [])
    assert len(events(agency, "MessageDropped")) == 1


def test_a_demo_sends_nothing_out_of_this_computer(tmp_path: Path) -> None:
    clock = Clock()
    with agency_with(tmp_path / "demo", demo=True) as agency:
        url = "https://hooks.dcs.example/x"
        agency.store.write(
            lambda tx: change.add(
                tx, url, (), sealing_key=agency.sealing_key, may_be_private=True, actor=ADMIN, at=clock.at
            )
        )
        report(agency, clock)
        go(HookRound(agency, clock))
        assert [m.error for m in messages(agency) if m.state is MessageState.STUCK] == [
            "This is the demo, and nothing leaves this computer."
        ]
