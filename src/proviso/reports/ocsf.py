"""Each entry of the ledger as an event of the Open Cybersecurity Schema Framework, for the agency's monitoring (R-172).

A use is API Activity, a sign-in Authentication, a right that was given User Access Management, a spill an Incident
Finding; whatever has no row of its own is Entity Management of what it is about, so that a new kind of event is never
left out. `check` says whether an event has what the published schema asks for.

INVARIANT: codes, kinds, counts and times leave; nothing that a person typed does: no text, reason, note or source.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from functools import cache
from typing import Any

import msgspec

from proviso import __version__
from proviso.model import Record, event_types

VERSION = "1.6.0"
CATEGORIES = {2: "Findings", 3: "Identity & Access Management", 6: "Application Activity"}
SEVERITIES = {1: "Informational", 2: "Low", 3: "Medium", 4: "High", 5: "Critical"}
INFORMATIONAL, LOW, MEDIUM, HIGH, CRITICAL = SEVERITIES
OUTCOMES = {1: "Success", 2: "Failure"}
OTHER = 99
PRODUCT = {"name": "Proviso", "vendor_name": "Proviso", "version": __version__}
CODE = re.compile(r"[\w.:@/+=§-]{1,200}")
"""What counts as a code: one word. Whatever has blanks was written by a person, or for one."""
PRIVATE = frozenset({"source", "facts", "standing", "jws", "reason", "why", "what", "instead", "statement_sha256"})
"""Fields that stay here whatever is in them."""
MOST = 200
"""Items of a list, and entries of a map."""


@dataclass(frozen=True, slots=True)
class Class:
    """A class of the schema, as far as it is used here."""

    uid: int
    caption: str
    activities: Mapping[int, str]
    required: tuple[str, ...] = ()
    """Beside what every class asks for."""
    one_of: tuple[str, ...] = ()
    statuses: Mapping[int, str] = field(default_factory=lambda: OUTCOMES)


CRUD = {1: "Create", 2: "Read", 3: "Update", 4: "Delete"}
INCIDENT = Class(
    2005,
    "Incident Finding",
    {1: "Create", 2: "Update", 3: "Close"},
    ("finding_info_list", "status_id"),
    ("assignee", "assignee_group"),
    {1: "New", 2: "In Progress", 3: "On Hold", 4: "Resolved", 5: "Closed"},
)
ACCOUNT = Class(
    3001,
    "Account Change",
    {
        1: "Create",
        2: "Enable",
        3: "Password Change",
        4: "Password Reset",
        5: "Disable",
        6: "Delete",
        10: "MFA Factor Enable",
        11: "MFA Factor Disable",
    },
    ("user",),
)
AUTHENTICATION = Class(3002, "Authentication", {1: "Logon", 2: "Logoff"}, ("user",), ("service", "dst_endpoint"))
ENTITY = Class(3004, "Entity Management", CRUD, ("entity",))
ACCESS = Class(3005, "User Access Management", {1: "Assign Privileges", 2: "Revoke Privileges"}, ("user", "privileges"))
LIFECYCLE = Class(6002, "Application Lifecycle", {3: "Start", 4: "Stop"}, ("app",))
API = Class(6003, "API Activity", CRUD, ("actor", "api", "src_endpoint"))
CLASSES = {one.uid: one for one in (INCIDENT, ACCOUNT, AUTHENTICATION, ENTITY, ACCESS, LIFECYCLE, API)}
NO_ACTOR = (INCIDENT, LIFECYCLE)
"""Classes that have no place for who acted: it stands in `unmapped`."""
EVERYWHERE = ("activity_id", "category_uid", "class_uid", "metadata", "severity_id", "time", "type_uid")
NAMED = {"user": ("name", "uid", "account"), "actor": ("user", "app_name", "app_uid"), "entity": ("name", "uid")}
"""Objects of which at least one of these attributes is there."""

Said = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Row:
    """How one kind of event is said."""

    of: Class
    activity: int
    severity: int = INFORMATIONAL
    status: int = 1
    more: Callable[[Said], dict[str, Any]] | None = None
    """Attributes of the class, made of the event's data."""


def event(index: int, record: Record, origin: str) -> dict[str, Any]:
    """The entry as an event of the schema. `origin` names the ledger: with the number it is the event's own id."""
    data = _codes(record)
    row = _row(record.event, data)
    made = _classified(row, record.event) | {
        "time": _milliseconds(record.at),
        "message": _words(record.event),
        "metadata": {
            "version": VERSION,
            "product": PRODUCT,
            "uid": f"{origin}/{index}",
            "sequence": index,
            "event_code": record.event,
            "log_name": "ledger",
            "log_provider": origin,
            "original_time": record.at,
        },
    }
    made |= row.more(data) if row.more is not None else _target(row.of, record.event, data)
    made |= {} if row.of in NO_ACTOR else {"actor": _actor(data)}
    rest = {name: value for name, value in data.items() if name != "actor" or row.of in NO_ACTOR}
    return made | ({"unmapped": rest} if rest else {})


def line(index: int, record: Record, origin: str) -> bytes:
    """The event as one line of JSON."""
    return msgspec.json.encode(event(index, record, origin)) + b"\n"


def check(made: Mapping[str, Any]) -> tuple[str, ...]:
    """What the published schema asks for and this event has not; nothing for one that is valid."""
    known = CLASSES.get(made.get("class_uid", 0))
    if known is None:
        return ("class_uid",)
    lacking = [name for name in (*EVERYWHERE, *known.required) if made.get(name) in (None, "", [], {})]
    if known.one_of and not any(made.get(name) for name in known.one_of):
        lacking.append(" or ".join(known.one_of))
    for name, ways in NAMED.items():
        if name in made and not any(made[name].get(way) for way in ways):
            lacking.append(f"{name}: {' or '.join(ways)}")
    wrong = [
        name
        for name, is_right in (
            ("activity_id", made.get("activity_id") in {*known.activities, 0, OTHER}),
            ("type_uid", made.get("type_uid") == known.uid * 100 + made.get("activity_id", 0)),
            ("category_uid", made.get("category_uid") == known.uid // 1000),
            ("severity_id", made.get("severity_id") in SEVERITIES),
            ("status_id", made.get("status_id", 0) in {*known.statuses, 0, OTHER}),
            ("time", type(made.get("time")) is int and made.get("time", 0) > 10**12),
            ("metadata.version", made.get("metadata", {}).get("version") == VERSION),
            ("metadata.product", bool(made.get("metadata", {}).get("product", {}).get("name"))),
            ("api.operation", known is not API or bool(made.get("api", {}).get("operation"))),
            ("finding_info.uid", all(one.get("uid") for one in made.get("finding_info_list", ()))),
        )
        if not is_right
    ]
    return (*lacking, *wrong)


def _classified(row: Row, name: str) -> dict[str, Any]:
    known, category = row.of, row.of.uid // 1000
    activity = known.activities.get(row.activity, _words(name))
    return {
        "class_uid": known.uid,
        "class_name": known.caption,
        "category_uid": category,
        "category_name": CATEGORIES[category],
        "activity_id": row.activity,
        "activity_name": activity,
        "type_uid": known.uid * 100 + row.activity,
        "type_name": f"{known.caption}: {'Other' if row.activity == OTHER else activity}",
        "severity_id": row.severity,
        "severity": SEVERITIES[row.severity],
        "status_id": row.status,
        "status": known.statuses[row.status],
    }


def _actor(data: Said) -> dict[str, Any]:
    who = str(data.get("actor", "")) or "system"
    made: dict[str, Any] = {"app_name": PRODUCT["name"]} if who == "system" else {"user": {"uid": who}}
    return made | ({"app_uid": str(data["system"])} if data.get("system") else {})


def _person(data: Said) -> dict[str, Any]:
    for name in ("person", "owner", "asked_by"):
        if data.get(name):
            return {"uid": str(data[name])}
    who = str(data.get("actor", "system"))
    return {"name": "unknown"} if who == "system" else {"uid": who}


def _use(data: Said) -> dict[str, Any]:
    return {
        "api": {"operation": "use", "service": {"name": str(data.get("tool", "")) or "unknown"}},
        "src_endpoint": {"name": str(data.get("channel", "")) or "unknown"},
        "resources": [{"uid": str(data.get("tool", "")) or "unknown", "type": "AI tool"}],
        "status_code": str((data.get("rules") or ["allowed"])[0]),
    }


def _read(data: Said) -> dict[str, Any]:
    about = next((str(data[name]) for name in ("decision", "transcript", "person", "objection") if data.get(name)), "")
    return {
        "api": {"operation": "read"},
        "src_endpoint": {"name": str(data.get("page", "")) or "proviso"},
        "resources": [{"uid": about or str(data.get("page", "")) or "unknown"}],
    }


def _call(data: Said) -> dict[str, Any]:
    operation = {"operation": "call"}
    return {"api": operation, "src_endpoint": {"name": "gateway"}, "status_code": str(data.get("code", ""))}


def _sign_in(data: Said) -> dict[str, Any]:
    made: dict[str, Any] = {"user": _person(data), "service": {"name": PRODUCT["name"]}}
    made |= {"auth_protocol": str(data["way"]), "auth_protocol_id": OTHER} if data.get("way") else {}
    made |= {"count": data["count"]} if data.get("count") else {}
    return made | ({"status_detail": str(data["refused"])} if data.get("refused") else {})


def _privileges(data: Said) -> dict[str, Any]:
    tools = data.get("tools") or ([data["tool"]] if data.get("tool") else [])
    return {"user": _person(data), "privileges": [f"use {tool}" for tool in tools] or ["use AI tools"]}


def _app(_: Said) -> dict[str, Any]:
    return {"app": PRODUCT}


def _incident(data: Said) -> dict[str, Any]:
    kind = str(data.get("kind", ""))
    found = {"uid": str(data.get("incident", "")) or str(data.get("tool", "")) or "unknown", "title": "Spill"}
    return {
        "finding_info_list": [found | ({"types": [kind]} if kind else {})],
        "assignee_group": {"name": "Incident officers"},
    }


_ROWS: dict[str, Row] = {
    "AnswerFailed": Row(API, OTHER, LOW, 2, _use),
    "AnswerReceived": Row(API, 2, more=_use),
    "ApprovalGranted": Row(ACCESS, 1, more=_privileges),
    "ApprovalRevoked": Row(ACCESS, 2, more=_privileges),
    "ApprovalUndone": Row(ACCESS, 2, more=_privileges),
    "BackupBegun": Row(LIFECYCLE, OTHER, more=_app),
    "CallRefused": Row(API, OTHER, LOW, 2, _call),
    "CredentialsRemoved": Row(ACCOUNT, 4, MEDIUM),
    "HiddenShown": Row(API, 2, LOW, more=_read),
    "IdentityConfirmed": Row(AUTHENTICATION, OTHER, more=_sign_in),
    "IdentityTied": Row(ACCOUNT, OTHER),
    "IncidentClosed": Row(INCIDENT, 3, MEDIUM, 5, _incident),
    "IncidentConcluded": Row(INCIDENT, 2, MEDIUM, 4, _incident),
    "LedgerRestored": Row(LIFECYCLE, 3, HIGH, more=_app),
    "LedgerStarted": Row(LIFECYCLE, 3, more=_app),
    "MasterKeyChanged": Row(ENTITY, 3, MEDIUM),
    "MasterKeyForgotten": Row(ENTITY, 4, MEDIUM),
    "ObjectionViewed": Row(API, 2, LOW, more=_read),
    "PackEnded": Row(ENTITY, 4, HIGH),
    "PasskeyAdded": Row(ACCOUNT, 10),
    "PasskeyRemoved": Row(ACCOUNT, 11),
    "PasswordSet": Row(ACCOUNT, 3),
    "PersonAdded": Row(ACCOUNT, 1),
    "PersonChanged": Row(ACCOUNT, OTHER),
    "RecordViewed": Row(API, 2, more=_read),
    "SecondApprovalGiven": Row(ACCESS, 1, more=_privileges),
    "SecondApprovalRevoked": Row(ACCESS, 2, more=_privileges),
    "SessionsEnded": Row(AUTHENTICATION, 2, more=_sign_in),
    "SignInLinkMade": Row(ACCOUNT, 4),
    "SignInRefused": Row(AUTHENTICATION, 1, LOW, 2, _sign_in),
    "SignedIn": Row(AUTHENTICATION, 1, more=_sign_in),
    "ToolIncidentReported": Row(INCIDENT, 1, HIGH, 1, _incident),
    "ToolsRevoked": Row(ENTITY, 4, HIGH),
    "TranscriptRead": Row(API, 2, LOW, more=_read),
    "TrialEnded": Row(ACCESS, 2, more=_privileges),
    "TrialGranted": Row(ACCESS, 1, more=_privileges),
}
_ENDINGS = (
    (1, "Added Asked Begun Given Granted Imported Listed Locked Made Opened Planned Proposed Received Registered Set"),
    (1, "Recorded Scheduled Started Suggested Taken Kept"),
    (2, "Exported Opened Read Searched Shown Viewed"),
    (4, "Canceled Destroyed Dropped Ended Forgotten Removed Revoked Withdrawn Undone"),
)


def _row(name: str, data: Said) -> Row:
    if name == "UseDecided":
        allowed = bool(data.get("allowed"))
        severity = INFORMATIONAL if allowed else (MEDIUM if data.get("fault") else LOW)
        return Row(API, OTHER, severity, 1 if allowed else 2, _use)
    if name == "IncidentOpened":
        severity = CRITICAL if data.get("kind") == "classified" else HIGH
        return Row(INCIDENT, 1, INFORMATIONAL if data.get("is_drill") else severity, 1, _incident)
    if name in _ROWS:
        return _ROWS[name]
    if name.startswith("Incident") and "incident" in data:
        return Row(INCIDENT, 2, MEDIUM, 2, _incident)
    return Row(ENTITY, _activity(name))


@cache
def _activity(name: str) -> int:
    """Create, read, update or delete, by the last word of the event's name; what it does not say is an update."""
    last = _words(name).rpartition(" ")[2].capitalize()
    return next((activity for activity, words in _ENDINGS if last in words.split()), 3)


def _target(known: Class, name: str, data: Said) -> dict[str, Any]:
    """Whom or what it was done to."""
    if known is ACCOUNT:
        return {"user": _person(data)}
    about = next((one for one in _fields(name) if isinstance(data.get(one), str)), "")
    if not about:
        return {"entity": {"name": _words(name), "type": name}}
    return {"entity": {"uid": str(data[about]), "type": about}}


@cache
def _fields(name: str) -> tuple[str, ...]:
    """The fields of an event in the order of its class: the first one says what it is about."""
    kind = next((kind for kind in event_types() if kind.__name__ == name), None)
    return () if kind is None else tuple(one for one in kind.__dataclass_fields__ if one != "actor")


def _codes(record: Record) -> dict[str, Any]:
    """What of the data may leave."""
    made: dict[str, Any] = _safe(record.data) or {}
    if record.event == "SignInRefused":  # its reason is one of our own words
        made["refused"] = _safe(record.data.get("reason")) or "unknown"
    return made


def _safe(value: Any) -> Any:
    """Codes, numbers and booleans, and what is made of them; None where nothing is left."""
    if isinstance(value, bool | int):
        return value
    if isinstance(value, str):
        return value if CODE.fullmatch(value) else None
    if isinstance(value, Mapping):
        kept = {
            name: held
            for name, each in list(value.items())[:MOST]
            if name not in PRIVATE and CODE.fullmatch(name) and (held := _safe(each)) not in (None, {}, [])
        }
        return kept or None
    if isinstance(value, list | tuple):
        return [held for each in value[:MOST] if (held := _safe(each)) not in (None, {}, [])] or None
    return None


def _milliseconds(stamp: str) -> int:
    at = datetime.fromisoformat(stamp)
    return int(at.timestamp()) * 1000 + at.microsecond // 1000


@cache
def _words(name: str) -> str:
    """ "UseDecided" as "Use decided"."""
    return re.sub(r"(?<=[a-z0-9])([A-Z])", lambda found: f" {found[1].lower()}", name)


def number_of(written: bytes) -> int | None:
    """The number of the entry that a line is of; None when it is no line of ours."""
    try:
        said = msgspec.json.decode(written)["metadata"]
        return int(said["sequence"]) if said["product"]["name"] == PRODUCT["name"] else None
    except (msgspec.DecodeError, LookupError, TypeError, ValueError):
        return None
