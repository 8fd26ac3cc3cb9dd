"""The demo's registered systems: which uses came through them, their budgets, and the offline answers of their tools.

A system's uses are uses of the person who answers for it, so they are taken from that person's own: what the plan says
about people, tools and weeks stays true.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from random import Random
from typing import Any

from proviso.actions import budgets, connections, systems, uses
from proviso.actions.agency import Agency
from proviso.actions.budgets import NOTHING, Used
from proviso.actions.written import place_of
from proviso.db import people as people_db
from proviso.db import systems as systems_db
from proviso.db.budgets import month_of
from proviso.db.store import Tx
from proviso.identity.ids import new_id
from proviso.journal import record
from proviso.model import Connection, Decision, Part, Standing, System
from proviso.model.events import AnswerReceived

from .files import table
from .roster import Member
from .script import FIRST_TOOL, Calendar, Slot
from .steps import CIO_OFFICE, SYSTEM, Step, Work
from .texts import make
from .uses import TRIES, kind_of

SEED = 7
STORES_NOTHING = ("store=false",)
"""What the gateway sets in each chat (139-07.2.e)."""
LEAST_TOKENS, MOST_TOKENS = 900, 4_000
"""Of one call, in and out."""
MINUTES = (50, 35, 20)
"""How long ago the newest tries were."""


Row = dict[str, Any]


def callers(members: list[Member]) -> list[Row]:
    """The systems as the data file tells them, each with its owner; one owner's training is set to its end."""
    return [row if "owner" in row else {**row, "owner": _lapsed(row, members)} for row in table("systems")["system"]]


def _lapsed(row: Row, members: list[Member]) -> str:
    """Somebody who did all that a system asks of its owner, but for one training, which has ended.

    In the small demo that is somebody who has not signed, either.
    """
    closed = table("people")["overlays"]
    able = [m for m in members if m.trainings.get("responsible_ai") is not None and m.account is None]
    member = min((m for m in able if m.person.component not in closed), key=lambda m: m.signed is None)
    member.trainings[row["lapsed"]] = row["lapsed_on"]
    return member.person.id


def caller_steps(agency: Agency, rows: list[Row], plan: dict[str, Any], calendar: Calendar) -> Iterator[Step]:
    """Tools are connected to the offline demo, systems are registered, one is taken off the register."""
    for tool, models in table("systems")["models"].items():
        yield calendar.at(plan["begins"], 6.5), _connects(agency, tool, tuple(models))
    for row in rows:
        registered, revoked = _days(row, plan)
        yield calendar.at(registered, 7.5), _registers(row, calendar)
        if revoked is not None:
            yield calendar.at(revoked, 16), _revokes(row)


def _days(row: Row, plan: dict[str, Any]) -> tuple[float, float | None]:
    """When it was registered, and when it was taken off; a short demo begins later than the dates of the stories."""
    registered = max(row["registered_on"], plan["begins"] + 2)
    return registered, max(row["revoked_on"], registered + 2) if "revoked_on" in row else None


def _connects(agency: Agency, tool: str, models: tuple[str, ...]) -> Work:
    found = Connection(tool_id=tool, kind="echo", models=models)
    return lambda tx, at: connections.connect(tx, found, sealing_key=agency.sealing_key, actor=CIO_OFFICE, at=at)


def _registers(row: Row, calendar: Calendar) -> Work:
    """By the CIO's office, as a page does it. The key is thrown away: nobody needs it."""
    ends = calendar.now.astimezone(calendar.zone).date() + timedelta(days=row["days"])

    def work(tx: Tx, at: datetime) -> None:
        systems.register(
            tx,
            row["name"],
            row["owner"],
            row["use_case"],
            row["tools"],
            row["purposes"],
            ends,
            row["purposes"][0],
            tokens_a_month=row.get("tokens_a_month"),
            actor=CIO_OFFICE,
            at=at,
        )

    return work


def _revokes(row: Row) -> Work:
    def work(tx: Tx, at: datetime) -> None:
        found = _system(tx, row["name"])
        systems.revoke(tx, found.id, row["revoked_because"], actor=row["revoked_by"], at=at)

    return work


def _system(tx: Tx, name: str) -> System:
    return next(system for system in systems_db.all(tx) if system.name == name)


def hand_over(found: list[Slot], rows: list[Row], plan: dict[str, Any], size: str, calendar: Calendar) -> list[Slot]:
    """Give the systems their uses; returns all uses, in order of time."""
    for row in rows:
        registered, revoked = _days(row, plan)
        begins = calendar.at(registered + 1)
        ends = calendar.now if revoked is None else calendar.at(revoked, 16)
        counts = row["calls"][size]
        open_ = [slot for slot in found if slot.tool == FIRST_TOOL and not slot.system and begins < slot.at < ends]
        own = [slot for slot in open_ if slot.person == row["owner"] and slot.kind == "allowed"][
            :-1
        ]  # the newest stays
        allowed = own[max(0, len(own) - counts.get("allowed", 0)) :]
        stopped = _stopped(found, open_, row["owner"], allowed, counts.get("stopped", 0))
        tries = [slot for slot in open_ if slot.kind == "step" and slot.at > calendar.at(-6)][-counts.get("step", 0) :]
        if "step" in counts:
            for slot, minutes in zip(tries, MINUTES, strict=False):
                slot.person, slot.at = row["owner"], calendar.now - timedelta(minutes=minutes)
            stopped += tries
        for slot in (*allowed, *stopped):
            slot.system = row["name"]
    return sorted(found, key=lambda slot: slot.at)


def _stopped(found: list[Slot], open_: list[Slot], owner: str, taken: list[Slot], count: int) -> list[Slot]:
    """Stops of others that become the system's; for each, one of those others does what the owner did not."""
    users = {slot.person for slot in open_ if slot.kind == "allowed"} - {row["id"] for row in table("people")["person"]}
    stops = [s for s in open_ if s.kind in {"source", "person"} and not s.objection and s.person != owner][-count:]
    mine = [s for s in found if s.person == owner and s.kind == "allowed" and s.tool == FIRST_TOOL and s not in taken]
    done: list[Slot] = []
    for stop, own, user in zip(stops if count else [], mine[:-1], sorted(users), strict=False):
        own.person, stop.person = user, owner
        done.append(stop)
    return done


@dataclass(slots=True, kw_only=True)
class Calling:
    """Makes the work of one use that came through a system: decide, count, record, answer."""

    agency: Agency
    months: dict[str, int]
    """System → how many of its uses are allowed in this month: they share what was used of its budget."""
    now: datetime
    rng: Random = field(default_factory=lambda: Random(SEED))  # noqa: S311  # the same invented calls each time

    def work(self, slot: Slot) -> Work:
        """One use at its time."""

        def call(tx: Tx, at: datetime) -> None:
            system = _system(tx, slot.system)
            decision, standing, chars = self._decide(tx, slot, system, at)
            need = budgets.estimate(None, chars) if decision.allowed else NOTHING
            budgets.reserve(tx, system, decision.id, need, at)
            uses.record_decision(tx, decision, standing)
            if decision.allowed:
                self._answer(tx, system, decision, at)
                budgets.settle(tx, system, decision.id, self._used(system, at), need, at)

        return call

    def _decide(self, tx: Tx, slot: Slot, system: System, at: datetime) -> tuple[Decision, Standing, int]:
        for _ in range(TRIES):
            text, source = make(slot.kind, system.purpose, self.rng)
            use = uses.prepare_call(
                self.agency,
                (Part(name=uses.TYPED, text=text),),
                person_id=system.owner_id,
                system_id=system.id,
                tool_id=slot.tool,
                purpose=system.purpose,
                at=at,
                source=source.citation if source else "",
                unscreened=(),
                hardened=STORES_NOTHING,
                use_id=new_id(),
            )
            found = people_db.standing(tx, use.person_id, use.tool_id, use.digest)
            standing = replace(found, system=system)
            pack = uses.pack_in_force(tx, self.agency, use, standing)
            decision = uses.judge(use, standing, pack, self.agency.screen)
            if kind_of(decision) == slot.kind:
                break
        return decision, standing, len(text)

    def _answer(self, tx: Tx, system: System, decision: Decision, at: datetime) -> None:
        """The offline answer: it was screened and is on record like each answer, and nobody kept it."""
        text, _ = make("allowed", system.purpose, self.rng)
        parts = (Part(name=uses.ANSWER, text=text),)
        findings = tuple(map(place_of, uses.examine(self.agency, parts)))
        event = AnswerReceived(
            actor=SYSTEM,
            decision=decision.id,
            tool=decision.tool_id,
            words=len(text.split()),
            findings=findings,
            digest=uses.digest(self.agency, parts),
        )
        record(tx, at, event)

    def _used(self, system: System, at: datetime) -> Used:
        """Tokens of one call: in this month so many that the budget stands where its story says."""
        share = next(row.get("share", 0) for row in table("systems")["system"] if row["name"] == system.name)
        tokens = LEAST_TOKENS
        if system.tokens_a_month is not None and month_of(at) == month_of(self.now):
            count = self.months[system.name]
            tokens = min(MOST_TOKENS, -(-system.tokens_a_month * share // (100 * count)))
        return Used(input_tokens=tokens * 3 // 4, output_tokens=tokens - tokens * 3 // 4)


def in_this_month(found: list[Slot], now: datetime) -> dict[str, int]:
    """System → allowed uses in the month of `now` (UTC, as budgets count it)."""
    mine = [
        slot.system for slot in found if slot.system and slot.kind == "allowed" and month_of(slot.at) == month_of(now)
    ]
    return dict(Counter(mine))
