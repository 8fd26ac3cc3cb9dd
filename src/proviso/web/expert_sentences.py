"""What happened to texts for official use, as sentences: the part of `history` that belongs to them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

from proviso.db import expert_reviews as db
from proviso.db.store import Tx

from . import words as w
from .desk import Desk

_FOR = {"internal": "for use inside the agency", "agency": "for another agency", "public": "for the public"}
_VERDICTS = {"approved": "approved", "changed": "approved, with changes,", "returned": "returned"}


def _routed(who: str, data: dict[str, Any], desk: Desk, tx: Tx) -> str:
    if not data["reviewer"]:
        return "No expert of the topic could read it. The CIO’s office was told."
    reader = desk.name(tx, data["reviewer"])
    said = {
        "passed_on": f"{who} passed it on to {reader}.",
        "assigned": f"{who} gave it to {reader}.",
        "delegated": f"It went to {reader}, who reads in another expert’s place.",
        "left": f"Its reader cannot read it any more. It went to {reader}.",
    }
    return said.get(data["reason"], f"It went to {reader}.")


def _version(who: str, data: dict[str, Any], desk: Desk, tx: Tx) -> str:
    return f"{who} sent version {data['version']}, {w.count(data['words'], 'word')}."


def _verdict(who: str, data: dict[str, Any], desk: Desk, tx: Tx) -> str:
    notes = f", {w.count(data['notes'], 'note')}" if data["notes"] else ""
    verdict = _VERDICTS.get(data["verdict"], data["verdict"])
    return f"{who} {verdict} version {data['version']}{notes}. Receipt {w.code(data['code'])}."


def _topic(who: str, data: dict[str, Any], desk: Desk, tx: Tx) -> str:
    held = db.topic(tx, data["topic"])
    names = desk.names(desk.name(tx, one) for one in data["experts"]) or "nobody"
    return f"{who} said who reads texts on {held.name if held else data['topic']}: {names}."


def _delegated(who: str, data: dict[str, Any], desk: Desk, tx: Tx) -> str:
    if not data["ends_on"]:
        return f"{who} reads texts again."
    days = " to ".join(desk.day(date.fromisoformat(data[name])) for name in ("starts_on", "ends_on"))
    return f"{who} named {desk.name(tx, data['person'])} to read in their place, {days}."


EXPERT_SENTENCES: dict[str, Callable[[str, dict[str, Any], Desk, Tx], str]] = {
    "ExpertReviewAsked": lambda who, data, desk, tx: (
        f"{who} asked for the review of a text {_FOR.get(data['audience'], '')}, {w.count(data['words'], 'word')}."
    ),
    "ExpertReviewRouted": _routed,
    "ExpertVersionAdded": _version,
    "ExpertAnswersSaved": lambda who, data, desk, tx: f"{who} saved answers on version {data['version']}.",
    "ExpertVerdictGiven": _verdict,
    "ExpertReviewApproved": lambda who, data, desk, tx: (
        f"Version {data['version']} may be used officially. Receipt {w.code(data['code'])}."
    ),
    "ExpertVerdictUndone": lambda who, data, desk, tx: f"{who} took the answer back.",
    "ExpertReviewWithdrawn": lambda who, data, desk, tx: (
        f"{who} put the text back."
        if data["is_back"]
        else f"The text was closed: {data['why']}."
        if data.get("why")
        else f"{who} withdrew the text."
    ),
    "ExpertTopicSet": _topic,
    "ExpertDelegated": _delegated,
}
