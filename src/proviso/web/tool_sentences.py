"""What happened to a tool on the list, as sentences: for its page, the list's news and the feed."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

from proviso.db.store import Tx

from . import words as w
from .desk import Desk

_WHY_DUE = {"terms": ", because its terms changed", "incident": ", because its vendor had an incident"}
_LIMITS = {
    "ceiling": "what may go in",
    "channels": "the way",
    "components": "the component",
    "ends_on": "a last day",
    "most_users": "the number of people",
    "no_attachments": "no files",
    "only_code": "source code",
    "organization_account": "the account",
    "purposes": "the purpose",
    "unscreened": "what it may get unread",
}


def _because(data: dict[str, Any]) -> str:
    reason = str(data.get("reason", "")).rstrip(".")
    return f", because {reason}" if reason else ""


def _day(desk: Desk, iso: str) -> str:
    return desk.day(date.fromisoformat(iso))


def _limits(data: dict[str, Any], desk: Desk) -> str:
    """Which conditions hold from then on, by their names; their sentences stand on the tool's page."""
    held = [_LIMITS[name] for name in data["conditions"] if name in _LIMITS]
    return f"Since then it depends on {desk.names(held)}." if held else "Since then it has no condition of its own."


SENTENCES: dict[str, Callable[[str, dict[str, Any], Desk, Tx], str]] = {
    "ToolConditionsSet": lambda who, data, desk, tx: (
        f"{who} changed its conditions{_because(data)}. {_limits(data, desk)}"
    ),
    "ToolPlaceFreed": lambda who, data, desk, tx: (
        f"{who} gave a place on {desk.tool(tx, data['tool'])} free, that of {desk.name(tx, data['person'])}."
    ),
    "ToolReReviewSet": lambda who, data, desk, tx: (
        f"{who} moved its re-review to {_day(desk, data['due'])}{_because(data)}."
    ),
    "ToolReReviewDue": lambda who, data, desk, tx: (
        f"Its re-review fell due{_WHY_DUE.get(data['reason'], '')}. "
        f"It stays open until {_day(desk, data['closes_after'])}."
    ),
    "ToolTermsKept": lambda who, data, desk, tx: (
        f"{who} kept version {data['version']} of its terms"
        f"{', which differ from those before' if data['changed'] else ''}."
    ),
    "ToolIncidentReported": lambda who, data, desk, tx: f"{who} reported an incident of its vendor: {data['what']}",
    "ToolsRevoked": lambda who, data, desk, tx: (
        f"{who} took back every approval, of {w.count(len(data['tools']), 'tool')}{_because(data)}."
    ),
}
