"""Each kind of event of the ledger as OCSF: valid by the published schema, of the right class, and without a text."""

from __future__ import annotations

from dataclasses import fields
from typing import Any

import msgspec
import pytest

from proviso.model import Event, Record, event_types
from proviso.reports import ocsf

AT = "2026-11-24T19:14:00.123456Z"
TYPED = "The levee at Alder Street, said Maya."


def made(name: str, **data: Any) -> dict[str, Any]:
    return ocsf.event(7, Record(at=AT, event=name, data={"actor": "maya.okafor", **data}), "proviso.ledger/abc")


def sample(kind: type[Event], text: str) -> dict[str, Any]:
    """A value of each field's type."""
    values: dict[str, Any] = {}
    for one in fields(kind):
        said = str(one.type)
        if said.startswith("bool"):
            values[one.name] = True
        elif said.startswith("int"):
            values[one.name] = 3
        elif "dict" in said and "tuple" in said:
            values[one.name] = [{"kind": text, "start": 3}]
        elif "dict" in said:
            values[one.name] = {text: 1, "note": text}
        else:
            values[one.name] = [text, text] if "tuple" in said else text
    return {**values, "actor": "maya.okafor"}


@pytest.mark.parametrize("kind", event_types(), ids=lambda kind: kind.__name__)
def test_each_kind_of_event_is_valid_whatever_is_in_it(kind: type[Event]) -> None:
    for data in (sample(kind, "CODE-1"), sample(kind, ""), sample(kind, TYPED), {"actor": "system"}):
        event = ocsf.event(7, Record(at=AT, event=kind.__name__, data=data), "proviso.ledger/abc")
        assert ocsf.check(event) == ()
        assert event["metadata"]["event_code"] == kind.__name__


@pytest.mark.parametrize("kind", event_types(), ids=lambda kind: kind.__name__)
def test_what_a_person_typed_stays_here(kind: type[Event]) -> None:
    data = {**sample(kind, TYPED), "reason": TYPED, "why": TYPED, "source": "https://example.org/maya"}
    said = ocsf.line(7, Record(at=AT, event=kind.__name__, data=data), "proviso.ledger/abc").decode()
    assert "levee" not in said
    assert "example.org" not in said


def test_an_event_of_a_later_version_is_said_too() -> None:
    event = made("MoonLanded", moon="luna")
    assert ocsf.check(event) == ()
    assert (event["class_uid"], event["activity_name"]) == (3004, "Update")


CLASSES = [
    ("UseDecided", {"allowed": True, "tool": "chat", "channel": "web"}, 6003, 99, 1, 1),
    ("UseDecided", {"allowed": False, "tool": "chat", "rules": ["cui"]}, 6003, 99, 2, 2),
    ("UseDecided", {"allowed": False, "tool": "chat", "fault": "screening"}, 6003, 99, 3, 2),
    ("SignedIn", {"person": "maya.okafor", "way": "passkey"}, 3002, 1, 1, 1),
    ("SignInRefused", {"person": "", "way": "password", "reason": "wrong", "count": 5}, 3002, 1, 2, 2),
    ("SessionsEnded", {"person": "maya.okafor"}, 3002, 2, 1, 1),
    ("PasswordSet", {"person": "maya.okafor"}, 3001, 3, 1, 1),
    ("PasskeyAdded", {"person": "maya.okafor"}, 3001, 10, 1, 1),
    ("PersonAdded", {"person": "maya.okafor"}, 3001, 1, 1, 1),
    ("ApprovalGranted", {"person": "tom.reyes", "tools": ["chat"]}, 3005, 1, 1, 1),
    ("ApprovalRevoked", {"person": "tom.reyes"}, 3005, 2, 1, 1),
    ("IncidentOpened", {"incident": "7KQ2M4XD", "kind": "personal", "is_drill": False}, 2005, 1, 4, 1),
    ("IncidentOpened", {"incident": "7KQ2M4XD", "kind": "classified", "is_drill": False}, 2005, 1, 5, 1),
    ("IncidentOpened", {"incident": "7KQ2M4XD", "kind": "classified", "is_drill": True}, 2005, 1, 1, 1),
    ("IncidentClosed", {"incident": "7KQ2M4XD"}, 2005, 3, 3, 5),
    ("LedgerRestored", {"entries": 5}, 6002, 3, 4, 1),
    ("RecordViewed", {"person": "maya.okafor", "page": "record"}, 6003, 2, 1, 1),
    ("ToolListed", {"tool": "chat"}, 3004, 1, 1, 1),
    ("ToolChanged", {"tool": "chat", "status": "paused", "reason": TYPED}, 3004, 3, 1, 1),
    ("WebhookRemoved", {"webhook": "7KQ2M4XD"}, 3004, 4, 1, 1),
]


@pytest.mark.parametrize(("name", "data", "uid", "activity", "severity", "status"), CLASSES)
def test_events_are_of_the_class_that_a_monitor_looks_for(
    name: str, data: dict[str, Any], uid: int, activity: int, severity: int, status: int
) -> None:
    event = made(name, **data)
    assert (event["class_uid"], event["activity_id"], event["severity_id"], event["status_id"]) == (
        uid,
        activity,
        severity,
        status,
    )
    assert (event["type_uid"], event["category_uid"]) == (uid * 100 + activity, uid // 1000)


def test_an_event_knows_its_place_in_the_ledger() -> None:
    event = made("SignedIn", person="maya.okafor", way="passkey")
    assert event["metadata"]["uid"] == "proviso.ledger/abc/7"
    assert event["time"] == 1795547640123
    assert ocsf.number_of(msgspec.json.encode(event)) == 7
    assert [ocsf.number_of(line) for line in (b"", b"{}", b'{"metadata": 5}', b"[]")] == [None] * 4


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"class_uid": 1}, "class_uid"),
        ({"activity_id": 77}, "activity_id"),
        ({"type_uid": 1}, "type_uid"),
        ({"time": 5}, "time"),
        ({"severity_id": 0}, "severity_id"),
        ({"status_id": 9}, "status_id"),
        ({"user": {}}, "user"),
        ({"user": {"full_name": "Maya"}}, "user: name or uid or account"),
        ({"service": None}, "service or dst_endpoint"),
        ({"metadata": {"version": "1.6.0"}}, "metadata.product"),
    ],
)
def test_the_check_names_what_is_not_as_published(change: dict[str, Any], said: str) -> None:
    assert said in ocsf.check({**made("SignedIn", person="maya.okafor", way="passkey"), **change})
