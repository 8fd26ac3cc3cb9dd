"""The plain view: what each character becomes, and the way back to the original text."""

from __future__ import annotations

import base64
import time

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from proviso.screening.disguise import undisguised
from proviso.screening.view import BULLET, MIDDOT, OTHER, View, replaced, view_of

SEEN = " \n\t\v\f~"
DISGUISED = (
    "8 5 1 - 3 3",
    "8.5.1.3.3",
    "851-\n33-1294",
    "&#56;&amp;#53;",
    "%38%2531",
    "\\x38\\u0035\\061",
    "=38=35=\n",
    "U+0038 U+0035 U+0031 U+0033",
    base64.b64encode(b"SSN 851-33-1294").decode(),
    base64.b64encode(base64.b64encode(b"CUI//SP-PRVCY")).decode(),
    b"SSN 851-33-1294".hex(),
    b"SSN 851-33-1294".hex(" "),
    "eight five one three three",
    "ochenta y cinco, uno, double seven hundred",
    "53CR37//N0F0RN",
    "85l-33-I294",
    "SSN 85 133 1294",
    "SSN | 851 | 33 | 1294 |",
    "0**78**-05<!-- x -->-1120",
    "//IUC eht rebmun",
    "gur FRPERG",
    "\u202e8321-88-210\u202c",
    "\U000e0053\U000e0053\U000e004e",
    "\u200b",
    "\u0661\u0662",
    "ﬁ½",
    "\r\n",
)


@pytest.mark.parametrize(
    ("text", "plain"),
    [
        ("plain text\r\nof two lines", "plain text \nof two lines"),
        ("Ａ１ 𝟖𝟓𝟏 ⑧❺⒈⑴ ⒜", "A1 851 8511 a"),
        ("٨٥١ ۸۵۱ ८५१ 八五一 〇零", "851 851 851 851 00"),
        ("🅰🅱 🄰 🅐 🇺🇸", "AB A A US"),
        ("СЕСRЕТ ΑΒΕ", "CECRET ABE"),
        ("Ñandú œuvre ßa", "Nandu oeuvre ssa"),
        ("a\u200bb\u00adc\u2060d\ufefff\u3164g\u0301h\ufe0f", "abcdfgh"),
        ("a\x00b\x01c\x1fd\x7fe\x85f\x9bg", "abcde\nfg"),
        ("a\u2800b\u2009c\u3000d", "a b c d"),
        ("“a” ‘b’ – —…", "\"a\" 'b' - -..."),
        ("·•█☃\ue000", f"{MIDDOT}{BULLET}\x1d{OTHER}{OTHER}"),
        ("\u202eabc\u202c \U000e0041", "abc "),
        ("Жж 漢 ا", "Qq q q"),
        ("½ ²³ Ⅷ", "12 23 VIII"),
        ("", ""),
    ],
)
def test_each_character_becomes_what_it_looks_like(text: str, plain: str) -> None:
    assert view_of(text).text == plain


def test_a_text_of_many_scripts_and_one_of_a_few_odd_characters_become_the_same() -> None:
    few = "“A” ·•\x1e 851"
    many = few + "".join(map(chr, range(0x400, 0x450)))
    assert view_of(many).text.startswith(view_of(few).text)


@given(st.text(max_size=200))
@example("\x1e·\x1f•\x1a☃")
def test_a_view_is_plain_and_every_place_of_it_lies_in_the_original(text: str) -> None:
    check(view_of(text), text)


@settings(max_examples=200, deadline=None)
@given(st.lists(st.one_of(st.sampled_from(DISGUISED), st.text(max_size=12), st.sampled_from(" \n|>")), max_size=8))
def test_every_place_of_a_text_without_its_disguises_lies_in_the_original(some: list[str]) -> None:
    text = "".join(some)
    for number, view in enumerate(undisguised(view_of(text), text)):
        check(view, text)
        assert number < 24


def check(view: View, text: str) -> None:
    assert view.text.isascii()
    assert "\r" not in view.text
    assert len(view.data) == len(view.text)
    for at in range(len(view.text)):
        start, end = view.original(at, at + 1)
        assert 0 <= start <= end <= len(text)
    assert 0 <= view.original(0, len(view.text))[0] <= view.original(0, len(view.text))[1] <= len(text)


@given(st.text(alphabet="ab\u200bﬁ½é", max_size=30), st.data())
def test_a_replaced_place_is_shown_where_it_stood_and_the_rest_keeps_its_place(text: str, data: st.DataObject) -> None:
    view = view_of(text)
    start = data.draw(st.integers(0, len(view.text)))
    end = data.draw(st.integers(start, len(view.text)))
    after = replaced(view, [(start, end, "XYZ", True)])
    assert after.text == view.text[:start] + "XYZ" + view.text[end:]
    for at in range(start):
        assert after.original(at, at + 1) == view.original(at, at + 1)
    for at in range(end, len(view.text)):
        assert after.original(at - end + start + 3, at - end + start + 4) == view.original(at, at + 1)
    if start < end:
        assert after.original(start, start + 3) == view.original(start, end)


def test_a_view_read_from_its_end_leads_back_to_each_character() -> None:
    text = "A\u200b0\u200b1 ﬁ 😀 2"
    base = view_of(text)
    turned = View(base.text[::-1], turned_from=base)
    for at in range(len(turned.text)):
        last = len(base.text) - 1 - at
        assert turned.original(at, at + 1) == base.original(last, last + 1)


FILLERS = (
    "-----", "@_", "(-", "a_b_", "8 | ", "8\n", "> 8\n", "1234 1234 ", "one", "one one1 ", "1one ", "38 ", "A2A2",
    "AAAAAAAA", "QUJD\n", "A" * 40 + "\n", "**", "8*", "8`", "<b>8", "8<!-- ", "8<b ", "&amp;#5", "%2538", "\\x38",
    "=\n", "SSN 8 ", "S3CRET ", "A0l2 ", "eht ", "gur ", "E96 ", "- . -- ", "0011 ", "56 ", "\u202e8 ", "\U000e0041",
    "a_A", "A", "field_aA: 1 ", "d1_: 1",
)  # fmt: skip


@pytest.mark.parametrize("filler", FILLERS)
def test_time_grows_with_a_disguised_text_and_not_faster(filler: str) -> None:
    def took(size: int) -> float:
        text = "a: 1 aB: 1 " + (filler * (size // len(filler) + 1))[:size] + "!x"
        start = time.process_time()
        for view in undisguised(view_of(text), text):
            assert len(view.text) <= 2 * size
        return time.process_time() - start

    took(2_000)
    small, large = min(took(10_000) for _ in range(2)), took(80_000)
    assert large < 30 * small + 0.5
