"""The paper of an evidence file: what was asked, what the entries come to, in words and small tables."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from proviso.db import agency as agency_db
from proviso.db import people, tools
from proviso.db.packs import Period
from proviso.db.store import Tx
from proviso.model import EvidenceScope, Record, event_types
from proviso.policy import Pack
from proviso.policy.words import say_day

from .coverage import Followed, Row, State, gaps, table
from .evidence_check import PackRow
from .selection import MOST_LISTED, Selected

NEVER = date.min
_CITED = re.compile(r"\s*\([^)]*(?:139-07|T-\d|fn\d|R-\d|RFC)[^)]*\)")


@dataclass(slots=True)
class Names:
    """How people, tools, purposes and offices are called; each is looked up once."""

    tx: Tx
    zone: ZoneInfo
    purposes: Mapping[str, str]
    clauses: Mapping[str, str]
    offices: Mapping[str, str]
    tools: Mapping[str, str]
    _people: dict[str, str] = field(default_factory=dict)

    @classmethod
    def of(cls, tx: Tx, zone: str, pack: Pack) -> Names:
        """The names of this agency."""
        return cls(
            tx=tx,
            zone=ZoneInfo(zone),
            purposes={p.id: p.title for p in pack.purposes},
            clauses={c.id: c.title for c in pack.clauses},
            offices={role: office.name for role, office in agency_db.offices(tx).items()},
            tools={tool.id: tool.name for tool in tools.all(tx)},
        )

    def person(self, person_id: str) -> str:
        """First and last name, or the handle of who is not in the directory any more."""
        if person_id == "system":
            return "Proviso"
        if person_id not in self._people:
            found = people.get(self.tx, person_id)
            self._people[person_id] = found.name if found else person_id
        return self._people[person_id]

    def day(self, at: datetime) -> str:
        """ "Nov. 20, 2026" """
        return say_day(at.astimezone(self.zone).date(), NEVER)

    def moment(self, at: datetime) -> str:
        """ "Nov. 20, 2026, 2:14 p.m." """
        there = at.astimezone(self.zone)
        return f"{self.day(at)}, {there.hour % 12 or 12}:{there.minute:02} {'a.m.' if there.hour < 12 else 'p.m.'}"


def title_of(scope: EvidenceScope, names: Names) -> str:
    """ "Evidence: Northlight Chat, rule 139-07.2.c.1" """
    about = [
        names.person(scope.person) if scope.person else "",
        names.tools.get(scope.tool, scope.tool),
        f"component {scope.component}" if scope.component else "",
        f"rule {scope.clause}" if scope.clause else "",
    ]
    return f"Evidence: {', '.join(filter(None, about)) or 'the whole agency'}"


def time_of(scope: EvidenceScope, names: Names, at: datetime) -> str:
    """ "Nov. 1, 2026 to Nov. 30, 2026" """
    last = scope.until - timedelta(microseconds=1) if scope.until else at
    return f"{names.day(scope.since) if scope.since else 'The first entry'} to {names.day(min(last, at))}"


def paper_of(
    found: Selected,
    rows: Sequence[Row],
    followed: Sequence[Followed],
    periods: Sequence[Period],
    names: Names,
    scope: EvidenceScope,
    at: datetime,
    vkey: str,
    kept: Collection[PackRow],
) -> dict[str, Any]:
    """What the template shows."""
    texts = {row.ref for row in kept}
    return {
        "facts": [
            ["Time", time_of(scope, names, at)],
            ["Made", f"{names.moment(at)} ({names.zone.key})"],
            ["Entries", f"{len(found.indexes):,} of the {found.size:,} in the ledger"],
            *([["Left out", f"{found.left_out:,} of incidents that need a clearance"]] if found.left_out else []),
        ],
        "answer": _answer(found),
        "vkey": vkey,
        "asked": _asked(scope, names),
        "packs": [_pack(period, names, texts) for period in in_time(periods, scope, at)],
        "outcomes": _outcomes(found, names),
        "clauses": [
            [clause or "A fault", names.clauses.get(clause, ""), f"{count:,}"]
            for clause, count in found.clauses.most_common()
        ],
        "tools": [[names.tools.get(tool, tool), f"{count:,}"] for tool, count in found.tools.most_common()],
        "months": _months(found),
        "decisions": [_decision(record, names) for record in reversed(found.newest)],
        "decisions_more": max(0, found.decisions - MOST_LISTED),
        "sections": [
            {
                "title": name,
                "rows": [_entry(record, names) for record in reversed(found.sections[name])],
                "more": max(0, found.counted[name] - MOST_LISTED),
            }
            for name in found.sections
        ],
        "coverage": [[r[0], r[1], r[2], _said(r)] for r in table(rows, names.offices)],
        "principles": [[f.id, f.title, f.state.value, f.says] for f in followed],
        "coverage_answer": coverage_answer(rows) if rows else "",
        "events": [[event, f"{count:,}", _SAYS.get(event, "")] for event, count in sorted(found.events.items())],
    }


def coverage_answer(rows: Sequence[Row]) -> str:
    """ "3 gaps. Each says who can close it." """
    count, states = gaps(rows), Counter(row.state for row in rows)
    lead = "No gap." if not count else "1 gap. It says who can close it." if count == 1 else _many(count)
    later = states[State.NOT_YET]
    rest = f" {later:,} {'rule is' if later == 1 else 'rules are'} not enforced yet." if later else ""
    return f"{lead}{rest} {states[State.PROVED]:,} of {len(rows):,} rules are proved by entries of this time."


def _many(count: int) -> str:
    return f"{count:,} gaps. Each says who can close it."


def _answer(found: Selected) -> str:
    if not found.events:
        return "The ledger has no entry about this in this time."
    people_count = len(found.people)
    who = f"{people_count:,} {'person' if people_count == 1 else 'people'}"
    denied = found.decisions - found.allowed
    return (
        f"{found.events.total():,} {'entry' if found.events.total() == 1 else 'entries'} of {who}. "
        f"{found.decisions:,} decisions: {found.allowed:,} allowed, {denied:,} not sent."
    )


def _asked(scope: EvidenceScope, names: Names) -> list[list[str]]:
    return [
        ["Person", names.person(scope.person) if scope.person else "Everybody"],
        ["Tool", names.tools.get(scope.tool, scope.tool) or "Every tool"],
        ["Component", scope.component or "Every component"],
        ["Rule", f"{scope.clause} {names.clauses.get(scope.clause, '')}".strip() or "Every rule"],
    ]


def in_time(periods: Sequence[Period], scope: EvidenceScope, at: datetime) -> Iterator[Period]:
    """The rules that held at some moment of the time, oldest first (R-081)."""
    last = scope.until or at
    for period in sorted(periods, key=lambda p: p.started_at):
        is_taken_back = period.ended_at is not None and period.ended_at <= period.started_at
        is_over = scope.since is not None and period.ended_at is not None and period.ended_at <= scope.since
        if not is_taken_back and not is_over and period.started_at < last:
            yield period


def _pack(period: Period, names: Names, texts: Collection[str]) -> list[str]:
    ends = names.moment(period.ended_at) if period.ended_at else "in force"
    where = f" ({period.component})" if period.component else ""
    text = "attached" if period.ref in texts else "not kept to the letter"
    return [f"{period.ref}{where}", names.moment(period.started_at), ends, text, period.sha256]


def _outcomes(found: Selected, names: Names) -> list[list[str]]:
    purposes = sorted({purpose for purpose, _ in found.outcomes})
    return [
        [names.purposes.get(p, p), f"{found.outcomes[p, True]:,}", f"{found.outcomes[p, False]:,}"] for p in purposes
    ]


def _months(found: Selected) -> list[list[str]]:
    months = sorted({month for month, _ in found.months})
    return [[month, f"{found.months[month, True]:,}", f"{found.months[month, False]:,}"] for month in months]


def _decision(record: Record, names: Names) -> list[str]:
    data = record.data
    outcome = "Allowed" if data["allowed"] else f"Not sent: {', '.join(data['clauses'][:2]) or 'a fault'}"
    return [
        names.moment(datetime.fromisoformat(record.at)),
        _code(str(data["decision"])),
        names.person(str(data["person"])),
        names.tools.get(str(data["tool"]), str(data["tool"])),
        outcome,
    ]


def _entry(record: Record, names: Names) -> list[str]:
    return [
        names.moment(datetime.fromisoformat(record.at)),
        _SAYS.get(record.event, record.event),
        ", ".join(_about(record.data, names)),
        names.person(str(record.data.get("actor", ""))),
    ]


def _about(data: Mapping[str, Any], names: Names) -> Iterator[str]:
    """What an entry is about, from the fields that name something."""
    for key, value in data.items():
        if key in {"person", "supervisor", "owner"} and value and value != data.get("actor"):
            yield names.person(str(value))
        elif key == "tool" and value:
            yield names.tools.get(str(value), str(value))
        elif key in {"decision", "objection"} and value:
            yield f"{key} {_code(str(value))}"
        elif key in {"waiver", "incident", "training", "clause", "office", "outcome", "state", "position"} and value:
            yield f"{key} {str(value).replace('_', ' ')}"


def _code(value: str) -> str:
    return f"{value[:4]}-{value[4:]}"


def _said(row: Sequence[str]) -> str:
    _, _, _, how, _, shown, gap, office = row
    close = f" {office} can close it." if gap and office else ""
    return " ".join(f"{how}. {shown} {gap}{close}".split())


_SAYS = {
    event.__name__: _CITED.sub(
        "", re.split(r"(?<=[.:])\s", " ".join((event.__doc__ or "").split()), maxsplit=1)[0]
    ).rstrip(":.")
    for event in event_types()
}
"""The first sentence of each kind of entry, as its documentation has it."""
