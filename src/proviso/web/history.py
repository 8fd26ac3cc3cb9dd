"""Entries of the ledger as sentences: the histories of tools, people, incidents and packs."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from proviso.db import systems
from proviso.db.entries import Entry
from proviso.db.history import about
from proviso.db.store import Tx
from proviso.model import Record

from . import words as w
from .desk import Desk
from .expert_sentences import EXPERT_SENTENCES
from .incident_sentences import INCIDENT_SENTENCES, withheld
from .live import STOPPED
from .local_sentences import LOCAL_SENTENCES
from .record_sentences import RECORD_SENTENCES
from .release_sentences import COMPLAINT_SENTENCES, RELEASE_SENTENCES
from .review_sentences import SENTENCES as REVIEW_SENTENCES
from .tool_sentences import SENTENCES as TOOL_SENTENCES
from .training_sentences import TRAINING_SENTENCES


@dataclass(frozen=True, slots=True, kw_only=True)
class Happened:
    """One line of a history."""

    when: str
    stamp: str
    what: str


def happened(desk: Desk, tx: Tx, field: str, value: str, events: Collection[str]) -> tuple[Happened, ...]:
    """What the ledger holds about one tool, person or incident, as sentences, newest first; names for staff only."""
    return _lines(desk, tx, about(tx, field, value, events))


def _lines(desk: Desk, tx: Tx, found: Iterable[Entry]) -> tuple[Happened, ...]:
    return tuple(
        Happened(
            when=desk.when(at := datetime.fromisoformat(entry.record.at)),
            stamp=desk.stamp(at),
            what=sentence(entry.record, desk, tx),
        )
        for entry in found
    )


def looks_at(desk: Desk, tx: Tx, person_id: str, events: Collection[str]) -> tuple[Happened, ...]:
    """Who looked at a person's record. INVARIANT: that an entry of a classified incident names them is not told."""
    return _lines(desk, tx, [e for e in about(tx, "person", person_id, events) if not withheld(e.record, desk, tx)])


def sentence(record: Record, desk: Desk, tx: Tx) -> str:
    """One entry of the ledger in words. The public reads offices' acts, not the names of who acted."""
    if record.event == "RecordViewed" and (instead := withheld(record, desk, tx)):
        return instead
    say = _SAYS.get(record.event)
    data = {**record.data}
    who = desk.name(tx, str(data.get("actor", ""))) if desk.viewer is not None else "The agency"
    return say(who, data, desk, tx) if say else f"{who}: {record.event}."


_Say = Callable[[str, dict[str, Any], Desk, Tx], str]
_STATUS = {
    "suggested": "suggested",
    "in_review": "in review",
    "approved": "approved with conditions",
    "paused": "paused",
    "revoked": "closed, its approval taken back",
    "ended": "ended",
}


def _changed(who: str, data: dict[str, Any], desk: Desk, tx: Tx) -> str:
    why = str(data.get("reason", ""))
    reason = f" ({why})" if data["status"] == "approved" and why else f", because {why}" if why else ""
    return f"{who} changed it. Since then: {_STATUS.get(data['status'], data['status'])}{reason}."


def _listed(who: str, data: dict[str, Any], desk: Desk, tx: Tx) -> str:
    return f"{who} put it on the list: {_STATUS.get(data['status'], data['status'])}."


def _system(tx: Tx, data: dict[str, Any]) -> str:
    found = systems.get(tx, str(data.get("system", "")))
    return found.name if found is not None else "a system"


def _system_changed(who: str, data: dict[str, Any], desk: Desk, tx: Tx) -> str:
    fields = desk.names(_FIELDS.get(name, name.replace("_", " ")) for name in data["fields"])
    return f"{who} changed {fields} of {_system(tx, data)}: {data['reason'].rstrip('.')}."


def _key_made(who: str, data: dict[str, Any], desk: Desk, tx: Tx) -> str:
    ends = desk.when(datetime.fromisoformat(data["old_ends_at"]))
    return f"{who} made a new key for {_system(tx, data)}; end of the old one: {ends}."


_FIELDS = {
    "cents_a_month": "the money a month",
    "expires_on": "the last day",
    "name": "the name",
    "owner_id": "the owner",
    "purpose": "the usual purpose",
    "purposes": "the purposes",
    "requests_a_minute": "the requests a minute",
    "source": "the source",
    "tokens_a_month": "the tokens a month",
    "tools": "the tools",
    "use_case": "what it does",
}


def _about(words: str) -> _Say:
    """The rest of a sentence about the person that the entry names."""
    return lambda who, data, desk, tx: f"{who} {words} {desk.name(tx, str(data.get('person', '')))}."


_SAYS: dict[str, _Say] = {
    **EXPERT_SENTENCES,
    **INCIDENT_SENTENCES,
    **LOCAL_SENTENCES,
    **TOOL_SENTENCES,
    **REVIEW_SENTENCES,
    **TRAINING_SENTENCES,
    **RELEASE_SENTENCES,
    **COMPLAINT_SENTENCES,
    **RECORD_SENTENCES,
    "ToolListed": _listed,
    "ToolChanged": _changed,
    "ToolAwaited": lambda who, data, desk, tx: f"{who} asked to be told when {desk.tool(tx, data['tool'])} is open.",
    "ToolNoticeRead": lambda who, data, desk, tx: f"{who} waits for {desk.tool(tx, data['tool'])} no longer.",
    "FeedRead": lambda who, data, desk, tx: (
        f"The learning system was read: {w.count(data['rows'], 'row')}, {data['recorded']} of them new."
    ),
    "RecordViewed": lambda who, data, desk, tx: (
        f"{who} opened the record of {desk.name(tx, data['person'])}."
        if data["person"]
        else f"{who} opened the list {data['page'].capitalize()}."
    ),
    "PackActivated": lambda who, data, desk, tx: f"{who} put {data['pack']} in force.",
    "LedgerStarted": lambda who, data, desk, tx: "The ledger began.",
    "PersonAdded": _about("put into the directory:"),
    "PersonChanged": _about("changed the entry of"),
    "ApprovalRequested": lambda who, data, desk, tx: (
        f"{who} asked {desk.name(tx, data['supervisor'])} for an approval."
    ),
    "ApprovalGranted": _about("approved"),
    "ApprovalDeclined": _about("declined the request of"),
    "ApprovalUndone": _about("undid the answer to"),
    "ApprovalRevoked": _about("took back the approval of"),
    "TrainingRecorded": _about("recorded a training of"),
    "AcknowledgementSigned": lambda who, data, desk, tx: f"{who} signed the rules, version {data['version']}.",
    "AcknowledgementDeclined": lambda who, data, desk, tx: f"{who} did not agree to the rules.",
    "AccountAttested": lambda who, data, desk, tx: f"{who} set up the {desk.tool(tx, data['tool'])} account.",
    "WaiverAsked": lambda who, data, desk, tx: f"{who} asked for waiver {data['waiver']} of rule {data['clause']}.",
    "WaiverWithdrawn": lambda who, data, desk, tx: f"{who} withdrew the request for waiver {data['waiver']}.",
    "WaiverRefused": lambda who, data, desk, tx: f"{who} refused waiver {data['waiver']}.",
    "WaiverConfirmed": lambda who, data, desk, tx: (
        f"{who} confirmed that waiver {data['waiver']} is still needed, "
        f"until {desk.day(date.fromisoformat(data['confirm_by']))}."
    ),
    "WaiverWished": lambda who, data, desk, tx: (
        f"{who} told {desk.name(tx, data['told'])} that a waiver of rule {data['clause']} is needed."
    ),
    "WaiverGranted": lambda who, data, desk, tx: f"{who} granted waiver {data['waiver']} for rule {data['clause']}.",
    "WaiverRevoked": lambda who, data, desk, tx: f"{who} took back waiver {data['waiver']}.",
    "AnswerReceived": lambda who, data, desk, tx: (
        f"{desk.tool(tx, data['tool'])} answered {who}: {data['words']} words."
    ),
    "AnswerFailed": lambda who, data, desk, tx: (
        f"Who asked {desk.tool(tx, data['tool'])} stopped its answer."
        if data["fault"] == STOPPED
        else f"{desk.tool(tx, data['tool'])} did not answer {who}, or not to the end."
    ),
    "HiddenShown": lambda who, data, desk, tx: f"{who} looked at personal data that was hidden in an answer.",
    "ObjectionSent": lambda who, data, desk, tx: f"{who} objected to decision {w.code(data['decision'])}.",
    "ObjectionViewed": lambda who, data, desk, tx: f"{who} opened the text of an objection.",
    "ObjectionAnswered": lambda who, data, desk, tx: f"{who} answered the objection to {w.code(data['decision'])}.",
    "ObjectionAnswerUndone": lambda who, data, desk, tx: (
        f"{who} undid the answer to the objection to {w.code(data['decision'])}."
    ),
    "SystemRegistered": lambda who, data, desk, tx: (
        f"{who} registered {_system(tx, data)}. {desk.name(tx, data['owner'])} answers for it."
    ),
    "SystemChanged": _system_changed,
    "SystemKeyRotated": _key_made,
    "SystemRevoked": lambda who, data, desk, tx: (
        f"{who} took {_system(tx, data)} off the register: {data['reason'].rstrip('.')}."
    ),
    "BudgetSpent": lambda who, data, desk, tx: (
        f"{_system(tx, data)} has used up its {'tokens' if data['budget'] == 'tokens' else 'money'} of {data['month']}."
    ),
    "TokenMade": lambda who, data, desk, tx: f"{who} made a token for the gateway.",
    "TokenEnded": lambda who, data, desk, tx: f"{who} ended a token for the gateway.",
    "PackEnded": lambda who, data, desk, tx: f"{who} ended {data['pack']}, because {data['reason']}.",
}
