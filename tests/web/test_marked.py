"""The marked text of a denial: each finding marked once, and heard."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from proviso.web.marked import MOST_MARKS, MarkedText, Place, mark_text, show

TEXT = "First line.\nFile A012 345 678 was closed.\nThird line.\nFourth line.\nFifth line."
NUMBER = Place(start=17, end=29, title="A‑number")


def plain(marked: MarkedText) -> str:
    return "\n".join("".join(p.text for p in line.pieces) for line in marked.lines if not line.is_gap)


def test_a_finding_is_cut_out_of_its_line() -> None:
    marked = mark_text(TEXT, [NUMBER])
    pieces = next(line.pieces for line in marked.lines if line.number == 2 and line.pieces)
    assert [(p.text, p.number, p.starts, p.ends) for p in pieces] == [
        ("File ", 0, False, False),
        ("A012 345 678", 1, True, True),
        (" was closed.", 0, False, False),
    ]


def test_a_finding_in_a_files_name_marks_nothing_in_the_text() -> None:
    named = Place(start=0, end=0, title="A‑number")
    marked = mark_text(TEXT, [named, NUMBER])
    assert marked == mark_text(TEXT, [NUMBER])
    assert mark_text(TEXT, [named]).rows == ()
    assert plain(mark_text(TEXT, [named])) == TEXT
    assert mark_text("", [named]) == mark_text("", [])


def test_the_list_says_the_line_and_leads_to_the_mark() -> None:
    (row,) = mark_text(TEXT, [NUMBER]).rows
    assert (row.number, row.title, row.line, row.href) == (1, "A‑number", 2, "#f1")


def test_lines_away_from_a_mark_are_far_behind_one_gap() -> None:
    marked = mark_text(TEXT, [NUMBER])
    assert [(line.number, line.is_far, line.is_gap) for line in marked.lines] == [
        (1, False, False),
        (2, False, False),
        (3, False, False),
        (4, False, True),
        (4, True, False),
        (5, True, False),
    ]


def test_a_long_text_keeps_only_the_lines_around_a_mark() -> None:
    text = "\n".join(["filler"] * 200 + ["here 123-45-6789 it is"] + ["filler"] * 200)
    start = text.index("123")
    marked = mark_text(text, [Place(start=start, end=start + 11, title="Social Security number")])
    assert [line.number for line in marked.lines if not line.is_gap] == [200, 201, 202]
    assert sum(line.is_gap for line in marked.lines) == 2


def test_one_very_long_line_is_clipped_around_the_mark() -> None:
    text = "a " * 20_000 + "123-45-6789" + " b" * 20_000
    marked = mark_text(text, [Place(start=40_000, end=40_011, title="Social Security number")])
    assert len(plain(marked)) < 1_000
    assert "123-45-6789" in plain(marked)


def test_a_finding_over_several_lines_has_one_start_and_one_end() -> None:
    marked = mark_text("one two\nthree four\nfive six", [Place(start=4, end=23, title="case")])
    pieces = [p for line in marked.lines for p in line.pieces if p.number]
    assert [(p.text, p.starts, p.ends) for p in pieces] == [
        ("two", True, False),
        ("three four", False, False),
        ("five", False, True),
    ]


def test_a_finding_that_ends_with_its_newline_ends_on_its_line() -> None:
    marked = mark_text("CUI//SP-PRVCY\nMemo", [Place(start=0, end=14, title="CUI")])
    pieces = [p for line in marked.lines for p in line.pieces if p.number]
    assert [(p.starts, p.ends) for p in pieces] == [(True, True)]


def test_overlapping_findings_are_each_marked_once_and_the_inner_one_is_shown_by_the_outer() -> None:
    outer, inner, partly = (
        Place(start=0, end=10, title="a"),
        Place(start=2, end=5, title="b"),
        Place(start=8, end=14, title="c"),
    )
    marked = mark_text("0123456789abcdef", [partly, inner, outer])
    assert [(r.title, r.href) for r in marked.rows] == [("a", "#f1"), ("b", "#f1"), ("c", "#f3")]
    assert [(p.text, p.number) for p in marked.lines[0].pieces] == [("0123456789", 1), ("abcd", 3), ("ef", 0)]


def test_a_finding_that_goes_on_after_another_one_starts_on_its_own_line() -> None:
    marked = mark_text("ab\ncd", [Place(start=0, end=2, title="a"), Place(start=1, end=5, title="b")])
    assert [(p.text, p.number, p.starts, p.ends) for line in marked.lines for p in line.pieces] == [
        ("ab", 1, True, True),
        ("cd", 2, True, True),
    ]


def test_characters_that_turn_the_text_are_shown_by_name() -> None:
    assert show("abc\u202edef\x00") == "abc[U+202E]def[U+0000]"
    assert show("one\ttwo é") == "one\ttwo é"


def test_more_findings_than_can_be_read_are_counted() -> None:
    text = "x " * (MOST_MARKS + 7)
    places = [Place(start=2 * i, end=2 * i + 1, title="x") for i in range(MOST_MARKS + 7)]
    marked = mark_text(text, places)
    assert len(marked.rows) == MOST_MARKS
    assert marked.more == 7


@settings(max_examples=600, deadline=None)
@given(
    st.text(alphabet="ab\n ", max_size=60),
    st.lists(st.tuples(st.integers(-2, 62), st.integers(-2, 62)), max_size=8),
)
def test_nothing_of_a_short_text_is_lost_and_each_mark_opens_and_closes_once(
    text: str, ranges: list[tuple[int, int]]
) -> None:
    marked = mark_text(text, [Place(start=a, end=b, title="t") for a, b in ranges])
    assert plain(marked) == text
    pieces = [p for line in marked.lines for p in line.pieces if p.number]
    starts = [p.number for p in pieces if p.starts]
    assert starts == sorted(set(starts))
    assert starts == [p.number for p in pieces if p.ends]
    assert {row.href for row in marked.rows} == {f"#f{n}" for n in starts}
