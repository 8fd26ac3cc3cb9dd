"""Coverage: each clause's state follows from the pack's lines and the ledger's entries."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from proviso.model import Record
from proviso.policy import Enforcement, Pack
from proviso.policy.pack import Principle
from proviso.policy.packs import builtin
from proviso.reports.coverage import Row, State, Tally, coverage, gaps, principles, table
from proviso.reports.evidence_paper import coverage_answer

AT = datetime(2026, 11, 20, 15, 0, tzinfo=UTC)
LATER = AT + timedelta(days=30)
PACK = builtin("dhs-139-07")
LISTED: tuple[str, dict[str, Any]] = (
    "ToolListed",
    {"tool": "chat", "tool_class": "commercial", "status": "approved"},
)
CLOSED: tuple[str, dict[str, Any]] = ("ReviewSectionClosed", {"tool": "chat", "section": "accuracy"})
SENT: tuple[str, dict[str, Any]] = ("ObjectionSent", {"objection": "AAAA1111", "due_on": "2026-11-27"})
ANSWERED: tuple[str, dict[str, Any]] = ("ObjectionAnswered", {"objection": "AAAA1111"})
DECIDED: tuple[str, dict[str, Any]] = ("UseDecided", {"rules": ["individual"], "obligations": ["protect-pii"]})


def rows(*happened: tuple[str, dict[str, Any]], until: datetime = LATER, pack: Pack = PACK) -> dict[str, Row]:
    tally = Tally.of(pack, AT, until)
    for event, data in happened:
        tally.add(Record(at="", event=event, data=data), AT)
    return {row.clause: row for row in coverage(pack, tally)}


@pytest.mark.parametrize(
    ("clause", "happened", "state"),
    [
        ("139-07.0.a", (), State.NOTHING),
        ("139-07.2.a.1", (), State.QUIET),
        ("139-07.2.a.1", (DECIDED,), State.PROVED),
        ("139-07.1.a.1", (), State.QUIET),
        ("139-07.1.a.1", (LISTED,), State.GAP),
        ("139-07.1.a.1", (LISTED, CLOSED), State.PROVED),
        ("139-07.1.a.2", (LISTED, CLOSED), State.GAP),
        ("139-07.1.a.1", ((LISTED[0], {**LISTED[1], "tool_class": "internal"}),), State.QUIET),
        ("139-07.1.a.1", ((LISTED[0], {**LISTED[1], "status": "in_review"}),), State.QUIET),
        ("139-07.fn6", (SENT,), State.GAP),
        ("139-07.fn6", (SENT, ANSWERED), State.PROVED),
        ("139-07.6", (("IncidentOpened", {}),), State.PROVED),
    ],
)
def test_the_state_of_a_clause_follows_from_the_entries(
    clause: str, happened: tuple[tuple[str, dict[str, Any]], ...], state: State
) -> None:
    assert rows(*happened)[clause].state is state


def test_a_gap_names_what_lacks_an_entry_and_who_can_close_it() -> None:
    row = rows(LISTED)["139-07.1.a.3"]
    assert row.gap == "No entry shows it for tool chat."
    assert row.office == "cio_office"
    many = [(LISTED[0], {**LISTED[1], "tool": f"tool-{n}"}) for n in range(5)]
    assert rows(*many)["139-07.1.b"].gap == "No entry shows it for tool tool-0, tool-1, tool-2 and 2 more."


def test_what_is_not_due_yet_is_no_gap() -> None:
    assert rows(SENT, until=AT + timedelta(days=1))["139-07.fn6"].state is State.QUIET


def test_a_clause_that_is_not_enforced_says_what_is_missing() -> None:
    clause = replace(PACK.clause("139-07.6"), enforcement=Enforcement.NOT_YET, needs="a clock", kept=None)
    pack = replace(PACK, clauses=tuple(clause if c.id == clause.id else c for c in PACK.clauses))
    row = rows(pack=pack)["139-07.6"]
    assert (row.state, row.gap) == (State.NOT_YET, "Missing: a clock.")


def test_decisions_are_counted_by_the_rules_and_the_duties_that_carry_a_clause() -> None:
    found = rows(DECIDED, DECIDED)
    assert found["139-07.2.a.1"].shown == "2 decisions, 2 of them stopped by it."
    assert found["139-07.2.a.2"].shown == "2 decisions."
    assert "2 of them with its duty" in found["139-07.2.b"].shown


def test_entries_outside_the_time_show_nothing() -> None:
    tally = Tally.of(PACK, AT, LATER)
    for at in (AT - timedelta(seconds=1), LATER):
        tally.add(Record(at="", event="UseDecided", data=DECIDED[1]), at)
    assert {row.state for row in coverage(PACK, tally)} <= {State.QUIET, State.NOTHING, State.NOT_YET}


def test_the_answer_counts_gaps_first() -> None:
    assert coverage_answer(list(rows().values())).startswith("No gap.")
    assert coverage_answer(list(rows(SENT).values())).startswith("1 gap. It says who can close it.")
    held = list(rows(SENT, LISTED).values())
    assert coverage_answer(held).startswith(f"{gaps(held):,} gaps. Each says who can close it.")


def test_every_clause_of_every_pack_has_a_row_with_words() -> None:
    for name in ("dhs-139-07", "example-city"):
        pack = builtin(name)
        lines = table(coverage(pack, Tally.of(pack, None, None)), {"cio_office": "CIO’s office"})
        assert [line[0] for line in lines] == [clause.id for clause in pack.clauses]
        assert all(line[1] and line[2] and line[3] for line in lines)


def test_each_of_the_nine_principles_has_evidence_or_a_gap() -> None:
    quiet = principles(PACK, tuple(rows().values()))
    assert [one.id[-2] for one in quiet] == list("abcdefghi")
    found = {one.id: one for one in principles(PACK, tuple(rows(DECIDED, LISTED).values()))}
    assert found["EO 13960 3(b)"].state is State.PROVED
    assert found["EO 13960 3(c)"].state is State.GAP
    assert "Gap: 139-07.1.a.1, 139-07.1.a.5." in found["EO 13960 3(c)"].says


def test_a_principle_that_no_rule_carries_out_is_a_gap() -> None:
    pack = replace(PACK, principles=(Principle(id="X", title="Kind", clauses=("gone",)),))
    [one] = principles(pack, tuple(rows().values()))
    assert (one.state, one.says) == (State.GAP, "No rule of this policy carries it out.")
