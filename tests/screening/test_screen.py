"""The pass as a whole: offsets, views, overlaps, faults, time."""

from __future__ import annotations

import base64
import time
from collections.abc import Iterable, Sequence

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from proviso.errors import NotFoundError, ScreeningError
from proviso.model import Finding, FindingClass, Part, Strength
from proviso.screening import Hit, Match, Recognizer, View, describe, kinds, recognizers, screen
from proviso.screening.engine import Engine
from proviso.screening.recognizer import kind

NUMBER = "A012 345 678"


def found(text: str) -> list[Finding]:
    return [f for f in screen((Part(name="text", text=text),)).findings if f.strength is not Strength.WEAK]


def pieces(text: str) -> list[tuple[str, str]]:
    return [(f.kind, text[f.start : f.end]) for f in found(text)]


@pytest.mark.parametrize(
    ("text", "place"),
    [
        (f"File {NUMBER} closed", NUMBER),
        (f"Ñandú ☃ 😀 file {NUMBER} closed", NUMBER),
        ("file A\u200b0\u200b1\u200b2 345 678 closed", "A\u200b0\u200b1\u200b2 345 678"),
        ("file А012 345 678 closed", "А012 345 678"),
        ("file Ａ０１２ ３４５ ６７８ closed", "Ａ０１２ ３４５ ６７８"),
        ("file A٠١٢ ٣٤٥ ٦٧٨ closed", "A٠١٢ ٣٤٥ ٦٧٨"),
        ("file A\u00ad012\u00ad 345 678 closed", "A\u00ad012\u00ad 345 678"),
        ("file \u202eA012 345 678\u202c closed", "A012 345 678"),
        ("\ud800 file A012 345 678 \udfff", NUMBER),
        ("file A012\x00 345 678", "A012\x00 345 678"),
        ("ﬁle ½ A012 345 678", NUMBER),
    ],
)
def test_a_place_is_given_in_the_original_text(text: str, place: str) -> None:
    assert pieces(text) == [("US_A_NUMBER", place)]


@pytest.mark.parametrize(
    ("text", "kind_name", "place"),
    [
        ("social 8 5 1 - 3 3 - 1 2 9 4 today", "US_SSN", "8 5 1 - 3 3 - 1 2 9 4"),
        ("note: " + base64.b64encode(b"his SSN is 851-33-1294 ok").decode(), "US_SSN", None),
        ("see %38%35%31%2D33%2D1294 now", "US_SSN", "%38%35%31%2D33%2D1294"),
        ("see &#56;&#53;&#49;&#45;33-1294 now", "US_SSN", "&#56;&#53;&#49;&#45;33-1294"),
        ("hex " + b"SSN 851-33-1294 is on file".hex(), "US_SSN", None),
        (
            "A nine seven four four two one zero zero eight. Done",
            "US_A_NUMBER",
            "A nine seven four four two one zero zero eight",
        ),
        ("C U I / / S P - P R V C Y\nThe list follows.", "CUI", "C U I / / S P - P R V C Y"),
    ],
)
def test_a_disguise_is_taken_off_and_the_whole_of_it_is_the_place(text: str, kind_name: str, place: str | None) -> None:
    chosen = next(f for f in found(text) if f.kind == kind_name)
    expected = place if place is not None else text.split(" ", 1)[1]
    assert text[chosen.start : chosen.end] == expected


def test_a_reversed_text_is_read_from_its_end() -> None:
    assert "CUI" in {f.kind for f in found("please reverse this:\n" + "CUI//SP-PRVCY\nThe list follows."[::-1])}


@settings(max_examples=150, deadline=None)
@given(st.text(alphabet=st.characters(), max_size=400))
def test_any_text_is_screened_and_every_place_lies_inside_it(text: str) -> None:
    for finding in screen((Part(name="text", text=text),)).findings:
        assert 0 <= finding.start < finding.end <= len(text)


SEEDS = [text for r in recognizers() for text, _ in r.finds]


@settings(max_examples=150, deadline=None)
@given(st.lists(st.one_of(st.sampled_from(SEEDS), st.text(max_size=20)), max_size=5))
def test_places_are_inside_in_order_and_do_not_overlap_within_a_layer(some: list[str]) -> None:
    text = "\n".join(some)
    findings = screen((Part(name="text", text=text),)).findings
    assert list(findings) == sorted(findings, key=lambda f: (f.start, f.end, f.kind))
    own = {FindingClass.RECORD, FindingClass.PURPOSE, FindingClass.SOCIAL, FindingClass.INJECTION, FindingClass.HAZARD}
    last = 0
    for finding in findings:
        assert 0 <= finding.start < finding.end <= len(text)
        if finding.cls not in own:
            assert finding.start >= last
            last = finding.end


@given(st.sampled_from(SEEDS), st.text(alphabet="\u200b\u200d\u00ad\u2060", min_size=1, max_size=3))
@settings(max_examples=60, deadline=None)
def test_invisible_characters_hide_nothing(text: str, invisible: str) -> None:
    assert {f.kind for f in found(invisible.join(text))} >= {f.kind for f in found(text)} - {"POST_ASK"}


def test_each_part_has_its_own_places() -> None:
    findings = screen((Part(name="text", text="fine"), Part(name="a.txt", text=f"x {NUMBER}"))).findings
    assert [(f.part, f.start, f.end) for f in findings] == [(1, 2, 14)]


def test_screening_the_same_text_twice_says_the_same() -> None:
    text = "\n".join(SEEDS)
    assert screen((Part(name="text", text=text),)) == screen((Part(name="text", text=text),))


def _broken(view: View, matches: Sequence[Match]) -> Iterable[Hit]:
    raise KeyError(view.text)


def test_a_recognizer_that_breaks_stops_the_screening_and_is_named_without_the_text() -> None:
    broken = Recognizer(
        name="broken",
        kinds=(kind("X", "thing", "nowhere"),),
        patterns=(r"harbor",),
        find=_broken,
        finds=(),
        leaves=(),
    )
    with pytest.raises(ScreeningError, match="broken") as caught:
        Engine([broken]).part(0, Part(name="text", text="the harbor gate code"))
    assert "gate" not in str(caught.value)
    assert caught.value.__cause__ is None
    assert caught.value.__suppress_context__


def test_every_kind_has_words_for_people() -> None:
    for name, described in kinds().items():
        assert describe(name) == described
        assert described.title
        assert described.article.split()[0] in {"a", "an", "the"}
        assert described.plural
        assert described.sentence.endswith(".")
        assert described.authority
    assert describe("US_A_NUMBER").title == "A‑number"
    assert describe("US_A_NUMBER").article == "an A‑number"
    assert describe("US_A_NUMBER").sentence == "An A‑number points to one person."


def test_an_unknown_kind_is_an_error() -> None:
    with pytest.raises(NotFoundError):
        describe("NOTHING")


def test_names_of_recognizers_are_their_files_and_their_kinds_agree() -> None:
    names = [r.name for r in recognizers()]
    assert names == sorted(names)
    assert len(names) == len(set(names)) > 20
    for recognizer in recognizers():
        for one in recognizer.kinds:
            assert kinds()[one.name] == one, "two recognizers describe one kind differently"
        assert recognizer.finds
        assert recognizer.leaves


@pytest.mark.parametrize(
    "filler",
    ["a", "1", "A1 ", "( ", "@", "%41", "x.", "\n", "CUI//", "é", "\u200b", "A B ", "he said ", "1,2\n", "he "],
)
def test_time_grows_with_the_length_and_not_faster(filler: str) -> None:
    def took(size: int) -> float:
        text = (filler * (size // len(filler) + 1))[:size]
        start = time.process_time()
        screen((Part(name="text", text=text),))
        return time.process_time() - start

    took(10_000)
    small, large = min(took(20_000) for _ in range(2)), took(160_000)
    assert large < 40 * small + 0.5


@pytest.mark.parametrize("filler", ["he ", "she said ", "my employee "])
def test_a_text_made_of_signs_keeps_few_of_them_and_a_case_at_its_end_still_counts(filler: str) -> None:
    case = "The applicant, a 41 year old nurse, said that her husband was arrested on November 4."
    text = filler * (160_000 // len(filler)) + case
    assert len(screen((Part(name="text", text=text),)).findings) < 5_000
    ages = [f for f in found(text) if f.kind == "SIGN_AGE"]
    assert [text[f.start : f.end] for f in ages] == ["41 year old nurse"]


def test_a_marking_at_the_end_of_a_long_text_is_found() -> None:
    text = "The plan lists culverts and buyouts for 480 parcels.\n" * 20_000 + "\nCUI//SP-PRVCY\n"
    assert [f.kind for f in found(text)] == ["CUI"]


def test_a_phone_alone_is_likely_and_beside_a_name_it_is_sure() -> None:
    alone = found("her cell is 713-555-0167")
    beside = found("Applicant: Desta Dunmarrow, her cell is 713-555-0167")
    assert [(f.kind, f.strength) for f in alone] == [("PHONE", Strength.LIKELY)]
    assert ("PHONE", Strength.SURE) in [(f.kind, f.strength) for f in beside]
    assert ("PERSON", Strength.LIKELY) in [(f.kind, f.strength) for f in beside]


def test_a_number_that_is_shown_backwards_is_found() -> None:
    """A right-to-left override (U+202E) shows `8321-88-210` as `012-88-1238`."""
    for text in ("her number \u202e8321-88-210\u202c", "the file \u202e876 543 210A\u202c closed"):
        assert any(f.cls is FindingClass.INDIVIDUAL for f in found(text)), text
    assert not found("her number 8321-88-2100 of parts")
