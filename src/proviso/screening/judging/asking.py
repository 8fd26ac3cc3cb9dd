"""Where a text asks for a decision about somebody: the forms are looked for at its edges, and only where it asks at all."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache

from proviso.screening.patterns import Pattern, PatternSet
from proviso.screening.view import View

from . import cues
from .asks import ASKS

GATE = (
    r"(?i:\?|(?:^|[\n.:;,!\"] ?)(?:please |pls |now |then |and |just )?(?:(?:can|could|would|will) you |help me )?"
    r"(?:write|draft|prepare|give|tell|pick|choose|select|rank|sort|decide|judge|rate|score|grade|assess|evaluate|determine|recommend|advise|figure|work out|finish|word|say|list|put|cut|name|rule|act|find|check|review|compare|compose|process|take|build|make|compute|calculate|read|set|run|go through|go over|look|sentence|sentencing|ban|bar|deny|approve|grant|close|settle|help|order|word|lee|mira|i need|i want|i'd like|my gut|"
    r"should|do we|do i|can we|can i|could i|is this|is he|is she|does he|does she|which|who|whose|badge|dime|decide|dame|di|escribe|redacta|prepara|haz|hazme|ponle|evalua|clasifica|ordena|elige|escoge|recomienda|revisa|determina|indica)\b|\b(?:yes or no|or not|your (?:verdict|decision|call|ruling)|recommendation please)\b"
    rf"|\b(?:{cues.GATE})\b)"
)
"""A question, or a sentence that begins as a request. In ordinary text nothing of this stands, and nothing more is looked for."""
EDGE = 900
"""Characters at each end of a text in which the forms are looked for."""
CASE = 160
"""So near a cue a case is told."""
TOGETHER = 5
"""Forms in one automaton: more multiply its states."""


@cache
def _compiled(forms: tuple[str, ...]) -> list[tuple[PatternSet, list[Pattern]]]:
    groups = [forms[at : at + TOGETHER] for at in range(0, len(forms), TOGETHER)]
    return [(PatternSet(list(group)), [Pattern(source) for source in group]) for group in groups]


def edges(size: int) -> list[tuple[int, int]]:
    """The beginning and the end of a text of this size; one piece when it is short."""
    return [(0, size)] if size <= 2 * EDGE else [(0, EDGE), (size - EDGE, size)]


def asked(view: View) -> Iterator[tuple[int, int]]:
    """Start and end of each form at the edges of a text."""
    return _found(view, ASKS)


def cued(view: View) -> Iterator[tuple[int, int]]:
    """Start and end of each cue at the edges of a text that hands a decision over, where a case is told near it."""
    for start, end in _found(view, cues.CUES):
        if cues.CASE.search(view.low, max(0, start - CASE), end + CASE):
            yield start, end


def _found(view: View, forms: tuple[str, ...]) -> Iterator[tuple[int, int]]:
    for first, last in edges(len(view.data)):
        piece = view.data[first:last]
        for patterns, single in _compiled(forms):
            for number in sorted(patterns.hits(piece)):
                for spans in single[number].spans(piece):
                    yield spans[0][0] + first, spans[0][1] + first
