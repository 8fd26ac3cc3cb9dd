"""Patterns of entries: what shows that a clause is kept."""

from __future__ import annotations

import pytest

from proviso.policy.shown import events_of, patterns


@pytest.mark.parametrize(
    ("text", "event", "data", "fits"),
    [
        ("WaiverGranted", "WaiverGranted", {}, True),
        ("WaiverGranted", "WaiverRevoked", {}, False),
        ("ReviewSectionClosed section=accuracy", "ReviewSectionClosed", {"section": "accuracy"}, True),
        ("ReviewSectionClosed section=accuracy", "ReviewSectionClosed", {"section": "security"}, False),
        ("ReviewSectionClosed section=accuracy", "ReviewSectionClosed", {}, False),
        ("A | B x=1 y=2", "B", {"x": 1, "y": "2"}, True),
        ("A | B x=1 y=2", "B", {"x": 1}, False),
    ],
)
def test_a_pattern_fits_an_entry_by_its_kind_and_its_fields(
    text: str, event: str, data: dict[str, object], fits: bool
) -> None:
    assert any(pattern.fits(event, data) for pattern in patterns(text)) is fits


@pytest.mark.parametrize("text", ["", "A | ", "A section=", "A =x", "A x", "A-B"])
def test_what_is_no_pattern_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="no pattern"):
        patterns(text)


def test_the_kinds_of_entries_are_known() -> None:
    assert events_of(["A x=1 | B", "C"]) == {"A", "B", "C"}
