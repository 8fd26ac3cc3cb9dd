"""A registered system in words: its state, its limits, what it used, and that a decision came through it (139-07.3)."""

from __future__ import annotations

from proviso.actions.budgets import MICRO, shares
from proviso.db import systems
from proviso.db.store import Tx
from proviso.model import Decision, Role, Spending, System
from proviso.policy.facts import system_state

from . import words as w
from .desk import Desk

READERS = (Role.CIO, Role.CIO_OFFICE, Role.ADMIN, Role.PRIVACY, Role.SECURITY, Role.AUDITOR)
"""Who sees every system; an owner sees their own."""
SOON_DAYS = 30
NAMES = {"tokens": "tokens", "cents": "money"}


def state(desk: Desk, system: System) -> str:
    """ "current", "expired" or "revoked", by the rule that decides."""
    return system_state(system, desk.now, desk.pack)


def state_line(desk: Desk, system: System) -> str:
    """ "Registered until May 20, 2027", "Ended on Nov. 19", "Taken off the register on Nov. 20" """
    how = state(desk, system)
    if how == "revoked" and system.revoked_at is not None:
        return f"Taken off the register on {desk.day(system.revoked_at)}"
    if how == "expired":
        return f"Ended on {desk.day(system.expires_on)}"
    left = (system.expires_on - desk.today).days
    if left > SOON_DAYS:
        return f"Registered until {desk.day(system.expires_on)}"
    return f"Ends {desk.words.near(system.expires_on)}, {w.count(max(left, 0), 'day')} left"


def money(cents: int) -> str:
    """ "$1,240.50" """
    return f"${cents // 100:,}.{cents % 100:02}"


def month_line(system: System, spending: Spending) -> str:
    """ "3,914 requests, 61% of tokens": this month in one line, with the share of what is limited."""
    said = [w.count(spending.requests, "request")]
    said += [f"{share}% of {NAMES[name]}" for name, share in shares(system, spending).items()]
    if len(said) == 1:
        said.append(w.count(spending.tokens, "token"))
    return ", ".join(said)


def limit_lines(system: System, spending: Spending) -> tuple[tuple[str, str], ...]:
    """Each limit, and how much of it is used in this month."""
    tokens = f"{w.number(spending.tokens)} used"
    dollars = f"{money(spending.microcents // MICRO)} used"
    if system.tokens_a_month is not None:
        tokens += f" of {w.number(system.tokens_a_month)}"
    if system.cents_a_month is not None:
        dollars += f" of {money(system.cents_a_month)}"
    estimated = w.count(spending.estimated, "answer was", "answers were")
    note = f" {estimated} counted by an estimate." if spending.estimated else ""
    return (
        ("Requests a minute", f"{w.number(system.requests_a_minute)} at most"),
        ("Requests this month", w.number(spending.requests)),
        ("Tokens this month", f"{tokens}{'' if system.tokens_a_month is not None else ', no limit'}.{note}"),
        ("Money this month", f"{dollars}{'' if system.cents_a_month is not None else ', no limit'}."),
    )


def through(tx: Tx, decision: Decision) -> str:
    """ "through Flood Desk" where a system asked; empty where a person did."""
    if not decision.system_id:
        return ""
    system = systems.get(tx, decision.system_id)
    return f"through {system.name}" if system is not None else "through a system that is not registered"


def sees_all(desk: Desk) -> bool:
    """Whether the reader sees every system, and not only their own."""
    return desk.has(*READERS)
