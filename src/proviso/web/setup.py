"""What a use is set up with: the purposes of the pack, the tools as they are for this person, and what may go in."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, replace
from functools import cache

from proviso.actions import uses as change_uses
from proviso.db import people, tools, trials, uses
from proviso.decision import Screen
from proviso.demo.samples import Sample, samples
from proviso.model import Channel, ReasonKind, Standing, Tool, ToolClass, ToolStatus, Use
from proviso.policy import Pack

from . import words as w
from .desk import Desk
from .gates import status_of
from .words import nobreak

PLAIN = "Hello."
CODE = "x = 1\nprint(x + 1)\n"
"""Texts that no rule minds: what is left of the decision is the person and the tool."""
RECENT = 25
"""How far back the last choice is looked for."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PurposeChoice:
    """A purpose of the pack."""

    id: str
    title: str
    is_common: bool
    """False for what people decide themselves (139-07.5): said in full, so that a person can hear no."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ToolChoice:
    """A tool, as it is for this person now."""

    id: str
    name: str
    summary: str
    is_open: bool
    why_closed: str
    needs_step: bool
    """Closed for a step of this person's alone: asking says which one, and where it is done."""
    is_internal: bool
    takes_files: bool


def purposes_of(desk: Desk) -> tuple[PurposeChoice, ...]:
    """The purposes in the order of the pack, the fit ones of 139-07.8 first; a test for who was named (139-07.1.d)."""
    with desk.read() as tx:
        tests = bool(trials.of_person(tx, desk.me.id))
    return tuple(
        PurposeChoice(id=p.id, title=p.title, is_common=not p.area)
        for p in desk.pack.purposes
        if tests or not p.is_test
    )


def tools_of(desk: Desk, among: Collection[str] | None = None) -> tuple[ToolChoice, ...]:
    """Every tool on the list (or those of `among`), open or with the reason why not, in the words of the same decision
    (139-07.1)."""
    with desk.read() as tx:
        standings = people.standings(tx, desk.me.id, "")
        # one moment, one component, two texts: the same rules and the same findings for all of them
        pack = change_uses.pack_at(tx, desk.agency, desk.me.component, desk.now)
    screen = cache(desk.agency.screen)
    asked = {
        text: change_uses.prepare(desk.agency, desk.me.id, "", "", text, Channel.WEB, desk.now)
        for text in (PLAIN, CODE)
    }
    return tuple(
        _tool_choice(desk, s, s.tool, asked[CODE if s.tool.conditions.only_code else PLAIN], pack, screen)
        for s in standings
        if s.tool is not None and (among is None or s.tool.id in among)
    )


def _tool_choice(
    desk: Desk, standing: Standing, tool: Tool, asked: Use, pack: Pack | None, screen: Screen
) -> ToolChoice:
    purpose = next(iter(sorted(tool.conditions.purposes or ())), desk.pack.purposes[0].id)
    if standing.trials and tool.status is ToolStatus.IN_REVIEW:
        purpose = next((p.id for p in desk.pack.purposes if p.is_test), purpose)
    decision = change_uses.judge(replace(asked, tool_id=tool.id, purpose=purpose), standing, pack, screen)
    return ToolChoice(
        id=tool.id,
        name=tool.name,
        summary=tool.summary,
        is_open=decision.allowed,
        why_closed="" if decision.allowed else nobreak(_said_once(tool.name, decision.reasons[0].headline)),
        needs_step=not decision.allowed and decision.reasons[0].kind is ReasonKind.STEP,
        is_internal=tool.tool_class is ToolClass.INTERNAL,
        takes_files=not tool.conditions.no_attachments,
    )


def _said_once(name: str, headline: str) -> str:
    """The headline beside the tool's name, without the name again: "Verbatim Notes: paused." """
    return headline.removeprefix(f"{name} is ").removeprefix(f"{name} ")


def last_choice(desk: Desk) -> tuple[str, str]:
    """Tool and purpose of the last use: nothing is asked twice. A tool that has closed since, and a decision about a
    person, are not proposed again: they would be denied whatever the text."""
    with desk.read() as tx:
        recent = uses.by_person(tx, desk.me.id, limit=RECENT)
    used = {use.tool_id for use in recent}
    is_open = {choice.id for choice in tools_of(desk, used) if choice.is_open or choice.needs_step}
    is_common = {choice.id for choice in purposes_of(desk) if choice.is_common}
    found = ((use.tool_id, use.purpose) for use in recent if use.tool_id in is_open and use.purpose in is_common)
    return next(found, ("", ""))


def this_use(desk: Desk, tool: ToolChoice | None, purpose: str = "") -> tuple[tuple[str, str], ...]:
    """The column beside the box: you, the tool, what may go in, what stays out."""
    with desk.read() as tx:
        rows = [("You", f"{status_of(desk, tx, desk.me)}.")]
    if tool is not None and not tool.is_open and not tool.needs_step:  # a missing step stands under "You"
        rows.append((tool.name, tool.why_closed))
    rows.append(("May go in", ", ".join(desk.pack_lines("goes_in"))))
    rows.append(("Stays out", ", ".join(desk.pack_lines("stays_out"))))
    if any(held.uses for held in desk.pack.records):
        rows.append(("The words", kept_line(desk.pack, purpose)))
    return tuple(rows)


def kept_line(pack: Pack, purpose: str) -> str:
    """Whether the words of such a use are kept: said before anything is sent."""
    held = pack.keeps(purpose)
    if held is not None:
        return f"Question and answer are kept, sealed, for {w.count(held.days, 'day')}. You find them in My record."
    return "Not kept for this purpose." if purpose else "Kept for some purposes, and then this line says so."


def samples_of(desk: Desk) -> tuple[Sample, ...]:
    """The ten sample texts; only in the demo whose tools they are for."""
    if not desk.agency.settings.demo:
        return ()
    with desk.read() as tx:
        listed = {tool.id for tool in tools.all(tx)}
    return tuple(found for found in samples() if found.tool_id in listed)
