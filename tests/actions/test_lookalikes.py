from __future__ import annotations

import pytest

from proviso.actions.lookalikes import are_alike, are_same, host, plain


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("LanternSearch", "lantern search"),
        ("Lantren Search", "LanternSearch"),
        ("Lantérn-Search AI", "LanternSearch"),
        ("the Northlight", "Northlight Chat"),
        ("Quilmate", "Quillmate"),
        ("CODEKITE PRO", "CodeKite"),
    ],
)
def test_names_of_one_tool_are_alike(one: str, other: str) -> None:
    assert are_alike(one, other)
    assert are_alike(other, one)


@pytest.mark.parametrize(
    ("one", "other"),
    [("Ferry", "Quillmate"), ("Go", "Gopher"), ("", "Ferry"), ("…", "Ferry"), ("SketchTide", "LanternSearch")],
)
def test_names_of_two_tools_are_not(one: str, other: str) -> None:
    assert not are_alike(one, other)


def test_a_name_is_the_same_however_it_is_typed() -> None:
    assert are_same("  lantern   SEARCH ", "LanternSearch")
    assert not are_same("Lantren Search", "LanternSearch")
    assert plain("AI") == "ai", "a name of nothing but fillers stays"


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("https://www.lantern.example/app?x=1", "lantern.example"),
        ("app.lantern.example", "lantern.example"),
        ("http://[::1", ""),
        ("", ""),
    ],
)
def test_an_address_says_whose_it_is(url: str, expected: str) -> None:
    assert host(url) == expected
