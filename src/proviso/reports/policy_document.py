"""The policy as a document that people print: from the same pack that decides (139-07.9.a)."""

from __future__ import annotations

import re
import textwrap
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from proviso.policy import Enforcement, Pack, statements_of
from proviso.policy.answers import WORDS
from proviso.policy.words import PLACEHOLDERS, say_day

KEPT = {
    Enforcement.ENFORCED: "Checked at each use.",
    Enforcement.RECORD: "Each use leaves a record for it.",
    Enforcement.INFORMATION: "Nothing to check at a use.",
    Enforcement.NOT_YET: "Not enforced yet.",
}
_PLACE = re.compile(r"\{(\w+)\}")
WIDTH = 96


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """One entry: what it is called, and its lines as (label, words); a line without a label is a sentence."""

    id: str
    title: str
    lines: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """One part of the document."""

    id: str
    title: str
    intro: str
    items: tuple[Item, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class PolicyDocument:
    """The whole of it."""

    title: str
    facts: tuple[tuple[str, str], ...]
    sections: tuple[Section, ...]


def document_of(pack: Pack) -> PolicyDocument:
    """Every clause, rule, purpose, period and condition of a pack; of a combined one, the component's own, too."""
    return PolicyDocument(title=pack.title, facts=tuple(_facts(pack)), sections=tuple(_sections(pack)))


def _facts(pack: Pack) -> Iterator[tuple[str, str]]:
    yield "Authority", pack.authority
    yield "Id and revision", pack.ref
    yield "Takes effect", say_day(pack.effective, date.min)
    if pack.ends:
        yield "Last day", say_day(pack.ends, date.min)
    if pack.component:
        yield "With the local rules of", pack.component
    yield "Days are counted in", pack.time_zone
    yield "Fingerprint (SHA-256)", pack.sha256


def _sections(pack: Pack) -> Iterator[Section]:
    yield Section(
        id="purposes",
        title="Purposes",
        intro="A person says what a use is for. A decision that the policy keeps for people is marked.",
        items=tuple(
            Item(id=p.id, title=p.title, lines=(("", "People decide this, from start to end."),) if p.area else ())
            for p in pack.purposes
        ),
    )
    kept = sum(c.enforcement in {Enforcement.ENFORCED, Enforcement.RECORD} for c in pack.clauses)
    yield Section(
        id="clauses",
        title="Clauses",
        intro=f"{len(pack.clauses)} clauses; {kept} of them are checked at each use or kept as a record.",
        items=tuple(Item(id=c.id, title=c.title, lines=tuple(_clause(pack, c.id))) for c in pack.clauses),
    )
    yield Section(
        id="rules",
        title="Rules that say no",
        intro="Nothing is allowed to which one of these says no.",
        items=tuple(
            Item(
                id=r.id,
                title=_plain(r.headline),
                lines=(("Clause", r.clause), ("When", _plain(r.auditor)), ("What helps", _plain(r.remedy))),
            )
            for r in pack.rules
        ),
    )
    yield _duties(pack)
    yield _periods(pack)
    yield _answers(pack)
    yield _statements(pack)


def _clause(pack: Pack, clause_id: str) -> Iterator[tuple[str, str]]:
    clause = pack.clause(clause_id)
    yield "", clause.person
    yield "The policy asks", clause.paraphrase
    yield "Source", clause.source
    yield "How it is kept", KEPT[clause.enforcement] + (f" It needs: {clause.needs}" if clause.needs else "")
    yield "Waiver", "Yes, in writing, from the CIO’s office." if clause.waivable else "No."
    for label, words in (("Goes in", clause.example_in), ("Stays out", clause.example_out)):
        if words:
            yield label, words
    if clause.remedy:
        yield "What you can do", clause.remedy


def _duties(pack: Pack) -> Section:
    return Section(
        id="duties",
        title="What an allowed use still asks",
        intro="These sentences stay with a use.",
        items=tuple(Item(id=d.id, title=d.sentence, lines=(("Clause", d.clause),)) for d in pack.duties),
    )


def _periods(pack: Pack) -> Section:
    held = [(name.replace("_", " "), f"{days} days") for name, days in sorted(pack.periods.items())]
    held.append(("days that a tool stays open after its re-review was due", str(pack.grace_days)))
    held += [(f"workdays in which an office answers: {n.replace('_', ' ')}", str(d)) for n, d in pack.workdays.items()]
    return Section(
        id="periods",
        title="How long a record counts",
        intro="A record of day 0 with 365 days counts through day 365. What is not here has no end.",
        items=tuple(Item(id=f"period-{n}", title=f"{w}: {d}", lines=()) for n, (w, d) in enumerate(held, 1)),
    )


def _answers(pack: Pack) -> Section:
    return Section(
        id="answers",
        title="What is done with findings in an answer",
        intro="A class that is not here is shown.",
        items=tuple(
            Item(id=f"answer-{cls.value}", title=f"{cls.value}: {WORDS[rule]}", lines=())
            for cls, rule in pack.answers.items()
        ),
    )


def _statements(pack: Pack) -> Section:
    held = statements_of(pack)
    return Section(
        id="statements",
        title=held.title,
        intro=f"What people sign, version {held.version}.",
        items=tuple(
            Item(id=f"statement-{n}", title=s.text, lines=(("Why", s.why), ("Clauses", ", ".join(s.clauses))))
            for n, s in enumerate(held.statements, 1)
        ),
    )


def _plain(text: str) -> str:
    """A template of a denial with its placeholders said in words."""
    return _PLACE.sub(lambda found: f"[{PLACEHOLDERS.get(found.group(1), found.group(1))}]", text)


def text_of(document: PolicyDocument) -> str:
    """The document as plain text."""
    lines = [document.title, "=" * min(len(document.title), WIDTH), ""]
    lines += [f"{label}: {value}" for label, value in document.facts]
    for section in document.sections:
        lines += ["", "", section.title, "-" * len(section.title), *textwrap.wrap(section.intro, WIDTH)]
        for item in section.items:
            lines += ["", *textwrap.wrap(f"{item.id}  {item.title}", WIDTH, subsequent_indent="    ")]
            for label, words in item.lines:
                said = f"{label}: {words}" if label else words
                lines += textwrap.wrap(said, WIDTH, initial_indent="    ", subsequent_indent="    ")
    return "\n".join(lines) + "\n"
