"""A text as its sentences, each with its place: what claims are checked by, and passages are shown by (139-07.4.a).

Made for answers of AI tools (Markdown) and for what was read from files: lines that were broken by a page are one
sentence, an abbreviation ends none, and an item of a list or a row of a table is one.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum


class Form(StrEnum):
    """What a stretch of a text is."""

    SENTENCE = "sentence"
    HEADING = "heading"
    ROW = "row"


@dataclass(frozen=True, slots=True)
class Sentence:
    """One of them: where it stands, without its mark of a list or a heading."""

    start: int
    end: int
    form: Form = Form.SENTENCE


def _listed(words: str) -> tuple[str, ...]:
    return tuple(words.split())


_ABBREVIATIONS = frozenset(
    _listed(
        "mr mrs ms dr prof sen rep gov gen col capt lt sgt st mt ft jr sr inc corp co ltd llc no nos vs etc al "
        "fig figs sec secs art para pp vol ed eds approx dept est ave blvd rd jan feb mar apr jun jul aug sept "
        "sep oct nov dec e.g i.e cf viz u.s u.k u.n d.c a.m p.m ph.d"
    )
)
_MAY_END = frozenset({"u.s", "u.k", "u.n", "d.c", "a.m", "p.m", "etc", "inc", "co", "corp", "ltd", "jr", "sr", "st"})
"""They end a sentence when a word follows that seldom stands inside one with a capital."""
_STARTERS = frozenset(
    _listed(
        "a an the this that these those it its he she they we i you there here in on at for from by with after before "
        "when while if as although however but and or so no not all some many most each every our their his her what "
        "who which how why where under over during since until because to"
    )
)

_END = re.compile(r"(?<![.!?…])[.!?…]++[\"”’')\]*_]*+(?=\s+[\"“‘(\[*_]*[^\W_])")
_LAST_WORD = re.compile(r"[\w.]+$")
_MARK = re.compile(
    r"[ \t]*(?:>[ \t]?)*(?:(?:[-*+•‣▪–]|\(?(?:\d{1,3}|[a-zA-Z]|[ivx]{1,5})[.)])[ \t]+(?:\[[ xX]\][ \t]+)?)?"
)
_LIST = re.compile(r"[ \t]*(?:>[ \t]?)*(?:[-*+•‣▪–]|\(?(?:\d{1,3}|[a-zA-Z]|[ivx]{1,5})[.)])[ \t]+\S")
_HASH = re.compile(r"[ \t]{0,3}#{1,6}[ \t]+")
_RULE = re.compile(r"[ \t]*(?:[-=*_][ \t]*){3,}")
_ROW = re.compile(r"[ \t]*\|.*\|[ \t]*")
_LINE_OF_ROW = re.compile(r"[ \t]*\|?[ \t]*:?-{2,}[-:| \t]*")
_BOLD = re.compile(r"[ \t]*(?:\*\*|__)[^*_]{1,90}(?:\*\*|__):?[ \t]*")
SHORT = 9
"""Words of a line that may be a heading without a sign of one."""


def sentences(text: str) -> tuple[Sentence, ...]:
    """Every sentence, heading and row of a table, in order; nothing overlaps."""
    return tuple(found for start, end, form in _blocks(text) for found in _parts(text, start, end, form))


def _blocks(text: str) -> Iterator[tuple[int, int, Form]]:
    """Lines that belong together."""
    start = end = -1
    lines = list(_lines(text))
    for number, (at, to, is_new_page) in enumerate(lines):
        line = text[at:to]
        form = _form_of(line)
        begins = form is not None or _LIST.match(line) is not None or (is_new_page and not line.lstrip()[:1].islower())
        if start >= 0 and (not line.strip() or begins):
            yield start, end, _alone(text, start, end)
            start = -1
        if form is not None and not _RULE.fullmatch(line) and not _LINE_OF_ROW.fullmatch(line):
            is_head = form is Form.ROW and _is_followed_by_a_line(text, lines, number)
            yield at, to, Form.HEADING if is_head else form
        elif form is None and line.strip():
            start, end = (at if start < 0 else start), to
    if start >= 0:
        yield start, end, _alone(text, start, end)


def _lines(text: str) -> Iterator[tuple[int, int, bool]]:
    """Each line: where it stands, and whether it is the first one of a page."""
    at, is_new_page = 0, False
    for line in text.splitlines(keepends=True):
        bare = line.rstrip("\r\n\f\v\x85\u2028\u2029")
        if bare or not is_new_page:
            yield at, at + len(bare), is_new_page
            is_new_page = False
        is_new_page = is_new_page or "\f" in line
        at += len(line)


def _is_followed_by_a_line(text: str, lines: list[tuple[int, int, bool]], number: int) -> bool:
    """The head of a table in Markdown stands above a line of signs."""
    if number + 1 == len(lines):
        return False
    at, to, _ = lines[number + 1]
    return _LINE_OF_ROW.fullmatch(text, at, to) is not None


def _form_of(line: str) -> Form | None:
    if _RULE.fullmatch(line) or _HASH.match(line) or _BOLD.fullmatch(line):
        return Form.HEADING
    return Form.ROW if _ROW.fullmatch(line) else None


def _alone(text: str, start: int, end: int) -> Form:
    """A short line by itself that ends like no sentence is a heading, unless it is an item of a list."""
    line = text[start:end].strip()
    if "\n" in line or _LIST.match(line) or line[-1:] in ".!?;,…" or len(line.split()) > SHORT:
        return Form.SENTENCE
    return Form.HEADING


def _parts(text: str, start: int, end: int, form: Form) -> Iterator[Sentence]:
    mark = _HASH.match(text, start, end) if form is Form.HEADING else _MARK.match(text, start, end)
    start = mark.end() if mark else start
    if form is not Form.SENTENCE:
        yield from _trimmed(text, start, end, form)
        return
    at = start
    for found in _END.finditer(text, start, end):
        if not _is_abbreviation(text, found.start(), found.end(), found.group()):
            yield from _trimmed(text, at, found.end(), form)
            at = found.end()
    yield from _trimmed(text, at, end, form)


def _is_abbreviation(text: str, dot: int, end: int, signs: str) -> bool:
    if not signs.startswith(".") or signs.startswith(".."):
        return False
    after = text[end : end + 40].lstrip()
    before = _LAST_WORD.search(text, max(0, dot - 20), dot)
    word = before.group().lower() if before else ""
    if after[:1].islower():
        return True
    if word in _MAY_END:
        following = re.match(r"[\"“‘(\[*_]*([^\W\d_]+)", after)
        return following is None or following.group(1).lower() not in _STARTERS
    return word in _ABBREVIATIONS or (len(word) == 1 and word.isalpha() and word not in {"i", "a"})


def _trimmed(text: str, start: int, end: int, form: Form) -> Iterator[Sentence]:
    while start < end and (text[start].isspace() or text[start] == "|"):
        start += 1
    while end > start and (text[end - 1].isspace() or text[end - 1] == "|"):
        end -= 1
    if start < end:
        yield Sentence(start, end, form)
