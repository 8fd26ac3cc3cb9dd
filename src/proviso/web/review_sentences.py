"""What happened to suggestions and reviews, as sentences: the part of `history` that belongs to them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from proviso.db import agency as agency_db
from proviso.db.store import Tx
from proviso.model import section_form

from . import words as w
from .desk import Desk

_POSITIONS = {
    "concur": "concurs",
    "conditions": "concurs with conditions",
    "dissent": "does not concur",
}


def _office(tx: Tx, office: str) -> str:
    found = agency_db.offices(tx).get(office)
    return found.name if found is not None else office.replace("_", " ").capitalize()


def _section(data: dict[str, Any]) -> str:
    form = section_form(str(data.get("section", "")))
    return form.title if form is not None else "of the review"


def _signed(who: str, data: dict[str, Any], desk: Desk, tx: Tx) -> str:
    place = ", in its officer’s place" if data.get("is_delegate") else ""
    said = _POSITIONS.get(data["position"], "answered")
    return f"{_office(tx, data['office'])} {said}. {who} signed{place}. Receipt {w.code(data['code'])}."


def _decided(who: str, data: dict[str, Any], desk: Desk, tx: Tx) -> str:
    against = desk.names(_office(tx, office) for office in data["dissents"])
    more = f" {against} did not concur; the CIO replied in writing." if against and data["reply_sha256"] else ""
    verb = "approved" if data["outcome"] == "approved" else "did not approve"
    return f"{who} {verb} {desk.tool(tx, data['tool'])}.{more}"


def _delegated(who: str, data: dict[str, Any], desk: Desk, tx: Tx) -> str:
    person, office = desk.name(tx, data["person"]), _office(tx, data["office"])
    if data["ends_on"]:
        return f"{who} named {person} to answer for {office}."
    return f"{who} ended that {person} answers for {office}."


SENTENCES: dict[str, Callable[[str, dict[str, Any], Desk, Tx], str]] = {
    "ToolSuggested": lambda who, data, desk, tx: f"{who} suggested a tool.",
    "SuggestionWithdrawn": lambda who, data, desk, tx: f"{who} withdrew a suggestion.",
    "SuggestionAnswered": lambda who, data, desk, tx: f"{who} answered a suggestion.",
    "SuggestionAnswerUndone": lambda who, data, desk, tx: f"{who} undid the answer to a suggestion.",
    "ReviewOpened": lambda who, data, desk, tx: f"{who} began the review of {desk.tool(tx, data['tool'])}.",
    "ReviewSectionSaved": lambda who, data, desk, tx: f"{who} wrote in the section {_section(data)}.",
    "ReviewSectionClosed": lambda who, data, desk, tx: f"{who} closed the section {_section(data)}.",
    "ReviewSectionReopened": lambda who, data, desk, tx: f"{who} opened the section {_section(data)} again.",
    "ReviewTermSaved": lambda who, data, desk, tx: f"{who} answered term {data['term']}.",
    "ReviewAnswerSaved": lambda who, data, desk, tx: (
        f"{who} saved the answer of {_office(tx, data['office'])}, not signed."
    ),
    "ReviewAnswerSigned": _signed,
    "ReviewAnswerTakenBack": lambda who, data, desk, tx: (
        f"{who} took back the answer of {_office(tx, data['office'])}."
    ),
    "OfficeReminded": lambda who, data, desk, tx: f"{who} reminded {_office(tx, data['office'])}.",
    "OfficeDelegated": _delegated,
    "ReviewTestAdded": lambda who, data, desk, tx: f"{who} wrote a test of {desk.tool(tx, data['tool'])} down.",
    "ReviewTestChecked": lambda who, data, desk, tx: (
        f"{who} checked a test, and {'agrees' if data['agrees'] else 'sees it differently'}."
    ),
    "ReviewFileAdded": lambda who, data, desk, tx: f"{who} added a document, {data['sha256'][:16]}.",
    "ReviewFileRemoved": lambda who, data, desk, tx: f"{who} took a document out.",
    "ReviewDecided": _decided,
    "TrialGranted": lambda who, data, desk, tx: (
        f"{who} let {desk.name(tx, data['person'])} test {desk.tool(tx, data['tool'])}."
    ),
    "TrialEnded": lambda who, data, desk, tx: (
        f"{desk.name(tx, data['person'])} can test {desk.tool(tx, data['tool'])} no longer."
    ),
}
