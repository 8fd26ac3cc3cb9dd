"""Which entries of the ledger an evidence file is about, read once from the first to the last (R-080).

Entries name each other by codes: whoever asks about a person gets the answers to their requests, the objections to
their decisions, and the incidents that these opened, though those entries do not name the person.
"""

from __future__ import annotations

from collections import Counter, deque
from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from proviso.db import entries, people
from proviso.db.store import Tx
from proviso.errors import UsageError
from proviso.ledger import canonical
from proviso.ledger.tree import leaf_hash
from proviso.model import EvidenceScope, Record
from proviso.model.veils import incident_of
from proviso.policy import Pack
from proviso.policy.shown import patterns

from .coverage import Tally
from .evidence_files import LARGEST
from .packed import Packed

RULES = frozenset({"LedgerStarted", "LedgerRestored", "PackActivated", "PackEnded", "PackScheduled", "PackWithdrawn"})
"""In every evidence file: they say which text was in force when (R-081)."""
LINKS = ("decision", "objection", "request", "approval", "incident", "waiver", "transcript")
"""Codes by which a later entry belongs to an earlier one."""
OF_TEXTS = ("Expert", "OfficialText")
"""Their `review` is of one text, and belongs together; a tool's review has entries of many people."""
BATCH = 2_000
DECIDED = b'"event":"UseDecided","version":1}'
"""How the record of a decision ends: its keys are in order."""
SECTIONS = {
    "Steps": ("Approval", "SecondApproval", "Training", "Acknowledgement", "Account", "Course"),
    "Expert reviews": ("Expert", "OfficialText"),
    "Reviews of tools": ("Review", "Suggestion", "Trial"),
    "Incidents": ("Incident", "ToolIncident", "Affected", "LaterFound"),
    "Objections": ("Objection",),
    "Waivers": ("Waiver",),
    "Kept texts": ("Transcript", "Hold", "Disposition", "Retention", "Foia"),
    "Tools": ("Tool", "Connection", "Guide"),
    "Systems": ("System", "Budget", "Call"),
    "Rules": ("Pack", "LocalRules", "Dissent"),
}
"""What the paper lists beside the decisions: the beginnings of the names of entries."""
MOST_LISTED = 40
"""Entries of a section, and decisions, that the paper lists; all of them are attached."""

LEAF = 46
"""Bytes of a hash among the attachments."""
MOST_BYTES = LARGEST - (64 << 20)
"""What the entries and their hashes may come to, so that the file can be checked wherever it goes."""
TOO_LARGE = f"One file holds {MOST_BYTES >> 20:,} MB of records."

Progress = Callable[[int, int], None]
"""Entries read, and how many there are."""


@dataclass(slots=True)
class Selected:
    """The entries, and what they come to."""

    size: int
    """Entries of the ledger."""
    indexes: list[int] = field(default_factory=list)
    entries: Packed = field(default_factory=Packed)
    """Their records, one a line."""
    leaves: list[bytes] = field(default_factory=list)
    """The hash of each."""
    events: Counter[str] = field(default_factory=Counter)
    outcomes: Counter[tuple[str, bool]] = field(default_factory=Counter)
    """Decisions by purpose, and whether they were allowed."""
    tools: Counter[str] = field(default_factory=Counter)
    clauses: Counter[str] = field(default_factory=Counter)
    """Denials by the clause that led."""
    months: Counter[tuple[str, bool]] = field(default_factory=Counter)
    people: set[str] = field(default_factory=set)
    packs: dict[str, str] = field(default_factory=dict)
    """Hash of each text of the rules by its reference, as the ledger says."""
    newest: deque[Record] = field(default_factory=lambda: deque(maxlen=MOST_LISTED))
    """Decisions, the last ones."""
    sections: dict[str, deque[Record]] = field(default_factory=dict)
    counted: Counter[str] = field(default_factory=Counter)
    """Entries of each section."""
    left_out: int = 0
    """Entries of incidents for whose details the reader is not cleared (139-07.6)."""
    tally: Tally = field(default_factory=Tally)
    """For the coverage of the clauses: the whole agency in this time."""

    @property
    def allowed(self) -> int:
        """Decisions that were allowed."""
        return sum(count for (_, allowed), count in self.outcomes.items() if allowed)

    @property
    def decisions(self) -> int:
        """Decisions among the entries."""
        return self.outcomes.total()


def select(
    tx: Tx,
    pack: Pack,
    scope: EvidenceScope,
    size: int,
    at: datetime,
    progress: Progress,
    hidden: Collection[str] = (),
) -> Selected:
    """Read the first `size` entries of the ledger; `pack` says what shows a clause, `hidden` which incidents do not."""
    found = Selected(size=size, tally=Tally.of(pack, scope.since, scope.until or at))
    try:
        _read_all(tx, _Matcher(tx, pack, scope), found, progress, hidden)
    finally:
        found.entries.close()
    return found


def _read_all(tx: Tx, matcher: _Matcher, found: Selected, progress: Progress, hidden: Collection[str]) -> None:
    for index, raw in _read(tx, found.size, progress):
        record = canonical.decode(raw)
        moment = datetime.fromisoformat(record.at)
        found.tally.add(record, moment)
        if record.event in RULES and record.data.get("pack") and record.data.get("sha256"):
            found.packs[str(record.data["pack"])] = str(record.data["sha256"])
        is_asked = matcher.takes(record, moment)
        if is_asked and hidden and incident_of(record) in hidden:
            found.left_out += 1
            continue
        if is_asked:
            _count(found, record)
        if is_asked or record.event in RULES:
            found.indexes.append(index)
            found.entries.write(raw + b"\n")
            found.leaves.append(leaf_hash(raw))
            if found.entries.size + LEAF * len(found.leaves) > MOST_BYTES:
                raise UsageError(f"{TOO_LARGE} It is full at {record.at[:10]}.", hint="Take a shorter period.")


def count(tx: Tx, pack: Pack, scope: EvidenceScope, at: datetime) -> Tally:
    """What the entries of a time come to, clause by clause, without keeping them."""
    tally = Tally.of(pack, scope.since, scope.until or at)
    since = canonical.stamp(scope.since) if scope.since else ""
    for batch in entries.batches(tx, BATCH):
        for _, raw in batch:
            # Decisions are most of a ledger, and those before the time count for nothing.
            if raw.endswith(DECIDED) and canonical.is_before(raw, since):
                continue
            record = canonical.decode(raw)
            tally.add(record, datetime.fromisoformat(record.at))
    return tally


def _read(tx: Tx, size: int, progress: Progress) -> Iterator[tuple[int, bytes]]:
    for batch in entries.batches(tx, BATCH):
        for index, raw in batch:
            if index >= size:
                return
            yield index, raw if isinstance(raw, bytes) else str(raw).encode()
        progress(min(batch[-1][0] + 1, size), size)


class _Matcher:
    """Tells whether an entry is asked for; it remembers what earlier ones were about."""

    def __init__(self, tx: Tx, pack: Pack, scope: EvidenceScope) -> None:
        self.scope = scope
        self.linked: set[tuple[str, str]] = set()
        members = people.everyone(tx, component=scope.component, limit=1_000_000) if scope.component else []
        self.members = {person.id for person in members}
        clause = next((c for c in pack.clauses if c.id == scope.clause), None)
        lines = (*clause.shown_by, *clause.for_each) if clause is not None else ()
        self.patterns = tuple(pattern for line in lines for pattern in patterns(line))
        self.is_all = not (scope.person or scope.tool or scope.component or scope.clause)

    def takes(self, record: Record, at: datetime) -> bool:
        """Whether it is about all that was asked for, in this time."""
        data, scope = record.data, self.scope
        if not self.is_all and not self._is_about(record.event, data):
            return False
        return (scope.since is None or at >= scope.since) and (scope.until is None or at < scope.until)

    def _is_about(self, event: str, data: dict[str, Any]) -> bool:
        direct = self._person(data) and self._tool(data) and self._component(data)
        links = _links(event, data)
        if self.scope.person:  # an incident is about a spill, with entries of many people
            links = {link for link in links if link[0] != "incident"}
        if direct:
            self.linked |= links
        elif self.linked.isdisjoint(links):
            return False
        return not self.scope.clause or self._clause(event, data)

    def _person(self, data: dict[str, Any]) -> bool:
        who = self.scope.person
        return not who or who in (data.get("person"), data.get("actor"), data.get("owner"))

    def _tool(self, data: dict[str, Any]) -> bool:
        tool = self.scope.tool
        return not tool or data.get("tool") == tool or tool in (data.get("tools") or ())

    def _component(self, data: dict[str, Any]) -> bool:
        if not self.scope.component:
            return True
        said = (data.get("facts") or {}).get("component") or data.get("component")
        if said:
            return bool(said == self.scope.component)
        return data.get("person") in self.members or data.get("actor") in self.members

    def _clause(self, event: str, data: dict[str, Any]) -> bool:
        is_cited = self.scope.clause in (data.get("clauses") or ()) or self.scope.clause == data.get("clause")
        return is_cited or any(pattern.fits(event, data) for pattern in self.patterns)


def _links(event: str, data: dict[str, Any]) -> set[tuple[str, str]]:
    """The codes that an entry names."""
    links = {(name, str(data[name])) for name in LINKS if data.get(name)}
    links |= {("decision", str(code)) for code in data.get("decisions") or ()}
    if event.startswith(OF_TEXTS) and data.get("review"):
        links.add(("review", str(data["review"])))
    return links


def _count(found: Selected, record: Record) -> None:
    data = record.data
    found.events[record.event] += 1
    found.people.update(who for who in (data.get("person"), data.get("actor")) if who and who != "system")
    if record.event == "UseDecided":
        allowed = bool(data["allowed"])
        found.outcomes[str(data["purpose"]), allowed] += 1
        found.tools[str(data["tool"])] += 1
        found.months[record.at[:7], allowed] += 1
        if not allowed:
            found.clauses[str(next(iter(data["clauses"]), ""))] += 1
        found.newest.append(record)
        return
    for name, beginnings in SECTIONS.items():
        if record.event.startswith(beginnings):
            found.counted[name] += 1
            found.sections.setdefault(name, deque(maxlen=MOST_LISTED)).append(record)
            return
