"""A past use under another pack: the recorded facts of its text, the recorded dates of its people, new rules."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from proviso.model import Channel, Correction, Screened, Use

from .engine import evaluate
from .facts import PERSON, TOOL, Facts, gather, text_facts, weigh
from .pack import Pack
from .snapshot import is_snapshot, restore

FROM_TEXT = (
    "asked_areas",
    "found",
    "posted",
    "fits_code",
    "fits_unscreened",
    "source_cited",
    "own_draft",
    "not_published",
    "attachment",
)
"""Facts of the text and of what the person said: they are kept as they were, since the text is not."""
SYSTEM = ("caller", "system_state", "fits_system")


@dataclass(frozen=True, slots=True, kw_only=True)
class Replayed:
    """What one past use was, and what it would be."""

    decision: str
    was_allowed: bool
    is_allowed: bool
    was: tuple[str, ...]
    rules: tuple[str, ...]
    """`@id` of each rule that would say no."""

    @property
    def changes(self) -> bool:
        """Whether the answer would be another one."""
        return self.was_allowed != self.is_allowed


def replay(data: Mapping[str, Any], at: datetime, pack: Pack) -> Replayed | None:
    """One `UseDecided` of the ledger under another pack; None when a fault decided, so that there are no facts."""
    if not data["facts"]:
        return None
    verdict = evaluate(facts_under(data, at, pack), pack)
    return Replayed(
        decision=data["decision"],
        was_allowed=data["allowed"],
        is_allowed=verdict.allowed,
        was=tuple(data["rules"]),
        rules=verdict.rules or verdict.broken,
    )


def replay_text(
    data: Mapping[str, Any], at: datetime, pack: Pack, screened: Screened, corrections: tuple[Correction, ...] = ()
) -> Replayed | None:
    """The same with what another screening found in the text of that use, where it was kept."""
    if not data["facts"]:
        return None
    known = dict(facts_under(data, at, pack).items())
    counted = weigh(screened, replace(use_of(data, at), digest=data["digest"]), corrections, pack)
    verdict = evaluate(Facts.from_items({**known, **text_facts(counted, pack)}), pack)
    return Replayed(
        decision=data["decision"],
        was_allowed=data["allowed"],
        is_allowed=verdict.allowed,
        was=tuple(data["rules"]),
        rules=verdict.rules or verdict.broken,
    )


def facts_under(data: Mapping[str, Any], at: datetime, pack: Pack) -> Facts:
    """The facts of a past use, judged with the dates, periods and purposes of another pack."""
    recorded, use = data["facts"], use_of(data, at)
    judged = dict(gather(use, restore(data["standing"]), Screened(findings=(), chars=0), pack).items())
    if not is_snapshot(data["standing"]):
        # Without the dates, the person and the tool stay as they were judged then.
        judged |= {
            name: recorded[name] for name in (*PERSON, *TOOL, *SYSTEM, "component", "waived") if name in recorded
        }
    kept = {name: recorded[name] for name in FROM_TEXT if name in recorded}
    # The question is what these rules would have said: a pack that takes effect later is replayed as if it held then.
    state = "in_force" if judged["pack_state"] == "not_yet" else judged["pack_state"]
    return Facts.from_items({**judged, **kept, "pack_state": state})


def use_of(data: Mapping[str, Any], at: datetime) -> Use:
    """A past use as far as its entry knows it: without its text."""
    return Use(
        id=data["decision"],
        person_id=data["person"],
        tool_id=data["tool"],
        purpose=data["purpose"],
        channel=Channel(data["channel"]),
        parts=(),
        at=at,
        digest="",
        has_attachment=bool(data["facts"].get("attachment")),
        system_id=data.get("system", ""),
    )
