"""What many uses have in common, kept once: tool, purpose, outcome, way, component, system, the kinds found, and what
led a denial.

A million uses have some thousands of profiles. Who asks after a spill, or how often a recognizer led, finds the
profiles, and by them the uses.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from sqlalchemy import Boolean, Column, Index, Integer, String, Table, insert

from proviso.model import Decision, Finding, Strength

from .schema import metadata
from .store import Tx

profiles = Table(
    "use_profiles",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("tool_id", String, nullable=False),
    Column("purpose", String, nullable=False),
    Column("allowed", Boolean, nullable=False),
    Column("channel", String, nullable=False),
    Column("component", String, nullable=False),
    Column("system_id", String, nullable=False),
    Column("found", String, nullable=False),
    Column("lead", String, nullable=False, server_default=""),
    Index(
        "use_profiles_by_all",
        "tool_id",
        "purpose",
        "allowed",
        "channel",
        "component",
        "system_id",
        "found",
        "lead",
        unique=True,
    ),
)
"""INVARIANT: a profile is never changed and never taken away."""

Profile = tuple[str, str, bool, str, str, str, str, str]
"""The columns of a profile, all but its number."""

MOST_KNOWN = 2_000
"""Profiles whose numbers the writer remembers: about 1 MB."""

_NAMES = ("tool_id", "purpose", "allowed", "channel", "component", "system_id", "found", "lead")
_FIND = f"SELECT id FROM use_profiles WHERE {' AND '.join(f'{name} = ?' for name in _NAMES)}"  # noqa: S608  # our own names


def profile_of(decision: Decision) -> Profile:
    """The profile of a decision."""
    return (
        decision.tool_id,
        decision.purpose,
        decision.allowed,
        decision.channel.value,
        next((str(value) for name, value in decision.facts if name == "component"), ""),
        decision.system_id,
        found_in(decision.findings),
        led_by(decision),
    )


def found_in(findings: Iterable[Finding]) -> str:
    """What was found and counted, each once: `|controlled:CUI|secret:SECRET|`; empty when it is nothing."""
    kinds = {f"{f.cls.value}:{f.kind}" for f in findings if f.strength is not Strength.WEAK}
    return f"|{'|'.join(sorted(kinds))}|" if kinds else ""


def led_by(decision: Decision) -> str:
    """What the leading reason of a denial had found: `|us_ssn:US_SSN|`; empty where nothing in the text led."""
    places = decision.reasons[0].findings if decision.reasons else ()
    found = [decision.findings[place] for place in places if place < len(decision.findings)]
    kinds = {f"{f.recognizer}:{f.kind}" for f in found}
    return f"|{'|'.join(sorted(kinds))}|" if kinds else ""


def leads(lead: str) -> set[tuple[str, str]]:
    """Recognizer and kind of each that led; both are empty where nothing in a text did."""
    return {(recognizer, kind) for recognizer, _, kind in (one.rpartition(":") for one in lead.strip("|").split("|"))}


def number(tx: Tx, profile: Profile) -> int:
    """The number of a profile, which is made when it is the first of its kind."""
    known = tx.known.get(profile)
    if known is not None:
        return known
    found = tx.raw.execute(_FIND, profile).fetchone()
    if found is None:
        tx.conn.execute(insert(profiles), dict(zip(_NAMES, profile, strict=True)))
        found = tx.raw.execute(_FIND, profile).fetchone()
    number = int(found[0])
    tx.committed.append(lambda: _keep(tx.known, profile, number))
    return number


def _keep(known: dict[Any, int], profile: Profile, number: int) -> None:
    if len(known) >= MOST_KNOWN:
        known.clear()
    known[profile] = number
