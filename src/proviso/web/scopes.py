"""What an approval is for: the tools and purposes of a form, and the same in a sentence (139-07.2.c.1)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from proviso.db import tools
from proviso.db.store import Tx
from proviso.model import ApprovalRequest, ToolClass, ToolStatus
from proviso.policy.standing import last_day

from .desk import Desk

EVERY, SOME = "every", "some"


@dataclass(frozen=True, slots=True, kw_only=True)
class Scope:
    """Tools and purposes as a form has them; None: no limit."""

    tools: frozenset[str] | None = None
    purposes: frozenset[str] | None = None
    ends_on: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Choices:
    """What the form offers, and what is chosen in it."""

    tools: tuple[tuple[str, str], ...]
    purposes: tuple[tuple[str, str], ...]
    all_tools: str
    all_purposes: str
    chosen_tools: frozenset[str]
    chosen_purposes: frozenset[str]
    ends_on: str = ""
    earliest: str = ""
    latest: str = ""


def choices(desk: Desk, tx: Tx, scope: Scope) -> Choices:
    """The open commercial tools, and the purposes that the rules allow."""
    open_tools, purposes = _tools(tx), _purposes(desk)
    latest = last_day(desk.now, "approval", desk.pack)
    return Choices(
        tools=open_tools,
        purposes=purposes,
        all_tools=EVERY if scope.tools is None else SOME,
        all_purposes=EVERY if scope.purposes is None else SOME,
        chosen_tools=scope.tools if scope.tools is not None else frozenset(key for key, _ in open_tools),
        chosen_purposes=scope.purposes if scope.purposes is not None else frozenset(key for key, _ in purposes),
        ends_on=scope.ends_on.isoformat() if scope.ends_on else latest.isoformat() if latest else "",
        earliest=desk.today.isoformat(),
        latest=latest.isoformat() if latest else "",
    )


def _tools(tx: Tx) -> tuple[tuple[str, str], ...]:
    """Those that an approval can open."""
    return tuple(
        (tool.id, tool.name)
        for tool in tools.all(tx)
        if tool.tool_class is ToolClass.COMMERCIAL and tool.status in {ToolStatus.APPROVED, ToolStatus.PAUSED}
    )


def _purposes(desk: Desk) -> tuple[tuple[str, str], ...]:
    """Those that no rule keeps for people: asking for the others would lead to a denial (139-07.5)."""
    return tuple((p.id, p.title) for p in desk.pack.purposes if not p.area)


def read_scope(desk: Desk, tx: Tx) -> tuple[Scope, dict[str, str]]:
    """The scope of the form that was sent. INVARIANT: only what the form offered counts, whatever was sent."""
    errors: dict[str, str] = {}
    chosen: dict[str, frozenset[str] | None] = {}
    offered = {"tools": _tools(tx), "purposes": _purposes(desk)}
    for name, options in offered.items():
        if desk.form.text(f"all_{name}") != SOME:
            chosen[name] = None
            continue
        known = {key for key, _ in options}
        chosen[name] = frozenset(desk.form.all(name)) & known
        if not chosen[name]:
            errors[name] = f"Tick at least one of the {name}, or choose every one."
    ends_on = _day(desk, errors)
    return Scope(tools=chosen["tools"], purposes=chosen["purposes"], ends_on=ends_on), errors


def _day(desk: Desk, errors: dict[str, str]) -> date | None:
    """The last day; empty: the pack's period counts."""
    typed = desk.form.line("ends_on")
    if not typed:
        return None
    latest = last_day(desk.now, "approval", desk.pack)
    try:
        found = date.fromisoformat(typed)
    except ValueError:
        errors["ends_on"] = "Give the last day as a date."
        return None
    if found < desk.today:
        errors["ends_on"] = "This day is over. Give one that is to come."
    elif latest is not None and found > latest:
        errors["ends_on"] = f"The rules let an approval last until {desk.words.date(latest)}."
    return None if latest is not None and found == latest else found


def scope_words(desk: Desk, tx: Tx, asked: ApprovalRequest | Scope) -> str:
    """ "every tool on the list, for every purpose the rules allow" """
    named = (
        "every tool on the list" if asked.tools is None else desk.names([desk.tool(tx, t) for t in sorted(asked.tools)])
    )
    purposes = (
        "every purpose the rules allow"
        if asked.purposes is None
        else desk.names([f"“{desk.purpose(p)}”" for p in sorted(asked.purposes)])
    )
    return f"{named or 'no tool'}, for {purposes or 'no purpose'}"


def renews_from(desk: Desk, ends_on: date | None) -> bool:
    """Whether a new approval may be asked for: in the last 30 days of the old one."""
    return ends_on is not None and ends_on - desk.today <= timedelta(days=30)
