"""Where a marking stands: it marks by its position, and a mention of one does not (ISOO and NARA marking guides)."""

from __future__ import annotations

import re

from .view import BULLET, View

_LEAD = re.compile(rf"[\s>*#=|_~+\-{BULLET}/]*(?:\d{{1,3}}[.)] |[a-z][.)] )?[\s*{BULLET}_|#-]*")
_TRAIL = re.compile(r"[\s*#=|_~.\-/]*(?:page|p\.)?[\s*#=|_~\-/\d]*(?:of \d+)?[\s*#=|_~\-]*", re.IGNORECASE)
_EXPLAINS = re.compile(
    r"(?<![a-z])(?:means?|meaning|stands? for|replac(?:e|es|ed|ing)|written|marked? (?:it |them |as|with)|markings?|example|e\.g\.|training|what is|what's|what does|what are"
    r"|how (?:do|does|should|to)|legacy|banners?|glossary|template|should|must|explain|differences?|definition|defined?|abbreviat\w+|acronym|labels?|terms?|phrase"
    r"|words?|titled?|called|known as|such as|so-called|quiz|right\?|which|whether|why|correct|spell(?:ed)?|category|categories|handbook|registry|policy|rules? (?:on|for)"
    r"|executive order|e\.o\.|steps|spill(?:age)?|read|says?|slide|header|footer|documents? (?:marked|with)|cover sheets?|information (?:is|that)|level|regex)(?![a-z])"
)
_LESSON = re.compile(
    r"markings? (?:\w+ ){0,6}?(?:are|is|shown|used)[^.\n]{0,40}(?:training|example|illustrat|demonstrat)"
    r"|markings?[^.\n]{0,60}for (?:training|illustration) (?:use|purposes)"
)
_TEACHES = re.compile(
    r"(?<![a-z])(?:marking|marked|mark|banners?|portions?|designation|categor(?:y|ies)|handbook|slides?)(?![a-z])"
)
_LESSON_WORDS = 3
"""One sentence that calls markings training is easily put over a real document; a lesson goes on about them."""
_HOLES = re.compile(r"\[[^\]\n]{2,60}\]|<[a-z ]{2,30}>|\bXXX+\b|//(?:CAT|LDC|CATEGORY|ABC)\b")


def is_lesson(view: View) -> bool:
    """Whether the text says that its markings are only shown to teach, and does teach them."""
    if _LESSON.search(view.low) is None:
        return False
    return len(_TEACHES.findall(_LESSON.sub(" ", view.low))) >= _LESSON_WORDS


def opens_line(view: View, start: int) -> bool:
    """Whether only quoting, bullets, numbers or decoration stand before it in its line."""
    low, _ = view.line(start)
    return _LEAD.fullmatch(view.text, low, start) is not None


def ends_line(view: View, end: int) -> bool:
    """Whether only decoration or a page number follows in its line."""
    _, high = view.line(end)
    return _TRAIL.fullmatch(view.text, end, high) is not None


def stands_alone(view: View, start: int, end: int) -> bool:
    """Whether the line holds it and nothing else but decoration."""
    return opens_line(view, start) and ends_line(view, end)


def in_footer(view: View, start: int) -> bool:
    """Whether it stands at the right of its line, three blanks or more away from the text: a page header or footer."""
    return view.text[max(0, start - 3) : start] == "   "


def is_quoted(view: View, start: int, end: int) -> bool:
    """Whether quotation marks, backticks or brackets hold it."""
    before, after = view.text[max(0, start - 1) : start], view.text[end : end + 1]
    return (
        before in {'"', "'", "`"}
        or (after in {'"', "`"})
        or (before == "(" and after == ")" and not opens_line(view, start - 1))
    )


def is_explained(view: View, start: int, end: int) -> bool:
    """Whether the line around it explains, asks about or prescribes the marking."""
    low, high = view.line(start)
    return _EXPLAINS.search(view.low, max(low, start - 90), min(high, end + 70)) is not None


def is_question(view: View) -> bool:
    """Whether the whole text is one short question without a body."""
    return len(view.text) < 280 and "?" in view.text and view.text.strip().count("\n") < 2


def has_holes(view: View, start: int, end: int) -> bool:
    """Whether the line is a template with places to fill in."""
    low, high = view.line(start)
    return _HOLES.search(view.text, low, max(high, end)) is not None


def is_mention(view: View, start: int, end: int) -> bool:
    """Whether the words around say that this only mentions a marking."""
    return (
        is_quoted(view, start, end)
        or is_explained(view, start, end)
        or has_holes(view, start, end)
        or is_question(view)
    )


def has_body(view: View, end: int) -> bool:
    """Whether text follows in the same line or paragraph, as it does after a portion mark."""
    return bool(re.match(r"[\s:*]*[A-Z0-9\"'\[(][\w'\")(]*[ ,.-]", view.text[end : end + 60]))


def place_of(view: View, start: int) -> str:
    """`banner` in the first or last fifth of a text, else `line`."""
    size = len(view.text)
    return "banner" if start < max(400, size // 5) or start > size - max(400, size // 5) else "line"
