"""Remedies: the ways out of a denial. INVARIANT: none leads to a second denial; `decide` was run on what it makes."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from proviso import screening
from proviso.model import (
    Decision,
    FindingClass,
    Part,
    ReasonKind,
    Remedy,
    RemedyKind,
    Screened,
    Standing,
    Strength,
    ToolClass,
    Use,
)
from proviso.policy import Pack, Rule, leads_somewhere
from proviso.policy.pack import Door
from proviso.policy.words import fill

from .changes import as_own_draft, emptied, with_source, with_tool, without_findings
from .deciding import Screen, decide
from .kinds import finding_words

REMOVABLE = frozenset({FindingClass.INDIVIDUAL, FindingClass.SECRET})
"""INVARIANT: never controlled, classified, social or a record about a person: taking words out does not free those."""
PLACES = frozenset({RemedyKind.STEP, RemedyKind.WAIVER, RemedyKind.OTHER_PURPOSE, RemedyKind.NOTIFY})
"""Doors that lead to where something is done, not to another decision."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Trial:
    """One denial whose doors are tried."""

    use: Use
    standing: Standing
    pack: Pack
    decision: Decision
    others: tuple[Standing, ...]
    screen: Screen
    rule: Rule

    def allows(self, use: Use, standing: Standing | None = None) -> bool:
        """Whether the changed use would be allowed."""
        return decide(use, standing or self.standing, self.pack, screen=self.screen).allowed


def remedies(
    use: Use,
    standing: Standing,
    pack: Pack,
    decision: Decision,
    others: tuple[Standing, ...] = (),
    *,
    screen: Screen = screening.screen,
) -> tuple[Remedy, ...]:
    """The doors of the reason that leads, in the pack's order; one that leads to a decision was tried with `decide`."""
    if decision.allowed or not decision.reasons or decision.reasons[0].kind in {ReasonKind.FAULT, ReasonKind.EMERGENCY}:
        return ()
    trial = _Trial(
        use=use,
        standing=standing,
        pack=pack,
        decision=decision,
        others=others,
        screen=_once(screen, use),
        rule=pack.rule(decision.reasons[0].rule),
    )
    found = [remedy for door in trial.rule.doors for remedy in _TRIALS.get(door.kind, _place)(trial, door)]
    return tuple(_noted(found, trial))


def _once(screen: Screen, use: Use) -> Screen:
    """The same text is screened once, however many tools it is tried with: a long one takes seconds."""
    found: list[Screened] = []

    def screen_once(parts: Sequence[Part]) -> Screened:
        if parts is not use.parts:
            return screen(parts)
        if not found:
            found.append(screen(parts))
        return found[0]

    return screen_once


def _noted(found: list[Remedy], trial: _Trial) -> Iterator[Remedy]:
    """Where taking out was a way of this rule and is not enough, the door that is left says so."""
    tried = any(door.kind is RemedyKind.REMOVE for door in trial.rule.doors)
    if not tried or any(r.kind is RemedyKind.REMOVE for r in found):
        yield from found
        return
    for remedy in found:
        is_edit = remedy.kind is RemedyKind.EDIT
        yield (
            _remedy(remedy.kind, remedy.label, is_tested=remedy.is_tested, note=trial.rule.not_enough)
            if is_edit
            else remedy
        )


def _remedy(
    kind: RemedyKind,
    label: str,
    *,
    is_tested: bool,
    tool_id: str = "",
    findings: tuple[int, ...] = (),
    step: str = "",
    note: str = "",
) -> Remedy:
    return Remedy(kind=kind, label=label, is_tested=is_tested, tool_id=tool_id, findings=findings, step=step, note=note)


def _place(trial: _Trial, door: Door) -> Iterator[Remedy]:
    """A door to where something is done."""
    del trial
    if door.kind in PLACES:
        yield _remedy(door.kind, door.label, is_tested=False, step=door.step, note=door.note)


def _remove(trial: _Trial, door: Door) -> Iterator[Remedy]:
    """Take out everything removable that was found: offered when the rest would pass (139-07.2.a.1)."""
    held = tuple(
        n for n, f in enumerate(trial.decision.findings) if f.cls in REMOVABLE and f.strength is not Strength.WEAK
    )
    if held and trial.allows(without_findings(trial.use, [trial.decision.findings[n] for n in held])):
        yield _remedy(door.kind, _label(door, trial, held), is_tested=True, findings=held)


def _label(door: Door, trial: _Trial, held: tuple[int, ...]) -> str:
    return fill(door.label, finding_words([trial.decision.findings[n] for n in held], trial.use.parts))


def _source(trial: _Trial, door: Door) -> Iterator[Remedy]:
    """Say where it was published (139-07 fn5)."""
    source = trial.use.source
    is_cited = source is not None and leads_somewhere(source.citation)
    if not is_cited and trial.allows(with_source(trial.use)):
        yield _remedy(door.kind, door.label, is_tested=True)


def _own_draft(trial: _Trial, door: Door) -> Iterator[Remedy]:
    """139-07.2.a.2: not when a link or a time shows that it was posted; then the trial denies."""
    if not trial.use.is_own_draft and trial.allows(as_own_draft(trial.use)):
        yield _remedy(door.kind, door.label, is_tested=True)


def _other_tool(trial: _Trial, door: Door) -> Iterator[Remedy]:
    """The first tool that would be allowed: the one that was named when this was closed, the agency's own last."""
    own = trial.standing.tool
    named = own.instead if own is not None else ""

    def place(standing: Standing) -> tuple[bool, bool]:
        tool = standing.tool
        is_named = tool is not None and tool.id == named
        return not is_named, tool is not None and tool.tool_class is ToolClass.INTERNAL

    for standing in sorted(trial.others, key=place):
        tool = standing.tool
        if tool is None or (own is not None and tool.id == own.id):
            continue
        if trial.allows(with_tool(trial.use, tool.id), standing):
            words = {"other_tool": tool.name}
            label, note = fill(door.label, words), fill(door.note, words)
            yield _remedy(door.kind, label, is_tested=True, tool_id=tool.id, note=note)
            return


def _empty_box(trial: _Trial, door: Door) -> Iterator[Remedy]:
    """Another text in the same box: offered when the person, the tool and the purpose would pass."""
    if trial.allows(emptied(trial.use)):
        yield _remedy(door.kind, door.label, is_tested=False, note=door.note)


_TRIALS: dict[RemedyKind, Callable[[_Trial, Door], Iterator[Remedy]]] = {
    RemedyKind.REMOVE: _remove,
    RemedyKind.SOURCE: _source,
    RemedyKind.OWN_DRAFT: _own_draft,
    RemedyKind.OTHER_TOOL: _other_tool,
    RemedyKind.EDIT: _empty_box,
    RemedyKind.PUBLIC_VERSION: _empty_box,
}
