"""How detectors are compared: what counts as right, what counts neither way, and where the tables go."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from bench.peers.report import group, write
from bench.peers.scoring import Count, score


def span(start: int, end: int, label: str) -> dict[str, Any]:
    return {"start": start, "end": end, "label": label, "score": 1.0}


def scored(source: str, gold: list[dict[str, Any]], found: list[dict[str, Any]], **more: Any) -> Any:
    return score([{"source": source, "text": "", "spans": gold, **more}], [found])


@pytest.mark.parametrize(
    ("found", "precision", "recall"),
    [
        ([span(0, 9, "US_SSN")], 1.0, 1.0),
        ([span(4, 20, "US_SSN")], 1.0, 1.0),
        ([span(9, 20, "US_SSN")], 0.0, 0.0),
        ([span(0, 9, "PHONE")], 0.0, 0.0),
        ([span(0, 9, "US_SSN"), span(30, 40, "US_SSN")], 0.5, 1.0),
        ([], 0.0, 0.0),
    ],
)
def test_a_span_is_right_when_it_meets_one_of_its_label(
    found: list[dict[str, Any]], precision: float, recall: float
) -> None:
    count = scored("agency", [span(0, 9, "US_SSN")], found).structured
    assert (count.precision, count.recall) == (precision, recall)


def test_labels_that_may_be_the_same_thing_fit() -> None:
    scores = scored("agency", [span(0, 9, "ADDRESS")], [span(0, 4, "LOCATION")])
    assert scores.identifying.recall == 1.0
    assert scores.of("agency", "ADDRESS").recall == 1.0


def test_what_a_set_does_not_mark_counts_neither_way() -> None:
    assert scored("wnut17", [], [span(0, 9, "PHONE")]).identifying.found == 0
    assert scored("wnut17", [span(0, 9, "IGNORE")], [span(2, 5, "PERSON")]).identifying.found == 0
    assert scored("wnut17", [], [span(2, 5, "PERSON")]).identifying.found == 1


def test_a_clean_text_with_something_found_is_a_false_alarm() -> None:
    scores = scored("agency", [span(0, 4, "DATETIME")], [span(0, 4, "PHONE")])
    assert (scores.clean, scores.clean_alarms) == (1, 1)
    assert scored("agency", [span(0, 4, "DATETIME")], [span(0, 4, "DATETIME")]).clean_alarms == 0
    assert scored("gov-names", [], [span(0, 4, "PERSON")]).nameless_alarms == 1


def test_recall_is_counted_by_region() -> None:
    scores = scored("agency", [span(0, 4, "PERSON")], [], region="latin")
    assert (scores.regions["latin"].marked, scores.regions["latin"].recall) == (1, 0.0)


def test_f2_counts_recall_more() -> None:
    count = Count(found=2, right=1, marked=1, met=1)
    assert count.f(2) == pytest.approx(5 * 0.5 / (4 * 0.5 + 1))
    assert Count().f(2) == 0.0


def test_disguised_and_debatable_prompts_are_rows_of_their_own() -> None:
    assert group({"reasons": ["pii", "secret"], "tags": ["evasion"], "verdict": "block"}) == [
        "pii, disguised",
        "secret, disguised",
    ]
    assert group({"reasons": [], "tags": ["debatable"], "verdict": "pass"}) == ["must pass, debatable"]


def test_a_table_goes_between_its_markers_and_nothing_else_changes(tmp_path: Path) -> None:
    page = tmp_path / "page.md"
    page.write_text("before\n<!-- begin: one -->\nold\n<!-- end -->\nafter\n", encoding="utf-8")
    write(page, {"one": "| new |"})
    write(page, {"one": "| new |"})
    assert page.read_text(encoding="utf-8") == "before\n<!-- begin: one -->\n\n| new |\n\n<!-- end -->\nafter\n"
    with pytest.raises(SystemExit, match="markers"):
        write(page, {"two": ""})
