"""Who asks what on which day: four weeks of uses in the numbers of `beats.toml`."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from functools import lru_cache
from random import Random
from typing import Any
from zoneinfo import ZoneInfo

from .files import table
from .roster import Member

ONE_TOOL = {"paused": "verbatim-notes"}
SPREAD = {"codekite": 0.04, "quillmate": 0.063}
"""Which part of a tool's uses is stopped; the rest of the stops falls to Northlight Chat."""
OPEN_TO = {"quillmate": {"HQ", "FRO"}}
MAYA = "maya.okafor"
FIRST_TOOL = "northlight-chat"
CORRECTABLE = frozenset({"source", "person"})
OBJECTIONABLE = CORRECTABLE | {"cui", "social", "purpose"}


@dataclass(slots=True, kw_only=True)
class Slot:
    """One use that will be asked: what must come out, with which tool, when, by whom."""

    kind: str
    """`allowed`, or why it is stopped: step, source, person, cui, social, purpose, paused, part_number."""
    tool: str
    at: datetime
    person: str = ""
    system: str = ""
    """The name of the registered system that asked, and then `person` is who answers for it."""
    objection: str = ""
    """`right`, `stands` or `open`: what came of it, when the person objected."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Calendar:
    """Days that count back from now, in the agency's zone."""

    now: datetime
    zone: ZoneInfo

    def at(self, day: float, hour: float | None = None) -> datetime:
        """A day as a moment: `day` whole with an `hour`, or with its fraction. Never after now."""
        local = self.now.astimezone(self.zone)
        if hour is None:
            return min(self.now + timedelta(days=day), self.now)
        start = datetime.combine(local.date() + timedelta(days=day), time(), self.zone)
        return min(start + timedelta(hours=hour), self.now).astimezone(self.now.tzinfo)

    def weight(self, day: int) -> float:
        """How much happens on a day: little on weekends, and today only what is over."""
        local = self.now.astimezone(self.zone)
        share = 1.0 if day else max(0.0, min(1.0, (local.hour + local.minute / 60 - 9) / 9))
        return share * (0.03 if (local.date() + timedelta(days=day)).weekday() > 4 else 1.0)

    def working_moment(self, first: int, last: int, rng: Random) -> datetime:
        """Some moment in office hours between two days."""
        days = range(first, last + 1)
        day = rng.choices(days, [self.weight(day) + 1e-6 for day in days])[0]
        hour = rng.uniform(8, 17.5)
        if day == 0:
            local = self.now.astimezone(self.zone)
            hour = rng.uniform(8, max(8.01, local.hour + local.minute / 60 - 0.6))
        return min(self.at(day, hour), self.now - timedelta(minutes=30))


def slots(plan: dict[str, Any], members: list[Member], calendar: Calendar, rng: Random) -> list[Slot]:
    """Every use of the plan, in order of time."""
    stopped = list(_stopped(plan, rng))
    allowed = list(_allowed(plan, stopped, rng))
    found = [*_place(plan, stopped, calendar, rng), *_place(plan, allowed, calendar, rng)]
    found.sort(key=lambda slot: slot.at)
    _give_stops([slot for slot in found if slot.kind != "allowed"], members, calendar, rng)
    _give_objections(found, plan["objections"], rng)
    _give_allowed([slot for slot in found if slot.kind == "allowed"], members, plan, calendar, rng)
    return found


def _stopped(plan: dict[str, Any], rng: Random) -> Iterator[tuple[str, str]]:
    """Kind and tool of each stop; CodeKite's are missing steps, the paused tool has its own."""
    counts = dict(plan["stopped"])
    left = {tool: round(plan["tools"][tool] * share) for tool, share in SPREAD.items()}
    for kind, count in counts.items():
        for _ in range(count):
            tool = ONE_TOOL.get(kind, "northlight-chat")
            if kind == "step" and left["codekite"]:
                tool = "codekite"
            elif kind in {"step", "source", "person"} and left["quillmate"] and rng.random() < 0.5:
                tool = "quillmate"
            if tool in left:
                left[tool] -= 1
            yield kind, tool


def _allowed(plan: dict[str, Any], stopped: list[tuple[str, str]], rng: Random) -> Iterator[tuple[str, str]]:
    stops = Counter(tool for _, tool in stopped)
    tools = [tool for tool, count in plan["tools"].items() for _ in range(count - stops[tool])]
    rng.shuffle(tools)
    for tool in tools:
        yield "allowed", tool


def _place(plan: dict[str, Any], wanted: list[tuple[str, str]], calendar: Calendar, rng: Random) -> Iterator[Slot]:
    """Give each use its week, so that the weeks have the numbers of the plan."""
    weeks = plan["weeks"]
    which = "allowed" if wanted and wanted[0][0] == "allowed" else "stopped"
    room = [week[which] for week in weeks]
    paused_on = _paused_on()
    wanted = sorted(wanted, key=lambda item: item[1] != "verbatim-notes" or rng.random())
    ordinary = [item for item in wanted if item[1] != "verbatim-notes"]
    rng.shuffle(ordinary)
    for kind, tool in [item for item in wanted if item[1] == "verbatim-notes"] + ordinary:
        fits = [place for place, week in enumerate(weeks) if room[place] and _fits(kind, tool, week, paused_on)]
        place = rng.choices(fits, [room[fit] for fit in fits])[0]
        room[place] -= 1
        first, last = weeks[place]["first"], weeks[place]["last"]
        if tool == "verbatim-notes" and kind == "allowed":
            last = min(last, paused_on - 1)
        yield Slot(kind=kind, tool=tool, at=calendar.working_moment(first, last, rng))


def _fits(kind: str, tool: str, week: dict[str, int], paused_on: int) -> bool:
    if kind == "paused":
        return week["first"] > paused_on
    return tool != "verbatim-notes" or week["first"] < paused_on


def _paused_on() -> int:
    return next(int(tool["paused_on"]) for tool in table("tools")["tool"] if "paused_on" in tool)


def _give_stops(stops: list[Slot], members: list[Member], calendar: Calendar, rng: Random) -> None:
    """A missing step stops those who lack one; the other stops happen to people who are ready."""
    maya = [
        slot for slot in stops if slot.kind == "person" and slot.tool == "northlight-chat" and _is_old(slot, calendar)
    ]
    for slot in maya[:2]:
        slot.person, slot.kind = MAYA, "part_number"
    lacking = [m for m in members if m.asks_on is not None and m.ready_on is None and not m.person.story]
    ready = [m for m in members if m.ready_on is not None and not m.uses]
    for slot in stops:
        if not slot.person:
            pool = lacking if slot.kind == "step" else _able(ready, slot, calendar)
            slot.person = rng.choice([m for m in pool if _may_open(m, slot.tool)]).person.id


def _give_objections(found: list[Slot], counts: dict[str, int], rng: Random) -> None:
    """The newest ones are open; Maya was right twice; CUI is never one of those who were right."""
    stops = [slot for slot in found if slot.kind in OBJECTIONABLE or slot.kind == "part_number"]
    newest = stops[-counts["open"] :]
    maya = [slot for slot in stops if slot.kind == "part_number"]
    rest = [slot for slot in stops if slot not in newest and slot not in maya]
    rest = rest[: -len(rest) // 4]  # old enough for the office to have answered
    rng.shuffle(rest)
    right = [slot for slot in rest if slot.kind in CORRECTABLE][: counts["right"] - len(maya)]
    stands = [slot for slot in rest if slot not in right][: counts["stands"]]
    for state, slots_ in (("open", newest), ("right", [*maya, *right]), ("stands", stands)):
        for slot in slots_:
            slot.objection = state


def _is_old(slot: Slot, calendar: Calendar) -> bool:
    """Long enough ago for an office to have answered."""
    return slot.at < calendar.at(-5)


def _give_allowed(
    free: list[Slot], members: list[Member], plan: dict[str, Any], calendar: Calendar, rng: Random
) -> None:
    """First the quota of the named people, then one use for each of those who used it, then more for the keen."""
    order = list(free)
    rng.shuffle(order)
    share = sum(week["allowed"] for week in plan["weeks"]) / 3655
    users = [member for member in members if member.uses]
    for member in users:
        quota = max(1, round(member.uses * share)) - (2 if member.person.id == MAYA and share == 1 else 0)
        for slot in [slot for slot in order if not slot.person and _can(member, slot, calendar)][:quota]:
            slot.person = member.person.id
        _end_with_the_first_tool([slot for slot in order if slot.person == member.person.id])
    others = [member for member in members if not member.uses and _was_ready(member, plan)]
    rng.shuffle(others)
    others = others[: plan["used"] - len(users)]
    for member in others:
        next(slot for slot in order if not slot.person and _can(member, slot, calendar)).person = member.person.id
    keenness = {member.person.id: 1 / (place + 8) for place, member in enumerate(others)}
    for tool in plan["tools"]:  # these people were ready before the first use, so only the tool matters
        pool = [member.person.id for member in others if _may_open(member, tool)]
        slots_left = [slot for slot in order if not slot.person and slot.tool == tool]
        chosen = rng.choices(pool, [keenness[person] for person in pool], k=len(slots_left))
        for slot, person in zip(slots_left, chosen, strict=True):
            slot.person = person


def _end_with_the_first_tool(own: list[Slot]) -> None:
    """The workspace starts with the tool of the last use: for a person with a story it is the one that takes files."""
    own.sort(key=lambda slot: slot.at)
    last = next((slot for slot in reversed(own) if slot.tool == FIRST_TOOL), None)
    if last is not None:
        last.tool, own[-1].tool = own[-1].tool, last.tool


def _was_ready(member: Member, plan: dict[str, Any]) -> bool:
    return member.ready_on is not None and member.ready_on < plan["pack_on"]


def _able(ready: list[Member], slot: Slot, calendar: Calendar) -> list[Member]:
    return [member for member in ready if _can(member, slot, calendar)]


def _can(member: Member, slot: Slot, calendar: Calendar) -> bool:
    """Ready by then, open to this component, and not on the day on which Priya's training has ended."""
    ready_on = member.ready_on if _may_open(member, slot.tool) else None
    if ready_on is None or _day(calendar, ready_on + 0.1) > slot.at:
        return False
    return member.trainings["privacy"] > -360 or slot.at < _day(calendar, -3)


@lru_cache(maxsize=2_000)
def _day(calendar: Calendar, day: float) -> datetime:
    """The same days are asked for by every use."""
    return calendar.at(day)


def _may_open(member: Member, tool: str) -> bool:
    return member.person.component in OPEN_TO.get(tool, {member.person.component})
