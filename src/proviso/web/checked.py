"""What the text checker says: each finding in plain words, under what the rules in force do with it.

INVARIANT: what a finding leads to is asked of the function that decides (`decision.effects`), and the words of the text
come only from what the person just sent.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from proviso.decision import Checker
from proviso.decision.effects import Effect, Effects
from proviso.decision.plenty import MOST
from proviso.errors import NotFoundError
from proviso.model import Finding, Part, Screened, Strength
from proviso.policy import Pack
from proviso.screening import describe

from . import words as w
from .kinds import first_upper, kind_title
from .marked import MarkedText, Place, mark_text
from .words import nobreak

MOST_ROWS = 100
"""Findings that are listed; the rest are counted."""
SURE = {
    Strength.SURE: "Sure",
    Strength.LIKELY: "Likely",
    Strength.WEAK: "A guess, and it decides nothing",
}
GROUPS = (
    (Effect.STAYS_OUT, "Stays out", "A text that has one of these is not sent."),
    (Effect.ASKS, "Asks for the source", "A text with these is sent once you say where it was published."),
    (Effect.HIDDEN, "Hidden first", "These are replaced before the text goes out."),
    (Effect.TOLD, "Told only", "These stop nothing."),
)
"""In the order of the page: what stops first."""
ANSWERS = {
    "block": "This text would not be sent.",
    "ask": "This text can be sent once you say where it was published.",
    "pass": "This text can be sent.",
}
NOTHING = "Nothing found. That is no promise: you still answer for what you send."


@dataclass(frozen=True, slots=True, kw_only=True)
class FoundRow:
    """One finding: what, where, why, by whose word, and how sure."""

    number: int
    title: str
    where: str
    href: str
    """The mark that shows it; empty where there is none to show."""
    why: str
    authority: str
    sure: str
    rule: str
    """The clause that stops it, or asks; empty when nothing does."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FoundGroup:
    """The findings with which the rules do the same."""

    id: str
    title: str
    says: str
    rows: tuple[FoundRow, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckedView:
    """What came of one check."""

    headline: str
    answer: str
    groups: tuple[FoundGroup, ...] = ()
    marked: MarkedText | None = field(default=None, repr=False)
    more: int = 0


def view_checked(findings: Sequence[Finding], parts: Sequence[Part], pack: Pack, at: datetime) -> CheckedView:
    """Everything that was found in the parts, grouped by what this pack does with it."""
    if not findings:
        return CheckedView(headline=NOTHING, answer=ANSWERS["pass"])
    listed = _listed(findings, parts)
    effects = Effects(pack, at)
    marked = mark_text(parts[0].text, [_place(place, findings[place]) for place in listed if findings[place].part == 0])
    marks = {row.of: (row.number, row.line, row.href) for row in marked.rows}
    after = len(marked.rows) + 1
    rows: dict[Effect, list[FoundRow]] = {effect: [] for effect in Effect}
    for place in listed:
        finding = findings[place]
        number, line, href = marks.get(place, (0, 0, ""))
        if not number:
            number, after = after, after + 1
        effect, clause = effects.of(finding)
        rows[effect].append(_row(finding, number, _where(finding, line, parts), href, clause))
    return CheckedView(
        headline=f"We found {'at least ' if len(findings) > MOST else ''}{w.count(len(findings), 'thing')}.",
        answer=ANSWERS[_verdict(findings, parts, pack, at)],
        groups=tuple(
            FoundGroup(
                id=effect.value, title=title, says=says, rows=tuple(sorted(rows[effect], key=lambda r: r.number))
            )
            for effect, title, says in GROUPS
            if rows[effect]
        ),
        marked=marked if marked.rows else None,
        more=len(findings) - len(listed),
    )


def _listed(findings: Sequence[Finding], parts: Sequence[Part]) -> list[int]:
    """Which findings are listed: in the order of the text, and what decides before what does not."""
    every = [place for place, f in enumerate(findings) if f.part < len(parts)]
    every.sort(
        key=lambda place: (findings[place].strength is Strength.WEAK, findings[place].part, findings[place].start)
    )
    return sorted(every[:MOST_ROWS])


def _place(place: int, finding: Finding) -> Place:
    return Place(start=finding.start, end=finding.end, title=nobreak(kind_title(finding.kind)), of=place)


def _where(finding: Finding, line: int, parts: Sequence[Part]) -> str:
    if finding.part:
        return f"in {parts[finding.part].name}"
    return f"line {line:,}" if line else "the whole text"


def _row(finding: Finding, number: int, where: str, href: str, clause: str) -> FoundRow:
    sentence, authority = _said(finding.kind)
    return FoundRow(
        number=number,
        title=nobreak(kind_title(finding.kind)),
        where=where,
        href=href,
        why=nobreak(first_upper(sentence)),
        authority=authority,
        sure=SURE[finding.strength],
        rule=clause,
    )


def _said(kind: str) -> tuple[str, str]:
    """Why it counts, in one sentence, and where its form is written down."""
    try:
        found = describe(kind)
    except NotFoundError:
        return "This release does not know it any more.", "not known"
    return found.sentence, found.authority


def _verdict(findings: Sequence[Finding], parts: Sequence[Part], pack: Pack, at: datetime) -> str:
    screened = Screened(findings=tuple(findings), chars=sum(len(p.text) for p in parts))
    return Checker(pack, "", at, screen=lambda _: screened).check(parts).verdict
