"""Clause by clause: how it is kept, which entries of a time show it, and what is missing (R-080, R-101).

Everything comes from the pack (`kept`, `shown_by`, `for_each`) and from the ledger's own entries.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any

from proviso.model import Record
from proviso.policy import Clause, Enforcement, Pack
from proviso.policy.pack import Kept, Principle
from proviso.policy.shown import Pattern, patterns

MOST_NAMED = 3
"""Names that stand in the sentence of a gap; the rest is a number."""


class State(StrEnum):
    """What the entries say about a clause."""

    PROVED = "Proved"
    GAP = "Gap"
    NOT_YET = "Not enforced yet"
    QUIET = "Nothing happened"
    NOTHING = "Nothing to prove"


HOW = {
    Kept.DECIDED: "Looked at in each decision",
    Kept.GATED: "Nothing opens before it is done",
    Kept.ATTESTED: "A person says so and answers for it",
    Kept.WORKFLOW: "Somebody does it, and it is on record",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One clause."""

    clause: str
    title: str
    state: State
    how: str
    entries: int
    """How many entries of the time show it."""
    shown: str
    """In words: "3,914 decisions, 12 of them stopped by it"."""
    gap: str = ""
    office: str = ""
    """Role of the office that can close the gap."""


@dataclass(slots=True)
class Tally:
    """What the entries of the ledger come to, counted while they are read once."""

    since: datetime | None = None
    until: datetime | None = None
    decisions: int = 0
    stopped: Counter[str] = field(default_factory=Counter)
    """Decisions by each rule that said no."""
    obliged: Counter[str] = field(default_factory=Counter)
    """Decisions by each obligation that they brought."""
    shown: Counter[str] = field(default_factory=Counter)
    """Entries of the time by each line of the pack."""
    keys: dict[tuple[str, str], set[str]] = field(default_factory=lambda: defaultdict(set))
    """By line and field: what the entries up to the end of the time were about."""
    _lines: dict[str, list[tuple[str, Pattern, Collection[str]]]] = field(default_factory=dict)
    """By kind of entry: the lines that mean it, and the fields by which they are matched."""

    @classmethod
    def of(cls, pack: Pack, since: datetime | None, until: datetime | None) -> Tally:
        """A tally for the lines of this pack."""
        made = cls(since=since, until=until)
        fields: dict[str, set[str]] = defaultdict(set)
        for clause in pack.clauses:
            for line in (*clause.shown_by, *clause.for_each):
                fields[line] |= {clause.matched_by} - {""}
        for line, by in fields.items():
            for pattern in patterns(line):
                made._lines.setdefault(pattern.event, []).append((line, pattern, by))
        return made

    def add(self, record: Record, at: datetime) -> None:
        """Count one entry; `at` is its time."""
        if self.until is not None and at >= self.until:
            return
        is_inside = self.since is None or at >= self.since
        if record.event == "UseDecided" and is_inside:
            self.decisions += 1
            self.stopped.update(set(record.data.get("rules", ())))
            self.obliged.update(set(record.data.get("obligations", ())))
        for line, pattern, by in self._lines.get(record.event, ()):
            if pattern.fits(record.event, record.data):
                self.shown[line] += is_inside
                for name in by:
                    self._note(line, name, record.data)

    def _note(self, line: str, name: str, data: Mapping[str, Any]) -> None:
        due = str(data.get("due_on", ""))
        if not (due and self.until is not None and due >= self.until.date().isoformat()):  # not due yet: no gap
            self.keys[line, name].add(str(data.get(name, "")))


def coverage(pack: Pack, tally: Tally) -> tuple[Row, ...]:
    """Every clause of the pack, in its order."""
    carried: dict[str, set[str]] = defaultdict(set)
    for rule in pack.rules:
        carried[rule.clause].add(rule.id)
    for duty in pack.duties:
        carried[duty.clause].add(duty.id)
    return tuple(_row(clause, carried[clause.id] | set(clause.carried_by), tally) for clause in pack.clauses)


def gaps(rows: Collection[Row]) -> int:
    """How many clauses have a gap."""
    return sum(row.state is State.GAP for row in rows)


def _row(clause: Clause, carried: set[str], tally: Tally) -> Row:
    entries = sum(tally.shown[line] for line in clause.shown_by)
    stopped = sum(tally.stopped[rule] for rule in carried)
    obliged = sum(tally.obliged[duty] for duty in carried)
    missing = _missing(clause, tally)
    looked = tally.decisions if carried and clause.kept is not None else 0
    state = _state(clause, bool(entries or looked), missing)
    return Row(
        clause=clause.id,
        title=clause.title,
        state=state,
        how=HOW[clause.kept]
        if clause.kept
        else "Not enforced yet"
        if clause.needs
        else "Nothing to carry out at a use",
        entries=entries + looked,
        shown=_sentence(", ".join(_shown(looked, stopped, obliged, entries))) if clause.kept else "",
        gap=_gap(clause, missing),
        office=clause.office if clause.needs or missing else "",
    )


def _state(clause: Clause, is_shown: bool, missing: set[str]) -> State:
    if clause.enforcement is Enforcement.NOT_YET:
        return State.NOT_YET
    if clause.kept is None:
        return State.NOTHING
    if missing:
        return State.GAP
    return State.PROVED if is_shown else State.QUIET


def _missing(clause: Clause, tally: Tally) -> set[str]:
    """What needs an entry and has none."""
    if not clause.for_each:
        return set()
    asked = set.intersection(*(tally.keys[line, clause.matched_by] for line in clause.for_each))
    return asked.difference(*(tally.keys[line, clause.matched_by] for line in clause.shown_by))


def _gap(clause: Clause, missing: set[str]) -> str:
    if clause.needs:
        return f"Missing: {clause.needs.rstrip('.')}."
    if not missing:
        return ""
    named = sorted(missing)
    more = f" and {len(named) - MOST_NAMED:,} more" if len(named) > MOST_NAMED else ""
    return f"No entry shows it for {clause.matched_by} {', '.join(named[:MOST_NAMED])}{more}."


def _sentence(words: str) -> str:
    return f"{words[:1].upper()}{words[1:]}."


def _shown(looked: int, stopped: int, obliged: int, entries: int) -> Iterator[str]:
    if looked:
        yield f"{looked:,} {'decision' if looked == 1 else 'decisions'}"
        if stopped:
            yield f"{stopped:,} of them stopped by it"
        if obliged:
            yield f"{obliged:,} of them with its duty"
    if entries:
        yield f"{entries:,} {'entry' if entries == 1 else 'entries'} of the kind that shows it"
    if not (looked or entries):
        yield "no entry of this time"


@dataclass(frozen=True, slots=True, kw_only=True)
class Followed:
    """One principle of another text: what the clauses that carry it out come to (R-101)."""

    id: str
    title: str
    state: State
    says: str


def principles(pack: Pack, rows: Collection[Row]) -> tuple[Followed, ...]:
    """Every principle that the pack names: evidence or gap."""
    by_id = {row.clause: row for row in rows}
    return tuple(_followed(each, [by_id[c] for c in each.clauses if c in by_id]) for each in pack.principles)


def _followed(principle: Principle, rows: list[Row]) -> Followed:
    by_state = {state: [row.clause for row in rows if row.state is state] for state in State}
    lead = next(
        (state for state in (State.GAP, State.PROVED, State.NOT_YET, State.QUIET) if by_state[state]), State.GAP
    )
    if not rows:
        says = "No rule of this policy carries it out."
    else:
        parts = [f"{state.value}: {', '.join(found)}." for state, found in by_state.items() if found]
        says = " ".join(parts)
    return Followed(id=principle.id, title=principle.title, state=lead, says=says)


HEADS = ("Rule", "What it says", "State", "How it is kept", "Entries", "What shows it", "Gap", "Who can close it")


def table(rows: Collection[Row], names: Mapping[str, str]) -> list[tuple[str, ...]]:
    """The rows as cells; `names` says an office by its role."""
    return [
        (r.clause, r.title, r.state.value, r.how, f"{r.entries}", r.shown, r.gap, names.get(r.office, r.office))
        for r in rows
    ]
