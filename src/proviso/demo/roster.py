"""Who works at the invented agency, and on which day each of them did which of the five steps."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from random import Random
from typing import Any

from proviso.model import Person, PersonnelType, Role

from .files import table

TEAM = 12
TRAININGS = ("responsible_ai", "privacy", "cybersecurity")


@dataclass(slots=True, kw_only=True)
class Member:
    """A person of the demo, with days that count back from today."""

    person: Person
    asks_on: float | None = None
    """None: never asked for AI tools."""
    approval: float | None = None
    trainings: dict[str, float] = field(default_factory=dict)
    signed: float | None = None
    account: float | None = None
    uses: int = 0
    """Quota of a named person; the others share what is left."""

    @property
    def ready_on(self) -> float | None:
        """The day from which all five steps are done, None when one is missing."""
        steps = (self.approval, self.signed, self.account, *(self.trainings.get(kind) for kind in TRAININGS))
        done = [step for step in steps if step is not None]
        return max(done) if len(done) == len(steps) else None


def named(today: date, begins: int) -> list[Member]:
    """The people of the stories."""
    return [_named(row, today, begins) for row in table("people")["person"]]


def _named(row: dict[str, Any], today: date, begins: int) -> Member:
    days = row.get("engagement_ends")
    person = Person(
        id=row["id"],
        name=row["name"],
        email=f"{row['id']}@{table('people')['agency']['domain']}",
        component=row["component"],
        personnel_type=PersonnelType(row.get("type", "employee")),
        title=row["title"],
        roles=frozenset({Role.PERSONNEL, *map(Role, row.get("roles", ()))}),
        supervisor_id=row.get("supervisor"),
        engagement_starts=None if days is None else today + timedelta(days=begins),
        engagement_ends=None if days is None else today + timedelta(days=days),
        story=row["story"],
    )
    steps = row.get("steps", {})
    if steps == "ready":
        steps = _ready_steps(begins)
    return Member(
        person=person,
        asks_on=row.get("asks_on", begins + 0.3 if "approval" in steps else None),
        approval=_since(steps.get("approval"), begins, 0.6),
        trainings={kind: steps[kind] for kind in TRAININGS if kind in steps},
        signed=_since(steps.get("signed"), begins, 1.2),
        account=_since(steps.get("account"), begins, 1.3),
        uses=row.get("uses", 0),
    )


def _since(day: float | None, begins: int, offset: float) -> float | None:
    """A step cannot be older than the directory: the short demo begins later than the dates of the stories."""
    return None if day is None else max(day, begins + offset)


def _ready_steps(begins: int) -> dict[str, float]:
    return {
        "approval": begins + 0.6,
        "responsible_ai": begins + 1.1,
        "privacy": -190,
        "cybersecurity": -170,
        "signed": begins + 1.2,
        "account": begins + 1.3,
    }


def invented(plan: dict[str, Any], rng: Random) -> list[Member]:
    """The other people, in the numbers of the plan: some wait, some lack a step, most are ready."""
    people = _people(plan["invented"], rng)
    days = table("beats")["waiting"]["elena"]
    elena = ["waits"] * len(days) + ["untrained", "unsigned"] + ["ready"] * 6
    states = _states(plan)
    for state in elena:
        states.remove(state)
    rng.shuffle(states)
    members = [
        _member(
            replace(person, component="FRO" if place % 2 else "HIS", supervisor_id="elena.sorokin"), state, plan, rng
        )
        for place, (person, state) in enumerate(zip(people, elena, strict=False))
    ]
    for member, day in zip(members, days, strict=False):
        member.asks_on = max(day, plan["begins"] + 0.5)
    teams = list(_teams(people[len(elena) :]))
    for _ in teams:  # whoever leads is ready
        states.remove("ready")
    for team in teams:
        members += _team(team, states, plan, rng)
    return members


def _teams(people: list[Person]) -> Iterator[list[Person]]:
    for component in table("names")["shares"]:
        of_component = [person for person in people if person.component == component]
        for place in range(0, len(of_component), TEAM):
            yield of_component[place : place + TEAM]


def _team(people: list[Person], states: list[str], plan: dict[str, Any], rng: Random) -> list[Member]:
    """The first one leads the others, and the head of the component leads the first one."""
    first, *others = people
    leader = replace(
        first,
        title="Supervisor",
        roles=first.roles | {Role.SUPERVISOR},
        supervisor_id=table("names")["heads"][first.component],
    )
    led = [replace(person, supervisor_id=leader.id) for person in others]
    return [_member(leader, "ready", plan, rng), *(_member(person, states.pop(), plan, rng) for person in led)]


def _states(plan: dict[str, Any]) -> list[str]:
    """How many of the invented people stand where; the named ones are taken off."""
    counts = {
        "waits": plan["asked"] - plan["approved"] - 1,  # Tom waits, too
        "untrained": plan["approved"] - plan["trained"],
        "unsigned": plan["trained"] - plan["signed"],
        "no_account": plan["signed"] - plan["ready"] - 1,  # Priya's training ended
    }
    counts["ready"] = plan["invented"] - sum(counts.values())
    return [state for state, count in counts.items() for _ in range(count)]


def _people(count: int, rng: Random) -> list[Person]:
    names = table("names")
    pairs = [(first, last) for first in names["first"] for last in names["last"]]
    rng.shuffle(pairs)
    components = [component for component, share in names["shares"].items() for _ in range(share)]
    domain = table("people")["agency"]["domain"]
    found = []
    for place, (first, last) in enumerate(pairs[:count]):
        component = components[place * 37 % len(components)]
        handle = f"{first}.{last}".lower()
        person = Person(
            id=handle,
            name=f"{first} {last}",
            email=f"{handle}@{domain}",
            component=component,
            personnel_type=PersonnelType.CONTRACTOR if place % 9 == 0 else PersonnelType.EMPLOYEE,
            title=rng.choice(names["titles"][component]),
        )
        found.append(person)
    return found


def _member(person: Person, state: str, plan: dict[str, Any], rng: Random) -> Member:
    """The person with the days of their steps, as far as the state goes; a few came only in these four weeks."""
    first, last = plan["begins"] + 0.5, plan["pack_on"] - 1.5
    is_new = state != "ready" or rng.random() < 0.12
    day = rng.uniform(first, last if not is_new else -2.5)
    pace = min(1.0, (last - first) / 30)
    member = Member(person=person, asks_on=day)
    member.trainings = {"privacy": -rng.uniform(80, 330), "cybersecurity": -rng.uniform(80, 330)}
    if state == "waits":
        return member
    member.approval = day + 0.5 * pace
    if state == "untrained":
        return member
    member.trainings["responsible_ai"] = day + pace
    if state == "unsigned":
        return member
    member.signed = day + 1.2 * pace
    if state != "no_account":
        member.account = day + 1.4 * pace
    return member
