"""Values in a column share the line's end between them: each is found, the second as well as the first."""

from __future__ import annotations

import pytest

from proviso.model import Part
from proviso.screening import screen

COLUMNS = {
    "US_SSN": ["536-41-7892", "536-41-7893", "536-41-7894", "536-41-7895"],
    "US_A_NUMBER": ["A012 345 678", "A013 345 678", "A014 345 678"],
    "EMAIL": ["jane.roe@example.com", "jo.li@example.com", "al.po@example.com"],
    "USCIS_RECEIPT": ["EAC2190012345", "EAC2190012346", "WAC2190012347"],
    "ADDRESS": ["12 Harbor Street, Norfolk, VA 23510", "14 Harbor Street, Norfolk, VA 23510"],
}


@pytest.mark.parametrize("between", ["\n", " ", ",", ";", "\t", "|", "\r\n"], ids=repr)
@pytest.mark.parametrize("kind", COLUMNS)
def test_every_value_of_a_column_is_found(kind: str, between: str) -> None:
    values = COLUMNS[kind]
    text = between.join(values)
    found = screen((Part(name="", text=text),), names=False).findings
    covered = [value for value in values if any(f.start <= text.index(value) < f.end for f in found)]
    assert covered == values
