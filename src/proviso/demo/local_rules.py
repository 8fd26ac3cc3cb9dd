"""The rules of the demo: the agency's pack, LBB's own that was asked about and is live, and a draft that waits."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime
from typing import Any

from proviso.actions import consulting, local_rules, packs
from proviso.actions.agency import Agency
from proviso.db.store import Tx
from proviso.model import LocalRule, PersonnelType, Position, Role
from proviso.policy import Pack

from .files import table
from .script import Calendar

Work = Callable[[Tx, datetime], object]
Step = tuple[datetime, Work]
CIO, CIO_OFFICE = "ana.whitfield", "marcus.bell"
ANSWERS = (
    (Role.PRIVACY, "joan.castellanos", Position.CONCUR, 10),
    (Role.CIVIL_RIGHTS, "omar.haddad", Position.CONCUR, 11),
    (Role.CIO_OFFICE, "marcus.bell", Position.CONCUR, 14),
)
DRAFT = "Contractors, and the hours of the day"
DRAFTED = (
    LocalRule(
        title="Contractors need a second approval",
        why="Their contracts name the people who may see claims.",
        personnel=frozenset({PersonnelType.CONTRACTOR}),
        unless_second=True,
    ),
    LocalRule(
        title="No AI tools at night",
        why="Nobody who could help is at work then.",
        from_hour=20,
        to_hour=6,
    ),
)


def rules_steps(agency: Agency, plan: dict[str, Any], calendar: Calendar) -> Iterator[Step]:
    """The packs of these weeks, through the real actions."""
    yield calendar.at(plan["pack_on"], 7), lambda tx, at: _two_people(tx, agency.packs.base(), at)
    for component, leader in table("people")["overlays"].items():
        overlay = agency.packs.overlay(component)
        if overlay is not None:
            yield from _asked_about(agency, overlay, leader, plan, calendar)
            yield from _in_consultation(agency, leader, calendar)


def _two_people(tx: Tx, pack: Pack, at: datetime) -> None:
    """The CIO's office proposes, the CIO confirms."""
    why = "The policy statement of October 24, 2023, as the agency carries it out."
    proposal = packs.propose(tx, pack, at, why, actor=CIO_OFFICE, at=at)
    packs.confirm(tx, proposal.id, pack, actor=CIO, at=at)


def _asked_about(
    agency: Agency, overlay: Pack, leader: str, plan: dict[str, Any], calendar: Calendar
) -> Iterator[Step]:
    """A text that was written by hand: the offices concur, and it holds from the day of the plan."""
    ref, first, live = (overlay.id, int(overlay.revision)), plan["pack_on"], plan["overlay_on"]
    yield (
        calendar.at(first, 9),
        lambda tx, at: local_rules.bring(tx, agency, dict(overlay.files), overlay, actor=leader, at=at),
    )
    yield calendar.at(first, 9.2), lambda tx, at: local_rules.ask(tx, *ref, version=1, actor=leader, at=at)
    for office, person, position, hour in ANSWERS:
        yield calendar.at(live - 1, hour), _answers(ref, office, person, position)
    starts_at = calendar.at(live, 7)
    yield (
        calendar.at(live - 1, 16),
        lambda tx, at: local_rules.date(tx, agency, *ref, starts_at, version=2, actor=leader, at=at),
    )


def _answers(ref: tuple[str, int], office: Role, person: str, position: Position, conditions: str = "") -> Work:
    def answers(tx: Tx, at: datetime) -> None:
        sha256 = local_rules.get(tx, *ref).sha256
        consulting.answer(tx, *ref, office, position, sha256=sha256, conditions=conditions, actor=person, at=at)

    return answers


def _in_consultation(agency: Agency, leader: str, calendar: Calendar) -> Iterator[Step]:
    """The draft that waits for two offices today."""
    made: list[tuple[str, int]] = []

    def drafts(tx: Tx, at: datetime) -> None:
        rules = local_rules.draft(tx, agency, DRAFT, DRAFTED, actor=leader, at=at)
        made.append((rules.id, rules.revision))

    yield calendar.at(-5, 10), drafts
    yield calendar.at(-4, 9), lambda tx, at: local_rules.ask(tx, *made[0], version=1, actor=leader, at=at)
    conditions = "Tell people beforehand how a second approval is asked for."
    yield (
        calendar.at(-2, 15),
        lambda tx, at: _answers(made[0], Role.PRIVACY, "joan.castellanos", Position.CONDITIONS, conditions)(tx, at),
    )
