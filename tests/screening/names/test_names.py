"""The names model: whole or not at all, where its names stand, in which capacity, and how it is switched off."""

from __future__ import annotations

import hashlib
from importlib import resources
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from proviso.errors import ScreeningError
from proviso.model import Finding, Part, Strength
from proviso.screening import screen
from proviso.screening.names import finding, load_model
from proviso.screening.names.tokens import as_word, cut, starts, tokens
from proviso.screening.names.weighing import weighed
from proviso.screening.names.weights import packed, unpacked
from proviso.screening.recognizer import Hit
from proviso.screening.view import view_of

FOLDER = resources.files("proviso.screening.names")


def people(text: str, *, names: bool = True) -> list[Finding]:
    found = screen((Part(name="text", text=text),), names=names).findings
    return [f for f in found if f.kind == "PERSON"]


def named(text: str) -> list[str]:
    return [text[f.start : f.end] for f in people(text)]


def test_the_model_of_the_package_is_whole_and_passes_its_test() -> None:
    assert load_model() is load_model()


def test_a_model_that_was_changed_stops_the_start_and_says_what_to_do() -> None:
    data = bytearray((FOLDER / finding.MODEL).read_bytes())
    data[len(data) // 2] ^= 1
    with pytest.raises(ScreeningError, match="damaged") as fault:
        finding.checked(bytes(data), "0" * 64)
    assert "Install Proviso again" in fault.value.hint


@pytest.mark.parametrize("data", [b"", b"not a model", b"x\x9c\x03\x00\x00\x00\x00\x01"])
def test_a_file_that_is_no_model_is_refused_even_with_the_right_digest(data: bytes) -> None:
    with pytest.raises(ScreeningError, match="cannot be read"):
        finding.checked(data, hashlib.sha256(data).hexdigest())


def test_a_model_that_finds_nothing_does_not_pass_its_test() -> None:
    weights = unpacked((FOLDER / finding.MODEL).read_bytes())
    empty = packed(type(weights)({"none": (0.0, 0.0, 0.0)}, weights.transitions, weights.common))
    with pytest.raises(ScreeningError, match="did not pass its test"):
        finding.checked(empty, hashlib.sha256(empty).hexdigest())


def test_weights_are_the_same_after_packing() -> None:
    weights = unpacked((FOLDER / finding.MODEL).read_bytes())
    again = unpacked(packed(weights))
    assert (again.transitions, again.common) == (weights.transitions, weights.common)
    assert again.state == weights.state


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Please ask Desta Dunmarrow and Tuan Nguyen about the culvert.", ["Desta Dunmarrow", "Tuan Nguyen"]),
        ("The shift went to Oluwaseun Adeyemi. Adeyemi left at noon.", ["Oluwaseun Adeyemi", "Adeyemi"]),
        ("A letter from María-José Quillfeather came.", ["María-José Quillfeather"]),
        ("The levee on the north bank held for nine days in Harris County.", []),
        ("Kernel 6.1.0-18 was built with GCC 12.2 on Debian.", []),
        ("x = load('parcels.csv')\nprint(x.head(20))", []),
    ],
)
def test_names_are_found_at_their_places(text: str, found: list[str]) -> None:
    assert named(text) == found


@pytest.mark.parametrize(
    ("text", "capacity"),
    [
        ("Governor Mireille Whitlowe opened the bridge.", "official"),
        ("“The work goes on,” said Mireille Whitlowe, director of the program.", "official"),
        ("See Whitlowe v. Dunmarrow.", "party"),
        ("Write a biography of Desta Dunmarrow for the exhibit.", "historical"),
        ("Desta Dunmarrow (1821-1893) built the first light.", "historical"),
    ],
)
def test_a_public_capacity_raises_no_question_and_is_named(text: str, capacity: str) -> None:
    found = people(text)
    assert found
    assert {(f.strength, f.detail) for f in found} == {(Strength.WEAK, capacity)}


def test_who_is_an_official_once_is_the_same_one_further_on() -> None:
    text = "Governor Mireille Whitlowe came at nine. Later Whitlowe left the hall."
    assert {f.strength for f in people(text)} == {Strength.WEAK}


@pytest.mark.parametrize("text", ["Please ask Desta Dunmarrow.", "Officer Desta Dunmarrow was late again."])
def test_a_private_name_keeps_its_question(text: str) -> None:
    assert [(f.strength, f.detail) for f in people(text)] == [(Strength.LIKELY, "")]


def test_without_the_model_only_the_rules_find_names() -> None:
    text = "The shift went to Tariku Beyenech today."
    assert named(text) == ["Tariku Beyenech"]
    assert people(text, names=False) == []


@given(st.text(max_size=400))
@settings(max_examples=150, deadline=None)
def test_any_text_is_read_and_places_lie_inside_it(text: str) -> None:
    for f in people(text):
        assert 0 <= f.start < f.end <= len(text)


@given(st.text(alphabet="Abc .,\n'@#1", max_size=300))
@settings(max_examples=150, deadline=None)
def test_words_stand_in_order_and_never_overlap(text: str) -> None:
    places = [(start, end) for _, start, end in tokens(view_of(text).text)]
    assert all(start < end for start, end in places)
    assert all(a[1] <= b[0] for a, b in pairwise(places))


def test_a_long_text_is_read_in_pieces_with_the_same_names() -> None:
    line = "Please ask Desta Dunmarrow about the culvert of the ninth district.\n"
    assert len([name for name in named(line * 1_500) if name == "Desta Dunmarrow"]) == 1_500


def test_a_word_that_the_text_writes_small_too_is_no_name_unless_it_is_a_given_name_as_well() -> None:
    assert named("Subject: Levee plan\n\nThe levee on the north bank held.") == []
    assert named("Ask Grace about the levee. By grace it held.") == ["Grace"]


def test_what_is_kept_of_words_does_not_grow_with_the_numbers_of_many_texts() -> None:
    data = (FOLDER / finding.MODEL).read_bytes()
    tagger = finding.checked(data, hashlib.sha256(data).hexdigest())
    first = tagger.spans(["Mireille", "Whitlowe", "told", "the", "board", "that", "file", "1111", "closed", "."])
    before = tagger.kept
    for number in range(2_000, 4_000):
        words = ["Mireille", "Whitlowe", "told", "the", "board", "that", "file", str(number), "closed", "."]
        assert tagger.spans(words) == first
    assert [span[:2] for span in first] == [(0, 2)]
    assert tagger.kept == before


def test_no_word_of_a_screened_text_is_kept_unless_the_model_has_it_in_its_lists() -> None:
    tagger = load_model()
    tagger.spans(["Please", "ask", "Zzyvarrelwhist", "at", "zzyvarrel@agency.example.gov", "about", "851331294"])
    before = tagger.kept
    tagger.spans(["Please", "ask", "Qqorwhittlesby", "at", "qqor@agency.example.gov", "about", "219441187"])
    assert tagger.kept == before


@pytest.mark.parametrize("end", [".", "\n", ""])
def test_pieces_stand_where_the_words_stand(end: str) -> None:
    text = f"Dr. Ana O'Neil wrote\n\n to pv.koval@agency.example.gov: see www.example.gov  -- it's 12 pages{end}" * 3
    for each in (text, text.replace("@", " ").replace("www.", "")):
        pieces = cut(each)
        found = [(as_word(p), at, at + len(p)) for p, at in zip(pieces, starts(each, pieces, 0), strict=True)]
        assert found == list(tokens(each))


def test_a_hit_without_a_word_is_nobody() -> None:
    comma = Hit("PERSON", 3, 4, Strength.LIKELY)
    assert weighed(view_of("to , and"), [comma], []) == [comma]
