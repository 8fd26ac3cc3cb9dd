"""What local rules would have changed, in words: counts, no people, and no number of them below ten (139-07.7.b)."""

from __future__ import annotations

from dataclasses import dataclass

from proviso.actions.composing import pack_above
from proviso.db.store import Tx
from proviso.errors import ProvisoError
from proviso.model import LocalRules, Role
from proviso.policy import combine, load
from proviso.policy.texts import Texts
from proviso.reports.previews import MOST_SHOWN, Preview, previews

from .desk import Desk

FEW = 10


@dataclass(frozen=True, slots=True, kw_only=True)
class PreviewRow:
    """One rule, and how many uses it would have stopped."""

    label: str
    value: int
    people: str
    share: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Sample:
    """One use that it would have stopped, for who may see it."""

    href: str
    label: str
    line: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PreviewView:
    """The answer to "what would this have changed?", or how far the count is."""

    sentence: str
    is_counting: bool = False
    rows: tuple[PreviewRow, ...] = ()
    samples: tuple[Sample, ...] = ()
    note: str = ""


def preview_of(desk: Desk, tx: Tx, rules: LocalRules) -> PreviewView:
    """Past uses of the component under the rules that hold there and these."""
    try:
        own = load(Texts(rules.id, rules.files))
        pack = combine(pack_above(tx, desk.agency, rules.component, desk.now, but=rules.id), own)
    except ProvisoError as fault:
        return PreviewView(sentence=f"We cannot count it now. {fault.message}")
    found = previews.of(desk.agency.store, pack, rules.component, frozenset(rule.id for rule in own.rules), desk.now)
    if found.fault:
        return PreviewView(sentence="A part of Proviso broke, so this was not counted. Load the page again.")
    if not found.is_done:
        said = f"Counting: {found.looked:,} of {found.total:,} entries so far. You can leave; it goes on."
        return PreviewView(sentence=said, is_counting=True)
    return PreviewView(
        sentence=_sentence(desk, rules, found),
        rows=tuple(
            PreviewRow(
                label=rule.headline,
                value=found.count(rule.id),
                people=people_words(desk, found.people(rule.id)),
                share=round(100 * found.count(rule.id) / max(found.uses, 1)),
            )
            for rule in own.rules
        ),
        samples=_samples(desk, found),
        note="Their texts were not kept: what was found in them then counts. Dates and hours are judged anew.",
    )


def _sentence(desk: Desk, rules: LocalRules, found: Preview) -> str:
    asked = f"{rules.component} asked {desk.count(found.uses, 'time')}."
    if not found.changed:
        return f"In the last 30 days these rules would have changed nothing. {asked}"
    uses = desk.count(found.count(), "use")
    return f"In the last 30 days: {uses} of {people_words(desk, found.people())} would have been stopped. {asked}"


def people_words(desk: Desk, count: int) -> str:
    """ "12 people", "fewer than 10 people" """
    return (
        "nobody" if not count else f"fewer than {FEW} people" if count < FEW else desk.count(count, "person", "people")
    )


def _samples(desk: Desk, found: Preview) -> tuple[Sample, ...]:
    """Links for those who may open the decisions: an auditor all, everybody their own."""
    seen = [c for c in found.changed if desk.has(Role.AUDITOR) or c.person == desk.me.id]
    return tuple(
        Sample(
            href=f"/decisions/{c.decision}",
            label=desk.code(c.decision),
            line=f"{desk.when(c.at)}: {', '.join(c.rules)}",
        )
        for c in seen[:MOST_SHOWN]
    )
