"""What requests for records, their states and their records are called on a page."""

from __future__ import annotations

from collections import Counter
from datetime import date

from proviso.actions.foia_fees import charge, dollars
from proviso.db.store import Tx
from proviso.model import EXEMPTIONS, FoiaItem, FoiaRequest, FoiaState, RequestKind

from .desk import Desk

WHOM = "the records officer, Privacy, counsel and auditors"
KINDS = (
    (RequestKind.FOIA.value, "Somebody asks for agency records (FOIA)"),
    (RequestKind.PRIVACY_ACT.value, "A person of ours asks what is kept about them (Privacy Act)"),
)
CODES = (("", "Choose the exemption"), *((code, f"{code} {words}") for code, words in EXEMPTIONS.items()))


def state_line(desk: Desk, tx: Tx, one: FoiaRequest, listed: int, *, undone: int | None = None) -> str:
    """Where a request stands, in a sentence."""
    if one.state is FoiaState.CLOSED:
        return f"Answered {desk.words.near(one.closed_at)}." if one.closed_at else "Answered."
    if one.state is FoiaState.CONFIRMED:
        return f"{desk.count(listed, 'record')} confirmed by {desk.name(tx, one.confirmed_by)}, ready to release."
    if one.state is FoiaState.ASKED:
        return f"{desk.count(listed, 'record waits', 'records wait')} for a second look."
    if one.sent_back:
        return "It came back from the second look."
    if not listed:
        return "No record is chosen yet."
    if undone is None:
        return f"{desk.count(listed, 'record is', 'records are')} on the list."
    return f"{listed - undone:,} of {desk.count(listed, 'record')} {'is' if listed - undone == 1 else 'are'} marked."


def item_line(desk: Desk, item: FoiaItem) -> str:
    """What is taken out of a record: "3 places are taken out: (b)(5) 1, (b)(6) 2." """
    if item.withheld:
        return f"All of it is withheld: {item.withheld}."
    if not item.marks:
        return "Nothing is taken out."
    found = Counter(mark.code for mark in item.marks)
    codes = [code for code in EXEMPTIONS if code in found]
    said = codes if len(codes) == 1 else [f"{code} {found[code]:,}" for code in codes]
    return f"{desk.count(len(item.marks), 'place is', 'places are')} taken out: {', '.join(said)}."


def read_day(text: str) -> date | None:
    """A day as a browser sends it."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def fees_line(one: FoiaRequest, today: date) -> str:
    """ "$28.00 would be owed", "Nothing is owed", "No time is written down yet." """
    if one.fees is None and one.kind is RequestKind.FOIA:
        return "No time is written down yet"
    answered = one.closed_at.date() if one.closed_at else today
    cents = charge(one, answered).cents
    return f"{dollars(cents)} {'is' if one.closed_at else 'would be'} owed" if cents else "Nothing is owed"
