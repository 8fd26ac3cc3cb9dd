"""How often each recognizer was wrong: counted from denials, objections and answers, and from nothing else."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from proviso.actions.agency import Agency
from proviso.db import objections as objections_db
from proviso.db import uses
from proviso.model import ObjectionState
from proviso.reports.objections import SORTS, Rate, as_csv, as_row, counts, rates
from tests.web.demo import open_copy

NOW = datetime.now(UTC) + timedelta(minutes=1)
MONTH = NOW - timedelta(days=40)


@pytest.fixture
def agency(tmp_path: Path) -> Iterator[Agency]:
    yield from open_copy(tmp_path)


def test_the_lines_hold_every_denial_and_every_objection(agency: Agency) -> None:
    with agency.store.read() as tx:
        lines = rates(tx, MONTH, NOW)
        denied = uses.search(tx, allowed=False, since=MONTH, until=NOW, limit=10_000)
        over = objections_db.over(tx, MONTH, NOW)
        sent, answered, right = counts(tx, MONTH, NOW)
    bare = sum(not d.reasons[0].findings for d in denied)
    assert next((r.denials for r in lines if not r.kind), 0) == bare
    for line in lines:
        expected = sum(
            any(
                d.findings[n].kind == line.kind and d.findings[n].recognizer == line.recognizer
                for n in d.reasons[0].findings
            )
            for d in denied
        )
        assert line.denials == expected or not line.kind
    assert sent == len(over) > 0
    assert right == sum(o.state is ObjectionState.RIGHT for o, _ in over) > 0
    assert answered == sum(o.state is not ObjectionState.OPEN for o, _ in over)
    assert sum(line.objections for line in lines) >= sent


def test_denials_before_the_time_do_not_count(agency: Agency) -> None:
    with agency.store.read() as tx:
        assert rates(tx, NOW, NOW + timedelta(days=1)) == ()
        assert counts(tx, NOW, NOW + timedelta(days=1)) == (0, 0, 0)
        denied = uses.search(tx, allowed=False, since=MONTH, until=NOW, limit=10_000)
        some = sum(r.denials for r in rates(tx, denied[len(denied) // 2].at, NOW))
        assert 0 < some < sum(r.denials for r in rates(tx, MONTH, NOW))


@pytest.mark.parametrize("sort", SORTS)
def test_each_order_has_the_same_lines(agency: Agency, sort: str) -> None:
    with agency.store.read() as tx:
        assert set(rates(tx, MONTH, NOW, sort)) == set(rates(tx, MONTH, NOW))


def test_most_often_right_stands_first(agency: Agency) -> None:
    with agency.store.read() as tx:
        said = [r.right for r in rates(tx, MONTH, NOW)]
    assert said == sorted(said, reverse=True)


@pytest.mark.parametrize(
    ("answered", "right", "rate", "is_small"),
    [(0, 0, None, True), (4, 1, 0.25, True), (10, 3, 0.3, False), (3, 1, 0.3333, True)],
)
def test_a_rate_says_when_it_is_of_few(answered: int, right: int, rate: float | None, is_small: bool) -> None:
    line = Rate(recognizer="us_ssn", kind="US_SSN", denials=50, objections=12, answered=answered, right=right)
    assert as_row(line)["right_rate"] == rate
    assert line.is_small is is_small


def test_the_csv_reads_back_and_names_nobody(agency: Agency) -> None:
    with agency.store.read() as tx:
        lines = rates(tx, MONTH, NOW)
    said = as_csv(lines)
    read = list(csv.DictReader(io.StringIO(said)))
    assert [(row["kind"], int(row["denials"]), int(row["right"])) for row in read] == [
        (line.kind, line.denials, line.right) for line in lines
    ]
    assert "okafor" not in said
