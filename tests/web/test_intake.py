"""What a person put into the workspace, checked before anything else."""

from __future__ import annotations

import pytest
from starlette.datastructures import FormData

from proviso.screening import screen
from proviso.web.forms import Form
from proviso.web.intake import Typed, add_text, problems, read_form, readable, unreadable

GOOD = Typed(text="A text.", tool_id="northlight-chat", purpose="research")


def wrong(typed: Typed, max_chars: int = 100) -> dict[str, str]:
    return dict(problems(typed, tools=["northlight-chat"], purposes=["research"], max_chars=max_chars))


def test_a_whole_form_has_nothing_to_fix() -> None:
    assert wrong(GOOD) == {}


@pytest.mark.parametrize(
    ("typed", "field", "words"),
    [
        (Typed(text="x", tool_id="northlight-chat"), "purpose", "Choose what it is for."),
        (Typed(text="x", tool_id="northlight-chat", purpose="spying"), "purpose", "not in the rules"),
        (Typed(text="x", purpose="research"), "tool", "Choose a tool."),
        (Typed(text="x", tool_id="elsewhere", purpose="research"), "tool", "not on the agency’s list"),
        (Typed(text=" \n ", tool_id="northlight-chat", purpose="research"), "text", "Write or paste your text"),
        (Typed(text="x" * 101, tool_id="northlight-chat", purpose="research"), "text", "101 characters"),
        (Typed(text="a\nb\x00c", tool_id="northlight-chat", purpose="research"), "text", "the first one in line 2"),
        (Typed(text="a\ud800", tool_id="northlight-chat", purpose="research"), "text", "1 character that"),
        (Typed(text="x", source="s" * 501, tool_id="northlight-chat", purpose="research"), "source", "Shorten it"),
        (Typed(text="x", source="asdf", tool_id="northlight-chat", purpose="research"), "source", "Write a link, or"),
        (Typed(text="x", source="…", tool_id="northlight-chat", purpose="research"), "source", "Write a link, or"),
    ],
)
def test_each_bad_input_says_what_to_do(typed: Typed, field: str, words: str) -> None:
    found = wrong(typed)
    assert list(found) == [field]
    assert words in found[field]


def test_right_to_left_overrides_are_for_the_screen_to_judge_not_for_the_form() -> None:
    assert unreadable("abc \u202edcba") == ""


def test_unreadable_characters_show_where_they_are() -> None:
    assert readable("a\x00b\ud800c\td\n") == "a\ufffdb\ufffdc\td\n"


def test_a_file_goes_under_what_stands_in_the_box_and_its_name_is_screened_too() -> None:
    after = add_text(add_text(GOOD, ["one.txt"], "First."), ["two.eml", "CUI_plan.txt"], "Second.")
    assert after.text == "A text.\n\nFirst.\n\nSecond."
    assert [p.text for p in after.parts] == [after.text, "one.txt, two.eml, CUI_plan.txt", "", "", ""]
    assert [p.name for p in after.parts[2:]] == ["one.txt", "two.eml", "CUI_plan.txt"]
    assert "CUI" in {f.kind for f in screen(after.parts).findings}


def test_a_file_into_an_empty_box_is_the_text() -> None:
    assert add_text(Typed(), ["one.txt"], "First.").text == "First."


def test_line_ends_of_a_browser_become_ours_so_that_places_are_right() -> None:
    form = Form(FormData([("text", "one\r\ntwo"), ("source", "  a   b "), ("tool", "t"), ("purpose", "p")]))
    assert read_form(form) == Typed(text="one\ntwo", source="a b", tool_id="t", purpose="p")


def test_what_was_typed_is_not_printed() -> None:
    assert "secret words" not in repr(Typed(text="secret words", source="secret words"))
