"""Asks the uses of the demo's four weeks, and lets people object to some of them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import lru_cache
from random import Random

from proviso.actions import objections, uses
from proviso.actions.agency import Agency
from proviso.db import agency as agency_db
from proviso.db import objections as objections_db
from proviso.db import people as people_db
from proviso.db.store import Tx
from proviso.decision import Screen
from proviso.errors import NotFoundError
from proviso.model import Channel, Decision, ObjectionState, ReasonKind, Source, Standing, Use

from .files import table
from .script import MAYA, Calendar, Slot
from .steps import Work
from .texts import make

TRIES = 8
"""How often another text is tried when the engine says something else than the story needs."""
KINDS = {"part_number": "person"}
PURPOSES = ("draft", "research", "briefing", "meetings")
Add = Callable[[datetime, Work], None]
COMMON = frozenset({"allowed", "step", "paused", "code"})
"""Texts that nobody objects to: people ask much the same again and again, so there are some of each purpose."""
OF_EACH = 16


@dataclass(slots=True, kw_only=True)
class Asking:
    """Makes the work of one use: decide, record, perhaps object."""

    agency: Agency
    rng: Random
    texts: dict[tuple[str, str], list[tuple[str, Source | None]]] = field(default_factory=lambda: defaultdict(list))
    """The common texts that were made, by kind and purpose."""
    screen: Screen = field(init=False)
    """The agency's own; a text that was screened is not screened again."""

    def __post_init__(self) -> None:
        self.screen = lru_cache(maxsize=512)(self.agency.screen)

    def work(self, slot: Slot, add: Add, calendar: Calendar) -> Work:
        """One use at its time."""

        def ask(tx: Tx, at: datetime) -> None:
            decision, standing = self._decide(tx, slot, at)
            uses.record_decision(tx, decision, standing)
            if slot.objection and decision.reasons:
                _object(self.agency, decision, slot.objection, add, at, calendar)

        return ask

    def _decide(self, tx: Tx, slot: Slot, at: datetime) -> tuple[Decision, Standing]:
        """The first text whose decision is the one that the story needs; after some tries, whatever was decided."""
        for _ in range(TRIES):
            use = self._use(slot, at)
            standing = people_db.standing(tx, use.person_id, use.tool_id, use.digest)
            decision = uses.judge(use, standing, uses.pack_in_force(tx, self.agency, use, standing), self.screen)
            if kind_of(decision) == KINDS.get(slot.kind, slot.kind):
                break
        return decision, standing

    def _use(self, slot: Slot, at: datetime) -> Use:
        purpose = self.rng.choice(PURPOSES)
        kind = "code" if slot.tool == "codekite" else slot.kind
        text, source = self._text(kind, purpose)
        citation = source.citation if source else ""
        return uses.prepare(self.agency, slot.person, slot.tool, purpose, text, Channel.WEB, at, citation)

    def _text(self, kind: str, purpose: str) -> tuple[str, Source | None]:
        if kind not in COMMON:
            return make(kind, purpose, self.rng)
        known = self.texts[kind, purpose]
        if len(known) < OF_EACH:
            known.append(make(kind, purpose, self.rng))
            return known[-1]
        return self.rng.choice(known)


def _object(agency: Agency, decision: Decision, state: str, add: Add, at: datetime, calendar: Calendar) -> None:
    sent = min(at + timedelta(minutes=20), calendar.now - timedelta(minutes=10))
    lead = decision.reasons[0]
    reasons = agency.packs.by_ref(decision.pack).rule(lead.rule).objections

    def send(tx: Tx, at: datetime) -> None:
        objection = objections.send_in(tx, agency, decision.id, lead.rule, reasons[0], actor=decision.person_id, at=at)
        if state != "open":
            add(
                at + timedelta(days=1),
                lambda tx, at: _answer(tx, objection.id, decision.person_id, ObjectionState(state), at),
            )

    add(sent, send)


def _answer(tx: Tx, objection_id: str, person_id: str, state: ObjectionState, at: datetime) -> None:
    objection = objections_db.get(tx, objection_id)
    if objection is None:
        raise NotFoundError(f"The demo lost objection {objection_id}.")
    office = agency_db.offices(tx)[objection.office]
    words = table("beats")["answers"]
    key = "stands" if state is ObjectionState.STANDS else "right" if person_id == MAYA else "right_other"
    objections.answer(tx, objection_id, state, words[key], actor=office.person_id, at=at)


def kind_of(decision: Decision) -> str:
    """Why it was stopped, in the words of the plan; `allowed` when it was not."""
    if decision.allowed:
        return "allowed"
    lead = decision.reasons[0]
    if lead.kind is ReasonKind.PAUSED:
        return "paused"
    if lead.kind is ReasonKind.QUESTION:
        return "source"
    if lead.kind is ReasonKind.STEP:
        return "step"
    stops = {"139-07.2.a.1": "person", "139-07.2.a.2": "social", "139-07.2.a.3": "cui", "139-07.5": "purpose"}
    return next((kind for clause, kind in stops.items() if lead.clause.startswith(clause)), lead.rule)
