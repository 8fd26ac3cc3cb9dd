"""What a guard lets through of an answer, however it is cut: nothing before what stands around it was screened."""

import base64
import itertools
import json
import random
import re
from collections.abc import Iterable, Sequence
from dataclasses import replace
from functools import partial

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from proviso import screening
from proviso.decision.answers import (
    AHEAD,
    BEHIND,
    EACH,
    FREE,
    MOST_CHARS,
    MOST_HELD,
    RATE,
    AnswerRules,
    Guard,
    Screen,
    Stopped,
    guards_of,
    stopped_sentence,
)
from proviso.decision.unescaping import unescaped
from proviso.model import AnswerRule, Finding, FindingClass, Part, Screened, Strength
from proviso.screening.catalog import recognizers
from tests.decision.given import dhs

SHOW, MASK, HOLD, END = AnswerRule.SHOW, AnswerRule.MASK, AnswerRule.HOLD, AnswerRule.END
PLACES = (
    FindingClass.INDIVIDUAL,
    FindingClass.NAMED,
    FindingClass.SECRET,
    FindingClass.CONTROLLED,
    FindingClass.CLASSIFIED,
)
MASKED: AnswerRules = dict.fromkeys(PLACES, MASK)
BEFORE = "The county said on Monday that the levee held and that the pumps ran all night without a fault.\n\n" * 4
AFTER = "\n\nThe river crested at noon below the stage that the service had forecast, and the roads are open." * 4
EXAMPLES = [(r.name, text, kind) for r in recognizers() for text, kind in r.finds]
SSN = "851-33-1294"
HIDDEN = "[hidden: Social Security number]"
rules_only = partial(screening.screen, names=False)


class Counting:
    """Screens with the real recognizers, and counts what that costs."""

    def __init__(self) -> None:
        self.calls: list[int] = []

    def __call__(self, parts: Sequence[Part]) -> Screened:
        self.calls.append(sum(len(part.text) for part in parts))
        return rules_only(parts)

    @property
    def cost(self) -> int:
        return sum(self.calls) + EACH * len(self.calls)


def number(parts: Sequence[Part]) -> Screened:
    """A quick stand-in: nine digits are a finding, when "id" stands up to 100 characters before them or 60 after."""
    text = parts[0].text
    found = []
    for match in re.finditer(r"(?<!\d)\d{9}(?!\d)", text):
        near = text[max(0, match.start() - 100) : match.end() + 60]
        strength = Strength.SURE if re.search(r"\bid\b", near) else Strength.WEAK
        found.append(finding("NINE", FindingClass.INDIVIDUAL, match.start(), match.end(), strength=strength))
    return Screened(findings=tuple(found), chars=len(text))


def finding(
    kind: str, cls: FindingClass, start: int, end: int, strength: Strength = Strength.SURE, score: int = 100
) -> Finding:
    return Finding(kind=kind, cls=cls, start=start, end=end, strength=strength, score=score, recognizer="given")


def finds(*pattern: tuple[str, str, FindingClass]) -> Screen:
    """Each pattern is a finding of its kind and class."""

    def screen(parts: Sequence[Part]) -> Screened:
        text = parts[0].text
        found = [finding(kind, cls, *m.span()) for regex, kind, cls in pattern for m in re.finditer(regex, text)]
        return Screened(findings=tuple(found), chars=len(text))

    return screen


def shown(guard: Guard, pieces: Iterable[str]) -> str:
    return "".join([*(guard.feed(piece) for piece in pieces), guard.finish()])


def cut(text: str, places: Iterable[int]) -> list[str]:
    at = [0, *sorted({p for p in places if 0 < p < len(text)}), len(text)]
    return [text[a:b] for a, b in itertools.pairwise(at)]


def in_steps(text: str, step: int) -> list[str]:
    return [text[at : at + step] for at in range(0, len(text), step)]


@pytest.mark.parametrize("example", range(len(EXAMPLES)), ids=lambda n: f"{EXAMPLES[n][0]}-{EXAMPLES[n][2]}-{n}")
def test_every_example_of_every_recognizer_is_masked_as_in_the_whole_text_wherever_it_is_cut(example: int) -> None:
    _, said, _ = EXAMPLES[example]
    text = BEFORE + said + AFTER
    whole = Guard(rules_only, MASKED).whole(text)
    # A feed that ends here lets go what stands up to AHEAD before it: somewhere in the example, or right beside it.
    places = range(len(BEFORE) + AHEAD - 2, len(BEFORE) + len(said) + AHEAD + 40)
    for place in random.Random(example).sample(places, 3):
        assert shown(Guard(rules_only, MASKED), cut(text, [place])) == whole, place
    assert shown(Guard(rules_only, MASKED), in_steps(text, 3 + example % 9)) == whole


def test_the_examples_are_masked_at_all() -> None:
    kinds = {kind.name: kind.cls for r in recognizers() for kind in r.kinds}
    masked = [text for _, text, kind in EXAMPLES if kinds[kind] in MASKED]
    assert len(masked) > 100
    assert all(Guard(rules_only, MASKED).whole(text) != text for text in masked)


@pytest.mark.parametrize(
    "said", [f"Her SSN is {SSN}.", "Call her at home: 202-555-0143.", "mail dana.k@mail.example.org now"]
)
def test_no_split_point_lets_a_part_of_it_out(said: str) -> None:
    text = BEFORE[-250:] + said + AFTER[:250]
    whole = Guard(rules_only, MASKED).whole(text)
    assert "[hidden: " in whole
    for place in range(AHEAD + 70, len(text), 2):
        assert shown(Guard(rules_only, MASKED), cut(text, [place])) == whole, place


@given(st.lists(st.integers(0, 1_400), max_size=60), st.integers(0, 900), st.booleans())
@settings(max_examples=300, deadline=None)
def test_any_cuts_give_what_the_whole_text_gives(places: list[int], at: int, is_after: bool) -> None:
    filler = "the river is at its banks and rising, the crews are out on the road. " * 20
    label = "123456789 is it (the id)" if is_after else "the id is, as far as we know, 123456789"
    text = f"{filler[:at]} {label} {filler[at:1_200]}"
    assert shown(Guard(number, MASKED), cut(text, places)) == Guard(number, MASKED).whole(text)
    assert "123456789" not in Guard(number, MASKED).whole(text)


@given(st.text(max_size=900), st.integers(1, 400))
@settings(max_examples=150, deadline=None)
def test_what_comes_is_what_goes_where_nothing_is_found(text: str, step: int) -> None:
    guard = Guard(finds(), MASKED)
    assert shown(guard, in_steps(text, step)) == text
    assert guard.text == text
    assert guard.chars == len(text)


def test_the_findings_have_their_places_in_the_whole_run() -> None:
    text = f"{BEFORE}Her SSN is {SSN}.{AFTER}Her SSN is {SSN}.{AFTER}"
    guard = Guard(rules_only, MASKED)
    shown(guard, in_steps(text, 4))
    places = [(f.start, f.end) for f in guard.findings if f.kind == "US_SSN"]
    assert places == [m.span() for m in re.finditer(SSN, text)]


def test_an_answer_ends_before_the_place() -> None:
    text = f"{BEFORE}Her SSN is {SSN}.{AFTER}"
    for step in (1, 7, 50, len(text)):
        guard = Guard(rules_only, {FindingClass.INDIVIDUAL: END})
        out = shown(guard, in_steps(text, step))
        assert out == f"{BEFORE}Her SSN is "
        assert guard.stopped == Stopped(kind="US_SSN", rule=END)
        assert guard.feed("more") == ""
        assert guard.finish() == ""


def test_an_answer_that_is_held_is_given_whole_or_not_at_all() -> None:
    rules = {FindingClass.INDIVIDUAL: HOLD}
    guard = Guard(rules_only, rules)
    assert "".join(guard.feed(piece) for piece in in_steps(BEFORE, 5)) == ""
    assert guard.finish() == BEFORE
    guard = Guard(rules_only, rules)
    assert shown(guard, in_steps(f"{BEFORE}Her SSN is {SSN}.", 5)) == ""
    assert guard.stopped == Stopped(kind="US_SSN", rule=HOLD)


@pytest.mark.parametrize("cls", [FindingClass.RECORD, FindingClass.SOCIAL, FindingClass.PURPOSE])
def test_what_is_about_a_passage_is_judged_at_the_end(cls: FindingClass) -> None:
    guard = Guard(finds(("case", "SIGN_ROLE", cls)), {cls: END})
    assert guard.feed(BEFORE * 5) == ""
    assert guard.feed("the case") == ""
    assert guard.finish() == f"{BEFORE * 5}the "
    assert guard.stopped is not None


def test_weak_findings_and_what_looks_like_an_order_decide_nothing() -> None:
    def screen(parts: Sequence[Part]) -> Screened:
        weak = finding("US_SSN", FindingClass.INDIVIDUAL, 0, 3, strength=Strength.WEAK)
        return Screened(findings=(weak, finding("X", FindingClass.INJECTION, 4, 6)), chars=6)

    guard = Guard(screen, {FindingClass.INDIVIDUAL: MASK, FindingClass.INJECTION: END})
    assert guard.whole("abcdef") == "abcdef"
    assert [f.kind for f in guard.findings] == ["US_SSN"]


def test_the_first_words_come_before_the_end() -> None:
    guard = Guard(rules_only, MASKED)
    came = 0
    for piece in in_steps(BEFORE, 4):
        came += len(piece)
        if guard.feed(piece):
            break
    assert came <= AHEAD + 100


def test_a_number_deep_in_a_table_is_read_with_the_tables_head() -> None:
    rows = "".join(f"Person {chr(65 + n % 26)},{n % 12 + 1}/2/198{n % 10},{851331294 + n},open\n" for n in range(120))
    text = f"Here is the table:\n\nname,dob,ssn,state\n{rows}\nThat is all.\n"
    out = shown(Guard(rules_only, MASKED), in_steps(text, 9))
    assert re.search(r"\d{9}", out) is None
    assert out.count(HIDDEN) == 120
    assert out == Guard(rules_only, MASKED).whole(text)


@pytest.mark.parametrize(
    "said",
    [
        '{"note": "line\\nA012345678 is her A-number"}',
        '{"note": "ssn \\u0038\\u0035\\u0031-33-1294"}',
        '{"ssn":"851-33-1294","age":41}',
        '{"ssn": 851331294, "n": 2}',
        '{"people": ["ssn 851-33-1294", "x"]}',
    ],
)
def test_the_arguments_of_a_tool_stay_json_and_hide_nothing_behind_escapes(said: str) -> None:
    for step in (1, 5, len(said)):
        guard = Guard(rules_only, MASKED)
        out = shown(guard, in_steps(said, step))
        assert "hidden: " in json.dumps(json.loads(out))
        assert guard.findings


def test_the_way_back_from_a_text_without_escapes() -> None:
    plain = unescaped('a\\n\\u0041b\\"')
    assert plain is not None
    assert plain.text == 'a\nAb"'
    assert [plain.at(n) for n in range(5)] == [0, 1, 3, 9, 10]
    assert [plain.after(n) for n in range(6)] == [0, 1, 3, 9, 10, 12]
    assert unescaped("a \\d b") is None
    assert unescaped("plain") is None


def test_what_is_encoded_in_a_long_word_is_read_whole() -> None:
    token = base64.b64encode((BEFORE + f"Her SSN is {SSN}.").encode()).decode()
    wrapped = "\n".join(token[at : at + 76] for at in range(0, len(token), 76))
    for form in (token, wrapped):
        text = f"{BEFORE}{form}{AFTER}"
        out = shown(Guard(rules_only, MASKED), in_steps(text, 6))
        assert out == Guard(rules_only, MASKED).whole(text)
        assert form[-40:] not in out


def test_an_answer_ends_at_a_private_key_since_its_end_is_not_known() -> None:
    text = f"{BEFORE}-----BEGIN RSA PRIVATE KEY-----\nMIIBOgIBAAJBAKj34GkxFhD90vcNLYLInFEX\n{AFTER}"
    guard = Guard(rules_only, MASKED)
    assert shown(guard, in_steps(text, 5)) == BEFORE
    assert guard.stopped == Stopped(kind="PRIVATE_KEY", rule=END)


def test_a_finding_that_does_not_end_is_masked_as_far_as_it_came() -> None:
    guard = Guard(finds(("(?:x )+", "LONG", FindingClass.INDIVIDUAL)), MASKED)
    out = shown(guard, ["before ", *["x "] * 9_000, "after"])
    assert "x" not in out
    assert out.startswith("before [hidden: long]")
    assert out.endswith("after")
    assert len(guard.text) > 4 * MOST_HELD


def test_places_that_overlap_are_hidden_together() -> None:
    screen = finds(("abc", "ONE", FindingClass.INDIVIDUAL), ("bcd", "TWO", FindingClass.SECRET))
    assert Guard(screen, MASKED).whole("xabcdx") == "x[hidden: one]x"


def test_a_run_of_too_many_characters_ends() -> None:
    guard = Guard(finds(), MASKED)
    piece = "word " * 20_000
    out = [guard.feed(piece) for _ in range(25)]
    assert guard.stopped == Stopped(kind="TOO_LONG", rule=END)
    assert sum(map(len, out)) == MOST_CHARS
    assert len(guard.text) == MOST_CHARS


def test_what_waits_goes_out_when_something_else_follows() -> None:
    guard = Guard(rules_only, MASKED)
    assert guard.feed("So the answer is ") == ""
    assert guard.pause() == "So the answer is "
    assert guard.feed(f"her SSN {SSN}.") + guard.finish() == f"her SSN {HIDDEN}."


def test_what_began_before_a_pause_is_hidden_from_there_on() -> None:
    guard = Guard(rules_only, MASKED)
    first = guard.feed("her SSN is 851-33-") + guard.pause()
    assert first + guard.feed("1294.") + guard.finish() == f"her SSN is 851-33-{HIDDEN}."


@pytest.mark.parametrize("chars", [1_500, 6_000, 40_000])
def test_screening_while_it_streams_costs_at_most_two_and_a_half_times_as_much(chars: int) -> None:
    text = (BEFORE + AFTER) * (chars // 700 + 1)
    text = text[:chars]
    count = Counting()
    assert shown(Guard(count, MASKED), in_steps(text, 4)) == text
    assert count.cost <= RATE * chars + FREE + AHEAD + BEHIND + 2 * EACH
    assert max(count.calls) < 3_000, "the window stays small, however long the answer is"


def test_a_whole_answer_is_screened_once() -> None:
    count = Counting()
    Guard(count, MASKED).whole(BEFORE * 8)
    assert count.calls == [len(BEFORE) * 8]


def test_an_endless_word_costs_no_more_than_a_text() -> None:
    count = Counting()
    guard = Guard(count, MASKED)
    assert "".join(guard.feed("x4Tq") for _ in range(10_000)) == ""
    assert guard.finish() == "x4Tq" * 10_000
    assert count.cost <= RATE * 40_000


@pytest.mark.parametrize(
    ("stopped", "says"),
    [
        (Stopped(kind="US_SSN", rule=END), "The answer stopped here. The next part had a Social Security number."),
        (Stopped(kind="AWS_KEY", rule=HOLD), "The answer is not shown. It had an AWS access key."),
        (
            Stopped(kind="TOO_LONG", rule=END),
            "The answer stopped here. It has more than 2,000,000 characters, and we check no more.",
        ),
    ],
)
def test_a_stop_says_why(stopped: Stopped, says: str) -> None:
    assert stopped_sentence(stopped) == says


def test_what_does_not_decide_under_a_pack_is_shown() -> None:
    text = "TLP:GREEN\nHer SSN is 851-33-1294."
    pack = dhs()
    said = guards_of(pack, rules_only)().whole(text)
    assert said == f"TLP:GREEN\nHer SSN is {HIDDEN}."
    strict = replace(pack, tlp=frozenset({"TLP_GREEN"}), thresholds={FindingClass.INDIVIDUAL: 101})
    guard = guards_of(strict, rules_only)()
    assert guard.whole("Her SSN is 851-33-1294.") == "Her SSN is 851-33-1294."
    stopping = guards_of(strict, rules_only)()
    assert stopping.whole(text) == ""
    assert stopping.stopped == Stopped(kind="TLP_GREEN", rule=END, clause="139-07.2.b")


@pytest.mark.parametrize("rules", [{}, dict.fromkeys(FindingClass, SHOW)])
def test_where_all_is_shown_all_is_recorded(rules: AnswerRules) -> None:
    guard = Guard(rules_only, rules)
    text = f"{BEFORE}Her SSN is {SSN}."
    assert shown(guard, in_steps(text, 6)) == text
    assert "US_SSN" in {f.kind for f in guard.findings}


def test_a_run_is_judged_by_what_stood_before_it_in_another_one() -> None:
    first, second = Guard(rules_only, MASKED), Guard(rules_only, MASKED)
    first.feed(f"{BEFORE}Her social security number is ")
    second.follow(first)
    assert second.feed("851331294, we think.") + second.finish() == f"{HIDDEN}, we think."
    assert second.text == "851331294, we think."
    assert [(f.kind, f.start, f.end) for f in second.findings if f.kind == "US_SSN"] == [("US_SSN", 0, 9)]
    alone = Guard(rules_only, MASKED)
    alone.follow(None)
    assert alone.whole("851331294, we think.") == "851331294, we think."


@given(st.lists(st.integers(0, 1_400), max_size=20))
@settings(max_examples=60, deadline=None)
def test_what_stands_before_is_never_shown_again(places: list[int]) -> None:
    first, second = Guard(number, MASKED), Guard(number, MASKED)
    first.feed(BEFORE)
    second.follow(first)
    text = AFTER * 4
    assert shown(second, cut(text, places)) == text
    assert second.text == text
