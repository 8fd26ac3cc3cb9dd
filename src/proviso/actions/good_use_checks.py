"""An example of a good use, checked like a use before it is shared (139-07.8.e, 139-07.2.a).

A text that may be classified is denied on the record like any other, and its incident opens (139-07.2.a.4).
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field, replace
from datetime import datetime

from proviso.db import incidents, tools
from proviso.db.store import Tx
from proviso.journal import record
from proviso.model import Channel, Decision, Reason, ReasonKind, Strength, Use
from proviso.model.good_use_events import GoodUseRefused

from . import uses as asking
from .agency import Agency
from .wording import clean, clean_line, says_something

LONGEST_TITLE, LONGEST_PROMPT, LONGEST_WATCH = 100, 4_000, 500
BESIDE_THE_TEXT = frozenset({ReasonKind.STEP, ReasonKind.PAUSED})
"""Reasons that say nothing about the words: a missing step, a paused tool."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Example:
    """What somebody wants to share, as it was typed."""

    title: str
    purpose: str
    tool_id: str
    prompt: str = field(repr=False)
    watch: str = field(default="", repr=False)
    is_named: bool = False
    decision_id: str = ""
    """The use of their own that it comes from."""
    review_id: str = ""
    """The review of their own that it comes from."""
    with_note: bool = False
    """Ask the reviewer whether their note may stand there."""

    def cleaned(self) -> Example:
        """As it is kept."""
        return replace(
            self,
            title=clean_line(self.title),
            prompt=clean(self.prompt).strip(),
            watch=clean(self.watch).strip(),
        )

    @property
    def words(self) -> str:
        """Everything that others read, as one text."""
        return "\n\n".join(filter(None, (self.title, self.prompt, self.watch)))


@dataclass(frozen=True, slots=True, kw_only=True)
class Looked:
    """An example that was screened, and what was said about it."""

    example: Example
    use: Use = field(repr=False)
    decision: Decision
    """With the reasons that are about the words alone; allowed when there is none."""
    incident_id: str = ""
    """The one that opened, since the text may be classified."""


def problems(tx: Tx, example: Example, purposes: tuple[str, ...]) -> dict[str, str]:
    """What is missing, by field."""
    found = {}
    for name, value, most, what in (
        ("title", example.title, LONGEST_TITLE, "Give it a title"),
        ("prompt", example.prompt, LONGEST_PROMPT, "Write what you asked the tool"),
    ):
        if not says_something(value) or len(value) > most:
            found[name] = f"{what}, in {most:,} letters at most."
    if len(example.watch) > LONGEST_WATCH:
        found["watch"] = f"Keep it to {LONGEST_WATCH} letters."
    if example.purpose not in purposes:
        found["purpose"] = "Choose what it is for."
    if tools.get(tx, example.tool_id) is None:
        found["tool"] = "Choose the tool."
    return found


def look(agency: Agency, example: Example, *, actor: str, at: datetime) -> Looked:
    """Screen an example as a use of its tool would be, before it is shared: outside of any transaction.

    A text that may be classified is asked on the record, so that its incident opens.
    """
    use = use_of(agency, example, actor=actor, at=at)
    decision = about_words(asking.consider(agency, use).decision)
    incident = ""
    if any(r.kind is ReasonKind.EMERGENCY for r in decision.reasons):
        outcome = asking.ask(agency, use)
        if outcome.index is not None:
            with agency.store.read() as tx:
                incident = next((i.id for i in incidents.by_decision(tx, outcome.decision.id)), "")
    elif decision.reasons:
        event = _refused(example, decision, actor)
        agency.store.write(lambda tx: record(tx, at, event))
    return Looked(example=example, use=use, decision=decision, incident_id=incident)


def use_of(agency: Agency, example: Example, *, actor: str, at: datetime) -> Use:
    """The use that would send these words to that tool."""
    return asking.prepare(agency, actor, example.tool_id, example.purpose, example.words, Channel.WEB, at)


def about_words(decision: Decision) -> Decision:
    """The decision with the reasons that are about the words alone."""
    reasons = tuple(r for r in decision.reasons if r.kind not in BESIDE_THE_TEXT)
    return replace(decision, reasons=reasons, allowed=not reasons)


def _refused(example: Example, decision: Decision, actor: str) -> GoodUseRefused:
    found = Counter(f.kind for f in decision.findings if f.strength is not Strength.WEAK)
    return GoodUseRefused(
        actor=actor,
        tool=example.tool_id,
        purpose=example.purpose,
        rules=tuple(reason.rule for reason in decision.reasons),
        found=dict(sorted(found.items())),
    )


def leading(looked: Looked) -> Reason | None:
    """Why it is not shared; None when it can be."""
    return next(iter(looked.decision.reasons), None)
