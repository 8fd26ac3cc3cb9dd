"""What happened to requests for records, as sentences."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

from proviso.db.store import Tx

from . import words as w

_Say = Callable[[str, dict[str, Any], Any, Tx], str]


def _received(who: str, data: dict[str, Any], desk: Any, tx: Tx) -> str:
    return (
        f"{who} took request {data['request']} down. Its answer is due {desk.day(date.fromisoformat(data['due_on']))}."
    )


def _searched(who: str, data: dict[str, Any], desk: Any, tx: Tx) -> str:
    found = f"{data['found']:,} of them {'has' if data['found'] == 1 else 'have'} the words"
    unread = f", {data['unread']:,} could not be opened" if data["unread"] else ""
    return f"{who} opened {w.count(data['opened'], 'kept text')} for request {data['request']}; {found}{unread}."


def _chosen(who: str, data: dict[str, Any], desk: Any, tx: Tx) -> str:
    did = (
        f"put {w.count(data['added'], 'record')} on"
        if data["added"]
        else f"took {w.count(data['removed'], 'record')} off"
    )
    return f"{who} {did} the list of request {data['request']}. It has {data['listed']:,} now."


def _marked(who: str, data: dict[str, Any], desk: Any, tx: Tx) -> str:
    places = sum(data["codes"].values())
    out = f"all of it withheld, {data['withheld']}" if data["withheld"] else f"{w.count(places, 'place')} taken out"
    is_done = "finished" if data["is_done"] else "marked"
    return f"{who} {is_done} record {data['item']} of request {data['request']}: {out}."


def _fees(who: str, data: dict[str, Any], desk: Any, tx: Tx) -> str:
    owed = f"${data['owed_cents'] / 100:,.2f}" if data["owed_cents"] else "nothing"
    return f"{who} wrote down the fees of request {data['request']}: {owed} is owed."


def _released(who: str, data: dict[str, Any], desk: Any, tx: Tx) -> str:
    return (
        f"{who} released {w.count(data['records'], 'record')} for request {data['request']}: "
        f"{data['in_part']:,} in part, {data['in_full']:,} withheld whole."
    )


def _exported(who: str, data: dict[str, Any], desk: Any, tx: Tx) -> str:
    if not data["request"]:
        return f"{who} took along what is kept about them."
    return f"{who} exported what is kept about {desk.name(tx, data['person'])}, for request {data['request']}."


RELEASE_SENTENCES: dict[str, _Say] = {
    "FoiaReceived": _received,
    "FoiaDelayed": lambda who, data, desk, tx: (
        f"{who} took ten more workdays for request {data['request']}, "
        f"until {desk.day(date.fromisoformat(data['due_on']))}."
    ),
    "FoiaTextsSearched": _searched,
    "FoiaRecordsChosen": _chosen,
    "FoiaRecordMarked": _marked,
    "FoiaSecondAsked": lambda who, data, desk, tx: f"{who} asked for a second look at request {data['request']}.",
    "FoiaSentBack": lambda who, data, desk, tx: f"{who} sent request {data['request']} back.",
    "FoiaConfirmed": lambda who, data, desk, tx: f"{who} confirmed what leaves for request {data['request']}.",
    "FoiaReleased": _released,
    "FoiaReleaseOpened": lambda who, data, desk, tx: f"{who} took along what was released for {data['request']}.",
    "FoiaFeesNoted": _fees,
    "FoiaLetterMade": lambda who, data, desk, tx: f"{who} made the letter that answers request {data['request']}.",
    "FoiaClosed": lambda who, data, desk, tx: f"{who} closed request {data['request']}.",
    "FoiaAppealed": lambda who, data, desk, tx: f"{who} noted an appeal to request {data['request']}.",
    "RecordExported": _exported,
}
EVENTS = frozenset(RELEASE_SENTENCES)
COMPLAINT_SENTENCES: dict[str, _Say] = {
    "ComplaintReceived": lambda who, data, desk, tx: (
        f"A complaint came in. Its answer is due {desk.day(date.fromisoformat(data['due_on']))}."
    ),
    "ComplaintOpened": lambda who, data, desk, tx: f"{who} read complaint {data['complaint']}.",
    "ComplaintPassed": lambda who, data, desk, tx: f"{who} passed complaint {data['complaint']} on to another office.",
    "ComplaintAnswered": lambda who, data, desk, tx: f"{who} answered complaint {data['complaint']}.",
}
