"""Words that explain a marking, and texts that teach how to mark: there, a marking is shown and marks nothing."""

from __future__ import annotations

import re

from proviso.screening.view import View

EXPLAINS = re.compile(
    r"(?<![a-z])(?:means?|meaning|stands? for|replac(?:e|es|ed|ing)|written|marked? (?:it |them |as|with)|markings?|examples?|e\.g\.|training (?!money|area|range|site|unit|event)|what is|what's"
    r"|what does|what are|how (?:do|does|should|to)|legacy|banners?|glossary|template|should|explain\w*|differences?|definition|defined?|abbreviat\w+|acronyms?|labels?|labell?ed|terms?"
    r"|phrases?|words?|titled?|called|known as|such as|so-called|quiz|which|whether|why|(?:in)?correct|invalid|spell(?:ed)?|categor(?:y|ies)|handbook|registry|rules? (?:on|for)"
    r"|executive order|e\.o\.|spill(?:age)?|reads?|says?|typed?|slide|documents? (?:marked|with)|cover sheets?|regex|regular expressions?|formula|compare[ds]?|valid|variants?"
    r"|clearances?|portion marks?|significa|marcad[oa]s?|ejemplo|qu[eq]|plantilla|string|cells?|equals?)(?![a-z])"
)
"""In the same line as a marking, these say that it is spoken about."""
LEADS_IN = re.compile(
    r"(?<![a-z])(?:banners?|markings?|mark(?:ed)?|reads?|look(?:s)? like|examples?|for instance|format|templates?|should|must|correct|wrong|valid|which|what|quiz|choose|pick|mean|say|write"
    r"|ejemplo|formato|significa)(?![a-z])"
)
"""A line above with one of these, that ends with a colon or a question mark, leads to an example."""
ASKS = re.compile(
    r"(?:is (?:that|this|it)|are (?:these|they)|what (?:does|do|is)|which|how (?:do|should)|where does|why|does (?:this|that|it)|can (?:i|you|we) explain|explain|who may|whq|qu[eq])\b[^\n]{0,120}\??\s*$"
)
"""A question that is about the marking above it."""

_LESSON = re.compile(
    r"markings?(?: (?:\w+ ){0,6}?(?:are|is|shown|used)[^.\n]{0,40}(?:training|example|illustrat|demonstrat)"
    r"|[^.\n]{0,60}for (?:training|illustration|instructional) (?:use|purposes))"
)
_TEACHES = re.compile(
    r"(?<![a-z])(?:marking|markings|marked|mark|marks|banners?|portions?|designation|designator|categor(?:y|ies)|handbook|slides?|abbreviations?|acronyms?|registry|basic|specified|examples?"
    r"|legacy|labels?|derivative|decontrol\w*|caveats?|lesson|quiz|course|learners?|trainees?|glossary|nomenclature)(?![a-z])"
)
NEAR = 500
LESSON_WORDS, SOME_WORDS, MANY_WORDS = 3, 5, 8
"""One sentence that calls markings training is easily put over a real document; a lesson goes on about them."""
SHORT = 20_000


class Lesson:
    """Whether the text teaches markings, where a place is."""

    def __init__(self, view: View) -> None:
        self._low = view.low
        self._says = _LESSON.search(self._low) is not None
        # A short text may say it once and be one lesson from start to end.
        self._is_all = self._says and len(self._low) < SHORT and _count(self._low) * 400 >= max(1_200, len(self._low))

    def is_about(self, start: int, end: int) -> bool:
        """Whether the text around a place goes on about markings."""
        if self._is_all:
            return True
        near = _count(self._low[max(0, start - NEAR) : start] + " " + self._low[end : end + NEAR])
        return near >= (LESSON_WORDS if self._says else MANY_WORDS)

    def is_likely(self, start: int, end: int) -> bool:
        """The same with fewer words, for a single word in a line of its own, which may be the heading of a text about it."""
        return _count(self._low[max(0, start - NEAR) : start] + " " + self._low[end : end + NEAR]) >= SOME_WORDS


def _count(low: str) -> int:
    return len(_TEACHES.findall(_LESSON.sub(" ", low)))
